import { DomainError } from '@jishi/kernel/errors'
import type { PaymentSubject } from '../../events/payment.events.js'

/**
 * What is owed may still be paid through another attempt, which has to be closed at its channel before there can be a
 * new one. That is a call to the outside, so the caller's Tx ends here; `makeWay`, then the same again.
 */
export class OtherAttemptLive extends DomainError {
  constructor(readonly subject: PaymentSubject) {
    super('PAYMENT_NOT_ALLOWED', { reason: 'other_attempt' })
  }
}
