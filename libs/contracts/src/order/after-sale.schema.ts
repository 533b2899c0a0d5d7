import { z } from 'zod'
import { endpoint } from '../endpoint.js'
import { mediaId } from '../media/media.schema.js'
import { at, fen, idParams, nothing, page, pageQuery, picture, uuid } from '../primitives.schema.js'
import { MAX_LINE_QTY } from '../primitives.terms.js'
import { MOST_ARRIVALS } from './order.terms.js'
import { afterSaleRoutes } from './after-sale.routes.js'
import {
  AFTER_SALE_ACTIONS,
  AFTER_SALE_KINDS,
  AFTER_SALE_OBSTACLES,
  AFTER_SALE_PARTIES,
  AFTER_SALE_REASONS,
  AFTER_SALE_STATES,
  AFTER_SALE_STEPS,
  AFTER_SALE_TABS,
  ARBITRATION_VERDICTS,
  FREIGHT_RULES,
  MAX_AFTER_SALE_PHOTOS,
  MAX_AFTER_SALE_TEXT,
} from './after-sale.terms.js'
import { approveBody, exchangeOptions, exchangePreview, exchangeView, parcelBody } from './exchange.schema.js'

const said = z.string().trim().max(MAX_AFTER_SALE_TEXT)
const photoIds = z.array(mediaId).max(MAX_AFTER_SALE_PHOTOS)
const kind = z.enum(AFTER_SALE_KINDS)

/** The line as the after-sale shows it. */
const goods = {
  lineId: uuid,
  skuId: uuid,
  spuId: uuid,
  title: z.string(),
  skuLabel: z.string(),
  picture: picture.nullable(),
}
const optionLine = z.object({
  ...goods,
  qty: z.int(),
  /** Pieces that nothing has been asked for and that were not given back. */
  freeQty: z.int(),
  shippedQty: z.int(),
  /** Until when it may be given back without a reason; null: not signed for yet, or it never may. */
  noReasonUntil: at.nullable(),
  /** null: it may; otherwise why giving it back without a reason is not possible. */
  noReasonObstacle: z.enum(AFTER_SALE_OBSTACLES).nullable(),
  /** What may be asked for these goods now; empty with the reason beside it. */
  kinds: z.array(kind),
  obstacle: z.enum(AFTER_SALE_OBSTACLES).nullable(),
})
export type AfterSaleOptionLine = z.infer<typeof optionLine>
/** What the buyer of an order may ask for now. */
export const afterSaleOptions = z.object({
  orderId: uuid,
  lines: z.array(optionLine),
  /** After-sales of the order that are not over. */
  underWayIds: z.array(uuid),
  /** How long the shop has to answer. */
  answerWithinMs: z.int(),
  serverTime: at,
})
export type AfterSaleOptions = z.infer<typeof afterSaleOptions>

const askedLine = z.strictObject({
  lineId: uuid,
  qty: z.int().min(1).max(MAX_LINE_QTY),
  /** What is wanted for it: named for an exchange, and for nothing else. */
  skuId: uuid.optional(),
})
const asked = {
  orderId: uuid,
  kind,
  reason: z.enum(AFTER_SALE_REASONS),
  lines: z.array(askedLine).min(1).max(50),
}
export const afterSalePreviewBody = z.strictObject(asked)
export type AfterSalePreviewBody = z.infer<typeof afterSalePreviewBody>
export const afterSaleApplyBody = z.strictObject({
  ...asked,
  /** Less than what is proposed, where the buyer and the shop agreed on less; left out: what is proposed. */
  askedFen: fen.min(1).optional(),
  text: said.optional(),
  photoIds: photoIds.optional(),
})
export type AfterSaleApplyBody = z.infer<typeof afterSaleApplyBody>

/** How the amount of one line comes about: each part is a frozen share of its pieces. Gift lines stand behind their main line. */
const amountLine = z.object({
  ...goods,
  qty: z.int(),
  role: z.enum(['main', 'gift']),
  /** Price after stage 1, then what each rule took off these pieces. */
  priceFen: fen,
  promotionFen: fen,
  couponFen: fen,
  pointsFen: fen,
  /** Of gifts that are kept, taken off the line they came with. */
  giftKeptFen: fen,
  goodsFen: fen,
  freightFen: fen,
  freightRule: z.enum(FREIGHT_RULES),
  refundFen: fen,
})
export type AfterSaleAmountLine = z.infer<typeof amountLine>
const proposal = {
  lines: z.array(amountLine),
  goodsFen: fen,
  freightFen: fen,
  /** Of what was paid beside the order for a dearer way: it goes back as freight does. */
  supplementFen: fen,
  /** What goes back at most. */
  proposedFen: fen,
  /** Who pays for the way back; null: nothing is sent back. */
  returnFreight: z.enum(['buyer', 'shop']).nullable(),
}
export const afterSalePreview = z.object({
  ...proposal,
  /** It will be approved at once: nothing was shipped or the risk is low. */
  fastRefund: z.boolean(),
  /** Of an exchange, which has no lines of money beside it; null for a refund. */
  exchange: exchangePreview.nullable(),
})
export type AfterSalePreview = z.infer<typeof afterSalePreview>

const message = z.object({
  id: uuid,
  party: z.enum(AFTER_SALE_PARTIES),
  /** The operator's name, for operators only; buyers read the shop. */
  name: z.string().nullable(),
  text: z.string(),
  photos: z.array(picture),
  at,
})
export type AfterSaleMessage = z.infer<typeof message>
const timeline = z.object({
  step: z.enum(AFTER_SALE_STEPS),
  state: z.enum(AFTER_SALE_STATES),
  party: z.enum(AFTER_SALE_PARTIES),
  name: z.string().nullable(),
  note: z.string().nullable(),
  at,
})
const sentParcel = z.object({
  carrierCode: z.string(),
  carrierName: z.string(),
  trackingNo: z.string(),
  at,
})
const cardShape = {
  id: uuid,
  afterSaleNo: z.string(),
  orderId: uuid,
  orderNo: z.string(),
  kind,
  state: z.enum(AFTER_SALE_STATES),
  reason: z.enum(AFTER_SALE_REASONS),
  /** What was asked for. */
  askedFen: fen,
  /** What was agreed on; null while nobody has said yes. */
  agreedFen: fen.nullable(),
  /** Approved at once 极速退款. */
  fast: z.boolean(),
  /** Until when whoever it waits for has to act; what happens then by itself is `onDeadline`. */
  deadlineAt: at.nullable(),
  onDeadline: z.enum(AFTER_SALE_STEPS).nullable(),
  appliedAt: at,
  endedAt: at.nullable(),
  allowedActions: z.array(z.enum(AFTER_SALE_ACTIONS)),
}
const cardLine = z.object({ ...goods, qty: z.int() })
export const afterSaleCard = z.object({ ...cardShape, lines: z.array(cardLine) })
export type AfterSaleCard = z.infer<typeof afterSaleCard>
const whole = {
  ...cardShape,
  /** What it is about, also once it has ended with nothing given back. */
  goods: z.array(cardLine),
  ...proposal,
  messages: z.array(message),
  timeline: z.array(timeline),
  returnParcel: sentParcel.nullable(),
  /** Where the goods are to be sent; shown once they are awaited. */
  returnAddress: z.string().nullable(),
  /** Who may bring them; named while they are awaited. */
  returnCarriers: z.array(z.object({ code: z.string(), name: z.string() })),
  /** Money on its way: the sum and how much of it has arrived. */
  refund: z.object({ amountFen: fen, arrivedFen: fen }).nullable(),
  /** What is exchanged for what; null for a refund, also for one that began as an exchange. */
  exchange: exchangeView.nullable(),
  serverTime: at,
}
export const afterSale = z.object(whole)
export type AfterSaleView = z.infer<typeof afterSale>

export const afterSalesQuery = z.strictObject({
  ...pageQuery,
  orderId: uuid.optional(),
  open: z.enum(['true']).optional(),
})
export type AfterSalesQuery = z.infer<typeof afterSalesQuery>
export const sayBody = z.strictObject({ text: said.min(1), photoIds: photoIds.optional() })
export type SayBody = z.infer<typeof sayBody>
export type SendBackBody = z.infer<typeof parcelBody>

export const adminAfterSalesQuery = z.strictObject({
  ...pageQuery,
  tab: z.enum(AFTER_SALE_TABS).optional(),
  kind: kind.optional(),
  /** An after-sale number or an order number, whole or its start. */
  q: z.string().trim().max(40).optional(),
  orderId: uuid.optional(),
})
export type AdminAfterSalesQuery = z.infer<typeof adminAfterSalesQuery>
export const adminAfterSaleRow = z.object({ ...cardShape, memberId: uuid, summary: z.string(), qty: z.int() })
export type AdminAfterSaleRow = z.infer<typeof adminAfterSaleRow>
export const adminAfterSaleCounts = z.object({
  shop: z.int(),
  arbitration: z.int(),
  buyer: z.int(),
  money: z.int(),
  ended: z.int(),
  /** Waiting for the shop and due within a day. */
  dueSoon: z.int(),
})
export type AdminAfterSaleCounts = z.infer<typeof adminAfterSaleCounts>
/** What was asked for last, the newest first, whatever became of it: a bell tells by it which came in since it last looked. */
export const afterSaleArrivals = z.object({
  items: z.array(z.object({ id: uuid, appliedAt: at })).max(MOST_ARRIVALS),
  nextCursor: z.null(),
})
export type AfterSaleArrivals = z.infer<typeof afterSaleArrivals>
export const adminAfterSale = z.object({
  ...whole,
  memberId: uuid,
  /** Who refused it: an operator who did may not arbitrate. */
  refusedBy: uuid.nullable(),
  /** The shop's usual address for returns, to begin with when one is approved; null: none is set. */
  usualReturnAddress: z.string().nullable(),
  /** What the goods were found to be when they came back. */
  inspection: z.array(z.object({ lineId: uuid, qty: z.int(), sellableQty: z.int() })).nullable(),
})
export type AdminAfterSaleView = z.infer<typeof adminAfterSale>
export const refuseBody = z.strictObject({ reason: said.min(1) })
export type RefuseBody = z.infer<typeof refuseBody>
export const askEvidenceBody = z.strictObject({ text: said.min(1) })
export type AskEvidenceBody = z.infer<typeof askEvidenceBody>
/** `accepted`: false sends the case to `refused`, with the note as the reason; the buyer may complain. */
export const inspectBody = z.discriminatedUnion('accepted', [
  z.strictObject({
    accepted: z.literal(true),
    /** How many pieces of each line can be sold again; a line left out has none. */
    lines: z.array(z.strictObject({ lineId: uuid, sellableQty: z.int().min(0).max(MAX_LINE_QTY) })).max(100),
    note: said.optional(),
  }),
  z.strictObject({ accepted: z.literal(false), note: said.min(1) }),
])
export type InspectBody = z.infer<typeof inspectBody>
/** Why there is money for an exchange after all; the buyer reads it. */
export const refundInsteadBody = z.strictObject({ reason: said.min(1) })
export type RefundInsteadBody = z.infer<typeof refundInsteadBody>
export const arbitrateBody = z.strictObject({ verdict: z.enum(ARBITRATION_VERDICTS), note: said.min(1) })
export type ArbitrateBody = z.infer<typeof arbitrateBody>

const onOne = { params: idParams, reply: afterSale }
const onOneOfShop = { params: idParams, reply: adminAfterSale }
export const afterSaleEndpoints = {
  options: endpoint(afterSaleRoutes.options, { params: idParams, reply: afterSaleOptions }),
  preview: endpoint(afterSaleRoutes.preview, { body: afterSalePreviewBody, reply: afterSalePreview }),
  apply: endpoint(afterSaleRoutes.apply, { body: afterSaleApplyBody, reply: afterSale }),
  list: endpoint(afterSaleRoutes.list, { query: afterSalesQuery, reply: page(afterSaleCard) }),
  one: endpoint(afterSaleRoutes.one, onOne),
  withdraw: endpoint(afterSaleRoutes.withdraw, { ...onOne, body: nothing.optional() }),
  say: endpoint(afterSaleRoutes.say, { ...onOne, body: sayBody }),
  sendBack: endpoint(afterSaleRoutes.sendBack, { ...onOne, body: parcelBody }),
  exchangeOptions: endpoint(afterSaleRoutes.exchangeOptions, { params: idParams, reply: exchangeOptions }),
  payDifference: endpoint(afterSaleRoutes.payDifference, { ...onOne, body: nothing.optional() }),
  receive: endpoint(afterSaleRoutes.receive, { ...onOne, body: nothing.optional() }),
  complain: endpoint(afterSaleRoutes.complain, { ...onOne, body: sayBody }),
  adminList: endpoint(afterSaleRoutes.adminList, { query: adminAfterSalesQuery, reply: page(adminAfterSaleRow) }),
  adminCounts: endpoint(afterSaleRoutes.adminCounts, { reply: adminAfterSaleCounts }),
  adminArrivals: endpoint(afterSaleRoutes.adminArrivals, { reply: afterSaleArrivals }),
  adminOne: endpoint(afterSaleRoutes.adminOne, onOneOfShop),
  adminSay: endpoint(afterSaleRoutes.adminSay, { ...onOneOfShop, body: sayBody }),
  approve: endpoint(afterSaleRoutes.approve, { ...onOneOfShop, body: approveBody.optional() }),
  refuse: endpoint(afterSaleRoutes.refuse, { ...onOneOfShop, body: refuseBody }),
  askEvidence: endpoint(afterSaleRoutes.askEvidence, { ...onOneOfShop, body: askEvidenceBody }),
  inspect: endpoint(afterSaleRoutes.inspect, { ...onOneOfShop, body: inspectBody }),
  resend: endpoint(afterSaleRoutes.resend, { ...onOneOfShop, body: parcelBody }),
  refundInstead: endpoint(afterSaleRoutes.refundInstead, { ...onOneOfShop, body: refundInsteadBody }),
  arbitrate: endpoint(afterSaleRoutes.arbitrate, { ...onOneOfShop, body: arbitrateBody }),
}
