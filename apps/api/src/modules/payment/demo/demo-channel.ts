import type { PayCall } from '@jishi/contracts/payment/payment.schema'
import type {
  CloseAnswer,
  CreateAnswer,
  PaymentChannelPort,
  QueryAnswer,
  RefundAnswer,
  RefundRequest,
} from '../payment-channel.js'

export const DEMO_CHANNEL = 'demo'

/**
 * Pays without leaving the process, so that ninety days of demo orders can be made in a minute. It is registered only
 * outside production, no route offers it, and what it says goes through the same door as every other evidence.
 */
export class DemoChannel implements PaymentChannelPort {
  readonly code = DEMO_CHANNEL
  readonly appId = 'demo'
  readonly merchantId = 'demo'
  readonly knownBy = 'call'

  create(): Promise<CreateAnswer> {
    return Promise.resolve({ kind: 'accepted', handle: 'about:blank' })
  }

  payCall(url: string): PayCall {
    return { kind: 'redirect', url }
  }

  query(): Promise<QueryAnswer> {
    return Promise.resolve({ kind: 'unpaid' })
  }

  close(): Promise<CloseAnswer> {
    return Promise.resolve({ kind: 'closed' })
  }

  refund(request: RefundRequest): Promise<RefundAnswer> {
    return Promise.resolve({
      kind: 'succeeded',
      channelRefundId: `demo-${request.refundNo}`,
      amountFen: request.amountFen,
    })
  }

  queryRefund(): Promise<RefundAnswer> {
    return Promise.resolve({ kind: 'missing' })
  }
}
