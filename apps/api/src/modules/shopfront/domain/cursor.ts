import { isId } from '@jishi/kernel/id'

/** Where a list goes on: the order it was read in and the keys of the last row that was looked at. */
export interface Position {
  readonly sort: string
  readonly keys: readonly (string | number)[]
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?(Z|[+-]\d{2}:\d{2})$/

const FITS: Readonly<Record<string, (key: unknown) => boolean>> = {
  bigint: (key) => Number.isSafeInteger(key),
  uuid: isId,
  timestamptz: (key) => typeof key === 'string' && INSTANT.test(key),
}

export const cursorOf = (position: Position): string =>
  Buffer.from(JSON.stringify([position.sort, ...position.keys]), 'utf8').toString('base64url')

const parsed = (cursor: string): unknown => {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
  } catch {
    return undefined
  }
}

/** The keys of a cursor for this order, or undefined when it is not one of ours or belongs to another order. */
export const keysOfCursor = (
  cursor: string,
  sort: string,
  types: readonly string[],
): (string | number)[] | undefined => {
  const content = parsed(cursor)
  if (!Array.isArray(content) || content[0] !== sort || content.length !== types.length + 1) return undefined
  const keys = content.slice(1) as (string | number)[]
  return keys.every((key, index) => FITS[types[index] ?? '']?.(key) === true) ? keys : undefined
}
