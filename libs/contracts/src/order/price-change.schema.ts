import { z } from 'zod'
import { endpoint } from '../endpoint.js'
import { receiptRule, receiptTotals } from '../pricing/pricing.schema.js'
import { at, fen, idParams, nothing, page, signedFen, uuid } from '../primitives.schema.js'
import { priceChangeRoutes } from './price-change.routes.js'
import {
  MAX_PRICE_CHANGE_FEN,
  MAX_PRICE_WORDS,
  PRICE_CHANGE_ACTIONS,
  PRICE_CHANGE_STATES,
} from './price-change.terms.js'

const words = z.string().trim().max(MAX_PRICE_WORDS)

/**
 * What every line is moved by, all its pieces together, against its price after promotions, coupons and points. Lines that are
 * not named are moved by nothing: a change states all there is, and takes the place of the one before it.
 */
const lines = z
  .array(z.strictObject({ lineId: uuid, changeFen: z.int().min(-MAX_PRICE_CHANGE_FEN).max(MAX_PRICE_CHANGE_FEN) }))
  .max(50)
  .refine((named) => new Set(named.map(({ lineId }) => lineId)).size === named.length, { error: 'each line once' })

export const priceChangePreviewBody = z.strictObject({ lines })
export type PriceChangePreviewBody = z.infer<typeof priceChangePreviewBody>
export const priceChangeBody = z.strictObject({
  lines,
  /** For the people of the shop; its buyer never reads it. */
  reason: words.min(1),
  /** What the order costs as it was looked at; another price by now is refused with ORDER_PRICE_CHANGED and the present receipt. */
  expectedPayableFen: fen,
})
export type PriceChangeBody = z.infer<typeof priceChangeBody>
export const priceChangeRefusalBody = z.strictObject({ note: words.optional() })
export type PriceChangeRefusalBody = z.infer<typeof priceChangeRefusalBody>

/** What the order would cost with the change, to the fen. */
export const priceChangePreview = z.object({
  lines: z.array(
    z.object({
      lineId: uuid,
      title: z.string(),
      skuLabel: z.string(),
      qty: z.int(),
      /** After promotions, coupons and points, before any change: what a line may be lowered by at most. */
      goodsFen: fen,
      /** By what the change in force moves it, and by what this one would. */
      beforeFen: signedFen,
      changeFen: signedFen,
      /** What the line then costs; the least an order may cost is reached on its first line. */
      goodsPaidFen: fen,
    }),
  ),
  payableBeforeFen: fen,
  payableFen: fen,
  freightFen: fen,
  /** The receipt as its buyer would read it. */
  rules: z.array(receiptRule),
  totals: receiptTotals,
  /** All lines' moves without their signs, and how much of that one person may decide alone. */
  movedFen: fen,
  aloneFen: fen,
  /** More than one person may decide alone: somebody else has to agree before it holds. */
  needsSecond: z.boolean(),
  /** Nothing is left to pay: the order counts as paid at once. */
  free: z.boolean(),
  /** A payment was begun: it is closed at its channel first, and money that has come wins. */
  paymentOpen: z.boolean(),
  /** A change waits for a second person: no other can be made until that is settled. */
  waits: z.boolean(),
})
export type PriceChangePreview = z.infer<typeof priceChangePreview>

export const priceChange = z.object({
  id: uuid,
  orderId: uuid,
  state: z.enum(PRICE_CHANGE_STATES),
  makerName: z.string().nullable(),
  /** Who agreed or refused; null where nobody else was asked. */
  checkerName: z.string().nullable(),
  reason: z.string(),
  /** Why it was refused. */
  note: z.string().nullable(),
  needsSecond: z.boolean(),
  /** Lines that it moves, or moves no longer. */
  lines: z.array(
    z.object({
      lineId: uuid,
      title: z.string(),
      skuLabel: z.string(),
      beforeFen: signedFen,
      changeFen: signedFen,
    }),
  ),
  payableBeforeFen: fen,
  payableFen: fen,
  proposedAt: at,
  inForceAt: at.nullable(),
  /** When it was replaced, refused, withdrawn or overtaken. */
  endedAt: at.nullable(),
  /** What the operator who asks may do with it now. */
  allowedActions: z.array(z.enum(PRICE_CHANGE_ACTIONS)),
})
export type PriceChangeView = z.infer<typeof priceChange>

export const priceChangeEndpoints = {
  priceChanges: endpoint(priceChangeRoutes.priceChanges, { params: idParams, reply: page(priceChange) }),
  preview: endpoint(priceChangeRoutes.preview, {
    params: idParams,
    body: priceChangePreviewBody,
    reply: priceChangePreview,
  }),
  change: endpoint(priceChangeRoutes.change, { params: idParams, body: priceChangeBody, reply: priceChange }),
  approve: endpoint(priceChangeRoutes.approve, { params: idParams, body: nothing.optional(), reply: priceChange }),
  refuse: endpoint(priceChangeRoutes.refuse, { params: idParams, body: priceChangeRefusalBody, reply: priceChange }),
  withdraw: endpoint(priceChangeRoutes.withdraw, { params: idParams, body: nothing.optional(), reply: priceChange }),
}
