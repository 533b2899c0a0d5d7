import { z } from 'zod'
import { endpoint } from '../endpoint.js'
import { BALANCE_CHANNEL, PAYMENT_CHANNELS } from '../payment/payment.terms.js'
import { at, fen, idParams, nothing, signedFen, uuid } from '../primitives.schema.js'
import { orderCentreRoutes } from './order-centre.routes.js'
import { order } from './order.schema.js'

/** What came of putting an order's goods into the cart again. `added`: pieces; what could not be bought again is named. */
export const boughtAgain = z.object({
  added: z.int(),
  missing: z.array(z.object({ skuId: uuid, title: z.string(), reason: z.enum(['off_shelf', 'sold_out', 'no_room']) })),
})
export type BoughtAgain = z.infer<typeof boughtAgain>

export const addressQuoteQuery = z.strictObject({ addressId: uuid })
export type AddressQuoteQuery = z.infer<typeof addressQuoteQuery>
/**
 * What the way to another address costs by the terms the order was placed with. `differenceFen` above zero is paid before
 * the change happens, below zero it goes back.
 */
export const addressQuote = z.object({
  deliverable: z.boolean(),
  paidFreightFen: fen,
  freightFen: fen,
  differenceFen: signedFen,
})
export type AddressQuote = z.infer<typeof addressQuote>
/** `differenceFen` is what the buyer was shown and agreed to; another one by now is refused. */
export const readdressBody = z.strictObject({ addressId: uuid, differenceFen: signedFen })
export type ReaddressBody = z.infer<typeof readdressBody>

/** One payment of an order, as the channel knows it. */
export const voucherPayment = z.object({
  kind: z.enum(['full', 'deposit', 'balance', 'supplement']),
  amountFen: fen,
  paidAt: at,
  channel: z.enum([...PAYMENT_CHANNELS, BALANCE_CHANNEL, 'demo']).nullable(),
  channelTxn: z.string().nullable(),
})
/** 付款凭证: who was paid how much for what, with the channel's own transaction numbers. No address and no phone. */
export const voucher = z.object({
  shopName: z.string(),
  orderNo: z.string(),
  placedAt: at,
  lines: z.array(z.object({ title: z.string(), skuLabel: z.string(), qty: z.int(), goodsPaidFen: fen })),
  goodsPaidFen: fen,
  freightFen: fen,
  paidFen: fen,
  refundedFen: fen,
  payments: z.array(voucherPayment),
  issuedAt: at,
})
export type Voucher = z.infer<typeof voucher>

const act = { params: idParams, body: nothing.optional(), reply: order }
const bare = { params: idParams, reply: order }
export const orderCentreEndpoints = {
  hide: endpoint(orderCentreRoutes.hide, act),
  restore: endpoint(orderCentreRoutes.restore, bare),
  remind: endpoint(orderCentreRoutes.remind, act),
  extendReceipt: endpoint(orderCentreRoutes.extendReceipt, act),
  buyAgain: endpoint(orderCentreRoutes.buyAgain, { params: idParams, body: nothing.optional(), reply: boughtAgain }),
  quoteAddress: endpoint(orderCentreRoutes.quoteAddress, {
    params: idParams,
    query: addressQuoteQuery,
    reply: addressQuote,
  }),
  readdress: endpoint(orderCentreRoutes.readdress, { params: idParams, body: readdressBody, reply: order }),
  keepAddress: endpoint(orderCentreRoutes.keepAddress, bare),
  voucher: endpoint(orderCentreRoutes.voucher, { params: idParams, reply: voucher }),
}
