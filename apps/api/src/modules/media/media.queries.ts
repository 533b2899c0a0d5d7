import { Inject, Injectable } from '@nestjs/common'
import type { MediaItem, MediaPlaces as Places, MediaQuery, MediaTotals } from '@jishi/contracts/media/media.schema'
import type { MediaKind, MediaPurpose } from '@jishi/contracts/media/media.terms'
import { PAGE_SIZE } from '@jishi/contracts/primitives.terms'
import type { Page, Picture } from '@jishi/contracts/primitives.schema'
import { DomainError } from '@jishi/kernel/errors'
import { isoOf, type Instant } from '@jishi/kernel/time'
import type { Config } from '../../infra/config/config.js'
import { CONFIG } from '../../infra/config/config.js'
import { Conditions } from '../../infra/database/conditions.js'
import { Database } from '../../infra/database/database.js'
import type { Sql } from '../../infra/database/sql.js'
import { cursorOf, keysOfCursor } from './media-cursor.js'
import { MediaPlaces } from './media-places.js'

interface Row extends Picture {
  kind: MediaKind
  name: string
  purpose: MediaPurpose
  bytes: number
  seconds: number | null
  poster: Picture | null
  createdAt: Instant
  archivedAt: Instant | null
}

const ITEM = `select m.id, m.width, m.height, m.colour, m.kind, m.name, m.purpose, m.bytes, m.seconds,
    case when p.id is not null then jsonb_build_object('id', p.id, 'width', p.width, 'height', p.height, 'colour', p.colour) end as poster,
    m.created_at as "createdAt", m.archived_at as "archivedAt"
  from media m left join media p on p.id = m.poster_id`

/** Looking for what nothing shows reads so many rows for one page and then says where it stopped. */
const MOST_LOOKED_AT = 500
const LOOKED_AT_ONCE = 100

const escaped = (word: string): string => word.replace(/[\\%_]/g, '\\$&')

/** The library of the shop, newest first; what members sent is no part of it. */
@Injectable()
export class MediaQueries {
  constructor(
    private readonly database: Database,
    private readonly places: MediaPlaces,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Throws VALIDATION_FAILED for a cursor that is not one of ours. */
  async page(query: MediaQuery): Promise<Page<MediaItem>> {
    const limit = query.limit ?? PAGE_SIZE
    if (query.unused !== undefined) return this.unused(query, limit)
    const rows = await this.rows(query, query.cursor, limit + 1)
    const shown = rows.slice(0, limit)
    const last = shown[shown.length - 1]
    const counts = await this.counts(shown)
    return {
      items: shown.map((row) => viewOf(row, counts)),
      nextCursor: rows.length > limit && last !== undefined ? cursorOf(last) : null,
    }
  }

  async totals(): Promise<MediaTotals> {
    const rows = await this.database.rows<{ what: 'picture' | 'video' | 'archived'; count: number; bytes: number }>(
      `select case when archived_at is null then kind else 'archived' end as what, count(*) as count,
              sum(bytes)::bigint as bytes from media where removing_at is null and member_id is null group by 1`,
    )
    const sumOf = (wanted: string) => {
      const { count, bytes } = rows.find(({ what }) => what === wanted) ?? { count: 0, bytes: 0 }
      return { count, bytes }
    }
    const { videoMaxBytes } = this.config
    return { picture: sumOf('picture'), video: sumOf('video'), archived: sumOf('archived'), videoMaxBytes }
  }

  /** Throws NOT_FOUND. */
  async item(id: string): Promise<MediaItem> {
    const row = await this.database.maybe<Row>(
      `${ITEM} where m.id = $1 and m.removing_at is null and m.member_id is null`,
      [id],
    )
    if (row === undefined) throw new DomainError('NOT_FOUND')
    return viewOf(row, await this.counts([row]))
  }

  /** Throws NOT_FOUND. */
  async placesOf(id: string): Promise<Places> {
    const { usedBy } = await this.item(id)
    return { items: await this.places.of(this.database, id), total: usedBy }
  }

  private counts(rows: readonly Row[], reader: Sql = this.database): Promise<Map<string, number>> {
    return this.places.counts(
      reader,
      rows.map(({ id }) => id),
    )
  }

  /** What nothing shows is found by looking, so that no second record of who shows what has to be kept right. */
  private async unused(query: MediaQuery, limit: number): Promise<Page<MediaItem>> {
    const items: MediaItem[] = []
    let cursor = query.cursor
    for (let looked = 0; looked < MOST_LOOKED_AT; looked += LOOKED_AT_ONCE) {
      const rows = await this.rows(query, cursor, LOOKED_AT_ONCE)
      const counts = await this.counts(rows)
      for (const row of rows) {
        if (items.length === limit) return { items, nextCursor: cursor ?? null }
        cursor = cursorOf(row)
        if (counts.get(row.id) === 0) items.push(viewOf(row, counts))
      }
      if (rows.length < LOOKED_AT_ONCE) return { items, nextCursor: null }
    }
    return { items, nextCursor: cursor ?? null }
  }

  private rows(query: MediaQuery, cursor: string | undefined, limit: number): Promise<Row[]> {
    const conditions = new Conditions()
    conditions.add('m.removing_at is null and m.member_id is null')
    conditions.add(query.archived === undefined ? 'm.archived_at is null' : 'm.archived_at is not null')
    if (query.purpose !== undefined) conditions.add('m.purpose = ?', query.purpose)
    if (query.kind !== undefined) conditions.add('m.kind = ?', query.kind)
    for (const word of (query.q ?? '')
      .split(/\s+/)
      .filter((part) => part !== '')
      .slice(0, 6))
      conditions.add('m.name ilike ?', `%${escaped(word)}%`)
    if (cursor !== undefined)
      conditions.add('(m.created_at, m.id) < (?::timestamptz, ?::text)', ...keysOfCursor(cursor))
    const { where, values } = conditions
    return this.database.rows<Row>(
      `${ITEM} ${where} order by m.created_at desc, m.id desc limit $${values.length + 1}`,
      [...values, limit],
    )
  }
}

const viewOf = ({ createdAt, archivedAt, ...row }: Row, counts: ReadonlyMap<string, number>): MediaItem => ({
  ...row,
  usedBy: counts.get(row.id) ?? 0,
  createdAt: isoOf(createdAt),
  archivedAt: archivedAt === null ? null : isoOf(archivedAt),
})
