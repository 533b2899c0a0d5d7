import type { ReceiptRule } from '@jishi/contracts/pricing/pricing.schema'
import { t } from '../words/copy'
import { ruleName, type ReceiptRow } from '@/components/order/receipt-rows'

/** What a line of a receipt and a line of an order have in common. */
export interface SharedLine {
  skuId: string
  qty: number
  listFen: number
  goodsPaidFen: number
  freightFen: number
  payableFen: number
}

const GOODS_STAGES = ['unit', 'promotion', 'coupon', 'points', 'adjustment', 'minimum']

const ownShare = (rule: ReceiptRule, skuId: string): number => {
  const amountFen = rule.shares
    .filter((share) => share.skuId === skuId)
    .reduce((sum, share) => sum + share.amountFen, 0)
  const signed = rule.stage === 'adjustment' || rule.stage === 'minimum' ? amountFen : -amountFen
  return signed === 0 ? 0 : signed
}

/** How one line came to what it costs: its list price, its share of every rule, its freight. The rows add up to its payable. */
export const lineRows = (line: SharedLine, rules: readonly ReceiptRule[]): ReceiptRow[] => {
  const shares = rules
    .filter((rule) => rule.applied && GOODS_STAGES.indexOf(rule.stage) >= 0)
    .map((rule) => ({
      key: `${rule.stage}.${rule.code}`,
      name: ruleName(rule),
      note: '',
      fen: ownShare(rule, line.skuId),
    }))
    .filter(({ fen }) => fen !== 0)
  const untold = line.goodsPaidFen - line.listFen - shares.reduce((sum, { fen }) => sum + fen, 0)
  return [
    { key: 'list', name: t('receipt.lineList', { n: line.qty }), note: '', fen: line.listFen },
    ...shares,
    ...(untold === 0 ? [] : [{ key: 'untold', name: t('receipt.unitDiscount'), note: '', fen: untold }]),
    { key: 'freight', name: t('receipt.lineFreight'), note: '', fen: line.freightFen },
  ]
}
