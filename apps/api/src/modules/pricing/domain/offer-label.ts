import type { OfferMeasure } from '@jishi/contracts/promotion/promotion.terms'
import { unreachable } from '@jishi/kernel/assert'
import { fen, formatFen, type Fen } from '@jishi/kernel/money'
import type { FullReductionRule, OfferRule, TakenOff } from './offer-facts.js'

/** Whole yuan without decimals, as promotions are spoken of. */
const yuan = (amount: Fen): string => formatFen(amount).replace(/\.00$/, '')

/** 2000 bp off are 8 折, 1500 are 8.5 折. */
const foldOf = (offBp: number): string => `${(10_000 - offBp) / 1_000} 折`
const isAll = (offBp: number): boolean => offBp >= 10_000

/** A digit and a character are set apart by a space, two characters are not. */
const reached = (measure: OfferMeasure, from: number, then: string): string =>
  measure === 'amount' ? `满 ${yuan(fen(from))} ${then}` : `满 ${from} 件${then}`

const takenOff = (off: TakenOff): string => {
  if ('fen' in off) return `减 ${yuan(off.fen)}`
  return isAll(off.offBp) ? '免单' : `打 ${foldOf(off.offBp)}`
}

const reductionWords = ({ measure, tiers, repeat, maxTimes, capFen }: FullReductionRule): string => {
  const limits = [
    ...(repeat && maxTimes !== null ? [`最多 ${maxTimes} 次`] : []),
    ...(capFen === null ? [] : [`最高减 ${yuan(capFen)}`]),
  ]
  const steps = tiers.map(({ from, off }) => `${repeat ? '每' : ''}${reached(measure, from, takenOff(off))}`).join('，')
  return limits.length === 0 ? steps : `${steps}（${limits.join('，')}）`
}

/** A promotion in the words of a shopper, on the receipt as on cards and pages: 满 99 减 20, 第 2 件 5 折, 满 99 送赠品. */
export function offerLabel(rule: OfferRule): string {
  switch (rule.kind) {
    case 'full_reduction':
      return reductionWords(rule)
    case 'nth_piece':
      return `第 ${rule.nth} 件${isAll(rule.offBp) ? '免费' : ` ${foldOf(rule.offBp)}`}`
    case 'bundle':
      return `套装 ${rule.items.reduce((sum, { qty }) => sum + qty, 0)} 件 ${yuan(rule.priceFen)} 元`
    case 'gift':
      return reached(rule.measure, rule.from, '送赠品')
    default:
      return unreachable(rule)
  }
}
