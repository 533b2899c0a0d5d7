import type {
  AdminIncident,
  AdminNotice,
  AdminPaymentRow,
  AdminRefundRow,
} from '@jishi/contracts/payment/finance.schema'
import { SELF_RESOLVING_INCIDENTS } from '@jishi/contracts/payment/finance.terms'
import { isoOf, type Instant } from '@jishi/kernel/time'
import type { PaymentSubject } from '../../../events/payment.events.js'
import type { Sql } from '../../../infra/database/sql.js'
import { STOPPED } from '../payment.queries.js'

/** What payment itself can tell of a row. Which order the subject belongs to, others know. */
export type PaymentLine = Omit<AdminPaymentRow, 'order'>
export type RefundLine = Omit<AdminRefundRow, 'order'>
export type IncidentLine = Omit<AdminIncident, 'order'> & { readonly subject: PaymentSubject | null }

/** Rows as the driver hands them out: the times of the wire are instants still. */
type AsRead<Line, Times extends keyof Line> = Omit<Line, Times> & {
  readonly [time in Times]: Extract<Line[time], null> | Instant
}
export type PaymentRead = AsRead<PaymentLine, 'createdAt' | 'paidAt'>
export type RefundRead = AsRead<RefundLine, 'createdAt' | 'succeededAt'>
export type IncidentRead = AsRead<Omit<IncidentLine, 'byPerson' | 'amounts'>, 'openedAt' | 'resolvedAt'>

export const isoOrNull = (at: Instant | null): string | null => (at === null ? null : isoOf(at))

const SUBJECT = `json_build_object('kind', i.subject_kind, 'id', i.subject_id) as subject`

export const PAYMENT_COLUMNS = `a.id, a.created_at as "createdAt", a.attempt_no as "attemptNo", a.channel, a.state,
  a.amount_fen as "amountFen", a.channel_txn as "channelTxn", a.paid_at as "paidAt",
  i.settled_attempt_id is not distinct from a.id as settles, ${SUBJECT},
  coalesce((select sum(r.amount_fen) from refunds r where r.attempt_id = a.id and r.state = 'succeeded'), 0) as "refundedFen"`
export const PAYMENT_FROM = `payment_attempts a join payment_intents i on i.id = a.intent_id`

export const REFUND_COLUMNS = `r.id, r.created_at as "createdAt", r.refund_no as "refundNo", r.attempt_id as "attemptId",
  a.attempt_no as "attemptNo", a.channel, r.state, r.amount_fen as "amountFen", r.cause, r.try_no as "tryNo",
  r.succeeded_at as "succeededAt", ${STOPPED} as stopped, ${SUBJECT}`
export const REFUND_FROM = `refunds r join payment_attempts a on a.id = r.attempt_id join payment_intents i on i.id = a.intent_id`

/** An incident names a number of ours: of a refund or an attempt. One that nobody knows belongs to neither. */
export const INCIDENT_COLUMNS = `x.id, x.kind, x.reference, x.details, x.opened_at as "openedAt", x.resolved_at as "resolvedAt",
  x.resolution, x.resolved_by_name as "resolvedBy", a.id as "attemptId", r.id as "refundId",
  x.difference_id as "differenceId", (select p.id from payouts p where p.payout_no = x.reference) as "payoutId",
  case when i.id is not null then json_build_object('kind', i.subject_kind, 'id', i.subject_id) end as subject`
export const INCIDENT_FROM = `payment_incidents x left join refunds r on r.refund_no = x.reference
  left join payment_attempts a on a.id = coalesce(r.attempt_id, (select b.id from payment_attempts b where b.attempt_no = x.reference))
  left join payment_intents i on i.id = a.intent_id`

export const paymentLine = (row: PaymentRead): PaymentLine => ({
  ...row,
  createdAt: isoOf(row.createdAt),
  paidAt: isoOrNull(row.paidAt),
})
export const refundLine = (row: RefundRead): RefundLine => ({
  ...row,
  createdAt: isoOf(row.createdAt),
  succeededAt: isoOrNull(row.succeededAt),
})
export const incidentLine = (row: IncidentRead): IncidentLine => ({
  ...row,
  openedAt: isoOf(row.openedAt),
  resolvedAt: isoOrNull(row.resolvedAt),
  byPerson: !SELF_RESOLVING_INCIDENTS.includes(row.kind),
  amounts: amountsOf(row.details),
})

/** What came beside what was expected, under the names that notices, bills and flows of an account have for them. */
const amountsOf = (details: AdminIncident['details']): AdminIncident['amounts'] => {
  const cameFen = details['amountFen'] ?? details['billFen'] ?? details['flowFen']
  const expectedFen = details['expectedFen'] ?? details['ownFen'] ?? details['bookedFen']
  return typeof cameFen === 'number' && typeof expectedFen === 'number' ? { cameFen, expectedFen } : null
}

/** Incidents of these numbers, the newest first. */
export const incidentsOf = async (sql: Sql, numbers: readonly string[]): Promise<IncidentLine[]> => {
  const rows = await sql.rows<IncidentRead>(
    `select ${INCIDENT_COLUMNS} from ${INCIDENT_FROM} where x.reference = any($1) order by x.opened_at desc, x.id desc`,
    [numbers],
  )
  return rows.map(incidentLine)
}

export const noticesOf = async (sql: Sql, numbers: readonly string[]): Promise<AdminNotice[]> => {
  const rows = await sql.rows<AsRead<AdminNotice, 'receivedAt'>>(
    `select id, channel, kind, number, effect, received_at as "receivedAt" from payment_notices
      where number = any($1) order by received_at, id`,
    [numbers],
  )
  return rows.map((row) => ({ ...row, receivedAt: isoOf(row.receivedAt) }))
}

/** The states a row was in, the first one first. */
export const stepsOf = async (
  sql: Sql,
  of: 'payment_attempt' | 'refund',
  id: string,
): Promise<{ state: string; at: string }[]> => {
  const rows = await sql.rows<{ state: string; at: Instant }>(
    `select state, at from ${of}_steps where ${of}_id = $1 order by id`,
    [id],
  )
  return rows.map(({ state, at }) => ({ state, at: isoOf(at) }))
}
