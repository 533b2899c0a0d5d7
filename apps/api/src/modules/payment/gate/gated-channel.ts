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
import type { PayoutAnswer, PayoutChannelPort, PayoutRequest } from '../payouts/payout-channel.js'
import type { ChannelGate } from './channel-gate.js'

/** A channel behind the gate of its wallet. What the payer opens by themselves needs no call of ours, and no gate. */
export class GatedChannel implements PaymentChannelPort {
  readonly code: string
  readonly appId: string
  readonly merchantId: string
  readonly knownBy: PaymentChannelPort['knownBy']
  readonly payerOf?: NonNullable<PaymentChannelPort['payerOf']>

  constructor(
    private readonly channel: PaymentChannelPort,
    private readonly gate: ChannelGate,
  ) {
    this.code = channel.code
    this.appId = channel.appId
    this.merchantId = channel.merchantId
    this.knownBy = channel.knownBy
    if (channel.payerOf !== undefined) this.payerOf = channel.payerOf
  }

  get isDown(): boolean {
    return this.gate.isDown
  }

  create(request: CreateRequest): Promise<CreateAnswer> {
    if (this.knownBy === 'payer') return this.channel.create(request)
    return this.gate.run('pay', () => this.channel.create(request))
  }

  payCall(handle: string): PayCall {
    return this.channel.payCall(handle)
  }

  query(attemptNo: string, recordedAt: Instant): Promise<QueryAnswer> {
    return this.gate.run('ask', () => this.channel.query(attemptNo, recordedAt))
  }

  close(attemptNo: string, recordedAt: Instant): Promise<CloseAnswer> {
    return this.gate.run('ask', () => this.channel.close(attemptNo, recordedAt))
  }

  refund(request: RefundRequest): Promise<RefundAnswer> {
    return this.gate.run('owe', () => this.channel.refund(request))
  }

  queryRefund(refundNo: string, attemptNo: string, recordedAt: Instant): Promise<RefundAnswer> {
    return this.gate.run('owe', () => this.channel.queryRefund(refundNo, attemptNo, recordedAt))
  }
}

/** Money that goes out is owed too. */
export class GatedPayouts implements PayoutChannelPort {
  readonly code: PayoutChannelPort['code']
  readonly appId: string
  readonly merchantId: string
  readonly payeeOf: PayoutChannelPort['payeeOf']
  readonly confirmCall?: NonNullable<PayoutChannelPort['confirmCall']>

  constructor(
    private readonly channel: PayoutChannelPort,
    private readonly gate: ChannelGate,
  ) {
    this.code = channel.code
    this.appId = channel.appId
    this.merchantId = channel.merchantId
    this.payeeOf = channel.payeeOf
    const confirmCall = channel.confirmCall?.bind(channel)
    if (confirmCall !== undefined) this.confirmCall = confirmCall
  }

  send(request: PayoutRequest): Promise<PayoutAnswer> {
    return this.gate.run('owe', () => this.channel.send(request))
  }

  query(payoutNo: string): Promise<PayoutAnswer> {
    return this.gate.run('owe', () => this.channel.query(payoutNo))
  }

  cancel(payoutNo: string): Promise<PayoutAnswer> {
    return this.gate.run('owe', () => this.channel.cancel(payoutNo))
  }
}
