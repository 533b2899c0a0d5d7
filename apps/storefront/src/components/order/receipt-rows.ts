import type { ReceiptRule, ReceiptTotals } from '@jishi/contracts/pricing/pricing.schema'
import type { PriceStage } from '@jishi/contracts/pricing/pricing.terms'
import { unitRuleWords } from '@/composables/price-words'
import { yuan } from '@/composables/words'
import { t, type CopyKey } from '@/copy'
import { whyNot } from './refusal-words'

export interface ReceiptRow {
  key: string
  name: string
  note: string
  /** Signed as it is read: what is taken off is negative. */
  fen: number
}

/** A rule that was looked at and took nothing off. */
export interface RefusedRow {
  key: string
  name: string
  why: string
}

export interface Titled {
  skuId: string
  title: string
  unitFen: number
}

interface Part {
  stages: readonly PriceStage[]
  word: CopyKey
  total: (totals: ReceiptTotals) => number
}

// In the order in which a price is made. Discounts stand as positive amounts on the receipt, an adjustment as it is.
const PARTS: readonly Part[] = [
  { stages: ['unit'], word: 'receipt.unitDiscount', total: (totals) => -totals.unitDiscountFen },
  { stages: ['promotion'], word: 'receipt.promotion', total: (totals) => -totals.promotionFen },
  { stages: ['coupon'], word: 'receipt.coupon', total: (totals) => -totals.couponFen },
  { stages: ['points'], word: 'receipt.points', total: (totals) => -totals.pointsFen },
  { stages: ['adjustment', 'minimum'], word: 'receipt.adjust', total: (totals) => totals.adjustFen },
]

// Rules the shop does not name itself are named here, so that they are read in the shopper's language.
const NAMED: Readonly<Record<string, CopyKey>> = {
  points: 'receipt.points',
  minimum: 'receipt.minimum',
  'freight.flat': 'receipt.freight',
  'freight.no_delivery': 'receipt.noDelivery',
}

export const signedYuan = (fen: number): string => (fen < 0 ? `−¥${yuan(-fen)}` : `¥${yuan(fen)}`)

const isAdjusted = ({ stage }: Pick<ReceiptRule, 'stage'>): boolean => stage === 'adjustment' || stage === 'minimum'

const off = (fen: number): number => (fen === 0 ? 0 : -Math.abs(fen))

const isCoupon = ({ code }: Pick<ReceiptRule, 'code'>): boolean => code.indexOf('coupon.') === 0

/** The price engine freezes a label in Chinese; what is the shop's own in it, the threshold or a template's name, stays. */
const freightName = ({ code, label }: Pick<ReceiptRule, 'code' | 'label'>): string => {
  const amount = /[\d.]+/.exec(label)?.[0]
  if (code === 'freight.free_over') return amount === undefined ? label : t('receipt.freeOver', { amount })
  const name = label.split(' · ').slice(1).join(' · ')
  return name === '' ? t('receipt.freight') : t('receipt.freightNamed', { name })
}

/** What a rule is called on a receipt; a coupon says that it is one. */
export const ruleName = (rule: Pick<ReceiptRule, 'code' | 'label'>): string => {
  if (isCoupon(rule)) return t('receipt.couponNamed', { name: rule.label })
  const word = rule.code.indexOf('adjust.') === 0 ? 'receipt.adjust' : NAMED[rule.code]
  if (word !== undefined) return t(word)
  if (rule.code.indexOf('freight.') === 0) return freightName(rule)
  return unitRuleWords(rule.code) || rule.label
}

const sharesText = (rule: ReceiptRule, lines: readonly Titled[]): string => {
  const given = rule.shares.filter((share) => share.amountFen !== 0)
  if (given.length < 2) return ''
  const list = given.map((share) => {
    const title = lines.find((line) => line.skuId === share.skuId)?.title ?? ''
    return `${title} ${signedYuan(isAdjusted(rule) ? share.amountFen : off(share.amountFen))}`
  })
  return t('receipt.shares', { list: list.join(t('receipt.comma')) })
}

const isOf = (part: Part, rule: ReceiptRule): boolean => part.stages.indexOf(rule.stage) >= 0
const noted = (...parts: string[]): string => parts.filter((part) => part !== '').join('\n')

/** One row a rule; a stage whose rules are not told apart stands as its sum, so that the rows always add up. */
const rowsOf = (part: Part, totals: ReceiptTotals, rules: readonly ReceiptRule[], lines: readonly Titled[]) => {
  const total = part.total(totals)
  const applied = rules.filter((rule) => isOf(part, rule) && rule.applied && rule.amountFen !== 0)
  if (total === 0 && applied.length === 0) return []
  const rows = applied.map((rule) => ({
    key: `${rule.stage}.${rule.code}`,
    name: ruleName(rule),
    // An applied rule may say what is missing for more of it.
    note: noted(sharesText(rule, lines), rule.refusal === null ? '' : whyNot(rule)),
    fen: isAdjusted(rule) ? rule.amountFen : off(rule.amountFen),
  }))
  const sum = rows.reduce((before, row) => before + row.fen, 0)
  return sum === total ? rows : [{ key: part.word, name: t(part.word), note: '', fen: total }]
}

/** Which goods cost another price than that of one piece bought by itself, and by what rule. */
const unitNote = (rules: readonly ReceiptRule[], lines: readonly Titled[]): string =>
  rules
    .filter(({ stage, applied, amountFen }) => stage === 'unit' && applied && amountFen === 0)
    .map((rule) =>
      lines
        .filter(({ skuId }) => rule.shares.some((share) => share.skuId === skuId))
        .map(({ title, unitFen }) => t('receipt.unit', { rule: unitRuleWords(rule.code), title, price: yuan(unitFen) }))
        .join(t('receipt.comma')),
    )
    .join(t('receipt.comma'))

const isFreight = (rule: ReceiptRule): boolean => rule.stage === 'freight' && !isCoupon(rule)

/** Why freight is what it is: the threshold that freed it, or how much is missing, or where it cannot go. */
const freightNote = (grossFen: number, rules: readonly ReceiptRule[]): string => {
  const told = rules.filter(isFreight)
  const nowhere = told.find(({ code }) => code === 'freight.no_delivery')
  if (nowhere) return whyNot(nowhere)
  const free = told.find((rule) => rule.code === 'freight.free_over')
  if (free?.applied) return grossFen === 0 ? ruleName(free) : ''
  const missed = free ?? told.find((rule) => rule.refusal !== null && rule.code !== 'freight.flat')
  return missed === undefined || grossFen === 0 ? '' : `${ruleName(missed)}${t('receipt.comma')}${whyNot(missed)}`
}

/** The freight and, under it, the coupon that lowered it; where the two do not add up, the sum alone. */
const freightRows = (totals: ReceiptTotals, rules: readonly ReceiptRule[]): ReceiptRow[] => {
  const coupons = rules.filter((rule) => rule.stage === 'freight' && isCoupon(rule) && rule.applied)
  const offFen = coupons.reduce((sum, rule) => sum + Math.abs(rule.amountFen), 0)
  const grossFen = totals.freightFen + offFen
  return [
    { key: 'freight', name: t('receipt.freight'), note: freightNote(grossFen, rules), fen: grossFen },
    ...coupons.map((rule) => ({ key: rule.code, name: ruleName(rule), note: '', fen: off(rule.amountFen) })),
  ]
}

/** Rules that gave something else than money: 满 99 送赠品. */
const givingRows = (rules: readonly ReceiptRule[]): ReceiptRow[] =>
  rules
    .filter(({ stage, applied, amountFen }) => stage === 'promotion' && applied && amountFen === 0)
    .map((rule) => ({ key: rule.code, name: ruleName(rule), note: t('receipt.gave'), fen: 0 }))

/** The whole receipt, from the list price to the freight; what is paid is the sum of its rows. */
export const receiptRows = (
  totals: ReceiptTotals,
  rules: readonly ReceiptRule[],
  lines: readonly Titled[],
): ReceiptRow[] => [
  { key: 'goods', name: t('receipt.goods'), note: unitNote(rules, lines), fen: totals.listFen },
  ...PARTS.flatMap((part) => rowsOf(part, totals, rules, lines)),
  ...givingRows(rules),
  ...freightRows(totals, rules),
]

// Said already beside the freight.
const UNTOLD: readonly string[] = ['freight.free_over', 'freight.no_delivery', 'freight.flat']

/** Every rule that was considered and took nothing off, with the reason. */
export const refusedRows = (rules: readonly ReceiptRule[]): RefusedRow[] =>
  rules
    .filter((rule) => !rule.applied && UNTOLD.indexOf(rule.code) < 0)
    .map((rule) => ({ key: `${rule.stage}.${rule.code}`, name: ruleName(rule), why: whyNot(rule) }))
    .filter(({ name, why }) => name !== '' && why !== '')

/** What the shopper did not have to pay, the freight that a coupon paid included. */
export const savedFen = (totals: ReceiptTotals, rules: readonly ReceiptRule[] = []): number =>
  rules
    .filter((rule) => rule.stage === 'freight' && rule.applied && isCoupon(rule))
    .reduce(
      (sum, { amountFen }) => sum + Math.abs(amountFen),
      totals.unitDiscountFen + totals.promotionFen + totals.couponFen + totals.pointsFen,
    )
