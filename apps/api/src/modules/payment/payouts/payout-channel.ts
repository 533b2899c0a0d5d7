import type { IdentityProvider } from '@jishi/contracts/identity/identity.terms'
import type { PayoutConfirmCall } from '@jishi/contracts/payment/payout.schema'
import type { PayoutChannel } from '@jishi/contracts/payment/payout.terms'
import type { PayoutFacts } from './domain/payout-facts.js'

/** Whoever is paid: their account of the channel's app, or at Alipay what they sign in with. */
export interface Payee {
  readonly account: string
  readonly kind: 'open_id' | 'logon_id'
  readonly realName?: string | undefined
}

/** What is told to the channel, the same each time: another word under the same number would be another payout. */
export interface PayoutRequest {
  readonly payoutNo: string
  /** What the payee gets. */
  readonly amountFen: number
  readonly payee: Payee
  readonly description: string
}

/**
 * `missing`: the channel does not know the number. `refused` and `not_enough` prove nothing, for such answers are not signed:
 * the number stays and is asked for again. Facts are compared with what was recorded, whatever the answer is.
 */
export type PayoutAnswer =
  | {
      readonly kind: 'processing' | 'transferring' | 'cancelling'
      readonly channelId: string
      readonly facts: PayoutFacts
    }
  | {
      readonly kind: 'awaiting'
      readonly channelId: string
      readonly facts: PayoutFacts
      /** Only the answer to sending has it; sending the same once more answers the same. */
      readonly handle?: string | undefined
    }
  | { readonly kind: 'succeeded'; readonly channelId: string; readonly facts: PayoutFacts }
  | { readonly kind: 'failed' | 'cancelled'; readonly reason: string; readonly facts: PayoutFacts }
  | { readonly kind: 'not_enough' | 'refused' | 'unknown'; readonly reason: string }
  | { readonly kind: 'missing' }

/** One account that money goes out of. Every method talks to the outside, so none is called inside a transaction. */
export interface PayoutChannelPort {
  readonly code: PayoutChannel
  readonly appId: string
  readonly merchantId: string
  /** Whose account of `appId` is paid. */
  readonly payeeOf: IdentityProvider
  send(request: PayoutRequest): Promise<PayoutAnswer>
  query(payoutNo: string): Promise<PayoutAnswer>
  /** Only what the payee has not confirmed; `refused` where the channel knows no such thing. */
  cancel(payoutNo: string): Promise<PayoutAnswer>
  /** What the payee's client confirms with, where a payee has to. */
  confirmCall?(handle: string): PayoutConfirmCall
}

/** Nest token: the channels this process pays out through, by code. */
export const PAYOUT_CHANNELS = Symbol('PayoutChannels')
export type PayoutChannels = ReadonlyMap<string, PayoutChannelPort>
