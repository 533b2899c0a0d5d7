import { DomainError } from '@jishi/kernel/errors'
import { isoOf, type Instant } from '@jishi/kernel/time'

/** Where a page of the library ends: the time of the last one and its name, which breaks ties. */
export const cursorOf = ({ createdAt, id }: { createdAt: Instant; id: string }): string =>
  Buffer.from(`${isoOf(createdAt)} ${id}`).toString('base64url')

const SHAPE = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) ([A-Za-z0-9_-]{22})$/

/** Throws VALIDATION_FAILED for a cursor that is not one of ours. */
export const keysOfCursor = (cursor: string): [at: string, id: string] => {
  const found = SHAPE.exec(Buffer.from(cursor, 'base64url').toString('utf8'))
  const [, at, id] = found ?? []
  if (at === undefined || id === undefined || Number.isNaN(Date.parse(at)))
    throw new DomainError('VALIDATION_FAILED', [{ path: 'cursor', message: 'not a cursor of this list' }])
  return [at, id]
}
