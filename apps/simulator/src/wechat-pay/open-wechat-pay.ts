import type { Book } from '../book/book.js'
import type { Clock } from '../clock.js'
import type { Keyring } from '../keys/keyring.js'
import type { Courier } from '../notices/courier.js'
import { RefundDesk } from './refund-desk.js'
import { Refunds } from './refunds.js'
import { Shopper } from './shopper.js'
import { TransferDesk } from './transfer-desk.js'
import { Transactions } from './transactions.js'
import { Transfers } from './transfers.js'

interface Parts {
  book: Book
  keyring: Keyring
  clock: Clock
  courier: Courier
  /** How long the banks take. */
  settleAfterMs: number
}

/** The desks of the wallet, and what they still have to do by themselves. */
export function openWechatPay({ book, keyring, clock, courier, settleAfterMs }: Parts) {
  const transactions = new Transactions(book, keyring, clock)
  const refunds = new Refunds(book, transactions, clock)
  const refundDesk = new RefundDesk(book, courier, clock, settleAfterMs)
  const transfers = new Transfers(book, keyring, clock)
  const transferDesk = new TransferDesk(book, transfers, courier, settleAfterMs)
  const shopper = new Shopper(book, courier, clock)
  const busy = [refundDesk, transferDesk]
  return {
    desks: { transactions, refunds, refundDesk, transfers, transferDesk, shopper },
    get waiting(): number {
      return busy.reduce((sum, desk) => sum + desk.waiting, 0)
    },
    resume: () => busy.forEach((desk) => desk.resume()),
    forgetAll: () => busy.forEach((desk) => desk.forgetAll()),
  }
}
