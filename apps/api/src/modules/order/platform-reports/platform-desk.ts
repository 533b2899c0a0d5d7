import type { ReportPlatform } from '@jishi/contracts/order/platform-reports.terms'
import type { Instant } from '@jishi/kernel/time'
import type { PaidBy } from '../../payment/index.js'
import type { ReportedOrder } from '../domain/platform-messages.js'

/** Payments inside a mini program: the only ones a wallet wants to hear more of. */
const REPORTED_CHANNELS = ['wechat_mp', 'alipay_mp'] as const
type ReportedChannel = (typeof REPORTED_CHANNELS)[number]

export const isReported = (channel: string): channel is ReportedChannel =>
  (REPORTED_CHANNELS as readonly string[]).includes(channel)

/** What a wallet is to be told, in its own words. `whole`: nothing more is to follow. */
export interface Message {
  readonly body: object
  readonly whole: boolean
}

/**
 * What came of telling. `spent`: it takes nothing more for this payment; `refused`: the same would be refused again;
 * `later`: it was not taken now; `unknown`: it may have been taken.
 */
export type Told =
  { readonly kind: 'taken' } | { readonly kind: 'spent' | 'refused' | 'later' | 'unknown'; readonly problem: string }

/** What the wallet has now, beside a message: the same, and whether it takes it for whole. */
export interface Shown {
  readonly same: boolean
  readonly whole: boolean
}

/** A wallet that keeps a list of orders of its own. */
export interface PlatformDesk {
  readonly platform: ReportPlatform
  /** The channel whose payments it wants to hear of. */
  readonly channel: ReportedChannel
  /** It takes one change of what was told whole, and must be asked what it has when an answer was lost. */
  readonly strict: boolean
  /** False for a shop that has no app on the platform. */
  readonly on: boolean
  /** Later words need later times: the next time that it tells from the one before. */
  readonly tickMs: number
  /** Undefined while there is nothing to tell. */
  messageOf(order: ReportedOrder): Message | undefined
  tell(paid: PaidBy, order: ReportedOrder, message: Message, at: Instant): Promise<Told>
  /** Throws PLATFORM_UNAVAILABLE without an answer. */
  shown(paid: PaidBy, message: Message): Promise<Shown>
}

export const PLATFORM_DESKS = Symbol('PLATFORM_DESKS')
