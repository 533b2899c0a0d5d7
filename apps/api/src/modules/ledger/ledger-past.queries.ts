import type { Instant } from '@jishi/kernel/time'
import type { Sql } from '../../infra/database/sql.js'

/** One leg of a posting, debit positive, with what it was posted for. */
export interface PastLeg {
  readonly kind: string
  readonly reference: string
  readonly account: string
  readonly amountFen: number
  readonly at: Instant
}

/** Everything posted for a member under these references, oldest first. */
export const postingsOf = (sql: Sql, memberId: string, references: readonly string[]): Promise<PastLeg[]> =>
  sql.rows(
    `select t.kind, t.reference, e.account_code || case when e.owner = '' then '' else ':' || e.owner end as account,
            e.amount_fen as "amountFen", t.posted_at as at
       from ledger_txns t join ledger_entries e on e.txn_id = t.id
      where t.member_id = $1 and t.reference = any($2) order by t.posted_at, t.id, e.leg`,
    [memberId, references],
  )
