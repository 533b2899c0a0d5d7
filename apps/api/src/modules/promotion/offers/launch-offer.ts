import { Inject, Injectable } from '@nestjs/common'
import { DomainError } from '@jishi/kernel/errors'
import { idOf, type Id } from '@jishi/kernel/id'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { AuditLog } from '../../../infra/audit-log/audit-log.js'
import type { OperatorActor } from '../../../infra/auth/actor.js'
import { CLOCK } from '../../../infra/clock/clock.js'
import { json, type Tx } from '../../../infra/database/sql.js'
import { LaunchChecks } from './launch-checks.js'
import { OfferMemory } from './offer-memory.js'
import { heldOffer, told } from './offer-rows.js'
import { PriceFloors } from './price-floors.js'
import { asFacts } from './stored-offer.js'

/** Lets a draft go; where it could bring goods below their floor, a second person has to agree first. */
@Injectable()
export class LaunchOffer {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly checks: LaunchChecks,
    private readonly floors: PriceFloors,
    private readonly memory: OfferMemory,
    private readonly auditLog: AuditLog,
  ) {}

  /** Throws NOT_FOUND, VERSION_CONFLICT, OFFER_ACTION_NOT_ALLOWED for anything but a draft, and what `LaunchChecks` throws. */
  async run(tx: Tx, operator: OperatorActor, id: string, version: number): Promise<Id<'offer'>> {
    const now = this.clock.now()
    const held = await heldOffer(tx, id, version)
    if (held.state !== 'draft') throw new DomainError('OFFER_ACTION_NOT_ALLOWED', { state: held.state })
    await this.checks.run(tx, held, now)
    const belowFloor = await this.floors.below(tx, asFacts(held))
    const state = belowFloor.length === 0 ? 'live' : 'awaiting_approval'
    await tx.execute(
      `update offers set version = version + 1, state = $2, below_floor = $3, updated_at = $4,
              launched_at = case when $2 = 'live' then $4::timestamptz end,
              asked_by = case when $2 = 'live' then null else $5::uuid end
        where id = $1`,
      [id, state, json(belowFloor), isoOf(now), operator.operatorId],
    )
    tx.afterCommit(() => this.memory.forget())
    await this.auditLog.write(tx, {
      actor: operator,
      permission: 'promotion.write',
      action: state === 'live' ? 'offer.launched' : 'offer.approval_asked',
      subject: { kind: 'offer', id },
      before: { state: 'draft' },
      after: { state, ...told(held), ...(state === 'live' ? {} : { belowFloor }) },
    })
    return idOf<'offer'>(id)
  }
}
