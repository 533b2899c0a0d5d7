import { randomBytes } from 'node:crypto'
import type { Book } from '../book/book.js'
import type { Notice, Payment } from '../book/records.js'
import type { Clock } from '../clock.js'
import type { Courier } from '../notices/courier.js'
import { newTransactionId } from './transactions.js'

export type PayRefusal = 'already_paid' | 'closed' | 'expired'

/** What the person with the phone does at the cashier. */
export class Shopper {
  constructor(
    private readonly book: Book,
    private readonly courier: Courier,
    private readonly clock: Clock,
  ) {}

  refusalFor(payment: Payment): PayRefusal | null {
    if (payment.state === 'SUCCESS') return 'already_paid'
    if (payment.state === 'CLOSED') return 'closed'
    return payment.timeExpireAt !== null && this.clock.now() > payment.timeExpireAt ? 'expired' : null
  }

  /**
   * Pays and writes down the notification, which leaves when the caller starts it. `late` pays although the order is
   * closed or past its time: the race in which the bank's answer overtakes the merchant's close.
   */
  pay(payment: Payment, late: boolean): Notice | PayRefusal {
    const refusal = this.refusalFor(payment)
    if (refusal !== null && !(late && refusal !== 'already_paid')) return refusal
    const at = this.clock.now()
    const openid = payment.openid ?? `o${randomBytes(20).toString('base64url')}`
    const transactionId = newTransactionId(at)
    this.book.record({ type: 'payment-paid', outTradeNo: payment.outTradeNo, transactionId, openid, at })
    const subject = { outTradeNo: payment.outTradeNo, outRefundNo: null, url: payment.notifyUrl }
    return this.courier.post('TRANSACTION.SUCCESS', subject)
  }

  /** Walking away from the cashier leaves the order payable: the gateway knows no cancelled order. */
  cancel(payment: Payment): void {
    if (payment.state !== 'NOTPAY') return
    this.book.record({ type: 'payment-cancelled', outTradeNo: payment.outTradeNo, at: this.clock.now() })
  }
}
