/** Promotions of stage 2 促销: what an operator may set up. */
export const OFFER_KINDS = ['full_reduction', 'nth_piece', 'bundle', 'gift'] as const
export type OfferKind = (typeof OFFER_KINDS)[number]
/** What a threshold counts: fen or pieces. */
export const OFFER_MEASURES = ['amount', 'pieces'] as const
export type OfferMeasure = (typeof OFFER_MEASURES)[number]
/**
 * A draft is nobody's business yet; `awaiting_approval` waits for a second person because it goes below a price floor;
 * a live one runs within its days; a stopped one never runs again.
 */
export const OFFER_STATES = ['draft', 'awaiting_approval', 'live', 'stopped'] as const
export type OfferState = (typeof OFFER_STATES)[number]
/** Where a promotion stands today, as lists are filtered: a live one is scheduled, running or over by its days. */
export const OFFER_PHASES = ['draft', 'awaiting_approval', 'scheduled', 'running', 'over', 'stopped'] as const
export type OfferPhase = (typeof OFFER_PHASES)[number]

/** Coupons 优惠券: an amount or a share off the goods, or off the freight. */
export const COUPON_KINDS = ['amount', 'percent', 'shipping'] as const
export type CouponKind = (typeof COUPON_KINDS)[number]
/** How a coupon comes to its holder: claimed by hand, by a code, given by the shop, or in the pack for new members. */
export const COUPON_WAYS = ['claim', 'code', 'issue', 'new_member'] as const
export type CouponWay = (typeof COUPON_WAYS)[number]
export const COUPON_TEMPLATE_STATES = ['draft', 'live', 'stopped'] as const
export type CouponTemplateState = (typeof COUPON_TEMPLATE_STATES)[number]
/** A held coupon: free to use, locked by an unpaid order, used, past its days, or taken back by the shop. */
export const COUPON_STATES = ['held', 'locked', 'used', 'expired', 'revoked'] as const
export type CouponState = (typeof COUPON_STATES)[number]
/** Why a row of an issue got nothing: nobody of that name, has as many as one may have, none are left, or blocked. */
export const ISSUE_REFUSALS = ['unknown', 'limit', 'total', 'blocked'] as const
export type IssueRefusal = (typeof ISSUE_REFUSALS)[number]

export const PROMOTION_LIMITS = {
  name: 40,
  campaign: 20,
  tiers: 5,
  bundleItems: 10,
  gifts: 5,
  scopeNames: 500,
  couponCodesAtOnce: 5_000,
  issuedAtOnce: 5_000,
  reason: 60,
  liveOffers: 100,
  /** Coupons of one member that a quote looks at; the ones that end first. */
  couponsTried: 60,
} as const

/** 18 Crockford characters: 90 bits, more than anybody guesses. */
export const COUPON_CODE_PATTERN = /^[0-9A-HJKMNP-TV-Z]{18}$/

/** Why a rule of the receipt took nothing off, so that every client says it in its own language. */
export const REFUSALS = [
  'short_amount',
  'short_pieces',
  'no_goods',
  'taken_by_other',
  'alone_price',
  'dearer',
  'not_begun',
  'over',
  'platform',
  'used_up',
  'used_up_for_buyer',
  'gift_gone',
  'nothing_left',
  'barred_by_exclusive',
  'no_freight',
  'too_few_points',
  'no_delivery',
  'already_free',
  'not_lower',
  'more_pieces',
  'activity_alone',
] as const
export type RefusalCode = (typeof REFUSALS)[number]

/** The code of a promotion, a coupon and a freight template on a receipt. */
export const offerRuleCode = (id: string): string => `offer.${id}`
export const couponRuleCode = (id: string): string => `coupon.${id}`
export const freightRuleCode = (templateId: string | null): string =>
  templateId === null ? 'freight.flat' : `freight.${templateId}`
