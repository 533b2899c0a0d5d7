import type { Picture } from '@jishi/contracts/primitives.schema'
import { DomainError } from '@jishi/kernel/errors'
import type { Tx } from '../../infra/database/sql.js'
import type { MediaFacade } from '../media/index.js'

const unknown = (path: string): { path: string; message: string } => ({ path, message: 'there is no such picture' })

/** The picture of an id a person sent, which cannot be put away before this Tx ends. Throws VALIDATION_FAILED under the field's path. */
export const pictureOf = async (
  tx: Tx,
  media: MediaFacade,
  id: string | null,
  path: string,
): Promise<Picture | null> => {
  if (id === null) return null
  const picture = (await media.usable(tx, [id])).get(id)
  if (picture === undefined) throw new DomainError('VALIDATION_FAILED', [unknown(path)])
  return picture
}

/** Looks up many at once; each entry names the field it came from. */
export const assertPicturesKnown = async (
  tx: Tx,
  media: MediaFacade,
  wanted: readonly { readonly path: string; readonly id: string }[],
): Promise<ReadonlyMap<string, Picture>> => {
  const found = await media.usable(
    tx,
    wanted.map(({ id }) => id),
  )
  const problems = wanted.filter(({ id }) => !found.has(id)).map(({ path }) => unknown(path))
  if (problems.length > 0) throw new DomainError('VALIDATION_FAILED', problems)
  return found
}
