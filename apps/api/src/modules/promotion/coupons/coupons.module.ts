import { Module } from '@nestjs/common'
import { CatalogModule } from '../../catalog/index.js'
import { IdentityModule } from '../../identity/index.js'
import { ClaimCoupon } from './claim-coupon.js'
import { CouponBatches } from './coupon-batches.js'
import { CouponCentreQueries } from './coupon-centre.queries.js'
import { CouponDesk } from './coupon-desk.js'
import { CouponFiguresQuery } from './coupon-figures.query.js'
import { CouponTemplatesAdminController } from './coupon-templates.admin.controller.js'
import { CouponQueries } from './coupon.queries.js'
import { CouponsAdminController } from './coupons.admin.controller.js'
import { CouponsFacade } from './coupons.facade.js'
import { CouponsShopController } from './coupons.shop.controller.js'
import { CouponsAtMerge } from './coupons-at-merge.js'
import { GiveCompensation } from './give-compensation.js'
import { GiveCoupons } from './give-coupons.js'
import { GreetNewcomer } from './greet-newcomer.js'
import { IssueCoupons } from './issue-coupons.js'
import { MakeCodes } from './make-codes.js'
import { RedeemCode } from './redeem-code.js'
import { RevokeCoupon } from './revoke-coupon.js'
import { SaveCouponTemplate } from './save-template.js'
import { SwitchCouponTemplate } from './switch-template.js'
import { CouponTemplateQueries } from './template.queries.js'

const READS = [CouponTemplateQueries, CouponQueries, CouponCentreQueries, CouponFiguresQuery]
const TEMPLATES = [SaveCouponTemplate, SwitchCouponTemplate]
const GIVING = [
  GiveCompensation,
  GiveCoupons,
  CouponBatches,
  ClaimCoupon,
  RedeemCode,
  IssueCoupons,
  MakeCodes,
  RevokeCoupon,
  CouponDesk,
]

@Module({
  imports: [CatalogModule, IdentityModule],
  controllers: [CouponTemplatesAdminController, CouponsAdminController, CouponsShopController],
  providers: [...READS, ...TEMPLATES, ...GIVING, GreetNewcomer, CouponsAtMerge, CouponsFacade],
  exports: [CouponsFacade, GiveCompensation, GiveCoupons],
})
export class CouponsModule {}
