import type { PayCall } from '@jishi/contracts/payment/payment.schema'
import type {
  CloseAnswer,
  CreateAnswer,
  CreateRequest,
  PaymentChannelPort,
  QueryAnswer,
  RefundAnswer,
  RefundRequest,
} from '../payment-channel.js'
import { answerIn, refundAnswerIn, refundStatus, trade } from './alipay-messages.js'
import type { AlipayProduct, AlipaySeller } from './alipay-products.js'
import { yuanOf } from './yuan.js'

const NOT_EXIST = 'TRADE_NOT_EXIST'
const ANOTHER_FORM = { kind: 'unknown', reason: 'an answer of another form' } as const

/** One product of Alipay. All of them share an app and a seller, so a number is asked for, closed and refunded alike. */
export class AlipayChannel implements PaymentChannelPort {
  readonly code: string
  readonly appId: string
  readonly merchantId: string
  readonly knownBy: PaymentChannelPort['knownBy']
  readonly payerOf?: NonNullable<AlipayProduct['payerOf']>

  constructor(
    private readonly seller: AlipaySeller,
    private readonly product: AlipayProduct,
  ) {
    this.code = product.code
    this.appId = seller.account.appId
    this.merchantId = seller.account.sellerId
    this.knownBy = product.knownBy
    if (product.payerOf !== undefined) this.payerOf = product.payerOf
  }

  create(request: CreateRequest): Promise<CreateAnswer> {
    return this.product.create(this.seller, request)
  }

  payCall(handle: string): PayCall {
    return this.product.payCall(handle)
  }

  async query(attemptNo: string): Promise<QueryAnswer> {
    const answer = await this.seller.client.call('/v3/alipay/trade/query', { out_trade_no: attemptNo })
    if (answer.kind === 'unknown') return answer
    if (answer.kind === 'refused') {
      return answer.code === NOT_EXIST ? { kind: 'missing' } : { kind: 'unknown', reason: answer.code }
    }
    const message = trade.safeParse(answer.data).data
    return message?.out_trade_no === attemptNo ? answerIn(message, this.seller.account) : ANOTHER_FORM
  }

  /**
   * A trade that is not waiting to be paid refuses the close. Whatever reason it gives is not signed, so it is taken for
   * the gravest one, and the answer to the question that follows counts.
   */
  async close(attemptNo: string): Promise<CloseAnswer> {
    const answer = await this.seller.client.call('/v3/alipay/trade/close', { out_trade_no: attemptNo })
    if (answer.kind === 'ok') return { kind: 'closed' }
    if (answer.kind === 'unknown') return answer
    if (answer.code === NOT_EXIST) return { kind: 'missing' }
    const over = /STATUS_ERROR|HAS_SUCCESS|HAS_FINISHED|HAS_CLOSE/.test(answer.code)
    return over ? { kind: 'paid' } : { kind: 'unknown', reason: answer.code }
  }

  /** Taken is not given back, whether money moved in this call or in an earlier one: the outcome is asked for. */
  async refund(request: RefundRequest): Promise<RefundAnswer> {
    const answer = await this.seller.client.call('/v3/alipay/trade/refund', {
      out_trade_no: request.attemptNo,
      out_request_no: request.refundNo,
      refund_amount: yuanOf(request.amountFen),
      refund_reason: request.reason,
    })
    if (answer.kind === 'unknown') return answer
    if (answer.kind === 'ok') return { kind: 'processing', channelRefundId: `:${request.refundNo}` }
    const reason = `${answer.code} ${answer.message}`
    return answer.code === 'SELLER_BALANCE_NOT_ENOUGH' ? { kind: 'notEnough', reason } : { kind: 'abnormal', reason }
  }

  async queryRefund(refundNo: string, attemptNo: string): Promise<RefundAnswer> {
    const answer = await this.seller.client.call('/v3/alipay/trade/fastpay/refund/query', {
      out_trade_no: attemptNo,
      out_request_no: refundNo,
    })
    if (answer.kind === 'unknown') return answer
    if (answer.kind === 'refused') return { kind: 'unknown', reason: answer.code }
    const message = refundStatus.safeParse(answer.data).data
    return message === undefined ? ANOTHER_FORM : refundAnswerIn(message, refundNo)
  }
}
