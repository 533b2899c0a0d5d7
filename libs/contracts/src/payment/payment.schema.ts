import { z } from 'zod'
import { at, fen, uuid } from '../primitives.schema.js'
import { BALANCE_CHANNEL, CONTAINERS, PAYMENT_CHANNELS, PAYMENT_STATES, WALLETS } from './payment.terms.js'
import { DEVICES, PAY_PASSWORD_PATTERN } from './stored-value.terms.js'

/** What an order was paid by; the demo shop's orders have a channel that nobody else can choose. */
export const paidChannel = z.enum([...PAYMENT_CHANNELS, BALANCE_CHANNEL, 'demo'])
/** How much of it the balance pays: an amount, or as much as there is; with the password it is spent with. */
export const balancePart = z.strictObject({
  amountFen: z.union([fen.min(1), z.literal('most')]),
  password: z.string().regex(PAY_PASSWORD_PATTERN),
})
export type BalancePart = z.infer<typeof balancePart>
/**
 * With a channel, with the balance, or with both: then the balance pays its part and the channel the rest. Where the balance
 * pays everything, the channel is not asked.
 */
export const startPaymentBody = z
  .strictObject({
    channel: z.enum(PAYMENT_CHANNELS).optional(),
    balance: balancePart.optional(),
    amountFen: fen.optional(),
  })
  .refine(({ channel, balance }) => channel !== undefined || balance !== undefined, {
    error: '请选择支付方式',
    path: ['channel'],
  })
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
 * a code to scan (desktop), call Alipay's client with its trade number (mini program), send a signed form to UnionPay's page
 * (browsers), where these fields are all there is to it, or nothing any more.
 */
export const payCall = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('redirect'), url: z.string() }),
  z.object({ kind: z.literal('jsapi'), call: jsapiCall }),
  z.object({ kind: z.literal('qr'), codeUrl: z.string() }),
  z.object({ kind: z.literal('trade'), tradeNo: z.string() }),
  z.object({ kind: z.literal('form'), action: z.string(), fields: z.record(z.string(), z.string()) }),
  /** Nothing is left to do: the balance has paid all of it. */
  z.object({ kind: z.literal('paid') }),
])
export type PayCall = z.infer<typeof payCall>

/** What the client needs to pay. Whatever the channel's client then answers proves nothing: the server is asked. */
export const payInstruction = z.object({
  attemptNo: z.string(),
  /** Who takes `amountFen`: a channel, or the member's own balance. */
  channel: z.enum([...PAYMENT_CHANNELS, BALANCE_CHANNEL]),
  amountFen: fen,
  /** What the balance pays beside the channel; held until the channel has said how it ended. */
  balanceFen: fen,
  pay: payCall,
  expiresAt: at,
})
export type PayInstruction = z.infer<typeof payInstruction>

export const paymentOptionsQuery = z.strictObject({ container: z.enum(CONTAINERS), device: z.enum(DEVICES).optional() })
export type PaymentOptionsQuery = z.infer<typeof paymentOptionsQuery>
/** The channels that work in this container and are set up in this shop, the preferred one first. */
export const paymentOptions = z.object({
  items: z.array(z.object({ channel: z.enum(PAYMENT_CHANNELS), wallet: z.enum(WALLETS) })),
  balance: z.object({
    /** Whether members of this shop can have a balance to pay with. How much there is, the member's own route says. */
    usable: z.boolean(),
    /** Whether it may be recharged here: a mini program on iOS sells nothing that is not shipped. */
    rechargeable: z.boolean(),
  }),
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
  /** What of it the balance has paid, or is kept for while the rest is paid. */
  balanceFen: fen,
})
export type PaymentStatus = z.infer<typeof paymentStatus>

/** How a subject stands with whoever is to pay, for those who read about it. */
export const paymentStanding = z.object({
  state: z.enum(PAYMENT_STATES),
  channel: paidChannel.nullable(),
  channelTxn: z.string().nullable(),
  /** What of it the balance has paid, or is kept for while the rest is paid. */
  balanceFen: fen,
  /** What of it has come back to each, where a balance paid a part and a channel the rest; null where one paid everything. */
  back: z.object({ balanceFen: fen, channelFen: fen }).nullable(),
  /** Who paid in the buyer's place, and whom refunds go back to; null where nobody did. An empty name: they gave none. */
  friend: z.object({ name: z.string() }).nullable(),
})
