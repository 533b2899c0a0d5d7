import { verify } from 'node:crypto'
import { z } from 'zod'
import type { Book } from '../book/book.js'
import type { Payment } from '../book/records.js'
import type { Keyring } from '../keys/keyring.js'

/** What an app hands to the phone: the arguments of `requestPayment` and of `getBrandWCPayRequest`. */
export const payCallSchema = z.strictObject({
  appId: z.string(),
  timeStamp: z.string(),
  nonceStr: z.string(),
  package: z.string(),
  signType: z.string().default('RSA'),
  paySign: z.string(),
})
export type PayCall = z.output<typeof payCallSchema>

export type PayCallRefusal = 'bad_arguments' | 'unknown_prepay_id' | 'other_app' | 'bad_signature'

const takenKey = (book: Book, keyring: Keyring): string =>
  (book.merchantKey === 'next' ? keyring.nextMerchant : keyring.merchant).certificate

/** Checks a call as the phone does before it shows the cashier. */
export function checkPayCall(call: PayCall, book: Book, keyring: Keyring): Payment | PayCallRefusal {
  const prepayId = /^prepay_id=(.+)$/.exec(call.package)?.[1]
  const wellFormed = /^\d{10}$/.test(call.timeStamp) && /^\w{1,32}$/.test(call.nonceStr) && call.signType === 'RSA'
  if (prepayId === undefined || !wellFormed) return 'bad_arguments'
  const payment = book.paymentByPrepayId(prepayId)
  if (payment?.product !== 'JSAPI') return 'unknown_prepay_id'
  if (payment.appid !== call.appId) return 'other_app'
  const message = Buffer.from(`${call.appId}\n${call.timeStamp}\n${call.nonceStr}\n${call.package}\n`)
  const genuine = verify('sha256', message, takenKey(book, keyring), Buffer.from(call.paySign, 'base64'))
  return genuine ? payment : 'bad_signature'
}
