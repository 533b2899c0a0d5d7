import type { ReceiptRule, ReceiptTotals } from '@jishi/contracts/pricing/pricing.schema'
import type { PriceStage } from '@jishi/contracts/pricing/pricing.terms'
import { unitRuleWords } from '@/composables/price-words'
import { yuan } from '@/composables/words'
import { t, type CopyKey } from '@/copy'

export interface ReceiptRow {
  key: string
  name: string
  note: string
  /** Signed as it is read: what is taken off is negative. */
  fen: number
}

interface Titled {
  skuId: string
  title: string
  unitFen: number
}

interface Part {
  stage: PriceStage
  word: CopyKey
  total: (totals: ReceiptTotals) => number
}

// In the order in which a price is made. Discounts stand as positive amounts on the receipt, an adjustment as it is.
const PARTS: readonly Part[] = [
  { stage: 'unit', word: 'receipt.unitDiscount', total: (totals) => -totals.unitDiscountFen },
  { stage: 'promotion', word: 'receipt.promotion', total: (totals) => -totals.promotionFen },
  { stage: 'coupon', word: 'receipt.coupon', total: (totals) => -totals.couponFen },
  { stage: 'points', word: 'receipt.points', total: (totals) => -totals.pointsFen },
  { stage: 'adjustment', word: 'receipt.adjust', total: (totals) => totals.adjustFen },
]

export const signedYuan = (fen: number): string => (fen < 0 ? `−¥${yuan(-fen)}` : `¥${yuan(fen)}`)

const off = (fen: number): number => (fen === 0 ? 0 : -Math.abs(fen))

const sharesText = (rule: ReceiptRule, lines: readonly Titled[]): string => {
  const given = rule.shares.filter((share) => share.amountFen !== 0)
  if (given.length < 2) return ''
  const list = given.map((share) => {
    const title = lines.find((line) => line.skuId === share.skuId)?.title ?? ''
    return `${title} ${signedYuan(off(share.amountFen))}`
  })
  return t('receipt.shares', { list: list.join('，') })
}

/** One row a rule; a stage whose rules are not told apart stands as its sum, so that the rows always add up. */
const rowsOf = (part: Part, totals: ReceiptTotals, rules: readonly ReceiptRule[], lines: readonly Titled[]) => {
  const total = part.total(totals)
  if (total === 0) return []
  const applied = rules.filter((rule) => rule.stage === part.stage && rule.applied && rule.amountFen !== 0)
  const rows = applied.map((rule) => ({
    key: `${part.stage}.${rule.code}`,
    name: unitRuleWords(rule.code) || rule.label,
    note: sharesText(rule, lines),
    fen: part.stage === 'adjustment' ? rule.amountFen : off(rule.amountFen),
  }))
  const sum = rows.reduce((before, row) => before + row.fen, 0)
  return sum === total ? rows : [{ key: part.stage, name: t(part.word), note: '', fen: total }]
}

/** Which goods cost another price than that of one piece bought by itself, and by what rule. */
const unitNote = (rules: readonly ReceiptRule[], lines: readonly Titled[]): string =>
  rules
    .filter(({ stage, applied, amountFen }) => stage === 'unit' && applied && amountFen === 0)
    .map((rule) =>
      lines
        .filter(({ skuId }) => rule.shares.some((share) => share.skuId === skuId))
        .map(({ title, unitFen }) => t('receipt.unit', { rule: unitRuleWords(rule.code), title, price: yuan(unitFen) }))
        .join('，'),
    )
    .join('，')

/** Why freight is what it is: the threshold that freed it, or how much is missing, or where it cannot go. */
const freightNote = (totals: ReceiptTotals, rules: readonly ReceiptRule[]): string => {
  const rule = rules.find(
    ({ stage, code, applied, reason }) =>
      stage === 'freight' && code !== 'freight.flat' && (applied ? totals.freightFen === 0 : reason !== null),
  )
  if (!rule) return ''
  return rule.applied || rule.reason === null ? rule.label : `${rule.label}，${rule.reason}`
}

/** The whole receipt, from the list price to the freight; what is paid is the sum of its rows. */
export const receiptRows = (
  totals: ReceiptTotals,
  rules: readonly ReceiptRule[],
  lines: readonly Titled[],
): ReceiptRow[] => [
  { key: 'goods', name: t('receipt.goods'), note: unitNote(rules, lines), fen: totals.listFen },
  ...PARTS.flatMap((part) => rowsOf(part, totals, rules, lines)),
  { key: 'freight', name: t('receipt.freight'), note: freightNote(totals, rules), fen: totals.freightFen },
]

/** What the shopper did not have to pay for the goods. */
export const savedFen = (totals: ReceiptTotals): number =>
  totals.unitDiscountFen + totals.promotionFen + totals.couponFen + totals.pointsFen
