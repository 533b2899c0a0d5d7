import { Controller } from '@nestjs/common'
import { auditLogEndpoints, type AuditEntryView, type AuditRow } from '@jishi/contracts/audit-log/audit-log.schema'
import type { InputOf } from '@jishi/contracts/endpoint'
import type { Page } from '@jishi/contracts/primitives.schema'
import { isoOf } from '@jishi/kernel/time'
import { AuditLogQueries, type StoredAuditRow } from '../../infra/audit-log/audit-log.queries.js'
import { Database } from '../../infra/database/database.js'
import { Input } from '../../infra/http/parameters.js'
import { Serve } from '../../infra/http/serve.js'
import { Operators } from './operators.js'

/** The log is infra's; who its keys belong to is known here. */
@Controller()
export class AuditLogAdminController {
  constructor(
    private readonly database: Database,
    private readonly queries: AuditLogQueries,
    private readonly operators: Operators,
  ) {}

  @Serve(auditLogEndpoints.list)
  async list(@Input() { query }: InputOf<typeof auditLogEndpoints.list>): Promise<Page<AuditRow>> {
    const { rows, nextCursor } = await this.queries.list(query)
    const names = await this.namesOf(rows)
    return { items: rows.map((row) => rowView(row, names)), nextCursor }
  }

  @Serve(auditLogEndpoints.one)
  async one(@Input() { params }: InputOf<typeof auditLogEndpoints.one>): Promise<AuditEntryView> {
    const { before, after, ...row } = await this.queries.one(params.id)
    return { ...rowView(row, await this.namesOf([row])), before, after }
  }

  private namesOf(rows: readonly StoredAuditRow[]): Promise<Map<string, string>> {
    return this.operators.names(
      this.database,
      rows.flatMap(({ actorId }) => (actorId === null ? [] : [actorId])),
    )
  }
}

const rowView = (row: StoredAuditRow, names: ReadonlyMap<string, string>): AuditRow => ({
  ...row,
  at: isoOf(row.at),
  actorName: (row.actorId === null ? undefined : names.get(row.actorId)) ?? null,
})
