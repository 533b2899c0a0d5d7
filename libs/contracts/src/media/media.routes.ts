import type { Page, Picture } from '../primitives.schema.js'
import { route } from '../route.js'
import type { MediaItem, MediaQuery, UploadQuery } from './media.schema.js'
import { MAX_UPLOAD_BYTES, UPLOAD_TYPES } from './media.terms.js'

export const mediaRoutes = {
  pictures: route<{ query: MediaQuery; reply: Page<MediaItem> }>({
    method: 'GET',
    path: '/api/admin/media',
    access: 'operator',
    permission: 'media.write',
    audit: 'none',
    load: 'admin',
    idempotency: 'none',
    owner: 'shop',
  }),
  /** Sent again it makes another picture under another name, which nothing refers to: no key is needed. */
  upload: route<{ query: UploadQuery; reply: Picture }>({
    method: 'POST',
    path: '/api/admin/media',
    access: 'operator',
    permission: 'media.write',
    audit: 'write',
    load: 'admin',
    idempotency: 'none',
    owner: 'shop',
    upload: { types: UPLOAD_TYPES, maxBytes: MAX_UPLOAD_BYTES },
    limit: 'upload',
  }),
}
