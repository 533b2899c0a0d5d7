import { DomainError } from '@jishi/kernel/errors'
import { keyTypesOf, type ListedProduct, type Listing } from '../catalog/index.js'
import { cursorOf, keysOfCursor } from './domain/cursor.js'

/** Throws VALIDATION_FAILED for a cursor of another list. */
export const afterOf = (cursor: string | undefined, sort: Listing['sort']): Listing['after'] => {
  if (cursor === undefined) return undefined
  const keys = keysOfCursor(cursor, sort, keyTypesOf({ sort }))
  if (keys === undefined)
    throw new DomainError('VALIDATION_FAILED', [{ path: 'cursor', message: 'not a cursor of this list' }])
  return keys
}

export const cursorBehind = (last: ListedProduct | undefined, more: boolean, sort: Listing['sort']): string | null =>
  more && last !== undefined ? cursorOf({ sort, keys: last.keys }) : null
