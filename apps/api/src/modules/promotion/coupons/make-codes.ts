import { Inject, Injectable } from '@nestjs/common'
import { DomainError } from '@jishi/kernel/errors'
import { newId, type Id } from '@jishi/kernel/id'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { AuditLog } from '../../../infra/audit-log/audit-log.js'
import type { OperatorActor } from '../../../infra/auth/actor.js'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Pii } from '../../../infra/crypto/pii.js'
import type { Tx } from '../../../infra/database/sql.js'
import { CouponBatches, type CouponBatchId } from './coupon-batches.js'
import { codeOf } from './domain/coupon-code.js'
import { GiveCoupons } from './give-coupons.js'
import { CODE_INDEX } from './redeem-code.js'

const ROWS_A_STATEMENT = 1_000

/**
 * Makes codes to print or to send. A code is kept only as a keyed digest. It follows from its batch and the shop's key, so that
 * whoever lost the answer asks again with the same Idempotency-Key and gets the same codes; nothing else tells them.
 */
@Injectable()
export class MakeCodes {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly pii: Pii,
    private readonly batches: CouponBatches,
    private readonly giving: GiveCoupons,
    private readonly auditLog: AuditLog,
  ) {}

  /** Throws NOT_FOUND, COUPON_NOT_CLAIMABLE, and COUPON_GONE where the total has no room for all of them. */
  async run(
    tx: Tx,
    actor: OperatorActor,
    asked: { readonly templateId: string; readonly count: number },
    batchId: CouponBatchId,
  ): Promise<CouponBatchId> {
    const { templateId, count } = asked
    const template = await this.giving.template(tx, templateId)
    if (template === undefined) throw new DomainError('NOT_FOUND')
    if (template.way !== 'code' || template.state !== 'live') throw new DomainError('COUPON_NOT_CLAIMABLE')
    await this.batches.open(tx, { id: batchId, templateId, kind: 'codes', by: actor.operatorId, note: null })
    const codes = this.codes(batchId, count)
    for (let from = 0; from < count; from += ROWS_A_STATEMENT) {
      await this.insert(tx, templateId, batchId, codes.slice(from, from + ROWS_A_STATEMENT))
    }
    await this.batches.close(tx, batchId, count, [])
    await this.auditLog.write(tx, {
      ...{ actor, permission: 'coupon.issue', action: 'coupon.codes_made' },
      subject: { kind: 'coupon_template', id: templateId },
      after: { batchId, count },
    })
    if ((await this.giving.count(tx, templateId, count)) < count) throw new DomainError('COUPON_GONE')
    return batchId
  }

  /** The codes of a batch, in order. */
  codes(batchId: Id<'couponBatch'>, count: number): string[] {
    return Array.from({ length: count }, (_, n) =>
      codeOf(this.pii.blindIndex('coupon-code-of-batch', `${batchId}:${n}`)),
    )
  }

  private async insert(tx: Tx, templateId: string, batchId: string, codes: readonly string[]): Promise<void> {
    await tx.execute(
      `insert into coupons (id, template_id, batch_id, code_bidx, state, way, created_at)
       select c.id, $1, $2, c.code, 'waiting', 'code', $3 from unnest($4::uuid[], $5::bytea[]) as c (id, code)`,
      [
        ...[templateId, batchId, isoOf(this.clock.now())],
        ...[codes.map(() => newId(this.clock)), codes.map((code) => this.pii.blindIndex(CODE_INDEX, code))],
      ],
    )
  }
}
