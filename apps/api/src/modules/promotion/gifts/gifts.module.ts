import { Module } from '@nestjs/common'
import { CatalogModule } from '../../catalog/index.js'
import { IdentityModule } from '../../identity/index.js'
import { CouponsModule } from '../coupons/coupons.module.js'
import { CouponGiver } from './coupon-giver.js'
import { GiftFiguresQuery } from './gift-figures.query.js'
import { GiftGivers } from './gift-givers.js'
import { PayGiftsFacade } from './gifts.facade.js'
import { GiftQueries } from './gifts.queries.js'
import { GiveGifts } from './give-gifts.js'
import { GivenGiftQueries } from './given-gifts.queries.js'
import { KeyedGift } from './keyed-gift.js'
import { PayGiftsAdminController } from './pay-gifts.admin.controller.js'
import { RunningGifts } from './running-gifts.js'
import { SaveGift } from './save-gift.js'
import { SwitchGift } from './switch-gift.js'
import { TakeBackGifts } from './take-back-gifts.js'

const READS = [GiftQueries, GiftFiguresQuery, GivenGiftQueries, PayGiftsFacade]
const WRITES = [SaveGift, SwitchGift, KeyedGift, GiftGivers, CouponGiver, GiveGifts, RunningGifts, TakeBackGifts]

@Module({
  imports: [CatalogModule, IdentityModule, CouponsModule],
  controllers: [PayGiftsAdminController],
  providers: [...READS, ...WRITES],
  exports: [PayGiftsFacade, GiftGivers],
})
export class GiftsModule {}
