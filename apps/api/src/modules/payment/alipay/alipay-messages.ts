import { instantOf } from '@jishi/kernel/time'
import type { Instant } from '@jishi/kernel/time'
import { z } from 'zod'
import type { PaidEvidence } from '../domain/evidence.js'
import type { QueryAnswer, RefundAnswer } from '../payment-channel.js'
import type { AlipayAccount } from './alipay-account.js'
import { fenOfYuan } from './yuan.js'

const amount = z.string().transform((text, context) => {
  const fen = fenOfYuan(text)
  if (fen !== undefined) return fen
  context.addIssue({ code: 'custom', message: 'not an amount' })
  return z.NEVER
})
/** `2026-03-01 10:00:00` in the shop's own zone, as Alipay writes all times; a refund's may have milliseconds. */
const wallTime = z
  .string()
  .regex(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,3})?$/)
  .transform((text): Instant => instantOf(`${text.slice(0, 19).replace(' ', 'T')}+08:00`))

export const TRADE_STATES = ['WAIT_BUYER_PAY', 'TRADE_SUCCESS', 'TRADE_FINISHED', 'TRADE_CLOSED'] as const

export const createdTrade = z.object({ out_trade_no: z.string(), trade_no: z.string().min(1) })

/** What a query says of a trade; a state we do not know fails here and stays unknown. */
export const trade = z.object({
  out_trade_no: z.string(),
  trade_no: z.string().min(1),
  trade_status: z.enum(TRADE_STATES),
  total_amount: amount,
  send_pay_date: wallTime.optional(),
})
export type Trade = z.infer<typeof trade>

export const tradeNotice = z.object({
  notify_id: z.string().min(1).max(128),
  app_id: z.string().min(1),
  seller_id: z.string().min(1),
  out_trade_no: z.string().min(1),
  trade_no: z.string().min(1),
  trade_status: z.enum(TRADE_STATES),
  total_amount: amount,
  gmt_payment: wallTime.optional(),
})
export type TradeNotice = z.infer<typeof tradeNotice>

export const refundStatus = z.object({
  out_request_no: z.string().optional(),
  trade_no: z.string().optional(),
  refund_amount: amount.optional(),
  refund_status: z.string().optional(),
})
export type RefundStatus = z.infer<typeof refundStatus>

/**
 * Closed is how a trade ends that nobody paid, and also one that was given back in full: whoever paid has a time of
 * payment. A success without that time is no evidence yet.
 */
const wasPaid = (state: Trade['trade_status'], paidAt: Instant | undefined): paidAt is Instant =>
  state !== 'WAIT_BUYER_PAY' && paidAt !== undefined

/** An answer to our own signed question is about our own app and seller. */
export const answerIn = (message: Trade, account: Pick<AlipayAccount, 'appId' | 'sellerId'>): QueryAnswer => {
  const { trade_status: state, send_pay_date: paidAt } = message
  if (wasPaid(state, paidAt)) {
    const evidence = evidenceOf('query', message, paidAt, account)
    return { kind: 'paid', evidence }
  }
  if (state === 'WAIT_BUYER_PAY') return { kind: 'unpaid' }
  return state === 'TRADE_CLOSED' ? { kind: 'closed' } : { kind: 'unknown', reason: 'paid without its time' }
}

/** Undefined: nobody has paid, or the notice does not say when. */
export const noticeEvidence = (message: TradeNotice): PaidEvidence | undefined => {
  const { trade_status: state, gmt_payment: paidAt, app_id: appId, seller_id: sellerId } = message
  return wasPaid(state, paidAt) ? evidenceOf('notice', message, paidAt, { appId, sellerId }) : undefined
}

const evidenceOf = (
  source: PaidEvidence['source'],
  message: Pick<Trade, 'out_trade_no' | 'trade_no' | 'total_amount'>,
  paidAt: Instant,
  { appId, sellerId }: Pick<AlipayAccount, 'appId' | 'sellerId'>,
): PaidEvidence => ({
  source,
  attemptNo: message.out_trade_no,
  channelTxn: message.trade_no,
  appId,
  merchantId: sellerId,
  // A seller on the mainland has no other currency, and no message names one.
  currency: 'CNY',
  amountFen: message.total_amount,
  paidAt,
})

/** Only the one word is success; without it the refund may not exist, and is sent again under the same number. */
export const refundAnswerIn = (message: RefundStatus, refundNo: string): RefundAnswer => {
  const { refund_status: status, out_request_no: number, trade_no: tradeNo, refund_amount: amountFen } = message
  if (status === undefined) return { kind: 'missing' }
  if (number !== refundNo) return { kind: 'unknown', reason: 'an answer of another form' }
  if (status === 'REFUND_SUCCESS' && amountFen !== undefined) {
    return { kind: 'succeeded', channelRefundId: `${tradeNo ?? ''}:${refundNo}`, amountFen }
  }
  return status === 'REFUND_FAIL'
    ? { kind: 'abnormal', reason: status }
    : { kind: 'processing', channelRefundId: `${tradeNo ?? ''}:${refundNo}` }
}
