import type { TakeAnswer, TakeView, TicketView } from '@jishi/contracts/seckill/seckill.schema'
import { afterRefusal, type Refusal } from './refusals'

/** How a grab ends. `failed`: nobody knows more than that it did not work this time. */
export type Outcome =
  | { state: 'won'; take: TakeView }
  | { state: 'sold_out'; mayReturn: boolean }
  | { state: 'short'; left: number }
  | { state: 'limit_reached'; perMember: number | null }
  | { state: 'cooling_down'; seconds: number }
  | { state: 'too_many_open' | 'not_started' | 'ended' | 'stopped' | 'too_busy' | 'no_answer' | 'signed_out' }
  | { state: 'failed'; words: string }

/** What is to be done next, by whoever drives the machine. */
export type Next =
  | { do: 'ticket' }
  | { do: 'prove'; salt: string; bits: number }
  | { do: 'take' }
  | { do: 'wait'; ms: number; then: 'ticket' | 'take' }
  | { do: 'end'; outcome: Outcome }

/** One wish of one shopper for some goods, from the tap to what became of it. */
export interface Grab {
  readonly itemId: string
  readonly qty: number
  /** One key for this wish, over all retries and tickets: the shop finds by it what it has decided. */
  readonly key: string
  readonly ticket: string | null
  readonly solution: string | null
  /** The shop may have decided already without us having heard it. */
  readonly again: boolean
  /** A ticket that was no good was replaced once. */
  readonly renewed: boolean
  /** Calls in a row that were refused for now or got no answer. */
  readonly misses: number
  /** How many come before, as the shop last said; null: not in line. */
  readonly ahead: number | null
  readonly next: Next
}

export type GrabEvent =
  | { on: 'ticket'; view: TicketView }
  | { on: 'proof'; solution: string }
  | { on: 'answer'; answer: TakeAnswer }
  | { on: 'refused'; refusal: Refusal }
  | { on: 'waited' }

/** What only the outside knows: chance, for waiting times, and the shop's clock. */
export interface Around {
  random: number
  now: number
}

export const begin = (itemId: string, qty: number, key: string): Grab => ({
  ...{ itemId, qty, key, ticket: null, solution: null },
  ...{ again: false, renewed: false, misses: 0, ahead: null, next: { do: 'ticket' } },
})

/** After the page was away: what may have been decided meanwhile is asked for. */
export const resumed = (grab: Grab): Grab => {
  if (grab.next.do === 'end') return grab
  if (grab.ticket === null || grab.next.do === 'prove') return { ...grab, ticket: null, next: { do: 'ticket' } }
  return { ...grab, again: true, misses: 0, next: { do: 'take' } }
}

export const ended = (grab: Grab): Outcome | null => (grab.next.do === 'end' ? grab.next.outcome : null)

const withTicket = (grab: Grab, { ticket, proof }: TicketView): Grab => ({
  ...{ ...grab, ticket, solution: null, misses: 0 },
  next: proof === null ? { do: 'take' } : { do: 'prove', ...proof },
})

const SPREAD = 0.4
const MIN_ASK_MS = 200
const outcomeOf = (answer: Exclude<TakeAnswer, { state: 'queued' }>): Outcome => {
  switch (answer.state) {
    case 'won':
      return { state: 'won', take: answer.take }
    case 'sold_out':
      return { state: 'sold_out', mayReturn: answer.mayReturn }
    case 'short':
      return { state: 'short', left: answer.left }
    case 'limit_reached':
      return { state: 'limit_reached', perMember: answer.perMember }
    default:
      return { state: answer.state }
  }
}

const withAnswer = (grab: Grab, answer: TakeAnswer, { random }: Around): Grab => {
  if (answer.state !== 'queued') return { ...grab, ahead: null, next: { do: 'end', outcome: outcomeOf(answer) } }
  // Not all at the same moment; and whoever stands in line may be the last to be served, so the shop is to look.
  const ms = Math.max(MIN_ASK_MS, Math.round(answer.askAgainMs * (1 + SPREAD * (random - 0.5))))
  return { ...grab, ahead: answer.ahead, again: true, misses: 0, next: { do: 'wait', ms, then: 'take' } }
}

/** The next state of a grab. Pure: the same state, event and surroundings lead to the same one. */
export const step = (grab: Grab, event: GrabEvent, around: Around): Grab => {
  switch (event.on) {
    case 'ticket':
      return withTicket(grab, event.view)
    case 'proof':
      return { ...grab, solution: event.solution, next: { do: 'take' } }
    case 'answer':
      return withAnswer(grab, event.answer, around)
    case 'refused':
      return afterRefusal(grab, event.refusal, around)
    case 'waited':
      return grab.next.do === 'wait' ? { ...grab, next: { do: grab.next.then } } : grab
  }
}
