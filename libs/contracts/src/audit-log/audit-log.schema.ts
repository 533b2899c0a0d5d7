import { z } from 'zod'
import { endpoint } from '../endpoint.js'
import { at, idParams, page, pageQuery, uuid } from '../primitives.schema.js'
import { auditLogRoutes } from './audit-log.routes.js'

const word = z.string().max(80)

/** Days are days of the shop, both included. */
export const auditLogQuery = z.strictObject({
  operator: uuid.optional(),
  /** One action (`order.shipped`) or a family of them (`order`). */
  action: z
    .string()
    .regex(/^[a-z_]+(?:\.[a-z_]+)?$/)
    .max(80)
    .optional(),
  subjectKind: z
    .string()
    .regex(/^[a-z_]+$/)
    .max(40)
    .optional(),
  subjectId: word.optional(),
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
  ...pageQuery,
})
export type AuditLogQuery = z.infer<typeof auditLogQuery>

const facts = {
  id: uuid,
  at,
  actorKind: z.string(),
  actorId: uuid.nullable(),
  /** Null for whoever is not of the shop. */
  actorName: z.string().nullable(),
  permission: z.string().nullable(),
  action: z.string(),
  subjectKind: z.string(),
  subjectId: z.string(),
}
export const auditRow = z.object(facts)
export type AuditRow = z.infer<typeof auditRow>
/** What it was and what it became: ids, states and amounts, never personal data. */
export const auditEntry = z.object({ ...facts, before: z.unknown(), after: z.unknown() })
export type AuditEntryView = z.infer<typeof auditEntry>

export const auditLogEndpoints = {
  list: endpoint(auditLogRoutes.list, { query: auditLogQuery, reply: page(auditRow) }),
  one: endpoint(auditLogRoutes.one, { params: idParams, reply: auditEntry }),
}
