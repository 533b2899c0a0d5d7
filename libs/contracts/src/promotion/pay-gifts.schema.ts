import { z } from 'zod'
import { MAX_PRICE_FEN } from '../catalog/catalog.terms.js'
import { endpoint } from '../endpoint.js'
import { at, fen, idParams, page, pageQuery, uuid } from '../primitives.schema.js'
import { coupon } from './coupons.schema.js'
import { payGiftsRoutes } from './pay-gifts.routes.js'
import {
  GIFT_KINDS,
  GIFT_MISSES,
  GIVEN_GIFT_STATES,
  PAY_GIFT_LIMITS,
  PAY_GIFT_PHASES,
  PAY_GIFT_STATES,
} from './pay-gifts.terms.js'
import { COUPON_STATES } from './promotion.terms.js'
import { scope } from './scope.schema.js'

/** What is given: one coupon of a template that is given by name. */
export const gift = z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal(GIFT_KINDS[0]), templateId: uuid })])
export type Gift = z.infer<typeof gift>

const fields = {
  name: z.string().trim().min(1).max(PAY_GIFT_LIMITS.name),
  /** What was paid for goods of the scope, freight apart; 0 = any amount. */
  thresholdFen: z.int().min(0).max(MAX_PRICE_FEN),
  /** Also for goods that cost nothing in the end; only without a threshold. */
  waived: z.boolean(),
  scope,
  gift,
  /** Orders paid from the first moment on, before the second. */
  fromAt: at,
  untilAt: at,
  totalLimit: z.int().min(1).max(PAY_GIFT_LIMITS.total).nullable(),
  memberLimit: z.int().min(1).max(PAY_GIFT_LIMITS.member).nullable(),
}
export const payGiftBody = z
  .strictObject(fields)
  .refine(({ fromAt, untilAt }) => Date.parse(fromAt) < Date.parse(untilAt), {
    path: ['untilAt'],
    message: 'ends before it begins',
  })
  .refine(({ waived, thresholdFen }) => !waived || thresholdFen === 0, {
    path: ['waived'],
    message: 'goods that cost nothing reach no threshold',
  })
export type PayGiftBody = z.infer<typeof payGiftBody>
export const changePayGiftBody = z.strictObject({ version: z.int().min(1), rule: payGiftBody })
export type ChangePayGiftBody = z.infer<typeof changePayGiftBody>
/** The version the operator looked at. */
export const payGiftVersionBody = z.strictObject({ version: z.int().min(1) })
export type PayGiftVersionBody = z.infer<typeof payGiftVersionBody>

export const payGift = z.object({
  id: uuid,
  version: z.int(),
  state: z.enum(PAY_GIFT_STATES),
  phase: z.enum(PAY_GIFT_PHASES),
  ...fields,
  /** What the gift is called, what it takes off and what for, in the reader's language. */
  giftName: z.string(),
  giftText: z.string(),
  scopeText: z.string(),
  /** How many are with buyers, or were in use when they were to go back: what the limits count. */
  given: z.int(),
  createdAt: at,
  launchedAt: at.nullable(),
  stoppedAt: at.nullable(),
})
export type PayGiftView = z.infer<typeof payGift>
export const payGiftsQuery = z.strictObject({ ...pageQuery, phase: z.enum(PAY_GIFT_PHASES).optional() })
export type PayGiftsQuery = z.infer<typeof payGiftsQuery>

/** What a rule gave, what became of it and what it cost; the days are the last thirty on which something was given. */
export const payGiftFigures = z.object({
  given: z.int(),
  takenBack: z.int(),
  spent: z.int(),
  missed: z.int(),
  /** Paid for the goods that earned a gift. */
  paidFen: fen,
  /** Gifts that were used in paid orders, what they took off there, and what those orders cost. */
  used: z.int(),
  discountFen: fen,
  salesFen: fen,
  days: z.array(z.object({ day: z.iso.date(), given: z.int(), paidFen: fen })),
})
export type PayGiftFigures = z.infer<typeof payGiftFigures>

/** One gift as operators see it; whose it is, masked. */
export const givenGift = z.object({
  id: uuid,
  orderId: uuid,
  memberId: uuid,
  memberName: z.string().nullable(),
  phoneMasked: z.string().nullable(),
  state: z.enum(GIVEN_GIFT_STATES),
  miss: z.enum(GIFT_MISSES).nullable(),
  paidFen: fen,
  /** Of a coupon: where it stands, and what it took off where it is in use. */
  couponState: z.enum(COUPON_STATES).nullable(),
  valueFen: fen.nullable(),
  givenAt: at,
  endedAt: at.nullable(),
})
export type GivenGift = z.infer<typeof givenGift>
export const givenGiftsQuery = z.strictObject({ ...pageQuery, state: z.enum(GIVEN_GIFT_STATES).optional() })
export type GivenGiftsQuery = z.infer<typeof givenGiftsQuery>

/**
 * What a paid order brought. `settled` is false while the shop has not looked at it yet: ask again in a moment. What was earned
 * but not to be had is not among the items.
 */
export const giftsOfOrder = z.object({
  settled: z.boolean(),
  items: z.array(
    z.object({
      id: uuid,
      name: z.string(),
      kind: z.enum(GIFT_KINDS),
      state: z.enum(['given', 'taken_back', 'spent']),
      coupon: coupon.nullable(),
    }),
  ),
})
export type GiftsOfOrder = z.infer<typeof giftsOfOrder>

const byId = { params: idParams }
const switched = { ...byId, body: payGiftVersionBody, reply: payGift }
export const payGiftsEndpoints = {
  list: endpoint(payGiftsRoutes.list, { query: payGiftsQuery, reply: page(payGift) }),
  one: endpoint(payGiftsRoutes.one, { ...byId, reply: payGift }),
  create: endpoint(payGiftsRoutes.create, { body: payGiftBody, reply: payGift }),
  change: endpoint(payGiftsRoutes.change, { ...byId, body: changePayGiftBody, reply: payGift }),
  launch: endpoint(payGiftsRoutes.launch, switched),
  pause: endpoint(payGiftsRoutes.pause, switched),
  resume: endpoint(payGiftsRoutes.resume, switched),
  stop: endpoint(payGiftsRoutes.stop, switched),
  figures: endpoint(payGiftsRoutes.figures, { ...byId, reply: payGiftFigures }),
  given: endpoint(payGiftsRoutes.given, { ...byId, query: givenGiftsQuery, reply: page(givenGift) }),
}
