import { Controller } from '@nestjs/common'
import type { InputOf } from '@jishi/contracts/endpoint'
import {
  couponsEndpoints,
  type CouponFigures,
  type IssuedCoupon,
  type IssuedCoupons,
  type MadeCodes,
  type RevokedCoupon,
} from '@jishi/contracts/promotion/coupons.schema'
import type { Page } from '@jishi/contracts/primitives.schema'
import { idOf } from '@jishi/kernel/id'
import type { OperatorActor } from '../../../infra/auth/actor.js'
import { Idempotent, Input, Operator } from '../../../infra/http/parameters.js'
import { Serve } from '../../../infra/http/serve.js'
import type { IdempotentCall } from '../../../infra/idempotency/idempotency.js'
import { CouponDesk } from './coupon-desk.js'
import { CouponFiguresQuery } from './coupon-figures.query.js'
import { CouponQueries } from './coupon.queries.js'

@Controller()
export class CouponsAdminController {
  constructor(
    private readonly desk: CouponDesk,
    private readonly queries: CouponQueries,
    private readonly countingUp: CouponFiguresQuery,
  ) {}

  @Serve(couponsEndpoints.issue)
  issue(
    @Operator() operator: OperatorActor,
    @Input() { params, body }: InputOf<typeof couponsEndpoints.issue>,
    @Idempotent() call: IdempotentCall,
  ): Promise<IssuedCoupons> {
    return this.desk.issue(call, operator, params.id, body)
  }

  @Serve(couponsEndpoints.makeCodes)
  makeCodes(
    @Operator() operator: OperatorActor,
    @Input() { params, body }: InputOf<typeof couponsEndpoints.makeCodes>,
    @Idempotent() call: IdempotentCall,
  ): Promise<MadeCodes> {
    return this.desk.makeCodes(call, operator, params.id, body.count)
  }

  @Serve(couponsEndpoints.revoke)
  revoke(
    @Operator() operator: OperatorActor,
    @Input() { params, body }: InputOf<typeof couponsEndpoints.revoke>,
    @Idempotent() call: IdempotentCall,
  ): Promise<RevokedCoupon> {
    return this.desk.revoke(call, operator, idOf(params.id), body.reason)
  }

  @Serve(couponsEndpoints.ofTemplate)
  ofTemplate(@Input() { params, query }: InputOf<typeof couponsEndpoints.ofTemplate>): Promise<Page<IssuedCoupon>> {
    return this.queries.ofTemplate(params.id, query)
  }

  @Serve(couponsEndpoints.figures)
  figures(@Input() { params }: InputOf<typeof couponsEndpoints.figures>): Promise<CouponFigures> {
    return this.countingUp.run(params.id)
  }
}
