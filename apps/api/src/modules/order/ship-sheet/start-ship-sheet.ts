import { Inject, Injectable } from '@nestjs/common'
import { SHEET_FORMATS, SHEET_TYPES } from '@jishi/contracts/catalog/product-import.terms'
import { present } from '@jishi/kernel/assert'
import { DomainError } from '@jishi/kernel/errors'
import { newId, type Id } from '@jishi/kernel/id'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { AuditLog } from '../../../infra/audit-log/audit-log.js'
import type { OperatorActor } from '../../../infra/auth/actor.js'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Database } from '../../../infra/database/database.js'
import type { Upload } from '../../../infra/http/upload.js'
import { Queues } from '../../../infra/queue/queues.js'
import { FILE_STORE, type FileStore } from '../../../infra/storage/file-store.js'
import { plainFileName } from '../../catalog/index.js'
import { CARRY_ON, fileKey } from './sheet-rows.js'

/** Takes a file of parcels and keeps it until it is read, which is the worker's: a request never parses a sheet. */
@Injectable()
export class StartShipSheet {
  constructor(
    private readonly database: Database,
    private readonly queues: Queues,
    private readonly auditLog: AuditLog,
    @Inject(FILE_STORE) private readonly files: FileStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Throws UNSUPPORTED_MEDIA_TYPE, PAYLOAD_TOO_LARGE, or VALIDATION_FAILED for a file without a byte. */
  async run(operator: OperatorActor, upload: Upload, name: string): Promise<Id<'shipSheet'>> {
    const bytes = await upload.read()
    if (bytes.length === 0) throw new DomainError('VALIDATION_FAILED', [{ path: '', message: 'the file is empty' }])
    const format = present(
      SHEET_FORMATS.find((known) => SHEET_TYPES[known] === upload.type),
      'a declared type',
    )
    const id = newId<'shipSheet'>(this.clock)
    const fileName = plainFileName(name, format)
    // Before its row: a file nobody knows of harms nobody, a row without its file would.
    await this.files.put(fileKey(id, format), bytes)
    await this.database.transaction(async (tx) => {
      await tx.execute(
        `insert into ship_sheets (id, operator_id, operator_name, file_name, format, state, created_at, touched_at)
         values ($1, $2, $3, $4, $5, 'reading', $6, $6)`,
        [id, operator.operatorId, operator.displayName, fileName, format, isoOf(this.clock.now())],
      )
      await this.auditLog.write(tx, {
        actor: operator,
        permission: 'order.ship',
        action: 'ship_sheet.uploaded',
        subject: { kind: 'ship_sheet', id },
        after: { fileName, bytes: bytes.length },
      })
      this.queues.enqueueAfter(tx, CARRY_ON, { sheetId: id })
    })
    return id
  }
}
