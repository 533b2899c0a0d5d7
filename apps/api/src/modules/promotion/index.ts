export { PromotionModule } from './promotion.module.js'
export { CouponsFacade, type CouponUse, type HeldCoupon } from './coupons/coupons.facade.js'
export { OffersFacade } from './offers/offers.facade.js'
export type { FreshOffer, StoredOffer, StoredRule } from './offers/stored-offer.js'
