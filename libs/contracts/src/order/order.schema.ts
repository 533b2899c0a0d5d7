import { z } from 'zod'
import { endpoint } from '../endpoint.js'
import { payInstruction, paymentStanding, paymentStatus, startPaymentBody } from '../payment/payment.schema.js'
import { receiptRule, receiptShape, receiptTotals } from '../pricing/pricing.schema.js'
import { at, fen, idParams, nothing, page, pageQuery, picture, uuid } from '../primitives.schema.js'
import { MAX_CART_LINES, MAX_LINE_QTY } from '../primitives.terms.js'
import { LINE_ROLES } from '../pricing/pricing.terms.js'
import { quotedCoupon } from '../promotion/coupons.schema.js'
import { giftsOfOrder } from '../promotion/pay-gifts.schema.js'
import { cancellation } from './cancellation.schema.js'
import { cart, changeLineBody, mergeCartBody, selectLinesBody, skuQty } from './cart.schema.js'
import { kindAsked, kindView } from './order-kind.schema.js'
import { KIND_CODE_PATTERN } from './order-kind.terms.js'
import { orderLine } from './order-line.schema.js'
import { quotedDelivery } from './quoted-delivery.schema.js'
import { orderRoutes } from './order.routes.js'
import { MEMBER_CANCEL_REASONS } from './shop-change.terms.js'
import { shipBody, shipment } from './shipment.schema.js'
import { timelineEntry } from './order-timeline.schema.js'
import { receiverLines, receiversBody, wholeReceiver } from './receiver.schema.js'
import {
  CLOSE_CAUSES,
  DELIVERY_CODES,
  MAX_NOTE,
  ORDER_ACTIONS,
  ORDER_DUES,
  ORDER_FLAGS,
  ORDER_STATES,
  PLATFORMS,
  SHOP_CLOSE_CAUSES,
} from './order.terms.js'

const buyNowLines = z
  .array(z.strictObject({ skuId: uuid, qty: z.int().min(1).max(MAX_LINE_QTY) }))
  .min(1)
  .max(20)
const shared = {
  addressId: uuid.optional(),
  /** Where the shopper's client runs; the header `X-Jishi-Channel` says the same. */
  platform: z.enum(PLATFORMS).optional(),
  /** At most one for the goods and one for the freight. Left out: the shop chooses the best; given, even empty: exactly these. */
  couponIds: z.array(uuid).max(2).optional(),
}
const fromCart = { source: z.literal('cart'), cartVersion: z.int().min(0), ...shared }
/** An order of a kind of its own, a flash sale's, is bought at once and by itself. */
const fromBuyNow = { source: z.literal('buyNow'), lines: buyNowLines, kind: kindAsked.optional(), ...shared }
/** What is to be priced: the selected lines of the cart at a version, or lines bought at once. */
export const quoteBody = z.discriminatedUnion('source', [z.strictObject(fromCart), z.strictObject(fromBuyNow)])
export type QuoteBody = z.infer<typeof quoteBody>
/** `quoteId` is the SHA-256 of the canonical receipt; nothing is stored until the order is placed. */
export const quote = z.object({
  quoteId: z.string(),
  cartVersion: z.int().optional(),
  ...receiptShape,
  delivery: quotedDelivery,
  /** Lines that cannot be ordered now, named with their reason; placing is refused while there are any. */
  problems: z.array(z.object({ skuId: uuid, code: z.enum(['OUT_OF_STOCK', 'NOT_ON_SALE']), available: z.int() })),
  /** Bought goods that cannot be sent back without a reason: placing wants each of them in `noReasonConfirmed`. */
  noReasonExcluded: z.array(uuid),
  /** Every coupon the buyer is free to use, with what it would do here; those in the receipt are `chosen`. */
  coupons: z.array(quotedCoupon),
  /** How much less is paid with the best choice of coupons than with none. */
  bestSavedFen: fen,
})
export type QuoteView = z.infer<typeof quote>

const placing = {
  quoteId: z.string().regex(/^[0-9a-f]{64}$/),
  note: z.string().trim().max(MAX_NOTE).optional(),
  /** SKUs whose missing right to return without a reason the shopper ticked for this purchase; else NO_REASON_UNCONFIRMED. */
  noReasonConfirmed: z.array(uuid).max(MAX_CART_LINES).optional(),
}
/** Where something goes into a parcel, placing without an address is refused with ADDRESS_REQUIRED; elsewhere none is kept. */
export const placeOrderBody = z.discriminatedUnion('source', [
  z.strictObject({ ...fromCart, ...placing }),
  z.strictObject({ ...fromBuyNow, ...placing }),
])
export type PlaceOrderBody = z.infer<typeof placeOrderBody>

const orderFacts = {
  id: uuid,
  orderNo: z.string(),
  state: z.enum(ORDER_STATES),
  delivery: z.enum(DELIVERY_CODES),
  kindView,
  placedAt: at,
  /** Of what may be paid now: the order itself, or a supplement for a change of it. */
  payDueAt: at.nullable(),
  owedFen: fen.nullable(),
  /** When the buyer last asked the shop to hurry. */
  remindedAt: at.nullable(),
  paidAt: at.nullable(),
  shippedAt: at.nullable(),
  completedAt: at.nullable(),
  closedAt: at.nullable(),
  autoConfirmAt: at.nullable(),
  closedCause: z.enum(CLOSE_CAUSES).nullable(),
  /** Why its buyer gave it up. */
  cancelReason: z.enum(MEMBER_CANCEL_REASONS).nullable(),
  hiddenAt: at.nullable(),
  qty: z.int(),
  payableFen: fen,
  /** What it cost before the shop changed its price, and since when it costs what it does; null where that holds no more or never did. */
  repriced: z.object({ fromFen: fen, at }).nullable(),
  refundedFen: fen,
}
export const orderCard = z.object({
  ...orderFacts,
  lines: z.array(
    z.object({
      skuId: uuid,
      title: z.string(),
      skuLabel: z.string(),
      picture: picture.nullable(),
      qty: z.int(),
      role: z.enum(LINE_ROLES),
      unitFen: fen,
    }),
  ),
  allowedActions: z.array(z.enum(ORDER_ACTIONS)),
  /** Some pieces have left and some have not. */
  partShipped: z.boolean(),
})
export type OrderCard = z.infer<typeof orderCard>
const receiver = z.object({ name: z.string(), phoneMasked: z.string(), region: z.string(), detail: z.string() })
const orderShape = {
  ...orderFacts,
  note: z.string().nullable(),
  /** null: nothing of the order goes into a parcel. */
  receiver: receiver.nullable(),
  lines: z.array(orderLine),
  rules: z.array(receiptRule),
  totals: receiptTotals,
  /** What the shop cancelled of it, oldest first. */
  cancellations: z.array(cancellation),
  /** What made up for a parcel that was late, given by the shop itself; null: nothing. */
  lateCoupon: z.object({ name: z.string(), at }).nullable(),
  /** What was paid beside the order for changes of it, and what of that went back; null: nothing was. */
  supplement: z.object({ paidFen: fen, refundedFen: fen }).nullable(),
  shipments: z.array(shipment),
  timeline: z.array(timelineEntry),
  allowedActions: z.array(z.enum(ORDER_ACTIONS)),
  payment: paymentStanding,
  serverTime: at,
}
export const issuedCode = z.object({ lineId: uuid, ordinal: z.int(), text: z.string(), issuedAt: at })
export type IssuedCode = z.infer<typeof issuedCode>
export const order = z.object({
  ...orderShape,
  /** One-time codes, once they were issued: the buyer's alone, in no list and no operator's view. */
  codes: z.array(issuedCode),
  /** Until when the shop has promised to ship; null where nothing waits to be shipped. */
  promisedAt: at.nullable(),
  /** By when it is there: its carriers' own day where they name one, else that of the facts it was ordered with. */
  arrivesOn: z.iso.date().nullable(),
  /** How the receipt confirms itself: whether the buyer has used the one extension. */
  extended: z.boolean(),
  /** A change of address that waits for its money. */
  newAddress: z.object({ receiver, differenceFen: fen }).nullable(),
})
export type OrderView = z.infer<typeof order>

export const ordersQuery = z.strictObject({
  ...pageQuery,
  /** A stored state, or a tab of the order centre: `pending_payment` and `closed` gather what belongs to them. */
  state: z.enum(ORDER_STATES).optional(),
  /** The start of an order number, or a part of the name of something that was ordered. */
  q: z.string().trim().min(1).max(40).optional(),
  /** The recycle bin: orders the member has hidden, and only those. */
  hidden: z.enum(['true']).optional(),
})
export type OrdersQuery = z.infer<typeof ordersQuery>
export const orderCounts = z.object({
  pending_payment: z.int(),
  paid: z.int(),
  shipped: z.int(),
  completed: z.int(),
  closed: z.int(),
})
export type OrderCounts = z.infer<typeof orderCounts>
export const cancelBody = z
  .strictObject({ why: z.enum(MEMBER_CANCEL_REASONS).optional(), reason: z.string().trim().max(60).optional() })
  .optional()
/** May be left out altogether; a client that has nothing to say sends no body. */
export type CancelBody = NonNullable<z.infer<typeof cancelBody>>

export const adminOrdersQuery = z.strictObject({
  ...pageQuery,
  state: z.enum(ORDER_STATES).optional(),
  /** An order number or the start of one, a tracking number, or a receiver's whole phone number. */
  q: z.string().trim().max(40).optional(),
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
  member: uuid.optional(),
  platform: z.enum(PLATFORMS).optional(),
  kind: z.string().regex(KIND_CODE_PATTERN).optional(),
  flag: z.enum(ORDER_FLAGS).optional(),
  due: z.enum(ORDER_DUES).optional(),
  minFen: z.coerce.number().int().min(0).optional(),
  maxFen: z.coerce.number().int().min(0).optional(),
})
export type AdminOrdersQuery = z.infer<typeof adminOrdersQuery>
export const adminOrderRow = z.object({
  ...orderFacts,
  summary: z.string(),
  receiverMasked: z.string(),
  channel: z.string().nullable(),
  flag: z.enum(ORDER_FLAGS).nullable(),
  allowedActions: z.array(z.enum(ORDER_ACTIONS)),
})
export type AdminOrderRow = z.infer<typeof adminOrderRow>
/** The operator's view: the receiver is masked; the whole address is its own audited request. */
export const adminOrder = z.object({
  ...orderShape,
  memberId: uuid,
  memberMasked: z.string(),
  /** What the people of the shop tell each other about it; the shopper never sees it. Version 0: nothing yet. */
  internal: z.object({ version: z.int(), flag: z.enum(ORDER_FLAGS).nullable(), text: z.string().nullable() }),
  /** A change of its price that waits for a second person. */
  priceWaits: z.object({ id: uuid, makerName: z.string().nullable(), payableFen: fen, proposedAt: at }).nullable(),
  attempts: z.array(
    z.object({
      id: uuid,
      attemptNo: z.string(),
      channel: z.string(),
      state: z.string(),
      amountFen: fen,
      channelTxn: z.string().nullable(),
      createdAt: at,
    }),
  ),
  refunds: z.array(
    z.object({
      id: uuid,
      refundNo: z.string(),
      state: z.string(),
      amountFen: fen,
      cause: z.string(),
      createdAt: at,
      /** The channel closed its last try: the money waits for a person who restarts it. */
      stopped: z.boolean(),
    }),
  ),
})
export type AdminOrderView = z.infer<typeof adminOrder>
export const adminOrderCounts = z.object({
  pending_payment: z.int(),
  awaiting_balance: z.int(),
  paid: z.int(),
  shipped: z.int(),
  completed: z.int(),
  closing: z.int(),
  closed: z.int(),
  refunded: z.int(),
})
export type AdminOrderCounts = z.infer<typeof adminOrderCounts>
export const closeBody = z.strictObject({
  cause: z.enum(SHOP_CLOSE_CAUSES),
  note: z.string().trim().max(60).optional(),
})
export type CloseBody = z.infer<typeof closeBody>
export const orderNoteBody = z.strictObject({
  /** The version that was read; another one in between is a conflict. */
  version: z.int().min(0),
  flag: z.enum(ORDER_FLAGS).nullable(),
  text: z.string().trim().max(MAX_NOTE),
})
export type OrderNoteBody = z.infer<typeof orderNoteBody>
export const orderEndpoints = {
  cart: endpoint(orderRoutes.cart, { reply: cart }),
  previewCart: endpoint(orderRoutes.previewCart, { body: mergeCartBody, reply: cart }),
  addLine: endpoint(orderRoutes.addLine, { body: skuQty, reply: cart }),
  changeLine: endpoint(orderRoutes.changeLine, { params: idParams, body: changeLineBody, reply: cart }),
  removeLine: endpoint(orderRoutes.removeLine, { params: idParams, reply: cart }),
  selectLines: endpoint(orderRoutes.selectLines, { body: selectLinesBody, reply: cart }),
  mergeCart: endpoint(orderRoutes.mergeCart, { body: mergeCartBody, reply: cart }),
  quote: endpoint(orderRoutes.quote, { body: quoteBody, reply: quote }),
  place: endpoint(orderRoutes.place, { body: placeOrderBody, reply: order }),
  orders: endpoint(orderRoutes.orders, { query: ordersQuery, reply: page(orderCard) }),
  counts: endpoint(orderRoutes.counts, { reply: orderCounts }),
  order: endpoint(orderRoutes.order, { params: idParams, reply: order }),
  cancel: endpoint(orderRoutes.cancel, { params: idParams, body: cancelBody, reply: order }),
  confirmReceipt: endpoint(orderRoutes.confirmReceipt, { params: idParams, body: nothing.optional(), reply: order }),
  startPayment: endpoint(orderRoutes.startPayment, { params: idParams, body: startPaymentBody, reply: payInstruction }),
  payment: endpoint(orderRoutes.payment, { params: idParams, reply: paymentStatus }),
  gifts: endpoint(orderRoutes.gifts, { params: idParams, reply: giftsOfOrder }),
  adminOrders: endpoint(orderRoutes.adminOrders, { query: adminOrdersQuery, reply: page(adminOrderRow) }),
  adminCounts: endpoint(orderRoutes.adminCounts, { reply: adminOrderCounts }),
  adminOrder: endpoint(orderRoutes.adminOrder, { params: idParams, reply: adminOrder }),
  ship: endpoint(orderRoutes.ship, { params: idParams, body: shipBody, reply: adminOrder }),
  close: endpoint(orderRoutes.close, { params: idParams, body: closeBody, reply: adminOrder }),
  writeNote: endpoint(orderRoutes.writeNote, { params: idParams, body: orderNoteBody, reply: adminOrder }),
  receivers: endpoint(orderRoutes.receivers, { body: receiversBody, reply: receiverLines }),
  receiver: endpoint(orderRoutes.receiver, { params: idParams, body: nothing.optional(), reply: wholeReceiver }),
}
