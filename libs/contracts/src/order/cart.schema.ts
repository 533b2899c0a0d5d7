import { z } from 'zod'
import { receiptRule, receiptTotals } from '../pricing/pricing.schema.js'
import { fen, picture, uuid } from '../primitives.schema.js'
import { MAX_CART_LINES, MAX_LINE_QTY } from '../primitives.terms.js'
import { giftTag, offerMark } from '../promotion/offers.schema.js'

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
  /** Promotions that mean these goods, reached or not, in the order they are applied. */
  offers: z.array(offerMark),
  /** What comes along with this line if the selected lines are ordered now. */
  gifts: z.array(giftTag),
})
export type CartLine = z.infer<typeof cartLine>
/** 凑单: what is missing for a promotion, in fen or in pieces, and what it would then take off; 0 where it gives something along. */
export const cartHint = z.object({
  offerId: uuid,
  label: z.string(),
  missingFen: fen.nullable(),
  missingQty: z.int().nullable(),
  gainFen: fen,
})
export type CartHint = z.infer<typeof cartHint>
/** A coupon that checkout would choose, and what it takes off there. */
export const foreseenCoupon = z.object({ couponId: uuid, name: z.string(), savedFen: fen })
export type ForeseenCoupon = z.infer<typeof foreseenCoupon>
/**
 * The whole cart; `cartVersion` moves with every change and is what a quote is asked for. The selected lines are priced as
 * checkout would price them without an address: promotions and the best coupons held are in `rules`, `totals`, `selectedFen` (合计: the
 * goods paid, freight apart) and `savedFen` (共减). A guest has no coupons.
 */
export const cart = z.object({
  items: z.array(cartLine),
  nextCursor: z.null(),
  cartVersion: z.int(),
  /** Pieces bought; those given along are not among them. */
  selectedQty: z.int(),
  selectedFen: fen,
  savedFen: fen,
  rules: z.array(receiptRule),
  totals: receiptTotals,
  hints: z.array(cartHint),
  coupons: z.array(foreseenCoupon),
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
