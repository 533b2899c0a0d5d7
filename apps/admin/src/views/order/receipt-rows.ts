import type { AdminOrderView } from '@jishi/contracts/order/order.schema'
import { t, type CopyKey } from '@/copy'

export interface ReceiptRow {
  label: string
  amountFen: number
  /** Freight that nobody pays is a promise kept, not a zero. */
  free?: boolean
}

const discounts = [
  ['order.total.unitDiscount', 'unitDiscountFen'],
  ['order.total.promotion', 'promotionFen'],
  ['order.total.coupon', 'couponFen'],
  ['order.total.points', 'pointsFen'],
] as const satisfies readonly [CopyKey, keyof AdminOrderView['totals']][]

/** From the price on the shelf to what is owed, each step that took part, discounts as negative amounts. */
export const receiptRows = ({ totals }: Pick<AdminOrderView, 'totals'>): ReceiptRow[] => [
  { label: t('order.total.list'), amountFen: totals.listFen },
  ...discounts.flatMap(([key, name]) => (totals[name] === 0 ? [] : [{ label: t(key), amountFen: -totals[name] }])),
  ...(totals.adjustFen === 0 ? [] : [{ label: t('order.total.adjust'), amountFen: totals.adjustFen }]),
  totals.freightFen === 0
    ? { label: t('order.total.freight'), amountFen: 0, free: true }
    : { label: t('order.total.freight'), amountFen: totals.freightFen },
]

/** How much of a line that leaves by parcel is on its way, while some of it still waits; empty otherwise. */
export const partShippedText = ({
  delivery,
  qty,
  cancelledQty,
  shippedQty,
}: AdminOrderView['lines'][number]): string => {
  const left = qty - cancelledQty - shippedQty
  return delivery === 'express' && shippedQty > 0 && left > 0 ? t('order.line.left', { shipped: shippedQty, left }) : ''
}

/** What a line got of all discounts together; an adjustment may have made it dearer. */
export const lineOffFen = (line: AdminOrderView['lines'][number]): number => line.goodsPaidFen - line.listFen
