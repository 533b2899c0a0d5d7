import { DomainError } from '@jishi/kernel/errors'
import type { Sql } from '../../infra/database/sql.js'
import type { CoreVideo } from './catalog.types.js'

/**
 * The film of an id a person sent, as a product keeps it: the one it has already, or none. The media library has no films
 * yet that a product could be given. Throws VALIDATION_FAILED.
 */
export const videoOf = async (reader: Sql, spuId: string, id: string | null): Promise<CoreVideo | null> => {
  if (id === null) return null
  const { video } = await reader.one<{ video: CoreVideo | null }>('select video from spus where id = $1', [spuId])
  if (video?.id === id) return video
  throw new DomainError('VALIDATION_FAILED', [{ path: 'videoId', message: 'there is no such video' }])
}
