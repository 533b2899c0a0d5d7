import type { AfterSaleAmountLine } from '@jishi/contracts/order/after-sale.schema'
import type { ReceiptRow } from '@/components/order/receipt-rows'
import { t } from './copy'

const DISCOUNTS = [
  ['promotion', 'promotionFen'],
  ['coupon', 'couponFen'],
  ['points', 'pointsFen'],
  ['giftKept', 'giftKeptFen'],
] as const

/** How the amount of one line comes about: what its pieces cost, what each rule took off them, and its freight. */
export const amountRows = (line: AfterSaleAmountLine): ReceiptRow[] => {
  const rows: ReceiptRow[] = []
  if (line.qty > 0 && line.role === 'main')
    rows.push({ key: 'price', name: t('sale.amount.price', { n: line.qty }), fen: line.priceFen, note: '' })
  for (const [name, part] of DISCOUNTS)
    if (line[part] !== 0) rows.push({ key: name, name: t(`sale.amount.${name}`), fen: -line[part], note: '' })
  if (line.freightFen > 0)
    rows.push({
      key: 'freight',
      name: t('sale.amount.freight'),
      fen: line.freightFen,
      note: t(`sale.amount.${line.freightRule}`),
    })
  return rows
}
