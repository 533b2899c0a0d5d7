import { z } from 'zod'
import { at, fen, signedFen, uuid } from '../primitives.schema.js'

const count = z.int().min(0)
const leaf = z.union([z.string(), z.number(), z.boolean(), z.null()])

/** How an order stood at one moment; states are the words of the histories that say them. */
export const orderStanding = z.object({
  state: z.string(),
  /** The last step taken by then, and how many it were. */
  step: z.string(),
  version: count,
  closedCause: z.string().nullable(),
  holds: z.array(z.string()),
  price: z.object({
    listFen: fen,
    unitDiscountFen: fen,
    promotionFen: fen,
    couponFen: fen,
    pointsFen: fen,
    adjustFen: signedFen,
    goodsPaidFen: fen,
    freightFen: fen,
    payableFen: fen,
  }),
  /** Changes of its price, each with what the order was to cost by it. */
  priceChanges: z.array(z.object({ changeId: uuid, payableFen: fen, state: z.string() })),
  /** Each line's pieces by what had become of their stock. */
  lines: z.array(
    z.object({
      lineId: uuid,
      title: z.string(),
      skuLabel: z.string(),
      qty: count,
      payableFen: fen,
      held: count,
      firm: count,
      consumed: count,
      released: count,
      /** Pieces given back by then, and their money, freight included. */
      cancelled: count,
      returned: count,
      kept: count,
      refundedFen: fen,
      /** Pieces for which others have left. */
      exchanged: count,
    }),
  ),
  terms: z.array(z.object({ seq: count, kind: z.string(), amountFen: fen, state: z.string() })),
  /** Changes of address: what the way cost before and then; where it goes is told nowhere. */
  addressChanges: z.array(z.object({ changeId: uuid, freightBeforeFen: fen, freightAfterFen: fen, state: z.string() })),
  afterSales: z.array(z.object({ afterSaleNo: z.string(), state: z.string() })),
  /** What was wanted instead of pieces: how many were kept for it, had left or were free again, and what became of its difference. */
  exchanges: z.array(
    z.object({
      afterSaleNo: z.string(),
      lineId: uuid,
      skuId: uuid,
      skuLabel: z.string(),
      qty: count,
      differenceFen: signedFen,
      reserved: count,
      sent: count,
      freed: count,
      difference: z.string(),
    }),
  ),
  /** What came back and could be sold again. */
  restocked: z.array(z.object({ skuId: uuid, title: z.string(), skuLabel: z.string(), qty: count })),
  parcels: z.array(z.object({ carrierCode: z.string(), trackingNo: z.string(), signed: z.boolean() })),
  attempts: z.array(z.object({ attemptNo: z.string(), channel: z.string(), amountFen: fen, state: z.string() })),
  refunds: z.array(z.object({ refundNo: z.string(), cause: z.string(), amountFen: fen, state: z.string() })),
  /** What channels had brought and taken back by then, whatever it was for. */
  receivedFen: fen,
  givenBackFen: fen,
  /** What the ledger's accounts held because of this order, debit positive. */
  accounts: z.array(z.object({ account: z.string(), amountFen: signedFen })),
  draws: z.array(
    z.object({
      kind: z.enum(['coupon', 'offer']),
      id: uuid,
      name: z.string(),
      amountFen: fen.nullable(),
      state: z.string(),
    }),
  ),
})
export type OrderStandingView = z.infer<typeof orderStanding>

export const orderAtQuery = z.strictObject({
  /** The moment; now if left out. */
  at: at.optional(),
  /** Another one to tell the difference from. */
  than: at.optional(),
})
export type OrderAtQuery = z.infer<typeof orderAtQuery>

export const orderAtView = z.object({
  orderId: uuid,
  orderNo: z.string(),
  /** What kind of order it has been since it was placed, and what it belongs to. */
  kind: z.string(),
  kindRef: z.string().nullable(),
  at,
  /** null: the order was not placed yet. */
  standing: orderStanding.nullable(),
  /** Every moment at which something changed, oldest first. */
  moments: z.array(z.object({ at, source: z.string(), what: z.string() })),
  difference: z
    .object({
      than: at,
      changes: z.array(
        z.object({ section: z.string(), subject: z.string(), name: z.string(), before: leaf, after: leaf }),
      ),
    })
    .nullable(),
})
export type OrderAtView = z.infer<typeof orderAtView>
