import { Module } from '@nestjs/common'
import { CatalogModule } from '../catalog/index.js'
import { IdentityModule } from '../identity/index.js'
import { SettingsModule } from '../settings/index.js'
import { CouponsModule } from './coupons/coupons.module.js'
import { GiftsModule } from './gifts/gifts.module.js'
import { ApproveOffer } from './offers/approve-offer.js'
import { ChangeOffer } from './offers/change-offer.js'
import { DiscardOffer } from './offers/discard-offer.js'
import { DraftOffer } from './offers/draft-offer.js'
import { KeyedOffer } from './offers/keyed-offer.js'
import { LaunchChecks } from './offers/launch-checks.js'
import { LaunchOffer } from './offers/launch-offer.js'
import { OfferLaunchAdminController } from './offers/offer-launch.admin.controller.js'
import { OfferMemory } from './offers/offer-memory.js'
import { OfferScopes } from './offers/offer-scopes.js'
import { OfferTags } from './offers/offer-tags.js'
import { OffersAdminController } from './offers/offers.admin.controller.js'
import { OffersFacade } from './offers/offers.facade.js'
import { OffersQueries } from './offers/offers.queries.js'
import { OffersShopController } from './offers/offers.shop.controller.js'
import { PastOrders } from './offers/past-orders.js'
import { PreviewOffer } from './offers/preview-offer.js'
import { PriceFloors } from './offers/price-floors.js'
import { ShowOffer } from './offers/show-offer.js'
import { StopOffer } from './offers/stop-offer.js'
import { UseOffers } from './offers/use-offers.js'

const READS = [
  OffersFacade,
  OfferMemory,
  OfferScopes,
  OfferTags,
  OffersQueries,
  PastOrders,
  PreviewOffer,
  PriceFloors,
  ShowOffer,
]
const WRITES = [
  KeyedOffer,
  DraftOffer,
  ChangeOffer,
  LaunchChecks,
  LaunchOffer,
  ApproveOffer,
  StopOffer,
  DiscardOffer,
  UseOffers,
]

@Module({
  imports: [CatalogModule, IdentityModule, SettingsModule, CouponsModule, GiftsModule],
  controllers: [OffersAdminController, OfferLaunchAdminController, OffersShopController],
  providers: [...READS, ...WRITES],
  exports: [OffersFacade, PastOrders, CouponsModule, GiftsModule],
})
export class PromotionModule {}
