import { promisedMs } from './ship-promise.js'

/** What a shop has declared of how it ships. Frozen with the order's facts, so that a later change reaches no order. */
export interface ShippingTerms {
  /** By its own promise, such as “48 小时内发货”. */
  readonly withinMs: number
  /** 'HH:MM' in the shop's time: what is paid later counts from the next day on which it works. null: every hour counts. */
  readonly cutOff: string | null
  /** Days of the week on which nothing leaves, 0 is Sunday. */
  readonly restWeekdays: readonly number[]
  /** Calendar days on which nothing leaves. */
  readonly holidays: readonly string[]
  /** How long a parcel travels that is charged by no template; null: the shop does not say. */
  readonly days: number | null
}

interface Declared {
  readonly promise: string
  readonly arrival?: Omit<ShippingTerms, 'withinMs'> | undefined
}

const PLAIN = { cutOff: null, restWeekdays: [], holidays: [], days: null }

/** From what the shop has declared; null where its promise names no time, for then no day follows from it. */
export function shippingTerms({ promise, arrival }: Declared): ShippingTerms | null {
  const withinMs = promisedMs(promise)
  return withinMs === undefined ? null : { withinMs, ...(arrival ?? PLAIN) }
}
