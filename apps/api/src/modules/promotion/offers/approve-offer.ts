import { Inject, Injectable } from '@nestjs/common'
import { DomainError } from '@jishi/kernel/errors'
import { idOf, type Id } from '@jishi/kernel/id'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { AuditLog } from '../../../infra/audit-log/audit-log.js'
import type { OperatorActor } from '../../../infra/auth/actor.js'
import { CLOCK } from '../../../infra/clock/clock.js'
import type { Tx } from '../../../infra/database/sql.js'
import { LaunchChecks } from './launch-checks.js'
import { OfferMemory } from './offer-memory.js'
import { heldOffer } from './offer-rows.js'

/** The second person agrees to prices below the floor, and the promotion goes live. */
@Injectable()
export class ApproveOffer {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly checks: LaunchChecks,
    private readonly memory: OfferMemory,
    private readonly auditLog: AuditLog,
  ) {}

  /**
   * Throws NOT_FOUND, VERSION_CONFLICT (they agree to what they have seen), OFFER_ACTION_NOT_ALLOWED unless it waits for approval,
   * OFFER_SELF_APPROVAL for whoever asked, and what `LaunchChecks` throws.
   */
  async run(tx: Tx, operator: OperatorActor, id: string, version: number): Promise<Id<'offer'>> {
    const now = this.clock.now()
    const held = await heldOffer(tx, id, version)
    const { state, askedBy } = held
    if (state !== 'awaiting_approval') throw new DomainError('OFFER_ACTION_NOT_ALLOWED', { state })
    if (askedBy === operator.operatorId) throw new DomainError('OFFER_SELF_APPROVAL')
    await this.checks.run(tx, held, now)
    await tx.execute(
      `update offers set version = version + 1, state = 'live', approved_by = $2, launched_at = $3, updated_at = $3 where id = $1`,
      [id, operator.operatorId, isoOf(now)],
    )
    tx.afterCommit(() => this.memory.forget())
    await this.auditLog.write(tx, {
      actor: operator,
      permission: 'promotion.approve',
      action: 'offer.approved',
      subject: { kind: 'offer', id },
      before: { state, askedBy },
      after: { state: 'live' },
    })
    return idOf<'offer'>(id)
  }
}
