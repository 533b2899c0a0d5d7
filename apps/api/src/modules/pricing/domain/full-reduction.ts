import { fen, minFen, percentOf, subFen, timesFen, zeroFen, type Fen } from '@jishi/kernel/money'
import { goodsOf, piecesOf, type GoodsLine } from './goods-line.js'
import type { FullReductionRule, OfferTier } from './offer-facts.js'
import { isFree, openTo, refused, type Verdict } from './offer-verdict.js'
import type { Refusal } from './receipt.js'
import { refusalOf } from './refusals.js'

/** A tier, and how often it counts. */
interface Step {
  readonly tier: OfferTier
  readonly times: number
}

const byFrom = (left: OfferTier, right: OfferTier): number => left.from - right.from

const reachedStep = ({ tiers, repeat, maxTimes }: FullReductionRule, measured: number): Step | null => {
  const tier = tiers.filter(({ from }) => from <= measured).reduce<OfferTier | null>(higher, null)
  if (tier === null) return null
  const often = repeat ? Math.floor(measured / tier.from) : 1
  return { tier, times: Math.min(often, maxTimes ?? often) }
}

const higher = (best: OfferTier | null, tier: OfferTier): OfferTier =>
  best === null || tier.from > best.from ? tier : best

const nextStep = (
  { tiers, repeat, maxTimes }: FullReductionRule,
  measured: number,
  reached: Step | null,
): Step | null => {
  if (repeat && reached !== null) {
    const times = reached.times + 1
    return maxTimes !== null && times > maxTimes ? null : { tier: reached.tier, times }
  }
  const tier = [...tiers].sort(byFrom).find(({ from }) => from > measured)
  return tier === undefined ? null : { tier, times: 1 }
}

const offOf = ({ capFen }: FullReductionRule, { tier: { off }, times }: Step, goodsFen: Fen): Fen => {
  const once = 'fen' in off ? off.fen : percentOf(goodsFen, off.offBp, 'down')
  const whole = timesFen(once, times)
  return capFen === null ? whole : minFen(whole, capFen)
}

/**
 * What is missing for the next step, and what it would take off beyond what is taken off now. Where pieces are measured and a
 * share is taken off, the gain is told for the goods that are there: at least so much.
 */
const shortOf = (rule: FullReductionRule, step: Step, measured: number, goodsFen: Fen, nowFen: Fen): Refusal => {
  const needed = step.tier.from * step.times
  const byAmount = rule.measure === 'amount'
  const gainFen = subFen(offOf(rule, step, byAmount ? fen(needed) : goodsFen), nowFen)
  const missing = needed - measured
  return byAmount
    ? refusalOf('short_amount', { fen: fen(missing), gainFen })
    : refusalOf('short_pieces', { qty: missing, gainFen })
}

/** 满减, 满折, ladders and 每满: Σ of the free lines reaches a tier; the highest that is reached counts. */
export function fullReduction(rule: FullReductionRule, meant: readonly GoodsLine[]): Verdict {
  const { lines, closed } = openTo(meant, isFree)
  if (closed !== null) return refused(closed)
  const goodsFen = goodsOf(lines)
  const measured = rule.measure === 'amount' ? goodsFen : piecesOf(lines)
  const reached = reachedStep(rule, measured)
  const offFen = reached === null ? zeroFen : minFen(offOf(rule, reached, goodsFen), goodsFen)
  const step = nextStep(rule, measured, reached)
  const short = step === null ? null : shortOf(rule, step, measured, goodsFen, offFen)
  if (offFen > 0) return { kind: 'took', over: lines, offFen, next: short !== null && short.gainFen > 0 ? short : null }
  return refused(reached === null && short !== null ? short : refusalOf('nothing_left'))
}
