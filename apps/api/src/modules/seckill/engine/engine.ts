import type { TakeRelease, TakeState } from '@jishi/contracts/seckill/seckill.terms'
import type { Instant } from '@jishi/kernel/time'

/** A checked request to take units: whose, of what, with which ticket and under which key. */
export interface TakeAsk {
  readonly itemId: string
  /** The ticket's own number; it becomes the take's. */
  readonly takeId: string
  /** Of the member and the key of the request: a repeat finds its answer. */
  readonly request: string
  readonly memberId: string
  readonly qty: number
  /** How long it is held for whoever wins it. */
  readonly holdMs: number
  /** An earlier call may have been decided: it is looked for, whatever a filter in front thinks. */
  readonly again: boolean
}

export interface TakeRow {
  readonly id: string
  readonly activityId: string
  readonly itemId: string
  readonly skuId: string
  readonly qty: number
  readonly priceFen: number
  readonly state: TakeState
  readonly takenAt: Instant
  readonly holdUntil: Instant
  readonly orderId: string | null
  readonly released: TakeRelease | null
}

/** What a request is told; `won` is told after it is durable. `used`: the ticket belongs to another request. */
export type Decision =
  | { readonly state: 'won'; readonly take: TakeRow }
  | { readonly state: 'sold_out'; readonly mayReturn: boolean }
  | { readonly state: 'short'; readonly left: number }
  | { readonly state: 'used' }
  | { readonly state: 'limit_reached' }
  | { readonly state: 'too_many_open' }
  | { readonly state: 'not_started' }
  | { readonly state: 'ended' }
  | { readonly state: 'stopped' }

/**
 * Who gets the units of a flash sale. Both engines keep the same promises: nothing is sold twice, a member has no more than they may,
 * a win is durable before anybody hears of it, and a request that is asked again finds its answer.
 */
export interface TakeEngine {
  /** Throws OVERLOADED where nobody can be let in, and whatever the database says of a batch that failed: nobody of it has won. */
  decide(ask: TakeAsk): Promise<Decision>
  /** How many requests are decided before this one, as far as this process knows; undefined: it does not wait here. */
  ahead(request: string): number | undefined
  /** Requests that wait for their decision in this process, and how many may. */
  readonly waiting: number
  readonly room: number
  /** Units came back: whoever was told that all are gone may ask again. */
  freed(itemId: string, qty: number): Promise<void>
  close(): Promise<void>
}

/** Nest's name for the one engine of this process. */
export const TAKE_ENGINE = Symbol('TakeEngine')
