import type { PayCall } from '@jishi/contracts/payment/payment.schema'
import { shopTimeText } from '@jishi/kernel/time'
import type { Instant } from '@jishi/kernel/time'
import type { z } from 'zod'
import type {
  CloseAnswer,
  CreateAnswer,
  CreateRequest,
  PaymentChannelPort,
  QueryAnswer,
  RefundAnswer,
  RefundRequest,
} from '../payment-channel.js'
import type { WechatAnswer, WechatClient } from './wechat-client.js'
import { evidenceIn, refundAnswer, transaction } from './wechat-messages.js'
import type { WechatProduct } from './wechat-products.js'

const DESCRIPTION_LIMIT = 127

/** The channel takes text of one to three bytes a character only: an emoji in a product's name must not stop a payment. */
export const describable = (text: string): string => {
  const plain = [...text].filter((character) => (character.codePointAt(0) ?? 0) <= 0xffff).join('')
  return plain.replace(/\s+/g, ' ').trim().slice(0, DESCRIPTION_LIMIT) || '商品'
}

/** RFC 3339 in the shop's own zone, as the channel's examples have it. */
const zoned = (instant: Instant): string => `${shopTimeText(instant, 'second').replace(' ', 'T')}+08:00`

export interface WechatMerchant {
  readonly client: WechatClient
  readonly merchantId: string
  readonly notifyBaseUrl: string
}

/** One product of WeChat Pay v3. All of them share a merchant, so a number is asked for, closed and refunded alike. */
export class WechatChannel implements PaymentChannelPort {
  readonly code: string
  readonly appId: string
  readonly merchantId: string
  readonly knownBy = 'call'
  readonly payerOf?: NonNullable<WechatProduct['payerOf']>
  readonly #client: WechatClient
  readonly #product: WechatProduct
  readonly #notifyBaseUrl: string

  constructor(merchant: WechatMerchant, product: WechatProduct) {
    this.code = product.code
    this.appId = product.appId
    this.merchantId = merchant.merchantId
    if (product.payerOf !== undefined) this.payerOf = product.payerOf
    this.#client = merchant.client
    this.#product = product
    this.#notifyBaseUrl = merchant.notifyBaseUrl
  }

  async create(request: CreateRequest): Promise<CreateAnswer> {
    const path = `v3/pay/transactions/${this.#product.path}`
    const answer = await this.#client.post(path, {}, this.orderOf(request))
    if (answer.kind === 'refused') return createRefusal(answer.code, answer.message)
    if (answer.kind === 'unknown') return answer
    const handle = this.#product.handleIn(answer.data, request)
    return handle === undefined
      ? { kind: 'unknown', reason: 'an answer of another form' }
      : { kind: 'accepted', handle }
  }

  payCall(handle: string): PayCall {
    return this.#product.payCall(handle)
  }

  async query(attemptNo: string): Promise<QueryAnswer> {
    const answer = await this.#client.get(
      'v3/pay/transactions/out-trade-no/{out_trade_no}',
      { out_trade_no: attemptNo },
      { mchid: this.merchantId },
    )
    if (answer.kind === 'refused') return answer.status === 404 ? { kind: 'missing' } : unknownOf(answer)
    if (answer.kind === 'unknown') return answer
    const message = transaction.safeParse(answer.data)
    if (!message.success || message.data.out_trade_no !== attemptNo) {
      return { kind: 'unknown', reason: 'an answer of another form' }
    }
    return queried(message.data)
  }

  async close(attemptNo: string): Promise<CloseAnswer> {
    const answer = await this.#client.post(
      'v3/pay/transactions/out-trade-no/{out_trade_no}/close',
      { out_trade_no: attemptNo },
      { mchid: this.merchantId },
    )
    if (answer.kind === 'ok') return { kind: 'closed' }
    if (answer.kind === 'unknown') return answer
    if (/PAID/.test(answer.code)) return { kind: 'paid' }
    if (/CLOSED/.test(answer.code)) return { kind: 'closed' }
    return answer.status === 404 ? { kind: 'missing' } : unknownOf(answer)
  }

  async refund(request: RefundRequest): Promise<RefundAnswer> {
    const answer = await this.#client.post(
      'v3/refund/domestic/refunds',
      {},
      {
        out_trade_no: request.attemptNo,
        out_refund_no: request.refundNo,
        reason: request.reason,
        notify_url: `${this.#notifyBaseUrl}/api/notify/wechat/refunds`,
        amount: { refund: request.amountFen, total: request.totalFen, currency: 'CNY' },
      },
    )
    if (answer.kind !== 'refused') return refunded(answer, request.refundNo)
    if (answer.code === 'NOT_ENOUGH') return { kind: 'notEnough', reason: answer.message }
    return { kind: 'abnormal', reason: `${answer.code} ${answer.message}` }
  }

  async queryRefund(refundNo: string): Promise<RefundAnswer> {
    const answer = await this.#client.get('v3/refund/domestic/refunds/{out_refund_no}', { out_refund_no: refundNo }, {})
    if (answer.kind === 'refused') return answer.status === 404 ? { kind: 'missing' } : unknownOf(answer)
    return refunded(answer, refundNo)
  }

  private orderOf(request: CreateRequest): object {
    return {
      appid: this.appId,
      mchid: this.merchantId,
      description: describable(request.description),
      out_trade_no: request.attemptNo,
      time_expire: zoned(request.expiresAt),
      notify_url: `${this.#notifyBaseUrl}/api/notify/wechat/payments`,
      amount: { total: request.amountFen, currency: 'CNY' },
      ...this.#product.extras(request),
    }
  }
}

const unknownOf = (answer: { code: string }): { kind: 'unknown'; reason: string } => ({
  kind: 'unknown',
  reason: answer.code,
})

const createRefusal = (code: string, message: string): CreateAnswer => {
  if (code === 'ORDERPAID') return { kind: 'paid' }
  if (code === 'ORDER_CLOSED') return { kind: 'closed' }
  return { kind: 'refused', reason: `${code} ${message}` }
}

const queried = (message: z.infer<typeof transaction>): QueryAnswer => {
  switch (message.trade_state) {
    case 'SUCCESS':
    case 'REFUND': {
      const evidence = evidenceIn(message, 'query')
      return evidence === undefined ? { kind: 'unknown', reason: 'paid without its facts' } : { kind: 'paid', evidence }
    }
    case 'NOTPAY':
    case 'PAYERROR':
      return { kind: 'unpaid' }
    case 'USERPAYING':
      return { kind: 'paying' }
    case 'CLOSED':
    case 'REVOKED':
      return { kind: 'closed' }
  }
}

const refunded = (answer: Exclude<WechatAnswer, { kind: 'refused' }>, refundNo: string): RefundAnswer => {
  if (answer.kind === 'unknown') return answer
  const message = refundAnswer.safeParse(answer.data)
  if (!message.success || message.data.out_refund_no !== refundNo) {
    return { kind: 'unknown', reason: 'an answer of another form' }
  }
  const { status, refund_id: channelRefundId, amount } = message.data
  if (status === 'SUCCESS') return { kind: 'succeeded', channelRefundId, amountFen: amount.refund }
  if (status === 'PROCESSING') return { kind: 'processing', channelRefundId }
  return status === 'CLOSED' ? { kind: 'closed' } : { kind: 'abnormal', reason: 'ABNORMAL' }
}
