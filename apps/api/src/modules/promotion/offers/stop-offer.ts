import { Inject, Injectable } from '@nestjs/common'
import { DomainError } from '@jishi/kernel/errors'
import { idOf, type Id } from '@jishi/kernel/id'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { AuditLog } from '../../../infra/audit-log/audit-log.js'
import type { OperatorActor } from '../../../infra/auth/actor.js'
import { CLOCK } from '../../../infra/clock/clock.js'
import type { Tx } from '../../../infra/database/sql.js'
import { OfferMemory } from './offer-memory.js'
import { heldOffer } from './offer-rows.js'
import { endTurn } from './use-offers.js'

/** The kill switch: placings that hold the promotion get through first, and none that comes later has it. */
@Injectable()
export class StopOffer {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly memory: OfferMemory,
    private readonly auditLog: AuditLog,
  ) {}

  /** Of one that is live or waits for approval. Throws NOT_FOUND or OFFER_ACTION_NOT_ALLOWED. */
  async run(tx: Tx, operator: OperatorActor, id: string): Promise<Id<'offer'>> {
    await endTurn(tx, id)
    const { state } = await heldOffer(tx, id)
    if (state !== 'live' && state !== 'awaiting_approval') throw new DomainError('OFFER_ACTION_NOT_ALLOWED', { state })
    await tx.execute(
      `update offers set state = 'stopped', stopped_at = $2, updated_at = $2, version = version + 1 where id = $1`,
      [id, isoOf(this.clock.now())],
    )
    tx.afterCommit(() => this.memory.forget())
    await this.auditLog.write(tx, {
      actor: operator,
      permission: 'promotion.write',
      action: 'offer.stopped',
      subject: { kind: 'offer', id },
      before: { state },
      after: { state: 'stopped' },
    })
    return idOf<'offer'>(id)
  }
}
