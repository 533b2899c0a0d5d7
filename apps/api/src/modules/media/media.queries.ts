import { Injectable } from '@nestjs/common'
import type { MediaItem, MediaQuery } from '@jishi/contracts/media/media.schema'
import type { MediaPurpose } from '@jishi/contracts/media/media.terms'
import { PAGE_SIZE } from '@jishi/contracts/primitives.terms'
import type { Page } from '@jishi/contracts/primitives.schema'
import { DomainError } from '@jishi/kernel/errors'
import { isoOf, type Instant } from '@jishi/kernel/time'
import { Database } from '../../infra/database/database.js'

interface Row {
  id: string
  width: number
  height: number
  colour: string
  name: string
  purpose: MediaPurpose
  createdAt: Instant
}

/** The pictures of the shop, newest first. */
@Injectable()
export class MediaQueries {
  constructor(private readonly database: Database) {}

  /** Throws VALIDATION_FAILED for a cursor that is not one of ours. */
  async page({ purpose, cursor, limit = PAGE_SIZE }: MediaQuery): Promise<Page<MediaItem>> {
    const behind = cursor === undefined ? [null, null] : keysOf(cursor)
    const rows = await this.database.rows<Row>(
      `select id, width, height, colour, name, purpose, created_at as "createdAt" from media
        where ($1::text is null or purpose = $1) and ($2::timestamptz is null or (created_at, id) < ($2, $3))
        order by created_at desc, id desc limit $4`,
      [purpose ?? null, ...behind, limit + 1],
    )
    const shown = rows.slice(0, limit)
    const last = shown[shown.length - 1]
    return {
      items: shown.map((row) => ({ ...row, createdAt: isoOf(row.createdAt) })),
      nextCursor: rows.length > limit && last !== undefined ? cursorOf(last) : null,
    }
  }
}

const cursorOf = ({ createdAt, id }: Row): string => Buffer.from(`${isoOf(createdAt)} ${id}`).toString('base64url')

const SHAPE = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) ([A-Za-z0-9_-]{22})$/

const keysOf = (cursor: string): [string, string] => {
  const found = SHAPE.exec(Buffer.from(cursor, 'base64url').toString('utf8'))
  const [, at, id] = found ?? []
  if (at === undefined || id === undefined || Number.isNaN(Date.parse(at)))
    throw new DomainError('VALIDATION_FAILED', [{ path: 'cursor', message: 'not a cursor of this list' }])
  return [at, id]
}
