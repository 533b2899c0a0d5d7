import { z } from 'zod'
import { MAX_PRICE_FEN } from '../catalog/catalog.terms.js'
import { PLATFORMS } from '../order/order.terms.js'
import { endpoint } from '../endpoint.js'
import { refusal } from '../pricing/pricing.schema.js'
import { at, fen, idParams, page, pageQuery, uuid } from '../primitives.schema.js'
import { couponsRoutes } from './coupons.routes.js'
import {
  COUPON_CODE_PATTERN,
  COUPON_KINDS,
  COUPON_STATES,
  COUPON_TEMPLATE_STATES,
  COUPON_WAYS,
  ISSUE_REFUSALS,
  PROMOTION_LIMITS,
} from './promotion.terms.js'
import { scope } from './scope.schema.js'

const instant = (text: string | null): number => Date.parse(text ?? '')
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
const template = z.strictObject(templateFields)
type Template = z.infer<typeof template>
const inDays = ({ useFromAt, useUntilAt }: Template): boolean => useFromAt !== null && useUntilAt !== null
const moments = ({ useFromAt, useUntilAt }: Template): number =>
  [useFromAt, useUntilAt].filter((one) => one !== null).length

/** What the fields of a template must be to one another: where the flaw is told, whether it is there, and its words. */
const FLAWS: readonly (readonly [path: keyof Template, flawed: (body: Template) => boolean, message: string])[] = [
  ['amountFen', ({ kind, amountFen }) => kind === 'amount' && amountFen === null, 'an amount is needed'],
  ['amountFen', ({ kind, amountFen }) => kind === 'percent' && amountFen !== null, 'a percent coupon has no amount'],
  ['offBp', ({ kind, offBp }) => (kind === 'percent') !== (offBp !== null), 'a share belongs to a percent coupon'],
  ['capFen', ({ kind, capFen }) => kind !== 'percent' && capFen !== null, 'only a percent coupon has a cap'],
  [
    'amountFen',
    ({ kind, amountFen, thresholdFen }) => kind === 'amount' && thresholdFen > 0 && (amountFen ?? 0) > thresholdFen,
    'takes more off than it asks for',
  ],
  ['exclusive', ({ kind, exclusive }) => kind === 'shipping' && exclusive, 'a shipping coupon bars nothing'],
  ['validDays', (body) => moments(body) !== (body.validDays === null ? 2 : 0), 'either two times or a number of days'],
  [
    'useUntilAt',
    (body) => inDays(body) && instant(body.useFromAt) >= instant(body.useUntilAt),
    'ends before it begins',
  ],
  ['claimUntilAt', (body) => instant(body.claimFromAt) >= instant(body.claimUntilAt), 'ends before it begins'],
  [
    'claimUntilAt',
    (body) => inDays(body) && instant(body.claimUntilAt) > instant(body.useUntilAt),
    'can be had after it can be used',
  ],
  ['listed', ({ listed, way }) => listed && way !== 'claim', 'only what is claimed by hand is listed'],
  ['perMember', ({ way, perMember }) => way === 'new_member' && perMember !== 1, 'somebody is new once'],
]
/** What a kind needs is checked by the server: VALIDATION_FAILED names the path. */
export const couponTemplateBody = template.superRefine((body, check) => {
  for (const [path, flawed, message] of FLAWS) {
    if (flawed(body)) check.addIssue({ code: 'custom', path: [path], message })
  }
})
export type CouponTemplateBody = z.infer<typeof couponTemplateBody>
export const changeCouponTemplateBody = z.strictObject({ version: z.int().min(1), template: couponTemplateBody })
export type ChangeCouponTemplateBody = z.infer<typeof changeCouponTemplateBody>

/** The version the operator looked at, for launching and stopping. */
export const couponVersionBody = z.strictObject({ version: z.int().min(1) })
export type CouponVersionBody = z.infer<typeof couponVersionBody>

/** What it takes off (满 79 减 10) and what it is for (限「水果」类), in the reader's language. */
const words = { ruleText: z.string(), scopeText: z.string() }
export const couponTemplate = z.object({
  id: uuid,
  version: z.int(),
  state: z.enum(COUPON_TEMPLATE_STATES),
  ...templateFields,
  ...words,
  /** How many there are, codes that nobody has redeemed among them. */
  claimed: z.int(),
  /** Used in orders that were paid. */
  used: z.int(),
  createdAt: at,
  launchedAt: at.nullable(),
  stoppedAt: at.nullable(),
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
/**
 * What became of a template's coupons, and what they cost: discounts of paid orders, and the sales they were used in. The days are the
 * last thirty of the shop on which something happened.
 */
export const couponFigures = z.object({
  /** Codes that nobody has redeemed. */
  waiting: z.int(),
  /** Came to somebody, whatever became of it; it is held, locked, used, expired or revoked. */
  issued: z.int(),
  held: z.int(),
  locked: z.int(),
  used: z.int(),
  expired: z.int(),
  revoked: z.int(),
  discountFen: fen,
  salesFen: fen,
  days: z.array(z.object({ day: z.iso.date(), issued: z.int(), used: z.int(), discountFen: fen, salesFen: fen })),
})
export type CouponFigures = z.infer<typeof couponFigures>

/** One coupon of a template as operators see it; whose it is, masked. */
export const issuedCoupon = z.object({
  id: uuid,
  way: z.enum(COUPON_WAYS),
  state: z.enum(['waiting', ...COUPON_STATES]),
  memberId: uuid.nullable(),
  memberName: z.string().nullable(),
  phoneMasked: z.string().nullable(),
  fromAt: at.nullable(),
  untilAt: at.nullable(),
  createdAt: at,
  hadAt: at.nullable(),
  orderId: uuid.nullable(),
})
export type IssuedCoupon = z.infer<typeof issuedCoupon>
export const issuedCouponsQuery = z.strictObject({
  ...pageQuery,
  state: z.enum(['waiting', 'held', 'locked', 'used', 'expired', 'revoked']).optional(),
})
export type IssuedCouponsQuery = z.infer<typeof issuedCouponsQuery>
export const revokeCouponBody = z.strictObject({ reason: z.string().trim().min(2).max(PROMOTION_LIMITS.reason) })
export type RevokeCouponBody = z.infer<typeof revokeCouponBody>
export const revokedCoupon = z.object({ id: uuid, state: z.literal('revoked') })
export type RevokedCoupon = z.infer<typeof revokedCoupon>

/**
 * People by their whole phone number or member id, one a row; whoever may not see phones finds nobody by one. Each row that
 * gets nothing is answered with the reason: nobody of that name, has as many as one may have, none are left, or blocked.
 */
export const issueCouponsBody = z.strictObject({
  people: z.array(z.string().trim().min(1).max(64)).min(1).max(PROMOTION_LIMITS.issuedAtOnce),
  note: z.string().trim().max(60).optional(),
})
export type IssueCouponsBody = z.infer<typeof issueCouponsBody>
export const issuedCoupons = z.object({
  issued: z.int(),
  refused: z.array(z.object({ row: z.int(), person: z.string(), reason: z.enum(ISSUE_REFUSALS) })),
})
export type IssuedCoupons = z.infer<typeof issuedCoupons>
export const makeCodesBody = z.strictObject({ count: z.int().min(1).max(PROMOTION_LIMITS.couponCodesAtOnce) })
export type MakeCodesBody = z.infer<typeof makeCodesBody>
/** The codes are told once, when they are made (and again to a repeat of that very call); afterwards only their blind index is kept. */
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
  ...words,
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
/** `product`: only what that product may be bought with. */
export const claimablesQuery = z.strictObject({ ...pageQuery, product: uuid.optional() })
export type ClaimablesQuery = z.infer<typeof claimablesQuery>
export const claimBody = z.strictObject({ templateId: uuid })
export type ClaimBody = z.infer<typeof claimBody>
/** Capitals, blanks and hyphens make no difference; O is 0, I and L are 1. */
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
  /** The refusal in words, and for clients that make the words themselves. */
  reason: z.string().nullable(),
  refusal: refusal.nullable(),
})
export type QuotedCoupon = z.infer<typeof quotedCoupon>

const byId = { params: idParams }
export const couponsEndpoints = {
  templates: endpoint(couponsRoutes.templates, { query: couponTemplatesQuery, reply: page(couponTemplate) }),
  template: endpoint(couponsRoutes.template, { ...byId, reply: couponTemplate }),
  createTemplate: endpoint(couponsRoutes.createTemplate, { body: couponTemplateBody, reply: couponTemplate }),
  changeTemplate: endpoint(couponsRoutes.changeTemplate, {
    ...byId,
    body: changeCouponTemplateBody,
    reply: couponTemplate,
  }),
  launch: endpoint(couponsRoutes.launch, { ...byId, body: couponVersionBody, reply: couponTemplate }),
  stop: endpoint(couponsRoutes.stop, { ...byId, body: couponVersionBody, reply: couponTemplate }),
  issue: endpoint(couponsRoutes.issue, { ...byId, body: issueCouponsBody, reply: issuedCoupons }),
  makeCodes: endpoint(couponsRoutes.makeCodes, { ...byId, body: makeCodesBody, reply: madeCodes }),
  ofTemplate: endpoint(couponsRoutes.ofTemplate, { ...byId, query: issuedCouponsQuery, reply: page(issuedCoupon) }),
  figures: endpoint(couponsRoutes.figures, { ...byId, reply: couponFigures }),
  revoke: endpoint(couponsRoutes.revoke, { ...byId, body: revokeCouponBody, reply: revokedCoupon }),
  centre: endpoint(couponsRoutes.centre, { query: claimablesQuery, reply: page(claimable) }),
  centreOfMember: endpoint(couponsRoutes.centreOfMember, { query: claimablesQuery, reply: page(claimable) }),
  mine: endpoint(couponsRoutes.mine, { query: couponsQuery, reply: page(coupon) }),
  claim: endpoint(couponsRoutes.claim, { body: claimBody, reply: coupon }),
  redeem: endpoint(couponsRoutes.redeem, { body: redeemBody, reply: coupon }),
}
