import { Inject, Injectable, Logger } from '@nestjs/common'
import { newId } from '@jishi/kernel/id'
import { isoOf } from '@jishi/kernel/time'
import type { Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import type { Tx } from '../../infra/database/sql.js'
import { json } from '../../infra/database/sql.js'

export type IncidentKind =
  | 'mismatch'
  | 'unknown_number'
  | 'refund_abnormal'
  | 'refund_not_enough'
  | 'outcome_unknown'
  | 'payout_refused'
  | 'payout_not_enough'
  | 'channel_down'

/**
 * What a person has to look at. One open incident per kind and number: the same news twice is one task. Differences from the books
 * are each a task of their own, whatever number they are about.
 */
@Injectable()
export class Incidents {
  private readonly log = new Logger('Payment')

  constructor(@Inject(CLOCK) private readonly clock: Clock) {}

  async open(
    tx: Tx,
    kind: IncidentKind,
    reference: string,
    details: object,
    differenceId: string | null = null,
  ): Promise<void> {
    const opened = await tx.execute(
      `insert into payment_incidents (id, kind, reference, details, opened_at, difference_id) values ($1, $2, $3, $4, $5, $6)
       on conflict (kind, reference, difference_id) where resolved_at is null do nothing`,
      [newId(this.clock), kind, reference, json(details), isoOf(this.clock.now()), differenceId],
    )
    if (opened === 1) tx.afterCommit(() => this.log.warn(`incident ${kind} of ${reference}`))
  }

  /** The cause is gone: what was unknown is known now. */
  async resolve(tx: Tx, kind: IncidentKind, reference: string): Promise<void> {
    await tx.execute(
      `update payment_incidents set resolved_at = $3
        where kind = $1 and reference = $2 and difference_id is null and resolved_at is null`,
      [kind, reference, isoOf(this.clock.now())],
    )
  }

  /** The difference has ended, by the facts or by two people: what was told of it, and of nothing else. */
  async settled(tx: Tx, differenceId: string): Promise<void> {
    await tx.execute(`update payment_incidents set resolved_at = $2 where difference_id = $1 and resolved_at is null`, [
      differenceId,
      isoOf(this.clock.now()),
    ])
  }
}
