import type { AdminPaymentView, AdminRefundView } from '@jishi/contracts/payment/finance.schema'
import { DomainError } from '@jishi/kernel/errors'
import { isoOf, type Instant } from '@jishi/kernel/time'
import type { Sql } from '../../../infra/database/sql.js'
import * as rows from './desk-rows.js'
import type { PaymentFacts, RefundFacts } from './payment-desk.queries.js'

type Whole = rows.PaymentRead & {
  readonly memberId: string
  readonly appId: string
  readonly merchantId: string
  readonly expiresAt: Instant
  readonly queries: number
  readonly lastQueryAt: Instant | null
  readonly nextQueryAt: Instant | null
  readonly intentId: string
}

const WHOLE = `select ${rows.PAYMENT_COLUMNS}, a.member_id as "memberId", a.app_id as "appId", a.merchant_id as "merchantId",
    a.expires_at as "expiresAt", a.queries, a.last_query_at as "lastQueryAt", a.next_query_at as "nextQueryAt", i.id as "intentId"
  from ${rows.PAYMENT_FROM} where a.id = $1`

/** One attempt with everything payment knows of it and its intent. */
export async function paymentDetail(sql: Sql, id: string): Promise<PaymentFacts> {
  const whole = await sql.maybe<Whole>(WHOLE, [id])
  if (whole === undefined) throw new DomainError('NOT_FOUND')
  const { intentId, ...attempt } = whole
  const refunds = await refundsOf(sql, id)
  const numbers = [attempt.attemptNo, ...refunds.map(({ refundNo }) => refundNo)]
  const incidents = await rows.incidentsOf(sql, numbers)
  return {
    ...attempt,
    ...rows.paymentLine(attempt),
    expiresAt: isoOf(attempt.expiresAt),
    lastQueryAt: rows.isoOrNull(attempt.lastQueryAt),
    nextQueryAt: rows.isoOrNull(attempt.nextQueryAt),
    steps: await rows.stepsOf(sql, 'payment_attempt', id),
    intent: await intentOf(sql, intentId),
    attempts: await attemptsOf(sql, intentId),
    evidence: await evidenceOf(sql, id),
    notices: await rows.noticesOf(sql, numbers),
    refunds,
    incidents,
  }
}

async function intentOf(sql: Sql, id: string): Promise<AdminPaymentView['intent']> {
  const intent = await sql.one<
    Omit<AdminPaymentView['intent'], 'createdAt' | 'dueAt' | 'settledAt'> & {
      createdAt: Instant
      dueAt: Instant | null
      settledAt: Instant | null
    }
  >(
    `select id, state, amount_fen as "amountFen", description, created_at as "createdAt", due_at as "dueAt", settled_at as "settledAt"
       from payment_intents where id = $1`,
    [id],
  )
  const { createdAt, dueAt, settledAt, ...kept } = intent
  return { ...kept, createdAt: isoOf(createdAt), dueAt: rows.isoOrNull(dueAt), settledAt: rows.isoOrNull(settledAt) }
}

async function attemptsOf(sql: Sql, intentId: string): Promise<AdminPaymentView['attempts']> {
  const found = await sql.rows<Omit<AdminPaymentView['attempts'][number], 'createdAt'> & { createdAt: Instant }>(
    `select id, attempt_no as "attemptNo", channel, state, amount_fen as "amountFen", created_at as "createdAt"
       from payment_attempts where intent_id = $1 order by created_at, id`,
    [intentId],
  )
  return found.map(({ createdAt, ...row }) => ({ ...row, createdAt: isoOf(createdAt) }))
}

async function evidenceOf(sql: Sql, attemptId: string): Promise<AdminPaymentView['evidence']> {
  const found = await sql.maybe<Omit<NonNullable<AdminPaymentView['evidence']>, 'at'> & { at: Instant }>(
    `select source, channel_txn as "channelTxn", app_id as "appId", merchant_id as "merchantId", amount_fen as "amountFen", effect, at
       from payment_evidence where attempt_id = $1`,
    [attemptId],
  )
  return found === undefined ? null : { ...found, at: isoOf(found.at) }
}

async function refundsOf(sql: Sql, attemptId: string): Promise<rows.RefundLine[]> {
  const found = await sql.rows<rows.RefundRead>(
    `select ${rows.REFUND_COLUMNS} from ${rows.REFUND_FROM} where r.attempt_id = $1 order by r.created_at, r.id`,
    [attemptId],
  )
  return found.map(rows.refundLine)
}

type WholeRefund = rows.RefundRead & {
  readonly memberId: string
  readonly reference: string
  readonly channelRefundId: string | null
  readonly queries: number
  readonly nextQueryAt: Instant | null
}

/** One refund with the other numbers of the same decision. */
export async function refundDetail(sql: Sql, id: string): Promise<RefundFacts> {
  const refund = await sql.maybe<WholeRefund>(
    `select ${rows.REFUND_COLUMNS}, r.member_id as "memberId", r.reference, r.channel_refund_id as "channelRefundId", r.queries,
            r.next_query_at as "nextQueryAt"
       from ${rows.REFUND_FROM} where r.id = $1`,
    [id],
  )
  if (refund === undefined) throw new DomainError('NOT_FOUND')
  const tries = await triesOf(sql, refund)
  return {
    ...refund,
    ...rows.refundLine(refund),
    nextQueryAt: rows.isoOrNull(refund.nextQueryAt),
    steps: await rows.stepsOf(sql, 'refund', id),
    tries,
    notices: await rows.noticesOf(sql, [refund.refundNo]),
    incidents: await rows.incidentsOf(
      sql,
      tries.map(({ refundNo }) => refundNo),
    ),
  }
}

async function triesOf(sql: Sql, { attemptId, cause, reference }: WholeRefund): Promise<AdminRefundView['tries']> {
  const found = await sql.rows<Omit<AdminRefundView['tries'][number], 'createdAt'> & { createdAt: Instant }>(
    `select id, refund_no as "refundNo", try_no as "tryNo", state, created_at as "createdAt" from refunds
      where attempt_id = $1 and cause = $2 and reference = $3 order by try_no`,
    [attemptId, cause, reference],
  )
  return found.map(({ createdAt, ...row }) => ({ ...row, createdAt: isoOf(createdAt) }))
}
