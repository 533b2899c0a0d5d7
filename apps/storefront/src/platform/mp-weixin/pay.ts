import type { PayCall } from '@jishi/contracts/payment/payment.schema'
import type { PayOutcome } from '../types'
import { weixin } from './wx'

/** Closing the sheet comes as a failure with this word in it. */
export const outcomeOfFailure = (errMsg: string | undefined): PayOutcome =>
  /cancel/i.test(errMsg ?? '') ? 'cancelled' : 'failed'

export const pay = (order: PayCall): Promise<PayOutcome> => {
  if (order.kind !== 'jsapi') return Promise.resolve('unsupported')
  const { timeStamp, nonceStr, package: prepaid, signType, paySign } = order.call
  return new Promise((resolve) => {
    weixin().requestPayment({
      timeStamp,
      nonceStr,
      package: prepaid,
      signType,
      paySign,
      success: () => resolve('done'),
      fail: (failure) => resolve(outcomeOfFailure(failure.errMsg)),
    })
  })
}
