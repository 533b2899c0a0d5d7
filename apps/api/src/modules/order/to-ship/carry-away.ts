import { Injectable } from '@nestjs/common'
import type { SheetFormat } from '@jishi/contracts/catalog/product-import.terms'
import type { FileReply } from '@jishi/contracts/primitives.schema'
import type { Permission } from '@jishi/contracts/identity/identity.terms'
import { AuditLog } from '../../../infra/audit-log/audit-log.js'
import type { OperatorActor } from '../../../infra/auth/actor.js'
import { Database } from '../../../infra/database/database.js'
import { Idempotency, type IdempotentCall } from '../../../infra/idempotency/idempotency.js'
import { csvFile, sheetFile, type Line } from '../../catalog/index.js'

interface Deed {
  readonly permission: Permission
  readonly action: string
}

interface Table {
  readonly name: string
  readonly format: SheetFormat
  readonly header: Line
  /** A workbook is made as a whole; a table with more lines than this comes as csv, which is not. */
  readonly most: number
}

/** A table of orders that leaves the shop: recorded before it goes, made page by page as its reader takes it. */
@Injectable()
export class CarryAway {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly auditLog: AuditLog,
  ) {}

  /** A repeated call makes the table anew, so it leaves a row of its own; all of one key name the same export. */
  async record(operator: OperatorActor, call: IdempotentCall, deed: Deed, after: object): Promise<void> {
    await this.database.transaction(async (tx) => {
      const { id } = await this.idempotency.run(tx, call, 'orderExport', (proposed) => Promise.resolve(proposed))
      await this.auditLog.write(tx, { actor: operator, ...deed, subject: { kind: 'order_export', id }, after })
    })
  }

  /** Each page is read by itself and by key: nothing is held open between two of them. */
  async file(table: Table, pages: () => AsyncGenerator<Line[]>): Promise<FileReply> {
    const whole = table.format === 'xlsx' ? await bounded(table, pages()) : undefined
    if (whole !== undefined) return sheetFile(table.name, 'xlsx', whole)
    return csvFile(table.name, endless(table.header, pages()))
  }
}

async function bounded({ header, most }: Table, pages: AsyncGenerator<Line[]>): Promise<Line[] | undefined> {
  const lines: Line[] = [header]
  for await (const page of pages) {
    lines.push(...page)
    if (lines.length > most) return undefined
  }
  return lines
}

async function* endless(header: Line, pages: AsyncGenerator<Line[]>): AsyncGenerator<Line> {
  yield header
  for await (const page of pages) yield* page
}
