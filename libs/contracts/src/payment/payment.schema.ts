import { z } from 'zod'
import { at, fen, uuid } from '../primitives.schema.js'
import { CONTAINERS, PAYMENT_CHANNELS, PAYMENT_STATES, WALLETS } from './payment.terms.js'

/** `amountFen`: what the payer has read; where something else is owed by now, nothing is opened (PAYMENT_AMOUNT_CHANGED). */
export const startPaymentBody = z.strictObject({ channel: z.enum(PAYMENT_CHANNELS), amountFen: fen.optional() })
export type StartPaymentBody = z.infer<typeof startPaymentBody>

/** What WeChat's own client is called with; signed by us, valid for this one payment. */
export const jsapiCall = z.object({
  appId: z.string(),
  timeStamp: z.string(),
  nonceStr: z.string(),
  package: z.string(),
  signType: z.literal('RSA'),
  paySign: z.string(),
})
export type JsapiCall = z.infer<typeof jsapiCall>

/**
 * How to pay now: visit an address (H5, Alipay wap and page), call WeChat's client (mini program, WeChat's browser), show
 * a code to scan (desktop), call Alipay's client with its trade number (mini program), or send a signed form to UnionPay's page
 * (browsers), where these fields are all there is to it.
 */
export const payCall = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('redirect'), url: z.string() }),
  z.object({ kind: z.literal('jsapi'), call: jsapiCall }),
  z.object({ kind: z.literal('qr'), codeUrl: z.string() }),
  z.object({ kind: z.literal('trade'), tradeNo: z.string() }),
  z.object({ kind: z.literal('form'), action: z.string(), fields: z.record(z.string(), z.string()) }),
])
export type PayCall = z.infer<typeof payCall>

/** What the client needs to pay. Whatever the channel's client then answers proves nothing: the server is asked. */
export const payInstruction = z.object({
  attemptNo: z.string(),
  channel: z.enum(PAYMENT_CHANNELS),
  amountFen: fen,
  pay: payCall,
  expiresAt: at,
})
export type PayInstruction = z.infer<typeof payInstruction>

export const paymentOptionsQuery = z.strictObject({ container: z.enum(CONTAINERS) })
export type PaymentOptionsQuery = z.infer<typeof paymentOptionsQuery>
/** The channels that work in this container and are set up in this shop, the preferred one first. */
export const paymentOptions = z.object({
  items: z.array(z.object({ channel: z.enum(PAYMENT_CHANNELS), wallet: z.enum(WALLETS) })),
})
export type PaymentOptions = z.infer<typeof paymentOptions>

export const paymentStatus = z.object({
  state: z.enum(PAYMENT_STATES),
  orderState: z.string(),
  amountFen: fen,
  paidAt: at.nullable(),
  dueAt: at.nullable(),
  /** The exchange whose dearer goods are paid for; null where it is the order itself, or the way to another address. */
  afterSaleId: uuid.nullable(),
  /** Somebody else paid in the buyer's place. */
  byFriend: z.boolean(),
})
export type PaymentStatus = z.infer<typeof paymentStatus>
