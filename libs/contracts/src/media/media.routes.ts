import type { Done, IdParams, Page, Picture } from '../primitives.schema.js'
import { route, type RouteFacts } from '../route.js'
import type {
  MediaItem,
  MediaParams,
  MediaPlaces,
  MediaQuery,
  MediaTotals,
  MemberUploadQuery,
  PosterBody,
  RenameBody,
  SealQuery,
  TicketBody,
  UploadQuery,
  UploadTicket,
} from './media.schema.js'
import { MAX_UPLOAD_BYTES, MAX_VIDEO_BYTES, TICKET_TYPES, UPLOAD_TYPES } from './media.terms.js'

const desk = { access: 'operator', permission: 'media.write', owner: 'shop' } as const
const read = {
  ...desk,
  permission: 'media.read',
  method: 'GET',
  audit: 'none',
  load: 'admin',
  idempotency: 'none',
} as const
const write = { ...desk, audit: 'write', load: 'admin' } as const satisfies Partial<RouteFacts>

export const mediaRoutes = {
  pictures: route<{ query: MediaQuery; reply: Page<MediaItem> }>({ ...read, path: '/api/admin/media' }),
  /** Sent again it makes another picture under another name, which nothing refers to: no key is needed. */
  upload: route<{ query: UploadQuery; reply: Picture }>({
    ...write,
    method: 'POST',
    path: '/api/admin/media',
    load: 'upload',
    idempotency: 'none',
    upload: { types: UPLOAD_TYPES, maxBytes: MAX_UPLOAD_BYTES },
    limit: 'upload',
  }),
  /** A member's own picture, for a review or a message. Sent again it is another one, and counts again. */
  sendOwn: route<{ query: MemberUploadQuery; reply: Picture }>({
    access: 'member',
    owner: 'none',
    method: 'POST',
    path: '/api/shop/uploads',
    load: 'upload',
    idempotency: 'none',
    upload: { types: UPLOAD_TYPES, maxBytes: MAX_UPLOAD_BYTES },
    limit: 'memberUpload',
  }),
  totals: route<{ reply: MediaTotals }>({ ...read, path: '/api/admin/media/totals' }),
  item: route<{ params: MediaParams; reply: MediaItem }>({ ...read, path: '/api/admin/media/:key' }),
  places: route<{ params: MediaParams; reply: MediaPlaces }>({ ...read, path: '/api/admin/media/:key/places' }),
  rename: route<{ params: MediaParams; body: RenameBody; reply: MediaItem }>({
    ...write,
    method: 'PUT',
    path: '/api/admin/media/:key',
    idempotency: 'natural',
  }),
  setPoster: route<{ params: MediaParams; body: PosterBody; reply: MediaItem }>({
    ...write,
    method: 'PUT',
    path: '/api/admin/media/:key/poster',
    idempotency: 'natural',
  }),
  archive: route<{ params: MediaParams; reply: MediaItem }>({
    ...write,
    method: 'POST',
    path: '/api/admin/media/:key/archive',
    idempotency: 'required',
  }),
  restore: route<{ params: MediaParams; reply: MediaItem }>({
    ...write,
    method: 'POST',
    path: '/api/admin/media/:key/restore',
    idempotency: 'required',
  }),
  openTicket: route<{ body: TicketBody; reply: UploadTicket }>({
    ...write,
    method: 'POST',
    path: '/api/admin/media/tickets',
    idempotency: 'required',
    limit: 'upload',
  }),
  /** Where a ticket's file goes when the store has no door of its own. Sending it again replaces it. */
  sendFile: route<{ params: IdParams; query: SealQuery; reply: Done }>({
    ...write,
    method: 'PUT',
    path: '/api/admin/media/tickets/:id/file',
    load: 'upload',
    idempotency: 'natural',
    upload: { types: TICKET_TYPES, maxBytes: MAX_VIDEO_BYTES },
    limit: 'upload',
  }),
  finishTicket: route<{ params: IdParams; reply: MediaItem }>({
    ...write,
    method: 'POST',
    path: '/api/admin/media/tickets/:id/finish',
    load: 'upload',
    idempotency: 'required',
  }),
}
