import type { orderKindsZh } from './order-kinds-zh'

export const orderKindsEn: Record<keyof typeof orderKindsZh, string> = {
  'orders.kind': 'Kind of order',
  'order.kind.normal': 'Plain',
  'order.kind.seckill': 'Flash sale',
  'order.step.close_paid': 'The activity fell through, money goes back',
}
