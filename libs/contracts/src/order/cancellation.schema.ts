import { z } from 'zod'
import { at, fen, uuid } from '../primitives.schema.js'
import { SHOP_CANCEL_REASONS } from './shop-change.terms.js'

/** Pieces the shop cancelled, as buyer and operators see it on the order. */
export const cancellation = z.object({
  reason: z.enum(SHOP_CANCEL_REASONS),
  note: z.string().nullable(),
  /** A coupon the buyer got for it. */
  couponName: z.string().nullable(),
  lines: z.array(z.object({ lineId: uuid, qty: z.int() })),
  amountFen: fen,
  at,
})
export type Cancellation = z.infer<typeof cancellation>
