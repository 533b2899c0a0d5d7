import type { PayCall } from '@jishi/contracts/payment/payment.schema'
import type { Instant } from '@jishi/kernel/time'
import type {
  CloseAnswer,
  CreateAnswer,
  CreateRequest,
  PaymentChannelPort,
  QueryAnswer,
  RefundAnswer,
  RefundRequest,
} from '../payment-channel.js'
import type { UnionpayAccount } from './unionpay-account.js'
import type { UnionpayClient } from './unionpay-client.js'
import { answerIn, refundAnswerIn, refundTakenIn } from './unionpay-messages.js'
import type { UnionpayTrust } from './unionpay-trust.js'
import { unionpayTime, type Fields } from './unionpay-wire.js'

export interface UnionpayMerchant {
  readonly account: UnionpayAccount
  readonly trust: UnionpayTrust
  readonly client: UnionpayClient
  readonly notifyBaseUrl: string
}

export interface UnionpayProduct {
  readonly code: string
  /** 07 is a page for desktops, 08 one for phones. */
  readonly channelType: '07' | '08'
}

export const UNIONPAY_PRODUCTS: readonly UnionpayProduct[] = [
  { code: 'unionpay_wap', channelType: '08' },
  { code: 'unionpay_page', channelType: '07' },
]

const BUSINESS = { bizType: '000201', accessType: '0' } as const

/**
 * A payment on UnionPay's own page, which the payer's browser opens by sending a form that we signed. Number and time
 * together name it, so both are the recorded attempt's, whatever is asked and however often.
 */
export class UnionpayChannel implements PaymentChannelPort {
  readonly code: string
  readonly appId: string
  readonly merchantId: string
  readonly knownBy = 'payer'

  constructor(
    private readonly merchant: UnionpayMerchant,
    private readonly product: UnionpayProduct,
  ) {
    this.code = product.code
    this.appId = merchant.account.merchantId
    this.merchantId = merchant.account.merchantId
  }

  /** Nobody at UnionPay hears of it here: the signed fields are all there is until the payer's browser sends them. */
  create(request: CreateRequest): Promise<CreateAnswer> {
    const { trust, notifyBaseUrl } = this.merchant
    const fields = trust.signed({
      ...this.named(request.attemptNo, request.recordedAt),
      ...BUSINESS,
      txnType: '01',
      txnSubType: '01',
      channelType: this.product.channelType,
      txnAmt: String(request.amountFen),
      currencyCode: '156',
      payTimeout: unionpayTime(request.expiresAt),
      frontUrl: request.returnUrl,
      backUrl: `${notifyBaseUrl}/api/notify/unionpay/payments`,
    })
    return Promise.resolve({ kind: 'accepted', handle: new URLSearchParams(fields).toString() })
  }

  payCall(handle: string): PayCall {
    const fields = Object.fromEntries(new URLSearchParams(handle))
    return { kind: 'form', action: `${this.merchant.account.baseUrl}/gateway/api/frontTransReq.do`, fields }
  }

  async query(attemptNo: string, recordedAt: Instant): Promise<QueryAnswer> {
    const answer = await this.ask(attemptNo, recordedAt)
    return answer.kind === 'unknown' ? answer : answerIn(answer.fields)
  }

  /** UnionPay closes nothing: an order ends by its own time. Whoever closes has asked before, so there is nothing to ask. */
  close(): Promise<CloseAnswer> {
    return Promise.resolve({ kind: 'missing' })
  }

  async refund(request: RefundRequest): Promise<RefundAnswer> {
    const answer = await this.merchant.client.call('backTransReq', {
      ...this.named(request.refundNo, request.recordedAt),
      ...BUSINESS,
      txnType: '04',
      txnSubType: '00',
      channelType: this.product.channelType,
      txnAmt: String(request.amountFen),
      origQryId: request.channelTxn,
      backUrl: `${this.merchant.notifyBaseUrl}/api/notify/unionpay/refunds`,
    })
    return answer.kind === 'unknown' ? answer : refundTakenIn(answer.fields, request.refundNo)
  }

  async queryRefund(refundNo: string, _attemptNo: string, recordedAt: Instant): Promise<RefundAnswer> {
    const answer = await this.ask(refundNo, recordedAt)
    return answer.kind === 'unknown' ? answer : refundAnswerIn(answer.fields)
  }

  private ask(number: string, recordedAt: Instant): ReturnType<UnionpayClient['call']> {
    return this.merchant.client.call('queryTrans', {
      ...this.named(number, recordedAt),
      bizType: '000000',
      accessType: '0',
      txnType: '00',
      txnSubType: '00',
    })
  }

  private named(number: string, recordedAt: Instant): Fields {
    return { merId: this.merchantId, orderId: number, txnTime: unionpayTime(recordedAt) }
  }
}
