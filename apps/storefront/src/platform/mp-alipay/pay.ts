import type { PayCall } from '@jishi/contracts/payment/payment.schema'
import type { PayOutcome } from '../types'
import { alipay } from './my'

// 8000 and 6004: the payment may still succeed. 6002: the network broke on the way. 5000: the same payment was sent twice.
// What became of it then is for the server to find out.
const OUTCOMES: Record<string, PayOutcome> = {
  9000: 'done',
  8000: 'processing',
  6004: 'processing',
  6002: 'processing',
  5000: 'processing',
  6001: 'cancelled',
}

export const outcomeOfResult = (resultCode: string | undefined): PayOutcome => OUTCOMES[resultCode ?? ''] ?? 'failed'

export const pay = (order: PayCall): Promise<PayOutcome> => {
  if (order.kind !== 'trade') return Promise.resolve('unsupported')
  return new Promise((resolve) => {
    alipay().tradePay({
      tradeNO: order.tradeNo,
      success: (answer) => resolve(outcomeOfResult(answer.resultCode)),
      fail: () => resolve('failed'),
    })
  })
}
