import { Injectable } from '@nestjs/common'
import type { AuditLogQuery } from '@jishi/contracts/audit-log/audit-log.schema'
import { PAGE_SIZE } from '@jishi/contracts/primitives.terms'
import { DomainError } from '@jishi/kernel/errors'
import type { Instant } from '@jishi/kernel/time'
import { Conditions } from '../database/conditions.js'
import { Database } from '../database/database.js'
import { addTimePage, cutTimePage } from '../database/time-page.js'

export interface StoredAuditRow {
  readonly id: string
  readonly at: Instant
  readonly actorKind: string
  readonly actorId: string | null
  readonly permission: string | null
  readonly action: string
  readonly subjectKind: string
  readonly subjectId: string
}

export interface StoredAuditEntry extends StoredAuditRow {
  readonly before: unknown
  readonly after: unknown
}

const COLUMNS = `id, at, actor_kind as "actorKind", actor_id as "actorId", permission, action,
  subject_kind as "subjectKind", subject_id as "subjectId"`

/** Reads the audit log, newest first. Each filter has its index, and pages run by key. */
@Injectable()
export class AuditLogQueries {
  constructor(private readonly database: Database) {}

  async list(query: AuditLogQuery): Promise<{ rows: readonly StoredAuditRow[]; nextCursor: string | null }> {
    const limit = query.limit ?? PAGE_SIZE
    const conditions = conditionsOf(query)
    const rows = await this.database.rows<StoredAuditRow>(
      `select ${COLUMNS} from audit_log ${conditions.where} order by at desc, id desc limit ${limit + 1}`,
      conditions.values,
    )
    return cutTimePage(rows, limit)
  }

  /** Throws NOT_FOUND. */
  async one(id: string): Promise<StoredAuditEntry> {
    const row = await this.database.maybe<StoredAuditEntry>(
      `select ${COLUMNS}, before, after from audit_log where id = $1`,
      [id],
    )
    if (row === undefined) throw new DomainError('NOT_FOUND')
    return row
  }
}

const conditionsOf = (query: AuditLogQuery): Conditions => {
  const conditions = new Conditions()
  const { operator, action, subjectKind, subjectId } = query
  if (operator !== undefined) conditions.add('actor_id = ?', operator)
  if (action?.includes('.') === true) conditions.add('action = ?', action)
  // A family of actions is what stands before the dot. `_` is a wildcard of patterns and a letter of ours.
  else if (action !== undefined) conditions.add('action like ?', `${action.replaceAll('_', '\\_')}.%`)
  if (subjectKind !== undefined) conditions.add('subject_kind = ?', subjectKind)
  if (subjectId !== undefined) conditions.add('subject_id = ?', subjectId)
  addTimePage(conditions, 'at', 'id', query)
  return conditions
}
