import { z } from 'zod'
import { MAX_PRICE_FEN } from '../catalog/catalog.terms.js'
import { PLATFORMS } from '../order/order.terms.js'
import { at, fen, pageQuery, uuid } from '../primitives.schema.js'
import {
  COUPON_CODE_PATTERN,
  COUPON_KINDS,
  COUPON_STATES,
  COUPON_TEMPLATE_STATES,
  COUPON_WAYS,
  PROMOTION_LIMITS,
} from './promotion.terms.js'
import { scope } from './scope.schema.js'

const amount = z.int().min(1).max(MAX_PRICE_FEN)
const templateFields = {
  name: z.string().trim().min(1).max(PROMOTION_LIMITS.name),
  kind: z.enum(COUPON_KINDS),
  /** `amount`: fen off; `shipping`: at most so much of the freight, null = all of it; `percent`: null. */
  amountFen: amount.nullable(),
  /** `percent`: the share taken off (2000 = 8 折) and its cap. */
  offBp: z.int().min(1).max(10_000).nullable(),
  capFen: amount.nullable(),
  /** 0 = no threshold. */
  thresholdFen: z.int().min(0).max(MAX_PRICE_FEN),
  scope,
  exclusive: z.boolean(),
  platforms: z.array(z.enum(PLATFORMS)).min(1).nullable(),
  way: z.enum(COUPON_WAYS),
  /** Shown in the coupon centre and on product pages; only for `claim`. */
  listed: z.boolean(),
  total: z.int().min(1).max(10_000_000),
  perMember: z.int().min(1).max(99),
  /** When it can be had. */
  claimFromAt: at,
  claimUntilAt: at,
  /** When it can be used: between two times, or for so many days from the moment it was had. One of the two. */
  useFromAt: at.nullable(),
  useUntilAt: at.nullable(),
  validDays: z.int().min(1).max(365).nullable(),
}
/** What a kind needs is checked by the server: VALIDATION_FAILED names the path. */
export const couponTemplateBody = z.strictObject(templateFields).superRefine((body, check) => {
  const refuse = (path: string, message: string): void => check.addIssue({ code: 'custom', path: [path], message })
  if (body.kind === 'amount' && body.amountFen === null) refuse('amountFen', 'an amount is needed')
  if ((body.kind === 'percent') !== (body.offBp !== null)) refuse('offBp', 'a share belongs to a percent coupon')
  if (body.kind === 'percent' && body.amountFen !== null) refuse('amountFen', 'a percent coupon has no amount')
  if (body.kind !== 'percent' && body.capFen !== null) refuse('capFen', 'only a percent coupon has a cap')
  if (body.kind === 'shipping' && body.exclusive) refuse('exclusive', 'a shipping coupon bars nothing')
  const fixed = body.useFromAt !== null && body.useUntilAt !== null
  if (fixed === (body.validDays !== null) || (body.useFromAt === null) !== (body.useUntilAt === null)) {
    refuse('validDays', 'either two times or a number of days')
  }
  if (fixed && (body.useFromAt ?? '') >= (body.useUntilAt ?? '')) refuse('useUntilAt', 'ends before it begins')
  if (body.claimFromAt >= body.claimUntilAt) refuse('claimUntilAt', 'ends before it begins')
})
export type CouponTemplateBody = z.infer<typeof couponTemplateBody>
export const changeCouponTemplateBody = z.strictObject({ version: z.int().min(1), template: couponTemplateBody })
export type ChangeCouponTemplateBody = z.infer<typeof changeCouponTemplateBody>

export const couponTemplate = z.object({
  id: uuid,
  version: z.int(),
  state: z.enum(COUPON_TEMPLATE_STATES),
  ...templateFields,
  claimed: z.int(),
  used: z.int(),
  createdAt: at,
})
export type CouponTemplateView = z.infer<typeof couponTemplate>
export const couponTemplatesQuery = z.strictObject({
  ...pageQuery,
  state: z.enum(COUPON_TEMPLATE_STATES).optional(),
  kind: z.enum(COUPON_KINDS).optional(),
  way: z.enum(COUPON_WAYS).optional(),
  q: z.string().trim().max(40).optional(),
})
export type CouponTemplatesQuery = z.infer<typeof couponTemplatesQuery>
/** What became of a template's coupons, and what they cost: discounts of paid orders, and the sales they were used in. */
export const couponFigures = z.object({
  issued: z.int(),
  held: z.int(),
  locked: z.int(),
  used: z.int(),
  expired: z.int(),
  revoked: z.int(),
  discountFen: fen,
  salesFen: fen,
  newMembers: z.int(),
  days: z.array(z.object({ day: z.iso.date(), issued: z.int(), used: z.int(), discountFen: fen })),
})
export type CouponFigures = z.infer<typeof couponFigures>

/** People by their whole phone number or member id; who already has as many as one may have is answered by name. */
export const issueCouponsBody = z.strictObject({
  people: z.array(z.string().trim().min(1).max(64)).min(1).max(PROMOTION_LIMITS.issuedAtOnce),
  note: z.string().trim().max(60).optional(),
})
export type IssueCouponsBody = z.infer<typeof issueCouponsBody>
export const issuedCoupons = z.object({
  issued: z.int(),
  refused: z.array(
    z.object({ row: z.int(), person: z.string(), reason: z.enum(['unknown', 'limit', 'total', 'blocked']) }),
  ),
})
export type IssuedCoupons = z.infer<typeof issuedCoupons>
export const makeCodesBody = z.strictObject({ count: z.int().min(1).max(PROMOTION_LIMITS.couponCodesAtOnce) })
export type MakeCodesBody = z.infer<typeof makeCodesBody>
/** The codes are told once, when they are made; afterwards only their blind index is kept. */
export const madeCodes = z.object({ codes: z.array(z.string()) })
export type MadeCodes = z.infer<typeof madeCodes>

/** A coupon as its holder, or whoever may claim it, sees it. */
const face = {
  templateId: uuid,
  name: z.string(),
  kind: z.enum(COUPON_KINDS),
  amountFen: fen.nullable(),
  offBp: z.int().nullable(),
  capFen: fen.nullable(),
  thresholdFen: fen,
  exclusive: z.boolean(),
  platforms: z.array(z.enum(PLATFORMS)).nullable(),
  /** 全场通用, 限水果类 …: what it is for, in words. */
  scopeText: z.string(),
  scopeAll: z.boolean(),
}
export const coupon = z.object({
  id: uuid,
  ...face,
  state: z.enum(COUPON_STATES),
  fromAt: at,
  untilAt: at,
  orderId: uuid.nullable(),
})
export type CouponView = z.infer<typeof coupon>
export const couponsQuery = z.strictObject({ ...pageQuery, state: z.enum(['held', 'used', 'expired']).optional() })
export type CouponsQuery = z.infer<typeof couponsQuery>
/** A coupon on offer: how much of it is gone, and what the asker may still do. */
export const claimable = z.object({
  ...face,
  claimUntilAt: at,
  useFromAt: at.nullable(),
  useUntilAt: at.nullable(),
  validDays: z.int().nullable(),
  /** 0 … 100 */
  gonePercent: z.int(),
  /** `claim`: can be had now; `held`: the asker has as many as one may have; `gone`: none are left. */
  standing: z.enum(['claim', 'held', 'gone']),
})
export type Claimable = z.infer<typeof claimable>
export const claimablesQuery = z.strictObject({ ...pageQuery, product: uuid.optional() })
export type ClaimablesQuery = z.infer<typeof claimablesQuery>
export const redeemBody = z.strictObject({
  code: z
    .string()
    .trim()
    .transform((text) => text.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1'))
    .pipe(z.string().regex(COUPON_CODE_PATTERN)),
})
export type RedeemBody = z.infer<typeof redeemBody>

/** A held coupon beside a quote: what it would save there, or why it would not. */
export const quotedCoupon = z.object({
  coupon,
  usable: z.boolean(),
  chosen: z.boolean(),
  savedFen: fen,
  reason: z.string().nullable(),
})
export type QuotedCoupon = z.infer<typeof quotedCoupon>
