import { z } from 'zod'
import { endpoint } from '../endpoint.js'
import { at, done, idParams, page, pageQuery, picture, uuid } from '../primitives.schema.js'
import { mediaRoutes } from './media.routes.js'
import {
  MAX_MEDIA_NAME,
  MAX_VIDEO_BYTES,
  MEDIA_KINDS,
  MEDIA_PURPOSES,
  MEDIA_USERS,
  MEMBER_PURPOSES,
  TICKET_TYPES,
} from './media.terms.js'

/** 128 random bits, base64url: the name a picture or a film is served under. */
export const mediaId = z.string().regex(/^[A-Za-z0-9_-]{22}$/)
/** Any plain name: one that is none of ours is answered like one that is gone. */
export const mediaParams = z.strictObject({ key: z.union([mediaId, uuid]) })
export type MediaParams = z.infer<typeof mediaParams>
const flag = z.enum(['true']).optional()

export const mediaQuery = z.strictObject({
  ...pageQuery,
  purpose: z.enum(MEDIA_PURPOSES).optional(),
  kind: z.enum(MEDIA_KINDS).optional(),
  /** Words of the name, all of which it must have. */
  q: z.string().trim().max(60).optional(),
  /** Only what nothing shows. A page of it may be short, even empty, and still have one behind it. */
  unused: flag,
  /** Only what was put away and can still be taken back. */
  archived: flag,
})
export type MediaQuery = z.infer<typeof mediaQuery>
export const uploadQuery = z.strictObject({
  /** `product` where nothing is said. */
  purpose: z.enum(MEDIA_PURPOSES).optional(),
  /** The file's own name, for people who look through the pictures; never part of an address or a path. */
  name: z.string().max(200).optional(),
})
export type UploadQuery = z.infer<typeof uploadQuery>
export const memberUploadQuery = z.strictObject({ purpose: z.enum(MEMBER_PURPOSES) })
export type MemberUploadQuery = z.infer<typeof memberUploadQuery>
export const mediaItem = z.object({
  ...picture.shape,
  kind: z.enum(MEDIA_KINDS),
  name: z.string(),
  purpose: z.enum(MEDIA_PURPOSES),
  /** Everything kept of it, in all its widths. */
  bytes: z.int(),
  /** Length of a film. */
  seconds: z.int().nullable(),
  poster: picture.nullable(),
  /** In how many places it is shown. */
  usedBy: z.int(),
  createdAt: at,
  archivedAt: at.nullable(),
})
export type MediaItem = z.infer<typeof mediaItem>
export const mediaPlace = z.object({ user: z.enum(MEDIA_USERS), id: z.string(), name: z.string() })
/** One place that shows a picture or a film. */
export type MediaPlace = z.infer<typeof mediaPlace>
export const mediaPlaces = z.object({ items: z.array(mediaPlace), total: z.int() })
export type MediaPlaces = z.infer<typeof mediaPlaces>
const sum = z.object({ count: z.int(), bytes: z.int() })
export const mediaTotals = z.object({ picture: sum, video: sum, archived: sum, videoMaxBytes: z.int() })
export type MediaTotals = z.infer<typeof mediaTotals>

export const renameBody = z.strictObject({ name: z.string().trim().min(1).max(MAX_MEDIA_NAME) })
export type RenameBody = z.infer<typeof renameBody>
export const posterBody = z.strictObject({ pictureId: mediaId.nullable() })
export type PosterBody = z.infer<typeof posterBody>

export const ticketBody = z.strictObject({
  purpose: z.enum(MEDIA_PURPOSES),
  type: z.enum(TICKET_TYPES),
  bytes: z.int().min(1).max(MAX_VIDEO_BYTES),
  name: z.string().max(1_000),
})
export type TicketBody = z.infer<typeof ticketBody>
/** The browser sends the file by PUT to `url` with exactly these headers, and then finishes the ticket. */
export const uploadTicket = z.object({
  id: z.string(),
  url: z.string(),
  headers: z.record(z.string(), z.string()),
  expiresAt: at,
})
export type UploadTicket = z.infer<typeof uploadTicket>
export const sealQuery = z.strictObject({ seal: z.string().max(64).optional() })
export type SealQuery = z.infer<typeof sealQuery>

/** A film as pages show it; its address is `url`. */
export const videoView = z.object({
  id: mediaId,
  url: z.string(),
  poster: picture.nullable(),
  bytes: z.int(),
  seconds: z.int().nullable(),
})
export type VideoView = z.infer<typeof videoView>

export const mediaEndpoints = {
  pictures: endpoint(mediaRoutes.pictures, { query: mediaQuery, reply: page(mediaItem) }),
  upload: endpoint(mediaRoutes.upload, { query: uploadQuery, reply: picture }),
  sendOwn: endpoint(mediaRoutes.sendOwn, { query: memberUploadQuery, reply: picture }),
  totals: endpoint(mediaRoutes.totals, { reply: mediaTotals }),
  item: endpoint(mediaRoutes.item, { params: mediaParams, reply: mediaItem }),
  places: endpoint(mediaRoutes.places, { params: mediaParams, reply: mediaPlaces }),
  rename: endpoint(mediaRoutes.rename, { params: mediaParams, body: renameBody, reply: mediaItem }),
  setPoster: endpoint(mediaRoutes.setPoster, { params: mediaParams, body: posterBody, reply: mediaItem }),
  archive: endpoint(mediaRoutes.archive, { params: mediaParams, reply: mediaItem }),
  restore: endpoint(mediaRoutes.restore, { params: mediaParams, reply: mediaItem }),
  openTicket: endpoint(mediaRoutes.openTicket, { body: ticketBody, reply: uploadTicket }),
  sendFile: endpoint(mediaRoutes.sendFile, { params: idParams, query: sealQuery, reply: done }),
  finishTicket: endpoint(mediaRoutes.finishTicket, { params: idParams, reply: mediaItem }),
}
