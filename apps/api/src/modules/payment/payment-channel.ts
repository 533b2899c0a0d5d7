import type { IdentityProvider } from '@jishi/contracts/identity/identity.terms'
import type { PayCall } from '@jishi/contracts/payment/payment.schema'
import type { Instant } from '@jishi/kernel/time'
import type { PaidEvidence } from './domain/evidence.js'

/** What is told to the channel when a payment is created; kept on the attempt, so that a retry says exactly the same. */
export interface RecordedRequest {
  readonly attemptNo: string
  readonly amountFen: number
  readonly description: string
  readonly expiresAt: Instant
  /** When the attempt was recorded: a channel that names a payment by number and time is told this one at every try. */
  readonly recordedAt: Instant
  /** Only until the attempt has ended: nobody needs to know afterwards. */
  readonly clientIp: string
  readonly returnUrl: string
}

export interface CreateRequest extends RecordedRequest {
  /** The payer's account of the channel's own app, where the channel wants one. */
  readonly payer: string | null
}

/**
 * `accepted`: the handle is what the channel calls the payment by, an address, a prepared payment or a trade.
 * `unknown` = no trustworthy answer: the same number is asked for or tried again, never a new one.
 */
export type CreateAnswer =
  | { readonly kind: 'accepted'; readonly handle: string }
  | { readonly kind: 'paid' }
  | { readonly kind: 'closed' }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string }

export type QueryAnswer =
  | { readonly kind: 'paid'; readonly evidence: PaidEvidence }
  | { readonly kind: 'unpaid' }
  /** The shopper is paying right now: no close yet. */
  | { readonly kind: 'paying' }
  | { readonly kind: 'closed' }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unknown'; readonly reason: string }

export type CloseAnswer =
  | { readonly kind: 'closed' }
  | { readonly kind: 'paid' }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unknown'; readonly reason: string }

export interface RefundRequest {
  readonly attemptNo: string
  /** What the channel itself calls the payment that is given back. */
  readonly channelTxn: string
  readonly refundNo: string
  readonly recordedAt: Instant
  readonly amountFen: number
  readonly totalFen: number
  readonly reason: string
}

export type RefundAnswer =
  | { readonly kind: 'processing'; readonly channelRefundId: string }
  | { readonly kind: 'succeeded'; readonly channelRefundId: string; readonly amountFen: number }
  | { readonly kind: 'closed' }
  | { readonly kind: 'abnormal'; readonly reason: string }
  | { readonly kind: 'notEnough'; readonly reason: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unknown'; readonly reason: string }

/** One way of paying. Every method talks to the outside, so none is called inside a transaction. */
export interface PaymentChannelPort {
  readonly code: string
  readonly appId: string
  readonly merchantId: string
  /** Whose account of `appId` has to be known before somebody can pay; absent where anybody may. */
  readonly payerOf?: IdentityProvider
  /**
   * Who makes the channel know the number: our own call, or the payer by opening an address we signed. Then "never heard
   * of it" is an answer at any time, and stays a possible payment until the address ends.
   */
  readonly knownBy: 'call' | 'payer'
  /** True while nobody can begin to pay here; absent where that is never so. */
  readonly isDown?: boolean
  create(request: CreateRequest): Promise<CreateAnswer>
  /** How the payer's client is to pay what `create` was accepted as; anything signed is signed anew each time. */
  payCall(handle: string): PayCall
  /** `recordedAt`, here and below: when the number was recorded, which is part of the name at some channels. */
  query(attemptNo: string, recordedAt: Instant): Promise<QueryAnswer>
  close(attemptNo: string, recordedAt: Instant): Promise<CloseAnswer>
  refund(request: RefundRequest): Promise<RefundAnswer>
  queryRefund(refundNo: string, attemptNo: string, recordedAt: Instant): Promise<RefundAnswer>
}

/** Nest token: the channels this process offers, by code. */
export const PAYMENT_CHANNELS = Symbol('PaymentChannels')
export type PaymentChannels = ReadonlyMap<string, PaymentChannelPort>
