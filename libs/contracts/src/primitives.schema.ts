import { z } from 'zod'
import { MAX_PAGE_SIZE, PAGE_SIZE } from './primitives.terms.js'

/** Building blocks that every noun's schema uses. Inputs are strict: an unknown property is an error, not a silence. */
export const uuid = z.uuid()
/** Ids joined by commas: a query string has no lists of its own. */
export const uuids = (most: number) =>
  z
    .string()
    .max(most * 37)
    .refine((text) => text.split(',').length <= most && text.split(',').every((id) => uuid.safeParse(id).success), {
      error: `up to ${most} uuids joined by commas`,
    })
export const fen = z.int().min(0)
export const signedFen = z.int()
export const at = z.iso.datetime()
export const cursor = z.string().min(1).max(512)
export const pageQuery = {
  cursor: cursor.optional(),
  limit: z.coerce.number().int().min(1).max(MAX_PAGE_SIZE).default(PAGE_SIZE).optional(),
}
export const idParams = z.strictObject({ id: uuid })
export const nothing = z.strictObject({})
export const done = z.object({ ok: z.literal(true) })
export const page = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() })
/** A picture: its address is built by the client as `/media/<id>/<width>.webp` for a width of PICTURE_WIDTHS. */
export const picture = z.object({ id: z.string(), width: z.int(), height: z.int(), colour: z.string() })

export interface Page<T> {
  items: T[]
  nextCursor: string | null
}
export interface Done {
  ok: true
}
export interface IdParams {
  id: string
}
export interface PageQuery {
  cursor?: string | undefined
  limit?: number | undefined
}
export type Picture = z.infer<typeof picture>

/** What a handler of a route with `download` answers: a file for people, sent as it is made. */
export interface FileReply {
  readonly fileName: string
  readonly type: string
  /** Bytes, or a stream of them. */
  readonly content: unknown
}
export const fileReply = z.custom<FileReply>((value) => typeof value === 'object' && value !== null)
