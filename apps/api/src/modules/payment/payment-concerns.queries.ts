import { isoOf, type Instant } from '@jishi/kernel/time'
import type { Sql } from '../../infra/database/sql.js'

/** What of payments a person should know of. */
export interface PaymentConcerns {
  /** Attempts whose outcome nobody knows: recorded or being closed, and not yet answered. */
  readonly unknown: number
  readonly incidents: number
  /** Refunds that arrived in each of the asked spans. */
  readonly refundedFen: number[]
}

const refunded = (from: string, to: string): string =>
  `(select coalesce(sum(r.amount_fen), 0) from refunds r where r.state = 'succeeded' and r.succeeded_at >= ${from} and r.succeeded_at < ${to})`

/** What was paid for by those whose refund does not get through by itself: asked again and again, or given up. */
export const stuckRefundsOf = async (sql: Sql, subjectKind: string): Promise<string[]> => {
  const rows = await sql.rows<{ subjectId: string }>(
    `select distinct n.subject_id as "subjectId"
       from payment_incidents i join refunds r on r.refund_no = i.reference
       join payment_attempts a on a.id = r.attempt_id join payment_intents n on n.id = a.intent_id
      where i.resolved_at is null and i.kind in ('refund_abnormal', 'refund_not_enough', 'outcome_unknown')
        and n.subject_kind = $1`,
    [subjectKind],
  )
  return rows.map(({ subjectId }) => subjectId)
}

export const concernsOf = async (
  sql: Sql,
  spans: readonly { readonly from: Instant; readonly to: Instant }[],
): Promise<PaymentConcerns> => {
  const rows = await sql.rows<{ unknown: number; incidents: number; refundedFen: number }>(
    `select (select count(*) from payment_attempts where state in ('created', 'closing')) as unknown,
            (select count(*) from payment_incidents where resolved_at is null) as incidents,
            ${refunded('s.since', 's.until')} as "refundedFen"
       from unnest($1::timestamptz[], $2::timestamptz[]) with ordinality as s (since, until, place) order by s.place`,
    [spans.map(({ from }) => isoOf(from)), spans.map(({ to }) => isoOf(to))],
  )
  return {
    unknown: rows[0]?.unknown ?? 0,
    incidents: rows[0]?.incidents ?? 0,
    refundedFen: rows.map((row) => row.refundedFen),
  }
}
