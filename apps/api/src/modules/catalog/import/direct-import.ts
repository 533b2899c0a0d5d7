import { Inject, Injectable } from '@nestjs/common'
import { DomainError } from '@jishi/kernel/errors'
import { idOf, type Id } from '@jishi/kernel/id'
import { isoOf, type Clock } from '@jishi/kernel/time'
import type { ImportState } from '@jishi/contracts/catalog/product-import.terms'
import { AuditLog } from '../../../infra/audit-log/audit-log.js'
import type { OperatorActor } from '../../../infra/auth/actor.js'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Database } from '../../../infra/database/database.js'
import type { Tx } from '../../../infra/database/sql.js'
import { Idempotency, type IdempotentCall } from '../../../infra/idempotency/idempotency.js'
import { Queues } from '../../../infra/queue/queues.js'
import { FILE_STORE, type FileStore } from '../../../infra/storage/file-store.js'
import { importLife, type ImportFacts } from './domain/import-life.js'
import { CARRY_ON, fileKey, stagingOf } from './staging.js'

type Command = 'apply' | 'stop'

interface Held extends ImportFacts {
  readonly state: ImportState
}

/** What an operator tells an import to do. The work itself is the worker's. */
@Injectable()
export class DirectImport {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly queues: Queues,
    private readonly auditLog: AuditLog,
    @Inject(FILE_STORE) private readonly files: FileStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Throws NOT_FOUND or IMPORT_ACTION_NOT_ALLOWED. */
  async run(operator: OperatorActor, call: IdempotentCall, id: Id<'productImport'>, command: Command): Promise<void> {
    await this.database.transaction((tx) =>
      this.idempotency.run(tx, call, 'productImport', async () => {
        await this.obey(tx, operator, id, command)
        return id
      }),
    )
    if (command === 'stop') await this.forgetFile(id)
  }

  private async obey(tx: Tx, operator: OperatorActor, id: string, command: Command): Promise<void> {
    const held = await this.held(tx, id)
    const to = importLife.next(held.state, command, held, 'operator')
    const now = isoOf(this.clock.now())
    if (command === 'apply')
      await tx.execute(
        `update product_imports set state = $2, applied_by = $3, applied_by_name = $4, finished_at = null, touched_at = $5
          where id = $1`,
        [id, to, operator.operatorId, operator.displayName, now],
      )
    else
      await tx.execute('update product_imports set state = $2, finished_at = $3, touched_at = $3 where id = $1', [
        id,
        to,
        now,
      ])
    await this.auditLog.write(tx, {
      actor: operator,
      permission: 'product.import',
      action: command === 'apply' ? 'product_import.applied' : 'product_import.stopped',
      subject: { kind: 'product_import', id },
      before: { state: held.state },
      after: { state: to, products: held.wanting },
    })
    if (command === 'apply') this.queues.enqueueAfter(tx, CARRY_ON, { importId: idOf(id) })
  }

  private async held(tx: Tx, id: string): Promise<Held> {
    const found = await tx.maybe<Held>(
      `select i.state, i.checked_at is not null as checked,
              (select count(*) from product_import_products p
                where p.import_id = i.id and p.verdict in ('new', 'changed') and p.outcome is null) as wanting
         from product_imports i where i.id = $1 for no key update`,
      [id],
    )
    if (found === undefined) throw new DomainError('NOT_FOUND')
    return found
  }

  private async forgetFile(id: string): Promise<void> {
    const staging = await stagingOf(this.database, id)
    if (staging !== undefined) await this.files.remove(fileKey(id, staging.format))
  }
}
