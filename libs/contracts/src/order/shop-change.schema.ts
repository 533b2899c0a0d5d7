import { z } from 'zod'
import { endpoint } from '../endpoint.js'
import { fen, idParams, uuid } from '../primitives.schema.js'
import { MAX_LINE_QTY } from '../primitives.terms.js'
import { adminOrder } from './order.schema.js'
import { shopChangeRoutes } from './shop-change.routes.js'
import { MAX_CHANGE_WORDS, SHOP_CANCEL_REASONS } from './shop-change.terms.js'

const words = z.string().trim().max(MAX_CHANGE_WORDS)
/** Pieces of main lines; gifts go with theirs. Left out: everything that has not left. */
const lines = z
  .array(z.strictObject({ lineId: uuid, qty: z.int().min(1).max(MAX_LINE_QTY) }))
  .min(1)
  .max(50)
  .optional()
const reason = z.enum(SHOP_CANCEL_REASONS)

export const cancellationPreviewBody = z.strictObject({ lines, reason })
export type CancellationPreviewBody = z.infer<typeof cancellationPreviewBody>
export const cancellationBody = z.strictObject({
  lines,
  reason,
  /** In the buyer's sight. */
  note: words.optional(),
  /** Of a coupon that is given by name: the buyer gets one of it with the cancellation. */
  couponTemplateId: uuid.optional(),
  /** What the preview said goes back; another amount by now is refused with REFUND_CHANGED and the new preview. */
  amountFen: fen,
})
export type CancellationBody = z.infer<typeof cancellationBody>

/** What goes back for these pieces, to the fen. */
export const cancellationPreview = z.object({
  lines: z.array(
    z.object({
      lineId: uuid,
      title: z.string(),
      skuLabel: z.string(),
      isGift: z.boolean(),
      /** Pieces that are cancelled, and how many have not left. */
      qty: z.int(),
      unsentQty: z.int(),
      goodsFen: fen,
      freightFen: fen,
    }),
  ),
  goodsFen: fen,
  freightFen: fen,
  /** Of what was paid on top for a dearer way. */
  supplementFen: fen,
  amountFen: fen,
  /** The whole order ends with it. */
  nothingLeft: z.boolean(),
  /** A change of address waits for its money: it is given up first. */
  addressWaits: z.boolean(),
  /** Coupons that may be given beside it. */
  coupons: z.array(z.object({ templateId: uuid, name: z.string() })),
})
export type CancellationPreview = z.infer<typeof cancellationPreview>

export const restartRefundBody = z.strictObject({ refundNo: z.string().trim().min(1).max(64) })
export type RestartRefundBody = z.infer<typeof restartRefundBody>

export const shopChangeEndpoints = {
  previewCancellation: endpoint(shopChangeRoutes.previewCancellation, {
    params: idParams,
    body: cancellationPreviewBody,
    reply: cancellationPreview,
  }),
  cancelPieces: endpoint(shopChangeRoutes.cancelPieces, {
    params: idParams,
    body: cancellationBody,
    reply: adminOrder,
  }),
  restartRefund: endpoint(shopChangeRoutes.restartRefund, {
    params: idParams,
    body: restartRefundBody,
    reply: adminOrder,
  }),
}
