import { DomainError } from '@jishi/kernel/errors'
import { isId } from '@jishi/kernel/id'
import { addShopDays, instantOf, isoOf, parseShopDay, startOfShopDay, type Instant } from '@jishi/kernel/time'
import type { Conditions } from './conditions.js'

/** A list that runs by a time and then by key, newest first: pages neither repeat nor skip a row. */
export interface TimePage {
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly cursor?: string | undefined
}

interface TimedRow {
  readonly at: Instant
  readonly id: string
}

const LAST_MS = 8.64e15

/** Narrows to shop days, both included, and to what follows the page before. */
export const addTimePage = (conditions: Conditions, column: string, idColumn: string, page: TimePage): void => {
  if (page.from !== undefined) conditions.add(`${column} >= ?`, isoOf(startOf(page.from, 'from', 0)))
  if (page.to !== undefined) conditions.add(`${column} < ?`, isoOf(startOf(page.to, 'to', 1)))
  if (page.cursor === undefined) return
  const end = pageEndOf(page.cursor)
  conditions.add(`(${column}, ${idColumn}) < (?, ?::uuid)`, isoOf(end.at), end.id)
}

/** What follows the page before, for a list that runs the other way: the earliest first. */
export const addRisingTimePage = (
  conditions: Conditions,
  column: string,
  idColumn: string,
  { cursor }: Pick<TimePage, 'cursor'>,
): void => {
  if (cursor === undefined) return
  const end = pageEndOf(cursor)
  conditions.add(`(${column}, ${idColumn}) > (?, ?::uuid)`, isoOf(end.at), end.id)
}

/** Cuts the row that was read too many and says where the next page begins. */
export const cutTimePage = <Row extends TimedRow>(
  rows: readonly Row[],
  limit: number,
): { rows: readonly Row[]; nextCursor: string | null } => {
  const shown = rows.slice(0, limit)
  const last = shown[shown.length - 1]
  const more = rows.length > limit && last !== undefined
  const cursor = more ? Buffer.from(JSON.stringify([last.at, last.id])).toString('base64url') : null
  return { rows: shown, nextCursor: cursor }
}

/** A cursor is ours to write; anything else in its place is told as a bad value. */
const pageEndOf = (cursor: string): TimedRow => {
  const parsed = parsedJson(Buffer.from(cursor, 'base64url').toString('utf8'))
  if (Array.isArray(parsed) && parsed.length === 2) {
    const [at, id] = parsed as [unknown, unknown]
    if (Number.isSafeInteger(at) && Math.abs(at as number) <= LAST_MS && isId(id))
      return { at: instantOf(at as number), id }
  }
  throw new DomainError('VALIDATION_FAILED', [{ path: 'cursor', message: 'not a cursor of this list' }])
}

const parsedJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const startOf = (text: string, path: string, daysLater: number): Instant => {
  const day = parseShopDay(text)
  if (day === undefined) throw new DomainError('VALIDATION_FAILED', [{ path, message: 'not a calendar day' }])
  return startOfShopDay(addShopDays(day, daysLater))
}
