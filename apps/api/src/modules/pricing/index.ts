export type { CouponFacts, GivenCoupons, PointsFacts } from './domain/coupon-facts.js'
export type { FreightFacts, FreightRate, FreightTemplate } from './domain/freight-facts.js'
export type { GiftFacts, OfferFacts, OfferRule, OfferTier, TakenOff } from './domain/offer-facts.js'
export type { GoodsNames, GoodsPlace, Scope } from './domain/scope-facts.js'
export { arrivalDay, arrivalDays, type Journey } from './domain/arrival-day.js'
export { shippingTerms } from './domain/shipping-terms.js'
export { shipWithinMs } from './domain/ship-promise.js'
export { freightOfOnePiece } from './domain/freight-charge.js'
export { flatFreight, flatTemplate, noExtras } from './domain/plain-facts.js'
export type {
  ActivityFacts,
  AdjustmentFacts,
  LineFacts,
  ListPrice,
  OfferedBefore,
  PriceContext,
  PricingFacts,
  TagFacts,
  TagSku,
} from './domain/facts.js'
export type {
  LineAmounts,
  PricedLine,
  PricedRule,
  Receipt,
  ReceiptTotals,
  Refusal,
  RuleShare,
} from './domain/receipt.js'
export { activityPrice } from './domain/activity.js'
export { adjustFrozen, type Adjustment, type FrozenPrice } from './domain/adjust-stage.js'
export { ENGINE_VERSION } from './domain/receipt.js'
export { bestCoupons, type BestCoupons, type CouponOutcome } from './domain/best-coupons.js'
export { canonical } from './domain/canonical.js'
export { everybody, shopperContext } from './domain/context.js'
export { offerLabel } from './domain/offer-label.js'
export { priceOrder } from './domain/price-order.js'
export { tagPrice, unitFenAt, type PriceTag } from './domain/price-tag.js'
export { tiersOf, type PriceTier } from './domain/unit-price.js'
export { REFUSAL_WORDS, refusalWords } from './domain/refusals.js'
export { isInScope } from './domain/scope.js'
