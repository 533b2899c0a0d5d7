/** What came in: an order with when it was paid, an after-sale with when it was asked for. */
export interface Came {
  readonly id: string
  readonly at: string
}

/** One may be written a moment after a later one: as far back a stranger among the newest still is news. */
const LATE_MS = 2 * 60_000

/** Tells which came in between two looks. The first look is what was there already, and no news. */
export class NewArrivals {
  private readonly seen = new Set<string>()
  private newest: number | undefined

  take(items: readonly Came[]): string[] {
    const before = this.newest
    const fresh = items.filter(
      // What came long before the newest one known has only moved up where another went away.
      ({ id, at }) => before !== undefined && !this.seen.has(id) && Date.parse(at) >= before - LATE_MS,
    )
    for (const { id } of items) this.seen.add(id)
    this.newest = items.reduce((latest, { at }) => Math.max(latest, Date.parse(at)), before ?? 0)
    return fresh.map(({ id }) => id)
  }
}
