import { DomainError } from '@jishi/kernel/errors'
import { isId } from '@jishi/kernel/id'
import { instantOf, type Instant } from '@jishi/kernel/time'

/** Where a page ended: lists run by time and then by key, newest first, so a row is neither repeated nor skipped. */
export interface PageEnd {
  readonly at: Instant
  readonly id: string
}

export const cursorOf = ({ at, id }: PageEnd): string => Buffer.from(JSON.stringify([at, id])).toString('base64url')

/** A cursor is ours to write; anything else in its place is told as a bad value. */
export function pageEndOf(cursor: string): PageEnd {
  const parsed = parsedJson(Buffer.from(cursor, 'base64url').toString('utf8'))
  if (Array.isArray(parsed) && parsed.length === 2) {
    const [at, id] = parsed as [unknown, unknown]
    if (Number.isSafeInteger(at) && Math.abs(at as number) <= LAST_MS && isId(id))
      return { at: instantOf(at as number), id }
  }
  throw new DomainError('VALIDATION_FAILED', [{ path: 'cursor', message: 'not a cursor of this list' }])
}

const LAST_MS = 8.64e15

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Cuts the row that was read too many and says where the next page begins. */
export function pageOf<Row extends { readonly placedAt: Instant; readonly id: string }>(
  rows: readonly Row[],
  limit: number,
): { rows: readonly Row[]; nextCursor: string | null } {
  const shown = rows.slice(0, limit)
  const last = shown[shown.length - 1]
  const more = rows.length > limit && last !== undefined
  return { rows: shown, nextCursor: more ? cursorOf({ at: last.placedAt, id: last.id }) : null }
}
