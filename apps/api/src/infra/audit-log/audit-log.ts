import { Inject, Injectable } from '@nestjs/common'
import { newId } from '@jishi/kernel/id'
import type { Clock } from '@jishi/kernel/time'
import { isoOf } from '@jishi/kernel/time'
import type { Doer } from '../auth/actor.js'
import { CLOCK } from '../clock/clock.js'
import { json, type Tx } from '../database/sql.js'
import { currentRequestId } from '../http/current-request.js'

/** One thing somebody of the shop did. Before and after hold ids, states and amounts, never personal data. */
export interface AuditEntry {
  readonly actor: Doer
  /** Permission code that allowed it; absent for what the system does and for an operator's own session. */
  readonly permission?: string
  /** What was done, past tense or noun and verb: `order.shipped`, `setting.changed`. */
  readonly action: string
  readonly subject: { readonly kind: string; readonly id: string }
  readonly before?: unknown
  readonly after?: unknown
}

const actorId = (actor: Doer): string | null => {
  switch (actor.kind) {
    case 'member':
      return actor.memberId
    case 'operator':
      return actor.operatorId
    default:
      return null
  }
}

/** Writes the append-only record of what operators did, in the transaction that does it: no deed without its row. */
@Injectable()
export class AuditLog {
  constructor(@Inject(CLOCK) private readonly clock: Clock) {}

  async write(tx: Tx, entry: AuditEntry): Promise<void> {
    await tx.execute(
      `insert into audit_log (id, at, actor_kind, actor_id, permission, action, subject_kind, subject_id, before, after, request_id)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [
        newId<'audit'>(this.clock),
        isoOf(this.clock.now()),
        entry.actor.kind,
        actorId(entry.actor),
        entry.permission ?? null,
        entry.action,
        entry.subject.kind,
        entry.subject.id,
        entry.before === undefined ? null : json(entry.before),
        entry.after === undefined ? null : json(entry.after),
        currentRequestId() ?? null,
      ],
    )
  }
}
