import { Injectable } from '@nestjs/common'
import type {
  IssueCouponsBody,
  IssuedCoupons,
  MadeCodes,
  RevokedCoupon,
} from '@jishi/contracts/promotion/coupons.schema'
import type { Id } from '@jishi/kernel/id'
import type { OperatorActor } from '../../../infra/auth/actor.js'
import { Database } from '../../../infra/database/database.js'
import { Idempotency, type IdempotentCall } from '../../../infra/idempotency/idempotency.js'
import { CouponBatches } from './coupon-batches.js'
import { IssueCoupons } from './issue-coupons.js'
import { MakeCodes } from './make-codes.js'
import { RevokeCoupon } from './revoke-coupon.js'

/** What operators do with single coupons: each call once per key, and a repeat is told what the first one was. */
@Injectable()
export class CouponDesk {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly batches: CouponBatches,
    private readonly issuing: IssueCoupons,
    private readonly making: MakeCodes,
    private readonly revoking: RevokeCoupon,
  ) {}

  async issue(
    call: IdempotentCall,
    operator: OperatorActor,
    templateId: string,
    body: IssueCouponsBody,
  ): Promise<IssuedCoupons> {
    const byPhone = await this.issuing.mayNamePhones(operator, body.people)
    const asked = { ...body, templateId, byPhone }
    const { id } = await this.database.transaction((tx) =>
      this.idempotency.run(tx, call, 'couponBatch', (batchId) => this.issuing.run(tx, operator, asked, batchId)),
    )
    const { made, refused } = await this.batches.outcome(this.database, id)
    return { issued: made, refused: refused.map((one) => ({ ...one, person: body.people[one.row - 1] ?? '' })) }
  }

  async makeCodes(
    call: IdempotentCall,
    operator: OperatorActor,
    templateId: string,
    count: number,
  ): Promise<MadeCodes> {
    const { id } = await this.database.transaction((tx) =>
      this.idempotency.run(tx, call, 'couponBatch', (batchId) =>
        this.making.run(tx, operator, { templateId, count }, batchId),
      ),
    )
    return { codes: this.making.codes(id, count) }
  }

  async revoke(
    call: IdempotentCall,
    operator: OperatorActor,
    couponId: Id<'coupon'>,
    reason: string,
  ): Promise<RevokedCoupon> {
    const { id } = await this.database.transaction((tx) =>
      this.idempotency.run(tx, call, 'coupon', () => this.revoking.run(tx, operator, couponId, reason)),
    )
    return { id, state: 'revoked' }
  }
}
