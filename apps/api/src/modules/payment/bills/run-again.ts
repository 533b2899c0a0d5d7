import { Inject, Injectable } from '@nestjs/common'
import { DomainError } from '@jishi/kernel/errors'
import { idOf } from '@jishi/kernel/id'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { AuditLog } from '../../../infra/audit-log/audit-log.js'
import type { OperatorActor } from '../../../infra/auth/actor.js'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Database } from '../../../infra/database/database.js'
import { Idempotency, type IdempotentCall } from '../../../infra/idempotency/idempotency.js'
import { Queues } from '../../../infra/queue/queues.js'
import { RECONCILE_DAY } from './bill-jobs.js'
import { filesOfDay } from './flow/flow.rows.js'

/** An operator does not want to wait for the next hour: the day is due now. Nothing that has its answer is touched by it. */
@Injectable()
export class RunAgain {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly queues: Queues,
    private readonly auditLog: AuditLog,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Throws NOT_FOUND. */
  async run(operator: OperatorActor, call: IdempotentCall, id: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      await this.idempotency.run(tx, call, 'bill_day', async () => {
        const due = await tx.maybe<{ state: string; problem: string | null }>(
          `update bill_files set next_try_at = $2 where id = $1 returning state, problem`,
          [id, isoOf(this.clock.now())],
        )
        if (due === undefined) throw new DomainError('NOT_FOUND')
        // Its flow is looked at behind it.
        await tx.execute(`update bill_files set next_try_at = $2 where id <> $1 and id in (${filesOfDay('$1')})`, [
          id,
          isoOf(this.clock.now()),
        ])
        await this.auditLog.write(tx, {
          actor: operator,
          permission: 'reconciliation.resolve',
          action: 'reconciliation.run_again',
          subject: { kind: 'bill_day', id },
          before: due,
        })
        this.queues.enqueueAfter(tx, RECONCILE_DAY, { fileId: id })
        return idOf<'bill_day'>(id)
      })
    })
  }
}
