/** Kinds of orders. */
export const orderKindsZh = {
  'orders.kind': '订单类型',
  'order.kind.normal': '普通',
  'order.kind.seckill': '秒杀',
  'order.step.close_paid': '活动未成，款项退回',
} as const
