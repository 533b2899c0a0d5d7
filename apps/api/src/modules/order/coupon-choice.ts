import type { QuoteView } from '@jishi/contracts/order/order.schema'
import { DomainError } from '@jishi/kernel/errors'
import { subFen } from '@jishi/kernel/money'
import type { Language } from '../../infra/http/language.js'
import {
  bestCoupons,
  noExtras,
  priceOrder,
  refusalWords,
  type BestCoupons,
  type CouponFacts,
  type CouponOutcome,
  type GivenCoupons,
  type PricingFacts,
  type Receipt,
} from '../pricing/index.js'
import type { HeldCoupon } from '../promotion/index.js'
import { shortCoupon } from './pricing-facts.js'

/** Goods priced with coupons: the facts name those that were taken. */
export interface WithCoupons {
  readonly facts: PricingFacts
  readonly receipt: Receipt
  /** What all that are held would do, where it was asked to find the best of them. */
  readonly best?: BestCoupons | undefined
}

/** Exactly the named ones or, where none were named at all, the best of those held. Throws VALIDATION_FAILED for two of one sort. */
export function couponsTaken(
  plain: PricingFacts,
  held: readonly HeldCoupon[],
  couponIds: readonly string[] | undefined,
): WithCoupons {
  if (couponIds === undefined) {
    const best = bestOf(plain, held)
    return { facts: { ...plain, coupons: best.chosen }, receipt: best.receipt, best }
  }
  const coupons = given(candidates(plain, held).filter(({ id }) => couponIds.includes(id)))
  const facts = { ...plain, coupons }
  return { facts, receipt: priceOrder(facts) }
}

/** Every coupon held as it stands beside these goods, what helps most first, and what the best choice would save. */
export function couponsBeside(
  { facts, best }: Pick<WithCoupons, 'facts' | 'best'>,
  held: readonly HeldCoupon[],
  language: Language,
): Pick<QuoteView, 'coupons' | 'bestSavedFen'> {
  if (held.length === 0) return { coupons: [], bestSavedFen: 0 }
  const { receipt, outcomes } = best ?? bestOf(facts, held)
  const without = priceOrder({ ...facts, coupons: noExtras.coupons })
  const chosen = new Set([facts.coupons.goods?.id, facts.coupons.shipping?.id])
  const coupons = held.map((coupon, position) => couponBeside(coupon, outcomes[position], chosen, language))
  return {
    coupons: coupons.sort(
      (left, right) => Number(right.usable) - Number(left.usable) || right.savedFen - left.savedFen,
    ),
    bestSavedFen: subFen(without.totals.payableFen, receipt.totals.payableFen),
  }
}

const couponBeside = (
  coupon: HeldCoupon,
  outcome: CouponOutcome | undefined,
  chosen: ReadonlySet<string | undefined>,
  language: Language,
): QuoteView['coupons'][number] => {
  const refusal = outcome?.refusal ?? null
  return {
    coupon: coupon.view(language),
    usable: outcome?.usable ?? false,
    chosen: chosen.has(coupon.facts.id),
    savedFen: outcome?.savedFen ?? 0,
    reason: refusal === null ? null : refusalWords(refusal),
    refusal,
  }
}

const bestOf = (facts: PricingFacts, held: readonly HeldCoupon[]): BestCoupons =>
  bestCoupons(facts, candidates(facts, held))

const candidates = ({ lines }: PricingFacts, held: readonly HeldCoupon[]): CouponFacts[] =>
  held.map(({ facts }) => shortCoupon(facts, lines))

const given = (coupons: readonly CouponFacts[]): GivenCoupons => {
  const shipping = coupons.filter(({ kind }) => kind === 'shipping')
  const goods = coupons.filter(({ kind }) => kind !== 'shipping')
  if (shipping.length > 1 || goods.length > 1) {
    throw new DomainError('VALIDATION_FAILED', [
      { path: 'couponIds', message: 'one for the goods, one for the freight' },
    ])
  }
  return { goods: goods[0] ?? null, shipping: shipping[0] ?? null }
}
