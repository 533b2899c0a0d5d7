import { Inject, Injectable } from '@nestjs/common'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { AuditLog } from '../../../infra/audit-log/audit-log.js'
import type { OperatorActor } from '../../../infra/auth/actor.js'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Database } from '../../../infra/database/database.js'
import type { Tx } from '../../../infra/database/sql.js'
import { Idempotency, type IdempotentCall } from '../../../infra/idempotency/idempotency.js'

/** Makes the search's copy of the catalogue anew, in batches, while it goes on answering from what is there. */
@Injectable()
export class RebuildSearch {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly auditLog: AuditLog,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Asked for again while one runs, it begins anew. */
  async start(operator: OperatorActor, call: IdempotentCall): Promise<void> {
    await this.database.transaction((tx) =>
      this.idempotency.run(tx, call, 'search_rebuild', async (id) => {
        await this.begin(tx)
        await this.auditLog.write(tx, {
          actor: operator,
          permission: 'product.write',
          action: 'search.rebuilt',
          subject: { kind: 'search_index', id },
        })
        return id
      }),
    )
  }

  private async begin(tx: Tx): Promise<void> {
    await tx.execute(
      `insert into search_rebuilds (id, begun_at) values (1, $1)
       on conflict (id) do update set begun_at = excluded.begun_at, behind = null, done_at = null`,
      [isoOf(this.clock.now())],
    )
  }
}
