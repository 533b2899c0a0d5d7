import { z } from 'zod'
import { fen, picture, signedFen, uuid } from '../primitives.schema.js'
import { REFUSALS } from '../promotion/promotion.terms.js'
import { LINE_ROLES, PRICE_STAGES } from './pricing.terms.js'

/** One line of a receipt. Every amount is the line's total in fen, discounts as positive amounts. */
export const receiptLine = z.object({
  skuId: uuid,
  spuId: uuid,
  title: z.string(),
  skuLabel: z.string(),
  picture: picture.nullable(),
  qty: z.int(),
  /** A gift costs nothing and stands behind the lines that were bought; `giftValueFen` is what a return may deduct. */
  role: z.enum(LINE_ROLES),
  giftValueFen: fen,
  unitFen: fen,
  listFen: fen,
  unitDiscountFen: fen,
  promotionFen: fen,
  couponFen: fen,
  pointsFen: fen,
  adjustFen: signedFen,
  goodsPaidFen: fen,
  freightFen: fen,
  payableFen: fen,
})
export type ReceiptLine = z.infer<typeof receiptLine>

/** Why a rule took nothing off: what is missing (fen or pieces), and what would be gained by it. */
export const refusal = z.object({
  code: z.enum(REFUSALS),
  fen: fen.nullable(),
  qty: z.int().nullable(),
  gainFen: fen,
})
export type RefusalView = z.infer<typeof refusal>

/** A rule that was considered: applied or refused, why, and what each line got of it. `reason` says the refusal in words. */
export const receiptRule = z.object({
  stage: z.enum(PRICE_STAGES),
  code: z.string(),
  label: z.string(),
  applied: z.boolean(),
  reason: z.string().nullable(),
  refusal: refusal.nullable(),
  amountFen: signedFen,
  shares: z.array(z.object({ skuId: uuid, amountFen: signedFen })),
})
export type ReceiptRule = z.infer<typeof receiptRule>

export const receiptTotals = z.object({
  listFen: fen,
  unitDiscountFen: fen,
  promotionFen: fen,
  couponFen: fen,
  pointsFen: fen,
  adjustFen: signedFen,
  goodsPaidFen: fen,
  freightFen: fen,
  payableFen: fen,
  qty: z.int(),
})
export type ReceiptTotals = z.infer<typeof receiptTotals>

export const receiptShape = {
  engineVersion: z.int(),
  lines: z.array(receiptLine),
  rules: z.array(receiptRule),
  totals: receiptTotals,
}
export const receipt = z.object(receiptShape)
export type ReceiptView = z.infer<typeof receipt>
