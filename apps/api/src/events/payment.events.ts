import { eventVersions } from '../infra/outbox/event-map.js'

export interface PaymentSubject {
  /** Whose money is owed: `order_term`; payment itself attaches no meaning to it. */
  readonly kind: string
  readonly id: string
}

declare module '../infra/outbox/event-map.js' {
  interface EventMap {
    /** What a subject owed is paid in full, by verified evidence. */
    'payment.succeeded': {
      intentId: string
      subject: PaymentSubject
      memberId: string
      amountFen: number
      channel: string
      attemptNo: string
      paidAt: string
    }
    /** Money came that nothing is owed for any more; it goes back by itself. */
    'payment.refund_started': {
      refundId: string
      refundNo: string
      attemptNo: string
      amountFen: number
      cause: string
    }
    'payment.refund_succeeded': {
      refundId: string
      refundNo: string
      subject: PaymentSubject
      memberId: string
      amountFen: number
      cause: string
      reference: string
    }
    /**
     * A payment is missing in its channel's bills, or that is settled. Which of both holds is for `MissingPayments` to say: this may
     * arrive late, and after another one.
     */
    'payment.missing_changed': { subject: PaymentSubject; memberId: string; attemptNo: string }
    /** Money has arrived with whom it was paid out to. */
    'payment.payout_succeeded': {
      payoutId: string
      payoutNo: string
      subject: PaymentSubject
      memberId: string
      amountFen: number
      taxWithheldFen: number
      channel: string
    }
    /** A payout has ended and nothing left the shop: whoever set the money aside sets it free, once. */
    'payment.payout_failed': {
      payoutId: string
      payoutNo: string
      subject: PaymentSubject
      memberId: string
      amountFen: number
      outcome: 'failed' | 'cancelled'
      reason: string
    }
  }
}

export const paymentEvents = eventVersions({
  'payment.succeeded': 1,
  'payment.refund_started': 1,
  'payment.refund_succeeded': 1,
  'payment.missing_changed': 1,
  'payment.payout_succeeded': 1,
  'payment.payout_failed': 1,
})
