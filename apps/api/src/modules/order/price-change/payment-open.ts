import { DomainError } from '@jishi/kernel/errors'
import type { PaymentFacade } from '../../payment/index.js'
import { termSubject } from '../locked-order.js'

/** An attempt may still bring what was owed before: it is closed at its channel first, outside the Tx that found it. */
export class PaymentOpen extends Error {
  constructor(readonly termId: string) {
    super('a payment is open')
  }
}

/** A buyer who begins to pay again and again pays: somebody has to stop. */
const MOST_CLOSES = 2

/**
 * Does `work` once no attempt of the order lives any more. Money that came first wins (ORDER_ALREADY_PAID), and while the
 * channel cannot say, nothing is changed (ORDER_BEING_PAID, to be tried again). A crash after the close leaves an order that
 * costs what it did and can be paid anew.
 */
export async function withPaymentClosed<Done>(payment: PaymentFacade, work: () => Promise<Done>): Promise<Done> {
  for (let closes = 0; ; closes += 1) {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof PaymentOpen)) throw error
      if (closes === MOST_CLOSES) throw new DomainError('ORDER_BEING_PAID')
      const closed = await payment.closeAtChannel(termSubject(error.termId))
      if (closed === 'paid') throw new DomainError('ORDER_ALREADY_PAID')
      if (closed === 'unknown') throw new DomainError('ORDER_BEING_PAID')
    }
  }
}
