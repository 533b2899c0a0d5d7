import { couponRuleCode } from '@jishi/contracts/promotion/promotion.terms'
import type { CouponFacts, GivenCoupons } from './coupon-facts.js'
import type { PricedRule } from './receipt.js'
import type { Scope } from './scope-facts.js'
import type { Settled } from './whole-order.js'

/** An order priced with these coupons. */
export interface Tried {
  readonly coupons: GivenCoupons
  readonly order: Settled
}

export const usedOf = ({ goods, shipping }: GivenCoupons): readonly CouponFacts[] =>
  [goods, shipping].filter((coupon) => coupon !== null)

export const couponRule = ({ rules }: Settled, { id }: CouponFacts): PricedRule | undefined =>
  rules.find(({ code }) => code === couponRuleCode(id))

/** A coupon that is refused is not chosen. */
export const allApply = ({ coupons, order }: Tried): boolean =>
  usedOf(coupons).every((coupon) => couponRule(order, coupon)?.applied === true)

const compared = (left: readonly (number | string)[], right: readonly (number | string)[]): number => {
  const at = left.findIndex((value, position) => value !== right[position])
  const [one, other] = [left[at], right[at]]
  if (one === undefined || other === undefined) return 0
  return one < other ? -1 : 1
}

const endsOf = (coupons: readonly CouponFacts[]): readonly number[] =>
  coupons.map(({ untilAt }) => untilAt).sort((left, right) => left - right)
const idsOf = (coupons: readonly CouponFacts[]): readonly string[] => coupons.map(({ id }) => id).sort()

/** Lowest payable, then fewer coupons, then the earlier end, then the lower id; those of a pair in rising order. */
export function isBetter(left: Tried, right: Tried): boolean {
  const [mine, others] = [usedOf(left.coupons), usedOf(right.coupons)]
  const difference =
    left.order.payableFen - right.order.payableFen ||
    mine.length - others.length ||
    compared(endsOf(mine), endsOf(others)) ||
    compared(idsOf(mine), idsOf(others))
  return difference < 0
}

/**
 * One coupon of each kind of terms: equal terms price equally, so the one that ends first, then the one of the lower id stands for
 * all of them. Coupons of one template share its scope; equal scopes that are not one object are merely tried twice.
 */
export function oneOfEachTerms(coupons: readonly CouponFacts[]): readonly CouponFacts[] {
  const scopes = new Map<Scope, number>()
  const byTerms = new Map<string, CouponFacts>()
  for (const coupon of coupons) {
    const { kind, amountFen, offBp, capFen, thresholdFen, exclusive, scope } = coupon
    const scopeAt = scopes.get(scope) ?? scopes.size
    scopes.set(scope, scopeAt)
    const terms = [kind, amountFen, offBp, capFen, thresholdFen, exclusive, scopeAt].join(' ')
    const before = byTerms.get(terms)
    if (before === undefined || endsFirst(coupon, before)) byTerms.set(terms, coupon)
  }
  return [...byTerms.values()]
}

const endsFirst = (left: CouponFacts, right: CouponFacts): boolean =>
  left.untilAt === right.untilAt ? left.id < right.id : left.untilAt < right.untilAt
