import { z } from 'zod'
import { fen, picture, uuid } from '../primitives.schema.js'
import { MAX_CART_LINES, MAX_LINE_QTY } from '../primitives.terms.js'

const qty = z.int().min(1).max(MAX_LINE_QTY)
export const skuQty = z.strictObject({ skuId: uuid, qty })
export type SkuQty = z.infer<typeof skuQty>

/**
 * Why a line cannot be ordered as it stands; `null` = it can. `option_gone`: the product is there, this choice of it is not.
 */
export const CART_PROBLEMS = ['off_shelf', 'option_gone', 'sold_out', 'short_stock'] as const
export const cartLine = z.object({
  /** On the device before sign-in the SKU stands for the line. */
  id: uuid,
  skuId: uuid,
  spuId: uuid,
  title: z.string(),
  skuLabel: z.string(),
  picture: picture.nullable(),
  qty: z.int(),
  selected: z.boolean(),
  unitFen: fen,
  /** What one piece cost when it was put in, and what one piece by itself costs now: only these two may be compared. */
  addedPriceFen: fen,
  singleFen: fen,
  available: z.int(),
  problem: z.enum(CART_PROBLEMS).nullable(),
})
export type CartLine = z.infer<typeof cartLine>
/** The whole cart; `cartVersion` moves with every change and is what a quote is asked for. */
export const cart = z.object({
  items: z.array(cartLine),
  nextCursor: z.null(),
  cartVersion: z.int(),
  selectedQty: z.int(),
  selectedFen: fen,
  totalQty: z.int(),
  freight: z.object({ freightFen: fen, freeOverFen: fen.nullable() }),
})
export type CartView = z.infer<typeof cart>

export const changeLineBody = z.strictObject({
  qty: qty.optional(),
  selected: z.boolean().optional(),
  skuId: uuid.optional(),
})
export type ChangeLineBody = z.infer<typeof changeLineBody>
export const selectLinesBody = z.strictObject({
  selected: z.boolean(),
  lineIds: z.array(uuid).max(MAX_CART_LINES).optional(),
})
export type SelectLinesBody = z.infer<typeof selectLinesBody>
export const mergeCartBody = z.strictObject({ lines: z.array(skuQty).min(1).max(MAX_CART_LINES) })
export type MergeCartBody = z.infer<typeof mergeCartBody>
