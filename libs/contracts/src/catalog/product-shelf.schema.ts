import { z } from 'zod'
import { at, uuid } from '../primitives.schema.js'
import {
  BULK_REFUSALS,
  MAX_BULK_PRODUCTS,
  MAX_PRODUCT_TAGS,
  MAX_WEIGHT,
  PERMIT_KINDS,
  SHELF_GAPS,
} from './catalog.terms.js'

const shelfState = z.enum(['on_shelf', 'off_shelf'])
const ids = z.array(uuid).min(1).max(MAX_BULK_PRODUCTS)

/** `off_shelf` on a product that waits for its day takes the plan back: it is a draft, or off the shelf, again. */
export const shelfBody = z.strictObject({ state: shelfState })
export type ShelfBody = z.infer<typeof shelfBody>

/**
 * When a product comes to the shelf and when it leaves. Off the shelf `shelfFrom` is needed and lies ahead; on the shelf
 * it is null and only the end is set or, with null, taken back.
 */
export const scheduleBody = z.strictObject({ shelfFrom: at.nullable(), shelfUntil: at.nullable() })
export type ScheduleBody = z.infer<typeof scheduleBody>

/** Out of the recycle bin: into the category it lay in (null), or into another one where that is gone (CATEGORY_GONE). */
export const restoreBody = z.strictObject({ categoryId: uuid.nullable() })
export type RestoreBody = z.infer<typeof restoreBody>

/** One change for many products. */
export const bulkChange = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('shelf'), state: shelfState }),
  z.strictObject({ kind: z.literal('category'), categoryId: uuid }),
  z.strictObject({
    kind: z.literal('tags'),
    add: z.array(uuid).max(MAX_PRODUCT_TAGS),
    remove: z.array(uuid).max(MAX_PRODUCT_TAGS),
  }),
  z.strictObject({ kind: z.literal('weight'), weight: z.int().min(0).max(MAX_WEIGHT) }),
  z.strictObject({ kind: z.literal('archive') }),
  z.strictObject({ kind: z.literal('restore') }),
])
export type BulkChange = z.infer<typeof bulkChange>
export const bulkBody = z.strictObject({ ids, change: bulkChange })
export type BulkBody = z.infer<typeof bulkBody>

const refused = z.array(
  z.object({
    id: uuid,
    title: z.string().nullable(),
    code: z.enum(BULK_REFUSALS),
    permitKind: z.enum(PERMIT_KINDS).nullable(),
    /** With PRODUCT_INCOMPLETE: what is missing. */
    missing: z.array(z.enum(SHELF_GAPS)),
  }),
)
/** What became of each: a refused one says why, the others are as the change wants them. */
export const bulkResult = z.object({ changed: z.array(uuid), refused })
export type BulkResult = z.infer<typeof bulkResult>

/** Details of VERSION_CONFLICT for a product: what is there now, and who saved it when (null: the shop itself, or unknown). */
export const productConflict = z.object({
  version: z.int(),
  savedAt: at.nullable(),
  savedBy: z.string().nullable(),
})
export type ProductConflict = z.infer<typeof productConflict>
