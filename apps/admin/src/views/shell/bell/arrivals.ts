import type { Arrivals } from '@jishi/contracts/order/to-ship.schema'

/** An order may be written a moment after a later one: as far back a stranger among the newest still is news. */
const LATE_MS = 2 * 60_000

/** Tells which paid orders came in between two looks. The first look is what was there already, and no news. */
export class NewArrivals {
  private readonly seen = new Set<string>()
  private newest: number | undefined

  take({ items }: Pick<Arrivals, 'items'>): string[] {
    const before = this.newest
    const fresh = items.filter(
      // What was paid long before the newest one known has only moved up where another went away.
      ({ id, paidAt }) => before !== undefined && !this.seen.has(id) && Date.parse(paidAt) >= before - LATE_MS,
    )
    for (const { id } of items) this.seen.add(id)
    this.newest = items.reduce((latest, { paidAt }) => Math.max(latest, Date.parse(paidAt)), before ?? 0)
    return fresh.map(({ id }) => id)
  }
}
