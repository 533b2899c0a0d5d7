import type { Instant } from '@jishi/kernel/time'
import type { PaymentState } from '@jishi/contracts/payment/payment.terms'
import type { PaymentSubject } from '../../events/payment.events.js'
import type { Sql } from '../../infra/database/sql.js'
import type { AttemptState, RefundLifeState } from './domain/payment-lives.js'

export interface AttemptView {
  readonly id: string
  readonly attemptNo: string
  readonly channel: string
  readonly state: AttemptState
  readonly amountFen: number
  readonly channelTxn: string | null
  readonly createdAt: Instant
}

export interface RefundView {
  readonly id: string
  readonly refundNo: string
  readonly state: RefundLifeState
  readonly amountFen: number
  readonly cause: string
  readonly createdAt: Instant
  /** Closed, and no later try was made. */
  readonly stopped: boolean
}

/** What a settled attempt is to its channel: what the wallet itself can find it by. */
export interface PaidBy {
  readonly attemptNo: string
  readonly channelTxn: string
  readonly appId: string
  readonly merchantId: string
  /** The payer's account of the app it was paid in. */
  readonly payer: string
  readonly amountFen: number
}

export interface PaymentStanding {
  readonly state: PaymentState
  readonly channel: string | null
  readonly channelTxn: string | null
  readonly paidAt: Instant | null
  /** What of it a balance has paid, or is held for beside the channel. */
  readonly balanceFen: number
  /** The member who paid in the place of whoever owed it; null where nobody did. */
  readonly friendId: string | null
}

interface StandingRow {
  intentState: 'open' | 'settled' | 'cancelled'
  attemptState: AttemptState | null
  channel: string | null
  channelTxn: string | null
  paidAt: Instant | null
  balanceFen: number
  ownerId: string
  payerId: string | null
}

const stateOf = (row: StandingRow | undefined): PaymentState => {
  if (row === undefined) return 'none'
  if (row.intentState === 'settled') return 'paid'
  if (row.attemptState === 'open') return 'open'
  if (row.attemptState === 'created' || row.attemptState === 'closing') return 'confirming'
  return row.intentState === 'cancelled' ? 'closed' : 'none'
}

/** Only who has paid counts: a friend who is trying has done nothing yet. */
const friendOf = (row: StandingRow | undefined): string | null =>
  row?.intentState === 'settled' && row.payerId !== row.ownerId ? row.payerId : null

/** Where the payment of a subject stands: the settled attempt if there is one, else the live one, else the newest. */
export const statusOf = async (sql: Sql, subject: PaymentSubject): Promise<PaymentStanding> => {
  const row = await sql.maybe<StandingRow>(
    `select i.state as "intentState", a.state as "attemptState", a.channel, a.channel_txn as "channelTxn", a.paid_at as "paidAt",
            i.member_id as "ownerId", a.member_id as "payerId",
            coalesce((select t.principal_fen + t.bonus_fen from stored_tenders t
                       where (t.attempt_id = a.id or t.beside_attempt_id = a.id) and t.state <> 'released'), 0) as "balanceFen"
       from payment_intents i left join payment_attempts a on a.intent_id = i.id and (a.channel <> 'balance' or a.id = i.settled_attempt_id)
      where i.subject_kind = $1 and i.subject_id = $2
      order by i.state = 'settled' desc, a.id is not distinct from i.settled_attempt_id desc, i.created_at desc,
               a.state in ('created', 'open', 'closing') desc, a.created_at desc limit 1`,
    [subject.kind, subject.id],
  )
  return {
    state: stateOf(row),
    channel: row?.channel ?? null,
    channelTxn: row?.channelTxn ?? null,
    paidAt: row?.paidAt ?? null,
    balanceFen: row?.balanceFen ?? 0,
    friendId: friendOf(row),
  }
}

/** What of a paid subject has come back, by what had paid it. */
export interface CameBack {
  readonly balanceFen: number
  readonly channelFen: number
}

/** Only what has arrived; what was paid a second time and went back by itself is none of the debt. */
export const cameBackOf = (sql: Sql, subject: PaymentSubject): Promise<CameBack> =>
  sql.one<CameBack>(
    `select coalesce(sum(r.amount_fen) filter (where a.channel = 'balance'), 0)::bigint as "balanceFen",
            coalesce(sum(r.amount_fen) filter (where a.channel <> 'balance'), 0)::bigint as "channelFen"
       from payment_intents i join payment_attempts a on a.intent_id = i.id join refunds r on r.attempt_id = a.id
      where i.subject_kind = $1 and i.subject_id = $2 and i.state = 'settled' and r.state = 'succeeded'
        and (a.id = i.settled_attempt_id or a.channel = 'balance')`,
    [subject.kind, subject.id],
  )

/** Undefined for an attempt that was not paid, or not inside an app that knows its payer. */
export const paidByOf = (sql: Sql, attemptNo: string): Promise<PaidBy | undefined> =>
  sql.maybe<PaidBy>(
    `select attempt_no as "attemptNo", channel_txn as "channelTxn", app_id as "appId", merchant_id as "merchantId", payer,
            amount_fen as "amountFen"
       from payment_attempts where attempt_no = $1 and state = 'succeeded' and payer is not null`,
    [attemptNo],
  )

/** What a member's attempt is for; undefined for a number that is nobody's, and for somebody else's. */
export const subjectOfAttempt = (sql: Sql, attemptNo: string, memberId: string): Promise<PaymentSubject | undefined> =>
  sql.maybe<PaymentSubject>(
    `select i.subject_kind as kind, i.subject_id as id
       from payment_attempts a join payment_intents i on i.id = a.intent_id where a.attempt_no = $1 and a.member_id = $2`,
    [attemptNo, memberId],
  )

const SUBJECTS = `(i.subject_kind, i.subject_id) in (select * from unnest($1::text[], $2::uuid[]))`
const keysOf = (subjects: readonly PaymentSubject[]): [string[], string[]] => [
  subjects.map((subject) => subject.kind),
  subjects.map((subject) => subject.id),
]

export const attemptsOf = (sql: Sql, subjects: readonly PaymentSubject[]): Promise<AttemptView[]> =>
  sql.rows(
    `select a.id, a.attempt_no as "attemptNo", a.channel, a.state, a.amount_fen as "amountFen", a.channel_txn as "channelTxn", a.created_at as "createdAt"
       from payment_attempts a join payment_intents i on i.id = a.intent_id where ${SUBJECTS} order by a.created_at, a.id`,
    keysOf(subjects),
  )

/** Of a refund `r`: the channel ended its last try, and nobody has made it again. */
export const STOPPED = `(r.state = 'closed' and not exists (select 1 from refunds l
  where (l.attempt_id, l.cause, l.reference) = (r.attempt_id, r.cause, r.reference) and l.try_no > r.try_no))`

export const refundsOf = (sql: Sql, subjects: readonly PaymentSubject[]): Promise<RefundView[]> =>
  sql.rows(
    `select r.id, r.refund_no as "refundNo", r.state, r.amount_fen as "amountFen", r.cause, r.created_at as "createdAt", ${STOPPED} as stopped
       from refunds r join payment_attempts a on a.id = r.attempt_id join payment_intents i on i.id = a.intent_id
      where ${SUBJECTS} order by r.created_at, r.id`,
    keysOf(subjects),
  )
