/** What everybody was offered, and until when; null: still. Times in milliseconds. */
export interface OfferedStretch {
  readonly priceFen: number
  readonly to: number | null
}

/** A price for some days, as it is about to be written. */
export interface Cut {
  readonly priceFen: number
  readonly from: number
}

const SEVEN_DAYS_MS = 7 * 86_400_000

/** Whether what everybody was offered went up from one stretch to the next. */
export const isRaised = (stretches: readonly OfferedStretch[]): boolean =>
  stretches.some(({ priceFen }, index) => priceFen > (stretches[index - 1]?.priceFen ?? priceFen))

/**
 * The lowest price everybody was offered in the seven days before a cut begins, where the price went up in these days, or goes
 * up together with it, and the cut is no lower than that: it is no discount then. Undefined where it is one. `stretches` run in
 * their order and are those of the last seven days; a cut that lies ahead looks at as many of them as its own seven days reach.
 */
export const raisedBeforeCut = (
  stretches: readonly OfferedStretch[],
  raisedNow: boolean,
  cut: Cut,
  now: number,
): number | undefined => {
  const since = Math.max(cut.from, now) - SEVEN_DAYS_MS
  const seen = stretches.filter(({ to }) => to === null || to > since)
  const lowest = Math.min(...seen.map(({ priceFen }) => priceFen))
  return seen.length > 0 && cut.priceFen >= lowest && (raisedNow || isRaised(seen)) ? lowest : undefined
}
