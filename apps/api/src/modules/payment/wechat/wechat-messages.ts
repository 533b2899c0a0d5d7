import { instantOf } from '@jishi/kernel/time'
import { z } from 'zod'
import type { PaidEvidence } from '../domain/evidence.js'

const time = z.iso.datetime({ offset: true })

/** What the channel says of a payment, in an answer or a notice; a state we do not know fails here and stays unknown. */
export const transaction = z.object({
  appid: z.string(),
  mchid: z.string(),
  out_trade_no: z.string(),
  trade_state: z.enum(['SUCCESS', 'REFUND', 'NOTPAY', 'CLOSED', 'REVOKED', 'USERPAYING', 'PAYERROR']),
  transaction_id: z.string().optional(),
  success_time: time.optional(),
  amount: z.object({ total: z.int(), currency: z.string().optional() }).optional(),
})
export type Transaction = z.infer<typeof transaction>

/** A refund in an answer; a notice calls the same field `refund_status`. */
export const refundAnswer = z.object({
  refund_id: z.string(),
  out_refund_no: z.string(),
  out_trade_no: z.string(),
  status: z.enum(['SUCCESS', 'CLOSED', 'PROCESSING', 'ABNORMAL']),
  amount: z.object({ total: z.int(), refund: z.int(), currency: z.string().optional() }),
})
export const refundNotice = z.object({
  mchid: z.string(),
  refund_id: z.string(),
  out_refund_no: z.string(),
  out_trade_no: z.string(),
  refund_status: z.enum(['SUCCESS', 'CLOSED', 'PROCESSING', 'ABNORMAL']),
  amount: z.object({ total: z.int(), refund: z.int() }),
})
export type RefundNotice = z.infer<typeof refundNotice>

/** The envelope of a notice; what it tells is sealed inside. */
export const envelope = z.object({
  id: z.string().min(1).max(64),
  event_type: z.string(),
  resource_type: z.literal('encrypt-resource'),
  resource: z.object({
    algorithm: z.literal('AEAD_AES_256_GCM'),
    ciphertext: z.string(),
    nonce: z.string(),
    associated_data: z.string().default(''),
    original_type: z.string(),
  }),
})

/** The evidence in a message of a paid transaction; `REFUND` means paid, with refunds since. Undefined: not paid, or incomplete. */
export const evidenceIn = (message: Transaction, source: PaidEvidence['source']): PaidEvidence | undefined => {
  const paid = message.trade_state === 'SUCCESS' || message.trade_state === 'REFUND'
  if (!paid || message.transaction_id === undefined || message.success_time === undefined) return undefined
  if (message.amount === undefined) return undefined
  return {
    source,
    attemptNo: message.out_trade_no,
    channelTxn: message.transaction_id,
    appId: message.appid,
    merchantId: message.mchid,
    currency: message.amount.currency ?? 'CNY',
    amountFen: message.amount.total,
    paidAt: instantOf(message.success_time),
  }
}
