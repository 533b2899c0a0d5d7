import { BALANCE_CHANNEL } from '@jishi/contracts/payment/payment.terms'
import type { Fen } from '@jishi/kernel/money'
import { isoOf } from '@jishi/kernel/time'
import type { Instant } from '@jishi/kernel/time'
import type { PaymentSubject } from '../../events/payment.events.js'
import type { Sql, Tx } from '../../infra/database/sql.js'
import type { Account } from '../ledger/index.js'
import type { AttemptState, RefundLifeState } from './domain/payment-lives.js'
import type { RecordedRequest } from './payment-channel.js'

export interface IntentRow {
  id: string
  subjectKind: string
  subjectId: string
  memberId: string
  amountFen: Fen
  creditAccount: Account
  description: string
  state: 'open' | 'settled' | 'cancelled'
}

export interface AttemptRow {
  id: string
  attemptNo: string
  intentId: string
  memberId: string
  channel: string
  appId: string
  merchantId: string
  amountFen: Fen
  /** What a balance tender pays beside it, which is held as long as the attempt lives. */
  balanceFen: Fen
  state: AttemptState
  request: RecordedRequest
  payer: string | null
  channelTxn: string | null
  paidAt: Instant | null
  expiresAt: Instant
  queries: number
  /** When the channel was last told of it. */
  calledAt: Instant | null
  createdAt: Instant
}

/** What a channel has to know of an attempt. */
export type CallableAttempt = Pick<
  AttemptRow,
  'id' | 'attemptNo' | 'channel' | 'amountFen' | 'balanceFen' | 'request' | 'payer' | 'expiresAt'
>

export interface RefundRow {
  id: string
  refundNo: string
  attemptId: string
  attemptNo: string
  channel: string
  merchantId: string
  /** What the channel calls the payment; only a paid one is given back. */
  channelTxn: string
  memberId: string
  cause: string
  reference: string
  /** The how-manieth try under the same cause and reference: a channel that ends one is given another number. */
  tryNo: number
  amountFen: Fen
  totalFen: Fen
  debitAccount: Account
  state: RefundLifeState
  queries: number
  createdAt: Instant
  paidFor: Instant
  subject: PaymentSubject
}

const INTENT = `i.id, i.subject_kind as "subjectKind", i.subject_id as "subjectId", i.member_id as "memberId",
  i.amount_fen as "amountFen", i.credit_account as "creditAccount", i.description, i.state`

const ATTEMPT = `a.id, a.attempt_no as "attemptNo", a.intent_id as "intentId", a.member_id as "memberId", a.channel,
  a.app_id as "appId", a.merchant_id as "merchantId", a.amount_fen as "amountFen", a.state, a.request, a.payer,
  a.channel_txn as "channelTxn", a.paid_at as "paidAt", a.expires_at as "expiresAt", a.queries,
  a.called_at as "calledAt", a.created_at as "createdAt",
  coalesce((select t.principal_fen + t.bonus_fen from stored_tenders t where t.beside_attempt_id = a.id), 0) as "balanceFen"`

const REFUND = `r.id, r.refund_no as "refundNo", r.attempt_id as "attemptId", a.attempt_no as "attemptNo", a.channel, a.merchant_id as "merchantId",
  a.channel_txn as "channelTxn", r.member_id as "memberId", r.cause, r.reference, r.try_no as "tryNo", r.amount_fen as "amountFen", a.amount_fen as "totalFen",
  r.debit_account as "debitAccount", r.state, r.queries, r.created_at as "createdAt", a.created_at as "paidFor",
  json_build_object('kind', i.subject_kind, 'id', i.subject_id) as subject`

const REFUND_FROM = `refunds r join payment_attempts a on a.id = r.attempt_id join payment_intents i on i.id = a.intent_id`

/** States in which an attempt may still be paid through the channel. */
export const LIVE = `('created', 'open', 'closing')`
/** Of an attempt `a`: it is a try at a channel, which can be asked; a balance tender is our own. */
const AT_CHANNEL = `a.channel <> '${BALANCE_CHANNEL}'`

/** The live intent of a subject, locked: whoever pays, settles or cancels takes turns here. */
export const lockIntent = (tx: Tx, subject: PaymentSubject): Promise<IntentRow | undefined> =>
  tx.maybe(
    `select ${INTENT} from payment_intents i
      where i.subject_kind = $1 and i.subject_id = $2 and i.state <> 'cancelled' for update`,
    [subject.kind, subject.id],
  )

export const attemptById = (sql: Sql, id: string): Promise<AttemptRow> =>
  sql.one(`select ${ATTEMPT} from payment_attempts a where a.id = $1`, [id])

/** The attempt, noted as told to its channel now; undefined once it is closing or has ended. */
export const callingAttempt = (tx: Tx, id: string, now: Instant): Promise<AttemptRow | undefined> =>
  tx.maybe(
    `update payment_attempts a set called_at = $2 where a.id = $1 and a.state in ('created', 'open') returning ${ATTEMPT}`,
    [id, isoOf(now)],
  )

export const attemptByNo = (sql: Sql, attemptNo: string): Promise<AttemptRow> =>
  sql.one(`select ${ATTEMPT} from payment_attempts a where a.attempt_no = $1`, [attemptNo])

export const liveAttempt = (sql: Sql, intentId: string): Promise<AttemptRow | undefined> =>
  sql.maybe(
    `select ${ATTEMPT} from payment_attempts a where a.intent_id = $1 and a.state in ${LIVE} and ${AT_CHANNEL}`,
    [intentId],
  )

export const liveAttemptsOf = (sql: Sql, subject: PaymentSubject): Promise<AttemptRow[]> =>
  sql.rows(
    `select ${ATTEMPT} from payment_attempts a join payment_intents i on i.id = a.intent_id
      where i.subject_kind = $1 and i.subject_id = $2 and a.state in ${LIVE} and ${AT_CHANNEL} order by a.created_at`,
    [subject.kind, subject.id],
  )

/** What the balance pays of an intent, as one row: an attempt of channel `balance` and of what it is made. */
export interface Tender {
  readonly attemptId: string
  readonly attemptNo: string
  readonly principalFen: Fen
  readonly bonusFen: Fen
}

export interface LockedForEvidence {
  readonly intent: IntentRow
  readonly attempt: AttemptRow
  /** The balance's part: the attempt itself, or what was held beside it. Only its amounts: whether it still is held, the attempt says. */
  readonly tender: Tender | null
}

/** Of an attempt `a`. What it was recorded with never changes, so it may be read beside the lock. */
const TENDER = `(
  select json_build_object('attemptId', b.id, 'attemptNo', b.attempt_no, 'principalFen', t.principal_fen, 'bonusFen', t.bonus_fen)
    from stored_tenders t join payment_attempts b on b.id = t.attempt_id where a.id in (t.attempt_id, t.beside_attempt_id))`

/** Intent first, then attempt: the one order of locks, whatever way the news came. */
export const lockForEvidence = async (tx: Tx, attemptNo: string): Promise<LockedForEvidence | undefined> => {
  const found = await tx.maybe<AttemptRow & Omit<LockedForEvidence, 'attempt'>>(
    `with held as (
       select ${INTENT} from payment_intents i
        where i.id = (select intent_id from payment_attempts where attempt_no = $1) for update
     )
     select ${ATTEMPT}, to_json(held) as intent, ${TENDER} as tender from held join payment_attempts a on a.attempt_no = $1 for update of a`,
    [attemptNo],
  )
  if (found === undefined) return undefined
  const { intent, tender, ...attempt } = found
  return { intent, attempt, tender }
}

export const refundById = (sql: Sql, id: string): Promise<RefundRow> =>
  sql.one(`select ${REFUND} from ${REFUND_FROM} where r.id = $1`, [id])

export const lockRefund = (tx: Tx, refundNo: string): Promise<RefundRow | undefined> =>
  tx.maybe(`select ${REFUND} from ${REFUND_FROM} where r.refund_no = $1 for update of r`, [refundNo])
