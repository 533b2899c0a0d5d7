import { Controller } from '@nestjs/common'
import type { InputOf } from '@jishi/contracts/endpoint'
import { couponsEndpoints, type Claimable, type CouponView } from '@jishi/contracts/promotion/coupons.schema'
import type { Page } from '@jishi/contracts/primitives.schema'
import type { MemberActor } from '../../../infra/auth/actor.js'
import { Database } from '../../../infra/database/database.js'
import type { Language } from '../../../infra/http/language.js'
import { Idempotent, Input, Member, Spoken } from '../../../infra/http/parameters.js'
import { Serve } from '../../../infra/http/serve.js'
import { Idempotency, type IdempotentCall } from '../../../infra/idempotency/idempotency.js'
import { ClaimCoupon } from './claim-coupon.js'
import { CouponCentreQueries } from './coupon-centre.queries.js'
import { CouponQueries } from './coupon.queries.js'
import { RedeemCode } from './redeem-code.js'

@Controller()
export class CouponsShopController {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly claimables: CouponCentreQueries,
    private readonly queries: CouponQueries,
    private readonly claiming: ClaimCoupon,
    private readonly redeeming: RedeemCode,
  ) {}

  @Serve(couponsEndpoints.centre)
  centre(
    @Input() { query }: InputOf<typeof couponsEndpoints.centre>,
    @Spoken() language: Language,
  ): Promise<Page<Claimable>> {
    return this.claimables.list(query, language)
  }

  @Serve(couponsEndpoints.centreOfMember)
  centreOfMember(
    @Member() { memberId }: MemberActor,
    @Input() { query }: InputOf<typeof couponsEndpoints.centreOfMember>,
    @Spoken() language: Language,
  ): Promise<Page<Claimable>> {
    return this.claimables.list(query, language, memberId)
  }

  @Serve(couponsEndpoints.mine)
  mine(
    @Member() { memberId }: MemberActor,
    @Input() { query }: InputOf<typeof couponsEndpoints.mine>,
    @Spoken() language: Language,
  ): Promise<Page<CouponView>> {
    return this.queries.mine(memberId, query, language)
  }

  @Serve(couponsEndpoints.claim)
  async claim(
    @Member() { memberId }: MemberActor,
    @Input() { body }: InputOf<typeof couponsEndpoints.claim>,
    @Idempotent() call: IdempotentCall,
    @Spoken() language: Language,
  ): Promise<CouponView> {
    const { id } = await this.database.transaction((tx) =>
      this.idempotency.run(tx, call, 'coupon', (proposed) =>
        this.claiming.run(tx, memberId, body.templateId, proposed),
      ),
    )
    return this.queries.one(memberId, id, language)
  }

  @Serve(couponsEndpoints.redeem)
  async redeem(
    @Member() { memberId }: MemberActor,
    @Input() { body }: InputOf<typeof couponsEndpoints.redeem>,
    @Spoken() language: Language,
  ): Promise<CouponView> {
    return this.queries.one(memberId, await this.redeeming.run(memberId, body.code), language)
  }
}
