/** What one member holds without having paid, and let go unpaid in the last day; times in milliseconds. */
export interface Holdings {
  readonly open: number
  /** When the first of them is given back; null: nothing is held. */
  readonly firstUntil: number | null
  readonly letGo: number
  readonly lastLetGoAt: number | null
}

/** Why somebody gets no ticket, and from when on they do again. */
export interface Hoarding {
  readonly reason: 'too_many_open' | 'cooling_down'
  readonly until: number
}

/** Units of how many flash sales one member may hold unpaid at once. */
export const MOST_OPEN = 3

const minute = 60_000
/** How long nothing can be taken after so many were let go unpaid within a day: two may happen to anybody. */
const COOL_MS: readonly number[] = [0, 0, 10 * minute, 30 * minute, 120 * minute]
const LONGEST_COOL_MS = 24 * 60 * minute

export const coolsUntil = ({ letGo, lastLetGoAt }: Holdings): number | undefined => {
  const ms = COOL_MS[letGo] ?? LONGEST_COOL_MS
  return lastLetGoAt === null || ms === 0 ? undefined : lastLetGoAt + ms
}

/** The escalating answer to goods that are reserved and never paid. */
export const hoarding = (holdings: Holdings, now: number): Hoarding | undefined => {
  const cools = coolsUntil(holdings)
  if (cools !== undefined && cools > now) return { reason: 'cooling_down', until: cools }
  if (holdings.open < MOST_OPEN) return undefined
  return { reason: 'too_many_open', until: holdings.firstUntil ?? now }
}
