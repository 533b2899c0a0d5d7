import { Injectable } from '@nestjs/common'
import type { MediaPlace } from '@jishi/contracts/media/media.schema'
import type { Sql } from '../../infra/database/sql.js'

/**
 * Somebody who shows pictures or films by their ids: the catalogue, the settings, the films with their posters. A module
 * above registers itself with MediaPlaces; this one knows none of them.
 */
export interface MediaShower {
  /** In how many places each of these is shown; one that is shown nowhere may be missing. Bounded per id. */
  counts(reader: Sql, ids: readonly string[]): Promise<ReadonlyMap<string, number>>
  /** Some of the places that show it, the nearest to people's minds first. */
  places(reader: Sql, id: string): Promise<readonly MediaPlace[]>
}

/** Nobody reads a longer list than this. */
export const MOST_PLACES = 50
/** Counting stops here: whether a thousand or a million, it is in use. */
export const MOST_COUNTED = 1_000

/** Who shows what: asked, never remembered, so that it cannot drift from what the shop shows. */
@Injectable()
export class MediaPlaces {
  private readonly showers: MediaShower[] = []

  register(shower: MediaShower): void {
    this.showers.push(shower)
  }

  /** One entry for each id that was asked. */
  async counts(reader: Sql, ids: readonly string[]): Promise<Map<string, number>> {
    const counts = new Map(ids.map((id) => [id, 0]))
    if (ids.length === 0) return counts
    // One after the other: inside a transaction there is one connection.
    for (const shower of this.showers)
      for (const [id, count] of await shower.counts(reader, ids)) counts.set(id, (counts.get(id) ?? 0) + count)
    return counts
  }

  async of(reader: Sql, id: string): Promise<MediaPlace[]> {
    const places: MediaPlace[] = []
    for (const shower of this.showers) places.push(...(await shower.places(reader, id)))
    return places.slice(0, MOST_PLACES)
  }
}
