import type { Instant } from '@jishi/kernel/time'
import type { EvidenceField, PaidEvidence } from './domain/evidence.js'
import type { RefundAnswer } from './payment-channel.js'
import type { PayoutAnswer } from './payouts/payout-channel.js'

export type Headers = Readonly<Record<string, string | string[] | undefined>>

/** The payment and the merchant a notice of a refund names. */
export interface RefundAbout {
  readonly attemptNo: string
  readonly merchantId: string
}

export type NoticeKind = 'payment' | 'refund' | 'payout'

/** A channel whose word is to be confirmed by a question first, and the time by which it names the payment or refund. */
export interface ToConfirm {
  readonly namedAt: Instant
}

/** What a genuine notice tells. A payment without evidence tells of something that is not money, such as a close. */
export type PaymentFacts = {
  readonly kind: 'payment'
  readonly number: string
  readonly evidence: PaidEvidence | undefined
  readonly confirm?: ToConfirm
}
/** `differing`: what in it is not ours, so that it is about somebody else's refund. */
export type RefundFacts = {
  readonly kind: 'refund'
  readonly number: string
  readonly answer: RefundAnswer
  /** Whose refund of what it says it is, where it says so: compared with ours before anything is believed of it. */
  readonly about?: RefundAbout
  readonly differing?: readonly EvidenceField[]
  readonly confirm?: ToConfirm
}
export type PayoutNotice = {
  readonly kind: 'payout'
  readonly number: string
  readonly answer: PayoutAnswer
  readonly confirm?: undefined
}
export type NoticeFacts = PaymentFacts | RefundFacts | PayoutNotice

/** `key` is the channel's own name of the notice, the same for every repetition of it. */
export type GenuineNotice = NoticeFacts & { readonly key: string }
/** `unknownKey`: it might be genuine, by a key nobody here knows yet. `ownFault`: it is genuine, and we cannot open it. */
export interface RefusedNotice {
  readonly kind: 'refused'
  readonly reason: string
  readonly unknownKey?: true
  readonly ownFault?: true
}
export type OpenedNotice = GenuineNotice | RefusedNotice

/** Verifies a notice over its raw bytes and opens it; nothing of it is believed before that. */
export interface NoticePort {
  /** Whose keys it is under: all channels of one merchant account share one address. */
  readonly code: 'wechat' | 'alipay' | 'unionpay'
  open(kind: NoticeKind, headers: Headers, raw: Buffer): OpenedNotice
  /** Asks the channel for its keys, now and then; true when there is one more. */
  learnKeys?(): Promise<boolean>
  /** What is sealed inside of bytes that were found genuine when they came; only for people to read. */
  contentOf?(raw: Buffer): string | undefined
}

/** Nest token: the accounts that may tell this shop something, by code. */
export const NOTICE_PORTS = Symbol('NoticePorts')
export type NoticePorts = ReadonlyMap<NoticePort['code'], NoticePort>
