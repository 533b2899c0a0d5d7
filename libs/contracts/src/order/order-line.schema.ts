import { z } from 'zod'
import { LINE_ROLES } from '../pricing/pricing.terms.js'
import { at, fen, picture, signedFen, uuid } from '../primitives.schema.js'
import { DELIVERY_CODES } from './order.terms.js'

/** A line of a placed order: its amounts are frozen. */
export const orderLine = z.object({
  id: uuid,
  skuId: uuid,
  spuId: uuid,
  title: z.string(),
  skuLabel: z.string(),
  picture: picture.nullable(),
  qty: z.int(),
  /** A gift costs nothing and stands behind the lines that were bought. */
  role: z.enum(LINE_ROLES),
  /** The bought line a gift goes with, and what a return without it may deduct. */
  giftOfLineId: uuid.nullable(),
  giftValueFen: fen,
  unitFen: fen,
  listFen: fen,
  /** What each stage took off this line. */
  unitDiscountFen: fen,
  promotionFen: fen,
  couponFen: fen,
  /** By what the shop moved its price before payment, signed. */
  adjustFen: signedFen,
  goodsPaidFen: fen,
  freightFen: fen,
  payableFen: fen,
  refundedFen: fen,
  delivery: z.enum(DELIVERY_CODES),
  /** Pieces that left the shop: in a parcel, or by themselves. */
  shippedQty: z.int(),
  /** When the buyer ticked that this line cannot be sent back without a reason; null: it can. */
  noReasonConfirmedAt: at.nullable(),
  /** Pieces that will not leave any more. */
  cancelledQty: z.int(),
})
export type OrderLineView = z.infer<typeof orderLine>
