import type { RefusalCode } from '@jishi/contracts/promotion/promotion.terms'
import { maxFen, subFen, zeroFen, type Fen } from '@jishi/kernel/money'
import { allApply, couponRule, isBetter, oneOfEachTerms, type Tried } from './coupon-choice.js'
import type { CouponFacts, GivenCoupons } from './coupon-facts.js'
import type { PricingFacts } from './facts.js'
import { receiptOf } from './price-order.js'
import type { Receipt, Refusal } from './receipt.js'
import { begunOrder, promotedWith, settled, settledWith, type BegunOrder } from './whole-order.js'

/** What a held coupon would do for this order by itself. */
export interface CouponOutcome {
  readonly couponId: string
  readonly usable: boolean
  /** How much less is paid with it alone than without coupons; 0 where it costs more than it brings, such as free freight. */
  readonly savedFen: Fen
  readonly refusal: Refusal | null
}

export interface BestCoupons {
  readonly receipt: Receipt
  readonly chosen: GivenCoupons
  /** In the order of the candidates. */
  readonly outcomes: readonly CouponOutcome[]
}

const NONE: GivenCoupons = { goods: null, shipping: null }

const byItself = (coupon: CouponFacts): GivenCoupons =>
  coupon.kind === 'shipping' ? { ...NONE, shipping: coupon } : { ...NONE, goods: coupon }

/** Prices the order with any coupons; stage 2 is done once where they cannot change it. */
const trier = (begun: BegunOrder): ((coupons: GivenCoupons) => Tried) => {
  const shared = begun.compares ? null : promotedWith(begun, NONE)
  return (coupons) => ({ coupons, order: settled(shared ?? promotedWith(begun, coupons), begun.facts, coupons) })
}

const outcomeOf = ({ order }: Tried, coupon: CouponFacts, none: Tried): CouponOutcome => {
  const rule = couponRule(order, coupon)
  const usable = rule?.applied === true
  const savedFen = usable ? maxFen(subFen(none.order.payableFen, order.payableFen), zeroFen) : zeroFen
  return { couponId: coupon.id, usable, savedFen, refusal: rule?.refusal ?? null }
}

/** These refuse a coupon whatever stands beside it. */
const FOR_GOOD: readonly RefusalCode[] = ['not_begun', 'over', 'platform', 'no_goods']

/**
 * Whether it can take part in a pair. A shipping coupon without freight may have some once a goods coupon has lost the free one; a goods
 * coupon that is refused alone is helped by nothing but stage 2 comparing whole orders.
 */
const mayPair = ({ kind }: CouponFacts, { usable, refusal }: CouponOutcome, compares: boolean): boolean =>
  usable || ((kind === 'shipping' || compares) && refusal !== null && !FOR_GOOD.includes(refusal.code))

/**
 * A goods coupon whose order would be dearer than the best even without any freight needs no shipping coupon tried beside it. Where
 * stage 2 compares whole orders, a coupon can change the goods as well, and everything is tried.
 */
const mayWin = ({ order }: Tried, best: Tried, compares: boolean): boolean =>
  compares || subFen(order.payableFen, order.freightFen) <= best.order.payableFen

/**
 * Of the coupons a buyer holds, none or one for the goods and none or one for the freight: the lowest payable, then fewer coupons, the
 * earlier end, the lower id. The coupons in the facts do not matter. Every outcome is told, for 已为你选最优 and the folded ones.
 */
export function bestCoupons(facts: PricingFacts, candidates: readonly CouponFacts[]): BestCoupons {
  const begun = begunOrder(facts)
  const priced = trier(begun)
  const none = priced(NONE)
  const singles = candidates.map((coupon) => {
    const tried = priced(byItself(coupon))
    return { coupon, tried, outcome: outcomeOf(tried, coupon, none) }
  })
  const pairing = oneOfEachTerms(
    singles.flatMap(({ coupon, outcome }) => (mayPair(coupon, outcome, begun.compares) ? [coupon] : [])),
  )
  const shipping = pairing.filter(({ kind }) => kind === 'shipping')
  const better = (so: Tried, tried: Tried): Tried => (allApply(tried) && isBetter(tried, so) ? tried : so)
  let best = singles.map(({ tried }) => tried).reduce(better, none)
  for (const { coupon, tried } of singles) {
    if (coupon.kind === 'shipping' || !pairing.includes(coupon) || !mayWin(tried, best, begun.compares)) continue
    best = shipping.map((beside) => priced({ goods: coupon, shipping: beside })).reduce(better, best)
  }
  return {
    receipt: receiptOf(settledWith(begun, best.coupons), facts),
    chosen: best.coupons,
    outcomes: singles.map(({ outcome }) => outcome),
  }
}
