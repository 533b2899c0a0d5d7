import type { OfferMeasure } from '@jishi/contracts/promotion/promotion.terms'
import { unreachable } from '@jishi/kernel/assert'
import { fen, formatFen, type Fen } from '@jishi/kernel/money'
import type { FullReductionRule, OfferRule, OfferTier } from './offer-facts.js'

/** Whole yuan without decimals, as promotions are spoken of. */
const yuan = (amount: Fen): string => formatFen(amount).replace(/\.00$/, '')

/** 2000 bp off are 8 折, 1500 are 8.5 折; with everything taken off it is free. */
const discount = (offBp: number): string => (offBp >= 10_000 ? '免费' : `${(10_000 - offBp) / 1_000} 折`)

const threshold = (measure: OfferMeasure, from: number): string =>
  measure === 'amount' ? `满 ${yuan(fen(from))}` : `满 ${from} 件`

const tierWords = (measure: OfferMeasure, { from, off }: OfferTier): string =>
  `${threshold(measure, from)} ${'fen' in off ? `减 ${yuan(off.fen)}` : discount(off.offBp)}`

const reductionWords = ({ measure, tiers, repeat, maxTimes, capFen }: FullReductionRule): string => {
  const limits = [
    ...(repeat && maxTimes !== null ? [`最多 ${maxTimes} 次`] : []),
    ...(capFen === null ? [] : [`最多减 ${yuan(capFen)}`]),
  ]
  const steps = tiers.map((tier) => `${repeat ? '每' : ''}${tierWords(measure, tier)}`).join('，')
  return limits.length === 0 ? steps : `${steps}（${limits.join('，')}）`
}

/** A promotion in the words of a shopper, on the receipt as on cards and pages: 满 99 减 20, 第 2 件 5 折, 满 99 送赠品. */
export function offerLabel(rule: OfferRule): string {
  switch (rule.kind) {
    case 'full_reduction':
      return reductionWords(rule)
    case 'nth_piece':
      return `第 ${rule.nth} 件 ${discount(rule.offBp)}`
    case 'bundle':
      return `套装 ${rule.items.reduce((sum, { qty }) => sum + qty, 0)} 件 ${yuan(rule.priceFen)}`
    case 'gift':
      return `${threshold(rule.measure, rule.from)} 送赠品`
    default:
      return unreachable(rule)
  }
}
