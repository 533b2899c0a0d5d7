import type { IdParams, Page } from '../primitives.schema.js'
import { route } from '../route.js'
import type { AuditEntryView, AuditLogQuery, AuditRow } from './audit-log.schema.js'

const read = {
  method: 'GET',
  access: 'operator',
  permission: 'audit.read',
  audit: 'none',
  load: 'admin',
  idempotency: 'none',
  owner: 'shop',
} as const

/** Who did what. Rows are only ever added, by the deed itself; there is no route that changes or removes one. */
export const auditLogRoutes = {
  list: route<{ query: AuditLogQuery; reply: Page<AuditRow> }>({ ...read, path: '/api/admin/audit-log' }),
  one: route<{ params: IdParams; reply: AuditEntryView }>({ ...read, path: '/api/admin/audit-log/:id' }),
}
