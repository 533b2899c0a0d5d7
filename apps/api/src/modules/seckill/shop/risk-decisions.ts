import { Inject, Injectable } from '@nestjs/common'
import { newId } from '@jishi/kernel/id'
import { isoOf, type Clock, type Instant } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Database } from '../../../infra/database/database.js'
import { json } from '../../../infra/database/sql.js'

export interface RiskRefusal {
  readonly memberId: string
  readonly itemId: string
  readonly reason: string
  readonly facts: object
  readonly at: Instant
}

/** Why somebody got no ticket, for whoever is asked about it: one row for each reason, however often they tried. */
@Injectable()
export class RiskDecisions {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
  ) {}

  async refused({ memberId, itemId, reason, facts, at }: RiskRefusal): Promise<void> {
    await this.database.execute(
      `insert into risk_decisions as r (id, kind, subject_id, member_id, verdict, reason, facts, decided_at)
       values ($1, 'seckill_ticket', $2, $3, 'refused', $4, $5, $6)
       on conflict (kind, subject_id, member_id, reason) do update
         set times = r.times + 1, facts = excluded.facts, decided_at = excluded.decided_at`,
      [newId<'riskDecision'>(this.clock), itemId, memberId, reason, json(facts), isoOf(at)],
    )
  }
}
