import type { RefusalCode } from '@jishi/contracts/promotion/promotion.terms'
import { maxFen, minFen, subFen, zeroFen, type Fen } from '@jishi/kernel/money'
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
const FOR_GOOD: readonly RefusalCode[] = ['not_begun', 'over', 'platform', 'no_goods', 'activity_alone']

/**
 * Whether it can take part in a pair. A shipping coupon without freight may have some once a goods coupon has lost the free one; a goods
 * coupon that is refused alone is helped by nothing but stage 2 comparing whole orders.
 */
const mayPair = ({ kind }: CouponFacts, { usable, refusal }: CouponOutcome, compares: boolean): boolean =>
  usable || ((kind === 'shipping' || compares) && refusal !== null && !FOR_GOOD.includes(refusal.code))

/**
 * A shipping coupon takes at most its amount off the freight there is, so a pair that could not win even with all of it need not be priced.
 * Where stage 2 compares whole orders, a coupon can change the goods as well, and every pair is priced.
 */
const mayWin = ({ order }: Tried, { amountFen }: CouponFacts, best: Tried, compares: boolean): boolean => {
  const mostFen = amountFen === null ? order.freightFen : minFen(amountFen, order.freightFen)
  return compares || subFen(order.payableFen, mostFen) <= best.order.payableFen
}

const cheapestFirst = (left: Tried, right: Tried): number => left.order.payableFen - right.order.payableFen

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
  const pairing = new Set(
    oneOfEachTerms(
      singles.flatMap(({ coupon, outcome }) => (mayPair(coupon, outcome, begun.compares) ? [coupon] : [])),
    ),
  )
  const shipping = [...pairing].filter(({ kind }) => kind === 'shipping')
  const goods = singles
    .map(({ tried }) => tried)
    .filter(({ coupons }) => coupons.goods !== null && pairing.has(coupons.goods))
  const better = (so: Tried, tried: Tried): Tried => (allApply(tried) && isBetter(tried, so) ? tried : so)
  let best = singles.map(({ tried }) => tried).reduce(better, none)
  for (const one of goods.sort(cheapestFirst)) {
    for (const coupon of shipping) {
      if (mayWin(one, coupon, best, begun.compares)) best = better(best, priced({ ...one.coupons, shipping: coupon }))
    }
  }
  return {
    receipt: receiptOf(settledWith(begun, best.coupons), facts),
    chosen: best.coupons,
    outcomes: singles.map(({ outcome }) => outcome),
  }
}
