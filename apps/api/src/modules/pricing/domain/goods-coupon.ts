import { couponRuleCode } from '@jishi/contracts/promotion/promotion.terms'
import { assert, present } from '@jishi/kernel/assert'
import { minFen, percentOf, subFen, type Fen } from '@jishi/kernel/money'
import { besideActivity } from './activity.js'
import type { CouponFacts } from './coupon-facts.js'
import type { PriceContext } from './facts.js'
import { goodsOf, lessShares, type GoodsLine } from './goods-line.js'
import { isFree } from './offer-verdict.js'
import type { PricedRule, Refusal } from './receipt.js'
import { refusalOf } from './refusals.js'
import { appliedRule, refusedRule, sharesOf } from './rules.js'
import { isInScope } from './scope.js'
import { outOfPlace } from './standing.js'

const offOf = ({ amountFen, offBp, capFen }: CouponFacts, goodsFen: Fen): Fen => {
  if (offBp === null) return minFen(present(amountFen, 'the amount of a coupon'), goodsFen)
  const share = percentOf(goodsFen, offBp, 'down')
  return minFen(capFen === null ? share : minFen(share, capFen), goodsFen)
}

/** The lines it is for; one marked exclusive leaves out those a promotion has taken something off, also where rounding gave a line none of it. */
const eligible = (coupon: CouponFacts, lines: readonly GoodsLine[]): readonly GoodsLine[] | Refusal => {
  const meant = lines.filter(({ facts }) => isInScope(facts, coupon.scope))
  if (meant.length === 0) return refusalOf('no_goods')
  const open = coupon.exclusive ? meant.filter(isFree) : meant
  return open.length === 0 ? refusalOf('taken_by_other') : open
}

/** What is taken off which lines, or why nothing is. */
const verdictOf = (
  coupon: CouponFacts,
  lines: readonly GoodsLine[],
  context: PriceContext,
): { readonly over: readonly GoodsLine[]; readonly offFen: Fen } | Refusal => {
  const away = outOfPlace(coupon, context) ?? besideActivity('coupon', context)
  if (away !== null) return away
  const over = eligible(coupon, lines)
  if ('code' in over) return over
  const goodsFen = goodsOf(over)
  const { thresholdFen } = coupon
  if (goodsFen < thresholdFen) {
    return refusalOf('short_amount', { fen: subFen(thresholdFen, goodsFen), gainFen: offOf(coupon, thresholdFen) })
  }
  const offFen = offOf(coupon, goodsFen)
  return offFen === 0 ? refusalOf('nothing_left') : { over, offFen }
}

export const couponNaming = ({ id, name }: CouponFacts) => ({ code: couponRuleCode(id), label: name })

/** Stage 3: at most one coupon for the goods, measured on what they cost after stage 2. */
export function goodsCoupon(
  coupon: CouponFacts | null,
  lines: readonly GoodsLine[],
  context: PriceContext,
): { readonly lines: readonly GoodsLine[]; readonly rules: readonly PricedRule[] } {
  if (coupon === null) return { lines, rules: [] }
  assert(coupon.kind !== 'shipping', 'a shipping coupon is for the freight')
  const naming = { stage: 'coupon' as const, ...couponNaming(coupon) }
  const verdict = verdictOf(coupon, lines, context)
  if ('code' in verdict) return { lines, rules: [refusedRule(naming, verdict)] }
  const shares = sharesOf(verdict.offFen, verdict.over, ({ goodsFen }) => goodsFen)
  return { lines: lessShares(lines, shares, 'couponFen'), rules: [appliedRule(naming, verdict.offFen, shares)] }
}
