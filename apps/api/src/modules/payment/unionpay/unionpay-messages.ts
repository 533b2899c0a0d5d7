import type { Instant } from '@jishi/kernel/time'
import { z } from 'zod'
import type { PaidEvidence } from '../domain/evidence.js'
import type { QueryAnswer, RefundAnswer } from '../payment-channel.js'
import { instantOfUnionpay, momentAfter, type Fields } from './unionpay-wire.js'

const fen = z
  .string()
  .regex(/^[1-9]\d{0,11}$/)
  .transform(Number)
const time = z.string().regex(/^\d{14}$/)
/** `A6` is a success with a defect of UnionPay's own; the money has moved all the same. */
const SUCCEEDED = new Set(['00', 'A6'])
/** Lost on the way, not known yet, still being done; and the platform closed, asked too often, or not well. */
const UNDECIDED = new Set(['02', '03', '04', '05', '06', '37'])
const NO_SUCH_ORDER = '34'
const REPEATED = '12'
const YUAN_OF_CHINA = '156'

/** The trade in an answer to a question, once it has succeeded. */
const trade = z.object({
  merId: z.string().min(1),
  orderId: z.string().min(1),
  txnTime: time,
  queryId: z.string().min(1).max(64),
  txnAmt: fen,
  currencyCode: z.string(),
  traceTime: z.string().regex(/^\d{10}$/),
})

const ANOTHER_FORM = { kind: 'unknown', reason: 'an answer of another form' } as const

const currencyOf = (code: string): string => (code === YUAN_OF_CHINA ? 'CNY' : code)

/** UnionPay knows merchants and no apps, so the merchant stands for both. */
const evidenceOf = (source: 'query' | 'notice', message: z.infer<typeof trade>): PaidEvidence | undefined => {
  const paidAt = momentAfter(message.traceTime, message.txnTime)
  if (paidAt === undefined) return undefined
  return {
    source,
    attemptNo: message.orderId,
    channelTxn: message.queryId,
    appId: message.merId,
    merchantId: message.merId,
    currency: currencyOf(message.currencyCode),
    amountFen: message.txnAmt,
    paidAt,
  }
}

/** Whether the question itself was answered, and if so what became of the trade. */
const outcomeIn = (fields: Fields): { code: string } | 'missing' | 'unknown' => {
  if (fields['respCode'] === NO_SUCH_ORDER) return 'missing'
  return fields['respCode'] === '00' && fields['origRespCode'] !== undefined
    ? { code: fields['origRespCode'] }
    : 'unknown'
}

/** An order that nobody paid is one UnionPay never heard of; one whose card was refused may be paid with another. */
export const answerIn = (fields: Fields): QueryAnswer => {
  const outcome = outcomeIn(fields)
  if (outcome === 'missing') return { kind: 'missing' }
  if (outcome === 'unknown') return { kind: 'unknown', reason: `respCode ${fields['respCode'] ?? ''}` }
  if (UNDECIDED.has(outcome.code)) return { kind: 'unknown', reason: `origRespCode ${outcome.code}` }
  // 42: the money was taken after the order's time, which only a person at UnionPay can put right.
  if (outcome.code === '42') return { kind: 'unknown', reason: 'origRespCode 42' }
  if (!SUCCEEDED.has(outcome.code)) return { kind: 'unpaid' }
  const message = trade.safeParse(fields).data
  const evidence = message === undefined ? undefined : evidenceOf('query', message)
  return evidence === undefined ? ANOTHER_FORM : { kind: 'paid', evidence }
}

/**
 * A refund is known by its own order number. One that has failed there stays failed under that number, so it is over and
 * another number takes its place.
 */
export const refundAnswerIn = (fields: Fields): RefundAnswer => {
  const outcome = outcomeIn(fields)
  if (outcome === 'missing') return { kind: 'missing' }
  if (outcome === 'unknown') return { kind: 'unknown', reason: `respCode ${fields['respCode'] ?? ''}` }
  const channelRefundId = fields['queryId'] ?? ''
  if (UNDECIDED.has(outcome.code)) return { kind: 'processing', channelRefundId }
  if (!SUCCEEDED.has(outcome.code)) return { kind: 'closed' }
  const amountFen = fen.safeParse(fields['txnAmt']).data
  return amountFen === undefined || channelRefundId === ''
    ? ANOTHER_FORM
    : { kind: 'succeeded', channelRefundId, amountFen }
}

/** Taken is not given back; the same number again is the same refund. */
export const refundTakenIn = (fields: Fields, refundNo: string): RefundAnswer => {
  const { respCode = '', respMsg = '', queryId } = fields
  const taken = SUCCEEDED.has(respCode) || respCode === REPEATED
  if (taken) return { kind: 'processing', channelRefundId: queryId ?? `:${refundNo}` }
  if (UNDECIDED.has(respCode)) return { kind: 'unknown', reason: `respCode ${respCode}` }
  return { kind: 'abnormal', reason: `${respCode} ${respMsg}`.trim().slice(0, 200) }
}

/** What a notice has to say, whichever of the two it is. */
const notice = trade.extend({ encoding: z.literal('UTF-8'), txnType: z.enum(['01', '04']), respCode: z.string() })

export interface ToldTrade {
  readonly txnType: '01' | '04'
  readonly succeeded: boolean
  readonly evidence: PaidEvidence
  /** When the order was named, which together with its number is its name. */
  readonly namedAt: Instant
}

/** Undefined where something is missing in it. */
export const toldIn = (fields: Fields): ToldTrade | undefined => {
  const message = notice.safeParse(fields).data
  if (message === undefined) return undefined
  const [evidence, namedAt] = [evidenceOf('notice', message), instantOfUnionpay(message.txnTime)]
  if (evidence === undefined || namedAt === undefined) return undefined
  return { txnType: message.txnType, succeeded: SUCCEEDED.has(message.respCode), evidence, namedAt }
}
