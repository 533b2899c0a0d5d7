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

/** As the settings hold it. */
interface Declared {
  readonly promise: string
  readonly cutOff?: string | null | undefined
  readonly restWeekdays?: readonly number[] | undefined
  readonly holidays?: readonly string[] | undefined
  readonly arrivalDays?: number | null | undefined
}

/** From what the shop has declared; null where its promise names no time, for then no day follows from it. */
export function shippingTerms({
  promise,
  cutOff,
  restWeekdays,
  holidays,
  arrivalDays,
}: Declared): ShippingTerms | null {
  const withinMs = promisedMs(promise)
  if (withinMs === undefined) return null
  const rests = { restWeekdays: restWeekdays ?? [], holidays: holidays ?? [] }
  return { withinMs, cutOff: cutOff ?? null, ...rests, days: arrivalDays ?? null }
}
