import { Inject, Injectable } from '@nestjs/common'
import { DomainError } from '@jishi/kernel/errors'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { AuditLog } from '../../../infra/audit-log/audit-log.js'
import type { Doer } from '../../../infra/auth/actor.js'
import { CLOCK } from '../../../infra/clock/clock.js'
import type { Tx } from '../../../infra/database/sql.js'
import { heldTemplate } from './held-template.js'
import type { CouponTemplateId } from './save-template.js'

/** Begins to give coupons of a template out, and ends it for good. Coupons that somebody holds stay good. */
@Injectable()
export class SwitchCouponTemplate {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly auditLog: AuditLog,
  ) {}

  /** Throws NOT_FOUND, VERSION_CONFLICT, COUPON_NOT_CHANGEABLE for what is no draft, VALIDATION_FAILED for days that are over. */
  async launch(tx: Tx, actor: Doer, id: CouponTemplateId, version: number): Promise<CouponTemplateId> {
    const { state, claimUntilAt } = await heldTemplate(tx, id, version)
    if (state !== 'draft') throw new DomainError('COUPON_NOT_CHANGEABLE', { state })
    const now = this.clock.now()
    if (claimUntilAt <= now) throw new DomainError('VALIDATION_FAILED', [{ path: 'claimUntilAt', message: 'is over' }])
    await tx.execute(
      `update coupon_templates set state = 'live', version = version + 1, launched_at = $2, updated_at = $2 where id = $1`,
      [id, isoOf(now)],
    )
    await this.note(tx, actor, 'coupon_template.launched', id, { state }, { state: 'live' })
    return id
  }

  /** Throws NOT_FOUND, VERSION_CONFLICT, COUPON_NOT_CHANGEABLE for what is not live. */
  async stop(tx: Tx, actor: Doer, id: CouponTemplateId, version: number): Promise<CouponTemplateId> {
    const { state, claimed } = await heldTemplate(tx, id, version)
    if (state !== 'live') throw new DomainError('COUPON_NOT_CHANGEABLE', { state })
    await tx.execute(
      `update coupon_templates set state = 'stopped', version = version + 1, stopped_at = $2, updated_at = $2 where id = $1`,
      [id, isoOf(this.clock.now())],
    )
    await this.note(tx, actor, 'coupon_template.stopped', id, { state, claimed }, { state: 'stopped', claimed })
    return id
  }

  private note(tx: Tx, actor: Doer, action: string, id: string, before: object, after: object): Promise<void> {
    const subject = { kind: 'coupon_template', id }
    return this.auditLog.write(tx, { actor, permission: 'coupon.write', action, subject, before, after })
  }
}
