import { Injectable, Logger } from '@nestjs/common'
import { Database } from '../../infra/database/database.js'
import type { Sql } from '../../infra/database/sql.js'

export type ShelfCounted = ReadonlyMap<string, number>

/** Counting may take a hundredth of the time: a small shop counts anew each few seconds, a large one less often. */
const PAUSES = 100
const LEAST_MS = 3_000
/** Older than this, nobody is shown it: whoever asks then waits for new ones. */
const MOST_MS = 600_000

interface Counted {
  readonly counts: ShelfCounted
  readonly freshUntil: number
  readonly shownUntil: number
}

/** How many products stand on the shelf in each category itself. */
export const SHELF_COUNTS = `select category_id as id, count(*) as products from spus where state = 'on_shelf' and archived_at is null group by category_id`

export const shelfCounts = async (reader: Sql): Promise<ShelfCounted> => {
  const rows = await reader.rows<{ id: string; products: number }>(SHELF_COUNTS)
  return new Map(rows.map(({ id, products }) => [id, products]))
}

/**
 * The same for shoppers, as it was a moment ago: a home page must not read the whole shelf. While it is counted anew the
 * earlier numbers are shown, so that only the first one to ask counts for itself.
 */
@Injectable()
export class RememberedShelfCounts {
  private readonly log = new Logger('ShelfCounts')
  private known: Counted | undefined
  private counting = false

  constructor(private readonly database: Database) {}

  /** undefined where whoever asks must count for itself, and then says what it found. */
  recall(): ShelfCounted | undefined {
    const now = performance.now()
    if (this.known === undefined || this.known.shownUntil < now) return undefined
    if (this.known.freshUntil < now) this.countAnew()
    return this.known.counts
  }

  keep(counts: ShelfCounted, tookMs: number): void {
    const now = performance.now()
    this.known = { counts, freshUntil: now + Math.max(LEAST_MS, PAUSES * tookMs), shownUntil: now + MOST_MS }
  }

  private countAnew(): void {
    if (this.counting) return
    this.counting = true
    const begun = performance.now()
    shelfCounts(this.database)
      .then((counts) => this.keep(counts, performance.now() - begun))
      .catch((error: unknown) => this.log.warn(error instanceof Error ? error.message : String(error)))
      .finally(() => (this.counting = false))
  }
}
