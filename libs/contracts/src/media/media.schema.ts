import { z } from 'zod'
import { endpoint } from '../endpoint.js'
import { at, page, pageQuery, picture } from '../primitives.schema.js'
import { mediaRoutes } from './media.routes.js'
import { MEDIA_PURPOSES } from './media.terms.js'

export const mediaQuery = z.strictObject({ ...pageQuery, purpose: z.enum(MEDIA_PURPOSES).optional() })
export type MediaQuery = z.infer<typeof mediaQuery>
export const uploadQuery = z.strictObject({
  /** `product` where nothing is said. */
  purpose: z.enum(MEDIA_PURPOSES).optional(),
  /** The file's own name, for people who look through the pictures; never part of an address or a path. */
  name: z.string().max(200).optional(),
})
export type UploadQuery = z.infer<typeof uploadQuery>
export const mediaItem = z.object({
  ...picture.shape,
  name: z.string(),
  purpose: z.enum(MEDIA_PURPOSES),
  createdAt: at,
})
export type MediaItem = z.infer<typeof mediaItem>

export const mediaEndpoints = {
  pictures: endpoint(mediaRoutes.pictures, { query: mediaQuery, reply: page(mediaItem) }),
  upload: endpoint(mediaRoutes.upload, { query: uploadQuery, reply: picture }),
}
