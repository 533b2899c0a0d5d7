import { z } from 'zod'
import { endpoint } from '../endpoint.js'
import { payInstruction } from '../payment/payment.schema.js'
import { PAYMENT_CHANNELS } from '../payment/payment.terms.js'
import { LINE_ROLES } from '../pricing/pricing.terms.js'
import { at, fen, idParams, page, pageQuery, picture, uuid } from '../primitives.schema.js'
import { friendPayRoutes } from './friend-pay.routes.js'
import { FRIEND_LINK_STATES, FRIEND_PAYMENT_STATES, FRIEND_TOKEN, MAX_WISH } from './friend-pay.terms.js'

const token = z.string().regex(FRIEND_TOKEN)

/** One line: nothing that looks like more than a word to a friend. */
const wish = z
  .string()
  .trim()
  .max(MAX_WISH)
  .regex(/^[^\p{Cc}]*$/u)

export const askFriendBody = z.strictObject({ wish: wish.optional() })
export type AskFriendBody = z.infer<typeof askFriendBody>

/** The buyer's own link: `token` is what the friend's page is opened with. */
export const friendLink = z.object({ token, wish: z.string(), amountFen: fen, dueAt: at, madeAt: at })
export type FriendLink = z.infer<typeof friendLink>

/** `link` is null while there is none that a friend can pay by. */
export const friendAsking = z.object({ link: friendLink.nullable(), serverTime: at })
export type FriendAsking = z.infer<typeof friendAsking>

/** What was bought, as far as a friend may know: no address, no phone, no number of the order. */
const friendGoods = z.object({
  title: z.string(),
  skuLabel: z.string(),
  picture: picture.nullable(),
  qty: z.int(),
  role: z.enum(LINE_ROLES),
})

export const lookBody = z.strictObject({ token })
export type LookBody = z.infer<typeof lookBody>

export const friendPage = z.object({
  state: z.enum(FRIEND_LINK_STATES),
  /** What the asking member calls themselves; null where they gave no name. */
  asker: z.string().nullable(),
  wish: z.string(),
  amountFen: fen,
  /** Null once nothing can be paid. */
  dueAt: at.nullable(),
  qty: z.int(),
  lines: z.array(friendGoods),
  serverTime: at,
})
export type FriendPage = z.infer<typeof friendPage>

/** `amountFen` is what the friend was shown: another amount is refused with PAYMENT_AMOUNT_CHANGED. */
export const payForFriendBody = z.strictObject({ token, channel: z.enum(PAYMENT_CHANNELS), amountFen: fen })
export type PayForFriendBody = z.infer<typeof payForFriendBody>

export const friendInstruction = payInstruction.extend({
  /** The friend's own payment, to ask about it later. */
  id: uuid,
})
export type FriendInstruction = z.infer<typeof friendInstruction>

/** What a friend paid, or tried to pay, for somebody else. Refunds of it come back to the friend. */
export const friendPayment = z.object({
  id: uuid,
  state: z.enum(FRIEND_PAYMENT_STATES),
  asker: z.string().nullable(),
  wish: z.string(),
  amountFen: fen,
  qty: z.int(),
  lines: z.array(friendGoods),
  madeAt: at,
  paidAt: at.nullable(),
  dueAt: at.nullable(),
  /** Arrived, and on its way. */
  refundedFen: fen,
  refundingFen: fen,
  serverTime: at,
})
export type FriendPayment = z.infer<typeof friendPayment>

export const friendPaymentsQuery = z.strictObject(pageQuery)
export type FriendPaymentsQuery = z.infer<typeof friendPaymentsQuery>

export const friendPayEndpoints = {
  asking: endpoint(friendPayRoutes.asking, { params: idParams, reply: friendAsking }),
  ask: endpoint(friendPayRoutes.ask, { params: idParams, body: askFriendBody, reply: friendAsking }),
  withdraw: endpoint(friendPayRoutes.withdraw, { params: idParams, reply: friendAsking }),
  look: endpoint(friendPayRoutes.look, { body: lookBody, reply: friendPage }),
  pay: endpoint(friendPayRoutes.pay, { body: payForFriendBody, reply: friendInstruction }),
  payment: endpoint(friendPayRoutes.payment, { params: idParams, reply: friendPayment }),
  payments: endpoint(friendPayRoutes.payments, { query: friendPaymentsQuery, reply: page(friendPayment) }),
}
