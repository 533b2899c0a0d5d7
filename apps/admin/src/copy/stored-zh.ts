/** A member's balance in their drawer. */
export const storedZh = {
  'stored.title': '储值余额',
  'stored.principal': '本金',
  'stored.bonus': '赠送',
  'stored.held': '付款中占用',
  'stored.cap': '上限 {amount}',
  'stored.pinSet': '已设支付密码',
  'stored.pinUnset': '未设支付密码',
  'stored.locked': '支付密码锁定至 {until}',
  'stored.none': '没有收支',
  'stored.entries': '余额收支',
  'stored.after': '余 {amount}',
  'stored.more': '更早的收支',
  'stored.reason.recharge': '充值',
  'stored.reason.payment': '订单付款',
  'stored.reason.order_refund': '订单退款',
  'stored.reason.recharge_refund': '退余额',
} as const
