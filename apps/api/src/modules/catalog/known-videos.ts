import { DomainError } from '@jishi/kernel/errors'
import type { Tx } from '../../infra/database/sql.js'
import type { MediaFacade } from '../media/index.js'
import type { CoreVideo } from './catalog.types.js'

/**
 * The film of an id a person sent, as a product keeps it, with the poster it has now; it cannot be put away before this Tx
 * ends. Throws VALIDATION_FAILED.
 */
export const videoOf = async (tx: Tx, media: MediaFacade, id: string | null): Promise<CoreVideo | null> => {
  if (id === null) return null
  const film = await media.usableVideo(tx, id)
  if (film === undefined)
    throw new DomainError('VALIDATION_FAILED', [{ path: 'videoId', message: 'there is no such video' }])
  return { id: film.id, poster: film.poster, seconds: film.seconds }
}
