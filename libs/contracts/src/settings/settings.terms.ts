/** What an operator changes while the shop runs, in the order in which the rooms show it. */
export const SETTING_KEYS = ['shop', 'freight', 'order', 'home', 'policies', 'sms', 'search', 'review'] as const
export type SettingKey = (typeof SETTING_KEYS)[number]

const minuteMs = 60_000
const dayMs = 86_400_000

/** How much longer a buyer may take to receive, until an operator says otherwise. */
export const USUAL_EXTENSION_MS = 3 * dayMs

/** Limits of the values, for the server's check and for the forms alike. */
export const SETTING_LIMITS = {
  name: 30,
  slogan: 60,
  searchHint: 40,
  icp: 60,
  promise: 40,
  regionPrefixes: 200,
  payWithinMs: { least: minuteMs, most: dayMs },
  autoConfirmAfterMs: { least: dayMs, most: 60 * dayMs },
  extendReceiptMs: { least: dayMs, most: 30 * dayMs },
  returnAddress: 200,
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
export const REGION_PREFIX_PATTERN = /^\d{2,6}$/
export const INK_PATTERN = /^#[0-9a-fA-F]{6}$/
export const BANNER_LINK_KINDS = ['category', 'product', 'none'] as const
export type BannerLinkKind = (typeof BANNER_LINK_KINDS)[number]
