export { PromotionModule } from './promotion.module.js'
export { OffersFacade } from './offers/offers.facade.js'
export type { FreshOffer, StoredOffer, StoredRule } from './offers/stored-offer.js'
