import { z } from 'zod'
import { endpoint } from '../endpoint.js'
import { at, done, fen, idParams, page, pageQuery, signedFen, uuid } from '../primitives.schema.js'
import { payInstruction } from './payment.schema.js'
import { CONTAINERS, PAYMENT_CHANNELS, PAYMENT_STATES } from './payment.terms.js'
import { storedValueRoutes } from './stored-value.routes.js'
import {
  DEVICES,
  isWeakPayPassword,
  NO_REASON_DAYS,
  PAY_PASSWORD_PATTERN,
  STORED_REASONS,
  STORED_VALUE_LIMITS,
} from './stored-value.terms.js'

/** A member's balance 储值余额. What is held is promised to a payment under way and can be spent nowhere else. */
export const storedBalance = z.object({
  /** Recharges are open in this shop. What somebody has can be spent and taken back in any case. */
  offered: z.boolean(),
  principalFen: fen,
  bonusFen: fen,
  heldFen: fen,
  /** principal + bonus − held. */
  availableFen: fen,
  capFen: fen,
  /** What may still be recharged, bonus included, below the cap. */
  roomFen: fen,
  pinSet: z.boolean(),
  /** After too many wrong passwords; a reset by text message lifts it at once. */
  pinLockedUntil: at.nullable(),
})
export type StoredBalance = z.infer<typeof storedBalance>

export const storedEntry = z.object({
  id: uuid,
  reason: z.enum(STORED_REASONS),
  /** Of what was paid for, or empty. */
  title: z.string(),
  principalFen: signedFen,
  bonusFen: signedFen,
  /** What was there afterwards, held parts included. */
  principalAfterFen: fen,
  bonusAfterFen: fen,
  at,
})
export type StoredEntry = z.infer<typeof storedEntry>
export const storedEntriesQuery = z.strictObject({ ...pageQuery })
export type StoredEntriesQuery = z.infer<typeof storedEntriesQuery>

/** Where recharging is asked for. A mini program that does not say what it runs on is taken for one on iOS. */
const where = { container: z.enum(CONTAINERS), device: z.enum(DEVICES).optional() }
export const rechargeOffersQuery = z.strictObject(where)
export type RechargeOffersQuery = z.infer<typeof rechargeOffersQuery>
export const rechargeOffer = z.object({
  amountFen: fen,
  bonusFen: fen,
  /** Whether it still goes below the member's cap. */
  fits: z.boolean(),
})
export type RechargeOffer = z.infer<typeof rechargeOffer>
/** `offered` is false, and there is nothing to choose, where the shop does not offer it or this place must not show it. */
export const rechargeOffers = z.object({
  offered: z.boolean(),
  items: z.array(rechargeOffer),
  /** From here on an amount of one's own, in whole yuan, with the bonus of the largest offer it reaches; null: only the offers. */
  ownFromFen: fen.nullable(),
  /** How much a balance may come to, and what of it, bonus included, this member has not reached. */
  capFen: fen,
  roomFen: fen,
  /** Of the prepaid card, as it is filed; empty where nothing is offered. */
  filingNo: z.string(),
  noReasonDays: z.int(),
})
export type RechargeOffers = z.infer<typeof rechargeOffers>

/** One of the offers by its amount, or an amount of one's own where that is allowed; the bonus is what the shop gives for it now. */
export const startRechargeBody = z.strictObject({
  amountFen: fen.min(1).max(STORED_VALUE_LIMITS.rechargeFen),
  channel: z.enum(PAYMENT_CHANNELS),
  ...where,
})
export type StartRechargeBody = z.infer<typeof startRechargeBody>
export const startedRecharge = z.object({ id: uuid, pay: payInstruction })
export type StartedRecharge = z.infer<typeof startedRecharge>
/** Again, or with another wallet; from wherever the member is by now, which may not be where it was begun. */
export const payRechargeBody = z.strictObject({ channel: z.enum(PAYMENT_CHANNELS), ...where })
export type PayRechargeBody = z.infer<typeof payRechargeBody>
/** How a recharge stands, to be polled as an order's payment is. */
export const rechargeStatus = z.object({
  id: uuid,
  state: z.enum(PAYMENT_STATES),
  amountFen: fen,
  bonusFen: fen,
  paidAt: at.nullable(),
  /** Until when it can be paid; null once it cannot be any more. */
  dueAt: at.nullable(),
})
export type RechargeStatus = z.infer<typeof rechargeStatus>

export const payPassword = z.string().regex(PAY_PASSWORD_PATTERN)
const newPassword = payPassword.refine((password) => !isWeakPayPassword(password), {
  error: '支付密码不能是相同或连续的数字',
})
/** The first one and a forgotten one by a code sent to the member's own phone; otherwise by the present one. */
export const setPayPasswordBody = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('sms'), code: z.string().regex(/^\d{6}$/), password: newPassword }),
  z.strictObject({ by: z.literal('current'), current: payPassword, password: newPassword }),
])
export type SetPayPasswordBody = z.infer<typeof setPayPasswordBody>
export const payPasswordCode = z.object({ phoneMasked: z.string(), resendAfterSeconds: z.int(), expiresAt: at })
export type PayPasswordCode = z.infer<typeof payPasswordCode>

/** What of the balance goes back where it came from, the newest recharge first. Bonus does not go back. */
export const storedRefundable = z.object({
  /** Everything that is not spent and not held. */
  amountFen: fen,
  bonusForfeitedFen: fen,
  recharges: z.array(
    z.object({
      id: uuid,
      paidAt: at,
      amountFen: fen,
      bonusFen: fen,
      /** What of it goes back if it alone is taken back. */
      leftFen: fen,
      bonusForfeitedFen: fen,
      /** Until when it alone goes back without a reason. */
      noReasonUntil: at,
      withinNoReason: z.boolean(),
    }),
  ),
  noReasonDays: z.literal(NO_REASON_DAYS),
})
export type StoredRefundable = z.infer<typeof storedRefundable>
/** One recharge of the last seven days, or (`rechargeId` null) the whole rest of the balance. */
export const storedRefundBody = z.strictObject({ rechargeId: uuid.nullable(), password: payPassword })
export type StoredRefundBody = z.infer<typeof storedRefundBody>
export const storedRefund = z.object({ id: uuid, amountFen: fen, bonusForfeitedFen: fen, at })
export type StoredRefund = z.infer<typeof storedRefund>

/** What an operator sees of somebody's balance. */
export const memberStored = z.object({
  principalFen: fen,
  bonusFen: fen,
  heldFen: fen,
  capFen: fen,
  pinSet: z.boolean(),
  pinLockedUntil: at.nullable(),
})
export type MemberStored = z.infer<typeof memberStored>
export const memberStoredEntry = storedEntry.extend({
  /** The number of the attempt or refund it belongs to. */
  reference: z.string(),
})
export type MemberStoredEntry = z.infer<typeof memberStoredEntry>

export const storedValueEndpoints = {
  balance: endpoint(storedValueRoutes.balance, { reply: storedBalance }),
  entries: endpoint(storedValueRoutes.entries, { query: storedEntriesQuery, reply: page(storedEntry) }),
  offers: endpoint(storedValueRoutes.offers, { query: rechargeOffersQuery, reply: rechargeOffers }),
  startRecharge: endpoint(storedValueRoutes.startRecharge, { body: startRechargeBody, reply: startedRecharge }),
  payRecharge: endpoint(storedValueRoutes.payRecharge, {
    params: idParams,
    body: payRechargeBody,
    reply: startedRecharge,
  }),
  recharge: endpoint(storedValueRoutes.recharge, { params: idParams, reply: rechargeStatus }),
  sendCode: endpoint(storedValueRoutes.sendCode, { reply: payPasswordCode }),
  setPassword: endpoint(storedValueRoutes.setPassword, { body: setPayPasswordBody, reply: done }),
  refundable: endpoint(storedValueRoutes.refundable, { reply: storedRefundable }),
  refund: endpoint(storedValueRoutes.refund, { body: storedRefundBody, reply: storedRefund }),
  memberBalance: endpoint(storedValueRoutes.memberBalance, { params: idParams, reply: memberStored }),
  memberEntries: endpoint(storedValueRoutes.memberEntries, {
    params: idParams,
    query: storedEntriesQuery,
    reply: page(memberStoredEntry),
  }),
}
