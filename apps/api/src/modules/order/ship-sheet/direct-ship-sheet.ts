import { Inject, Injectable } from '@nestjs/common'
import type { ImportState, SheetFormat } from '@jishi/contracts/catalog/product-import.terms'
import { DomainError } from '@jishi/kernel/errors'
import type { Id } from '@jishi/kernel/id'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { AuditLog } from '../../../infra/audit-log/audit-log.js'
import type { OperatorActor } from '../../../infra/auth/actor.js'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Database } from '../../../infra/database/database.js'
import type { Tx } from '../../../infra/database/sql.js'
import { Idempotency, type IdempotentCall } from '../../../infra/idempotency/idempotency.js'
import { Queues } from '../../../infra/queue/queues.js'
import { FILE_STORE, type FileStore } from '../../../infra/storage/file-store.js'
import { importLife } from '../../catalog/index.js'
import { CARRY_ON, fileKey } from './sheet-rows.js'

type Command = 'apply' | 'stop'

interface Held {
  readonly state: ImportState
  readonly format: SheetFormat
  readonly checked: boolean
  readonly wanting: number
}

/** What the sender of a sheet tells it to do; its life is that of every import. The work itself is the worker's. */
@Injectable()
export class DirectShipSheet {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly queues: Queues,
    private readonly auditLog: AuditLog,
    @Inject(FILE_STORE) private readonly files: FileStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Throws NOT_FOUND, also for somebody else's sheet, or IMPORT_ACTION_NOT_ALLOWED. */
  async run(operator: OperatorActor, call: IdempotentCall, id: Id<'shipSheet'>, command: Command): Promise<void> {
    const stopped = await this.database.transaction(async (tx) => {
      let held: Held | undefined
      await this.idempotency.run(tx, call, 'shipSheet', async () => {
        held = await this.obey(tx, operator, id, command)
        return id
      })
      return command === 'stop' ? (held as Held | undefined) : undefined
    })
    // Receivers may stand in it, and nobody reads it any more.
    if (stopped !== undefined) await this.files.remove(fileKey(id, stopped.format))
  }

  private async obey(tx: Tx, operator: OperatorActor, id: string, command: Command): Promise<Held> {
    const held = await this.held(tx, operator, id)
    const to = importLife.next(held.state, command, held, 'operator')
    await tx.execute(
      `update ship_sheets set state = $2, touched_at = $3, finished_at = case when $2 = 'stopped' then $3::timestamptz end
        where id = $1`,
      [id, to, isoOf(this.clock.now())],
    )
    await this.auditLog.write(tx, {
      actor: operator,
      permission: 'order.ship',
      action: command === 'apply' ? 'ship_sheet.applied' : 'ship_sheet.stopped',
      subject: { kind: 'ship_sheet', id },
      before: { state: held.state },
      after: { state: to, parcels: held.wanting },
    })
    if (command === 'apply') this.queues.enqueueAfter(tx, CARRY_ON, { sheetId: id })
    return held
  }

  private async held(tx: Tx, { operatorId }: OperatorActor, id: string): Promise<Held> {
    const found = await tx.maybe<Held>(
      `select s.state, s.format, s.checked_at is not null as checked,
              (select count(*) from ship_sheet_parcels p
                where p.sheet_id = s.id and p.verdict = 'new' and p.outcome is null) as wanting
         from ship_sheets s where s.id = $1 and s.operator_id = $2 for no key update`,
      [id, operatorId],
    )
    if (found === undefined) throw new DomainError('NOT_FOUND')
    return found
  }
}
