/** What an operator changes while the shop runs, in the order in which the rooms show it. */
export const SETTING_KEYS = [
  'shop',
  'freight',
  'order',
  'afterSale',
  'home',
  'policies',
  'sms',
  'search',
  'review',
  'storedValue',
] as const
export type SettingKey = (typeof SETTING_KEYS)[number]

const minuteMs = 60_000
const dayMs = 86_400_000

/** How much longer a buyer may take to receive, until an operator says otherwise. */
export const USUAL_EXTENSION_MS = 3 * dayMs

/** What holds for after-sales until an operator says otherwise. */
export const USUAL_AFTER_SALE = {
  answerHours: 48,
  evidenceHours: 72,
  payDifferenceHours: 72,
  sendBackDays: 7,
  inspectDays: 7,
  resendDays: 7,
  receiveDays: 10,
  unsignedDays: 30,
  complainDays: 7,
  arbitrateHours: 72,
  fastRefundMaxFen: 20_000,
  fastRefundsPerMonth: 3,
  couponGraceDays: 7,
}

/**
 * A buyer's time has a floor and the shop's own a ceiling, so that no shop sets less than its buyers are owed: the money of
 * returned goods goes back within seven days of them, and the seven days without a reason are no setting at all. A
 * replacement that nobody signed for always waits at least as long as one that somebody did.
 */
export const AFTER_SALE_LIMITS: Readonly<
  Record<keyof typeof USUAL_AFTER_SALE, { readonly least: number; readonly most: number }>
> = {
  answerHours: { least: 1, most: 72 },
  evidenceHours: { least: 24, most: 336 },
  payDifferenceHours: { least: 24, most: 336 },
  sendBackDays: { least: 7, most: 30 },
  inspectDays: { least: 1, most: 7 },
  resendDays: { least: 1, most: 7 },
  receiveDays: { least: 7, most: 30 },
  unsignedDays: { least: 30, most: 90 },
  complainDays: { least: 7, most: 30 },
  arbitrateHours: { least: 24, most: 168 },
  fastRefundMaxFen: { least: 0, most: 200_000 },
  fastRefundsPerMonth: { least: 0, most: 100 },
  couponGraceDays: { least: 7, most: 90 },
}

/** What one operator may move an unpaid order's price by alone, until the shop says otherwise: a share of its goods, and an amount. */
export const USUAL_PRICE_CHANGE = { bp: 1_000, fen: 5_000 } as const

/** How long past the promised time an order may wait before its buyer is made up to, until the shop says otherwise. */
export const USUAL_LATE_COUPON_HOURS = 24

/** Limits of the values, for the server's check and for the forms alike. */
export const SETTING_LIMITS = {
  name: 30,
  slogan: 60,
  searchHint: 40,
  icp: 60,
  promise: 40,
  holidays: 60,
  arrivalDays: { least: 1, most: 60 },
  regionPrefixes: 200,
  payWithinMs: { least: minuteMs, most: dayMs },
  autoConfirmAfterMs: { least: dayMs, most: 60 * dayMs },
  extendReceiptMs: { least: dayMs, most: 30 * dayMs },
  returnAddress: 200,
  priceChangeBp: { least: 0, most: 10_000 },
  priceChangeFen: { least: 0, most: 10_000_000 },
  lateCouponAfterHours: { least: 0, most: 720 },
  banners: 10,
  bannerTitle: 40,
  bannerKicker: 40,
  bannerTag: 20,
  policyVersion: 40,
  policyParagraph: 2_000,
  policyParagraphs: 60,
  dailyBudget: 1_000_000,
  reviewDays: { least: 1, most: 180 },
  filterWord: 20,
  filterWords: 1_000,
  searchWord: 20,
  searchWords: 200,
  pinnedWords: 20,
  synonymsOfOne: 12,
} as const
/** A time of the day: 16:00. */
export const CUT_OFF_PATTERN = /^(?:[01]\d|2[0-3]):[0-5]\d$/
export const REGION_PREFIX_PATTERN = /^\d{2,6}$/
export const INK_PATTERN = /^#[0-9a-fA-F]{6}$/
export const BANNER_LINK_KINDS = ['category', 'product', 'none'] as const
export type BannerLinkKind = (typeof BANNER_LINK_KINDS)[number]
