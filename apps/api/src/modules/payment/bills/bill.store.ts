import type { BillDayState, BillProblem, DifferenceKind } from '@jishi/contracts/payment/reconciliation.terms'
import { addShopDays, isoOf, startOfShopDay, type Instant, type ShopDay } from '@jishi/kernel/time'
import type { Sql, SqlText, Tx } from '../../../infra/database/sql.js'

export interface BillFile {
  readonly id: string
  readonly wallet: string
  readonly merchantId: string
  readonly day: ShopDay
  /** The bill of trades, or the flow of the account. */
  readonly kind: 'trade' | 'funds'
  readonly state: BillDayState
  readonly hash: string | null
  readonly tries: number
}

/** A row of a staged bill with what our books have of its number. */
export interface StagedRow {
  readonly id: string
  readonly subject: 'payment' | 'refund'
  readonly attemptNo: string
  readonly refundNo: string | null
  readonly channelTxn: string
  readonly settled: boolean
  readonly amountFen: number
  readonly feeFen: number
  readonly outcome: 'differs' | null
  readonly attemptId: string | null
  readonly refundId: string | null
  readonly channel: string | null
  readonly memberId: string | null
  readonly ownState: string | null
  readonly ownFen: number | null
  readonly ownTxn: string | null
  readonly spoken: boolean
}

/** Our own side of a number that no bill has settled. */
export interface UnsettledOwn {
  readonly subject: 'payment' | 'refund'
  readonly number: string
  readonly attemptId: string
  readonly refundId: string | null
  readonly ownFen: number
}

/** A difference that waits: ours, and not in any bill yet. */
export interface WaitingBreak {
  readonly id: string
  readonly subject: 'payment' | 'refund'
  readonly number: string
  readonly attemptNo: string
  readonly channel: string
}

/** Where a channel says of a late bill what it says of a quiet day, the day is empty only when it has long been over. */
export const SURELY_OVER_HOURS = 42

export const FILE = `f.id, f.wallet, f.merchant_id as "merchantId", f.bill_date as day, f.kind, f.state, f.hash, f.tries`

export const fileById = (sql: Sql, id: string): Promise<BillFile | undefined> =>
  sql.maybe(`select ${FILE} from bill_files f where f.id = $1`, [id])

/** The bill of trades of a day. */
export const fileOf = (
  sql: Sql,
  account: Pick<BillFile, 'wallet' | 'merchantId'>,
  day: ShopDay,
): Promise<BillFile | undefined> =>
  sql.maybe(
    `select ${FILE} from bill_files f where f.wallet = $1 and f.merchant_id = $2 and f.bill_date = $3 and f.kind = 'trade'`,
    [account.wallet, account.merchantId, day],
  )

/** Files whose next look is due, the oldest day first, so that a day is usually judged before the one after it. */
export const dueFiles = (sql: Sql, now: Instant, limit: number): Promise<{ id: string }[]> =>
  sql.rows(`select id from bill_files where next_try_at <= $1 order by bill_date, id limit ${limit}`, [isoOf(now)])

/** Days of which something is still in suspense although the bill of the day after has been read: nobody came to the end of it. */
export const daysToConclude = (sql: Sql, limit: number): Promise<BillFile[]> =>
  sql.rows(
    `select ${FILE} from bill_files f
       join bill_files n on n.wallet = f.wallet and n.merchant_id = f.merchant_id and n.kind = f.kind and n.bill_date = f.bill_date + 1
      where n.state in ('reconciled', 'empty')
        and exists (select 1 from recon_breaks b where b.file_id = f.id and b.kind = 'suspense' and b.state = 'open')
      order by f.bill_date, f.id limit ${limit}`,
  )

const SPOKEN = `exists (select 1 from recon_breaks b where b.bill_row_id is null and b.state in ('proposed', 'resolved')
  and case r.subject when 'payment' then b.attempt_id = a.id and b.subject = 'payment' else b.refund_id = f.id and b.subject = 'refund' end
  and not exists (select 1 from recon_resolutions x where x.break_id = b.id and x.state = 'approved' and x.action = 'explained'))
  or exists (select 1 from bill_rows o where o.id <> r.id and o.outcome is not null and o.subject = r.subject and o.settled
  and o.attempt_id = a.id and o.refund_id is not distinct from f.id)`

const ROW = `select r.id, r.subject, r.attempt_no as "attemptNo", r.refund_no as "refundNo", r.channel_txn as "channelTxn", r.settled,
       r.amount_fen as "amountFen", r.fee_fen as "feeFen", r.outcome, a.id as "attemptId", f.id as "refundId", a.channel,
       a.member_id as "memberId", case r.subject when 'payment' then a.state else f.state end as "ownState",
       case r.subject when 'payment' then a.amount_fen else f.amount_fen end as "ownFen", a.channel_txn as "ownTxn",
       (${SPOKEN}) as spoken
  from bill_rows r
  left join payment_attempts a on a.attempt_no = r.attempt_no and a.merchant_id = r.merchant_id
  left join refunds f on f.refund_no = r.refund_no and f.attempt_id = a.id`

export const rowsToMatch = (sql: Sql, fileId: string, limit: number): Promise<StagedRow[]> =>
  sql.rows(`${ROW} where r.file_id = $1 and r.outcome is null order by r.row_key limit ${limit}`, [fileId])

/** Rows whose difference nobody has spoken about: they are judged anew when a day is run again. */
export const rowsStillOpen = (sql: Sql, fileId: string): Promise<StagedRow[]> =>
  sql.rows(
    `${ROW} join recon_breaks d on d.bill_row_id = r.id and d.state = 'open' where r.file_id = $1 order by r.row_key`,
    [fileId],
  )

/**
 * The same row once more, held: whoever judges it does so alone. What is missing of its number is held with it: whoever proposes to settle that takes
 * turns with whoever finds it in a bill, and the second sees what the first has done.
 */
export const heldRow = async (tx: Tx, id: string): Promise<StagedRow> => {
  await tx.one(`select id from bill_rows where id = $1 for update`, [id])
  await tx.execute(HOLD_MISSING, [id])
  return tx.one(`${ROW} where r.id = $1`, [id])
}

const HOLD_MISSING: SqlText = `
  select b.id from bill_rows r
    join payment_attempts a on a.attempt_no = r.attempt_no and a.merchant_id = r.merchant_id
    join recon_breaks b on b.attempt_id = a.id and b.bill_row_id is null and b.subject = r.subject
    left join refunds f on f.id = b.refund_id
   where r.id = $1 and f.refund_no is not distinct from r.refund_no order by b.id for update of b`

/** A bill has this difference's own side, and says what became of it: `b` is missing no more. */
export const IN_A_BILL = `exists (
  select 1 from bill_rows r left join recon_breaks d on d.bill_row_id = r.id
   where r.attempt_id = b.attempt_id and r.refund_id is not distinct from b.refund_id and r.subject = b.subject
     and (r.outcome = 'matched' or d.own_fen is not null))`

const boundsOf = (day: ShopDay): [string, string] => [
  isoOf(startOfShopDay(day)),
  isoOf(startOfShopDay(addShopDays(day, 1))),
]

/** The channel's day of a payment is the time it told; a refund's is when we learned of it. */
const OWN = `
  select 'payment' as subject, a.attempt_no as number, a.id as attempt_id, null::uuid as refund_id, a.amount_fen
    from payment_attempts a
   where a.merchant_id = $1 and a.state = 'succeeded' and a.paid_at >= $2 and a.paid_at < $3
  union all
  select 'refund', r.refund_no, a.id, r.id, r.amount_fen from refunds r join payment_attempts a on a.id = r.attempt_id
   where a.merchant_id = $1 and r.state = 'succeeded' and r.succeeded_at >= $2 and r.succeeded_at < $3`

export const unsettledOwn = (sql: Sql, file: BillFile): Promise<UnsettledOwn[]> =>
  sql.rows(
    `select o.subject, o.number, o.attempt_id as "attemptId", o.refund_id as "refundId", o.amount_fen as "ownFen" from (${OWN}) o
      where not exists (select 1 from bill_rows r left join recon_breaks d on d.bill_row_id = r.id
                         where r.attempt_id = o.attempt_id and r.refund_id is not distinct from o.refund_id and r.subject = o.subject
                           and (r.outcome = 'matched' or d.state in ('open', 'proposed') or d.own_fen is not null))
        and not exists (select 1 from recon_breaks b where b.bill_row_id is null and b.attempt_id = o.attempt_id
                         and b.refund_id is not distinct from o.refund_id and b.subject = o.subject)`,
    [file.merchantId, ...boundsOf(file.day)],
  )

export const ownTotals = (
  sql: Sql,
  file: BillFile,
): Promise<{ payments: number; paidFen: number; refunds: number; refundedFen: number }> =>
  sql.one(
    `select count(*) filter (where subject = 'payment') as payments, count(*) filter (where subject = 'refund') as refunds,
            coalesce(sum(amount_fen) filter (where subject = 'payment'), 0)::bigint as "paidFen",
            coalesce(sum(amount_fen) filter (where subject = 'refund'), 0)::bigint as "refundedFen" from (${OWN}) o`,
    [file.merchantId, ...boundsOf(file.day)],
  )

export const waitingBreaks = (sql: Sql, fileId: string, kind: DifferenceKind): Promise<WaitingBreak[]> =>
  sql.rows(
    `select b.id, b.subject, b.number, a.attempt_no as "attemptNo", a.channel
       from recon_breaks b join payment_attempts a on a.id = b.attempt_id
      where b.file_id = $1 and b.kind = $2 and b.state = 'open' order by b.id`,
    [fileId, kind],
  )

export const noteProblem = (
  tx: Tx,
  id: string,
  problem: BillProblem | null,
  nextTryAt: Instant | null,
): Promise<number> => tx.execute(NOTE_PROBLEM, [id, problem, nextTryAt === null ? null : isoOf(nextTryAt)])

const NOTE_PROBLEM: SqlText = `update bill_files set problem = $2, next_try_at = $3, tries = tries + 1 where id = $1`
