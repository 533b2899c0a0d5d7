import { z } from 'zod'
import { endpoint } from '../endpoint.js'
import { POLICY_KINDS } from '../identity/identity.terms.js'
import { at, fen, page, pageQuery, uuid } from '../primitives.schema.js'
import { STORED_VALUE_LIMITS } from '../payment/stored-value.terms.js'
import { settingsRoutes } from './settings.routes.js'
import {
  AFTER_SALE_LIMITS,
  BANNER_LINK_KINDS,
  CUT_OFF_PATTERN,
  INK_PATTERN,
  REGION_PREFIX_PATTERN,
  SETTING_KEYS,
  SETTING_LIMITS,
  USUAL_EXTENSION_MS,
  USUAL_LATE_COUPON_HOURS,
  USUAL_PRICE_CHANGE,
} from './settings.terms.js'

const text = (most: number) => z.string().trim().min(1).max(most)
const optionalText = (most: number) => z.string().trim().max(most)
const span = ({ least, most }: { least: number; most: number }) => z.int().min(least).max(most)

const shop = z.strictObject({
  name: text(SETTING_LIMITS.name),
  slogan: optionalText(SETTING_LIMITS.slogan),
  searchHint: optionalText(SETTING_LIMITS.searchHint),
  icp: optionalText(SETTING_LIMITS.icp).optional(),
})

/** Freight is flat; goods from `freeOverFen` on travel free (null: never). Regions are told by code prefixes. */
const freight = z.strictObject({
  baseFen: fen,
  freeOverFen: fen.nullable(),
  promise: text(SETTING_LIMITS.promise),
  noDeliveryRegionPrefixes: z.array(z.string().regex(REGION_PREFIX_PATTERN)).max(SETTING_LIMITS.regionPrefixes),
  /** From these the day of arrival is told (ADR 0063), as far as they are there. What is paid from this time of the day on counts from the next working day. */
  cutOff: z.string().regex(CUT_OFF_PATTERN).nullish(),
  /** Days of the week on which nothing leaves, 0 is Sunday. */
  restWeekdays: z.array(z.int().min(0).max(6)).max(7).optional(),
  holidays: z.array(z.iso.date()).max(SETTING_LIMITS.holidays).optional(),
  /** How many days a parcel travels that no freight template charges. */
  arrivalDays: span(SETTING_LIMITS.arrivalDays).nullish(),
})

const order = z.strictObject({
  payWithinMs: span(SETTING_LIMITS.payWithinMs),
  autoConfirmAfterMs: span(SETTING_LIMITS.autoConfirmAfterMs),
  /** What a buyer's one extension adds. Values stored before it was asked for have the usual. */
  extendReceiptMs: span(SETTING_LIMITS.extendReceiptMs).default(USUAL_EXTENSION_MS),
  /** Who takes returned goods, where, and under which number: as it is written on a parcel. Empty: not said yet. */
  returnAddress: optionalText(SETTING_LIMITS.returnAddress).default(''),
  /**
   * How much an operator may change the price of an unpaid order by without a second person: a share of its goods, and never
   * more than an amount. 0: never alone.
   */
  priceChangeBp: span(SETTING_LIMITS.priceChangeBp).default(USUAL_PRICE_CHANGE.bp),
  priceChangeFen: span(SETTING_LIMITS.priceChangeFen).default(USUAL_PRICE_CHANGE.fen),
  /** The coupon for whoever waits for a parcel this many hours past the promised time; null: none is given. */
  lateCouponTemplateId: uuid.nullable().default(null),
  lateCouponAfterHours: span(SETTING_LIMITS.lateCouponAfterHours).default(USUAL_LATE_COUPON_HOURS),
})

/** How long each side of an after-sale has, what is approved at once, and how long a coupon that came back can still be used. */
const afterSale = z.strictObject({
  answerHours: span(AFTER_SALE_LIMITS.answerHours),
  evidenceHours: span(AFTER_SALE_LIMITS.evidenceHours),
  payDifferenceHours: span(AFTER_SALE_LIMITS.payDifferenceHours),
  sendBackDays: span(AFTER_SALE_LIMITS.sendBackDays),
  inspectDays: span(AFTER_SALE_LIMITS.inspectDays),
  resendDays: span(AFTER_SALE_LIMITS.resendDays),
  /** After a replacement was signed for. */
  receiveDays: span(AFTER_SALE_LIMITS.receiveDays),
  /** After it was sent, while nobody says that it came. */
  unsignedDays: span(AFTER_SALE_LIMITS.unsignedDays),
  complainDays: span(AFTER_SALE_LIMITS.complainDays),
  arbitrateHours: span(AFTER_SALE_LIMITS.arbitrateHours),
  /** A refund of goods that never left is approved at once up to this amount, for a buyer with few of them in 30 days. */
  fastRefundMaxFen: span(AFTER_SALE_LIMITS.fastRefundMaxFen),
  fastRefundsPerMonth: span(AFTER_SALE_LIMITS.fastRefundsPerMonth),
  /** A coupon that comes back by the shop's fault can be used this long at least. */
  couponGraceDays: span(AFTER_SALE_LIMITS.couponGraceDays),
})

export const banner = z.strictObject({
  id: text(40),
  title: text(SETTING_LIMITS.bannerTitle),
  kicker: optionalText(SETTING_LIMITS.bannerKicker),
  tag: optionalText(SETTING_LIMITS.bannerTag).nullable(),
  pictureId: text(64),
  ink: z.string().regex(INK_PATTERN),
  link: z.strictObject({ kind: z.enum(BANNER_LINK_KINDS), id: uuid.nullable() }),
})
export type Banner = z.infer<typeof banner>
const home = z.strictObject({
  banners: z.array(banner).max(SETTING_LIMITS.banners),
  /** The home page shows what coupons can be had, once a day. Values stored before it was asked for have it on. */
  couponPopup: z.boolean().default(true),
})

const paragraphs = z.array(text(SETTING_LIMITS.policyParagraph)).min(1).max(SETTING_LIMITS.policyParagraphs)
/** What a person agrees to. A new version asks everybody again before a phone or a code is used. */
const policies = z.strictObject({
  version: text(SETTING_LIMITS.policyVersion).regex(/^[\w.-]+$/),
  effectiveAt: at,
  terms: paragraphs,
  privacy: paragraphs,
})

/** How many codes the whole shop sends in a day at most: a pump of messages costs a bounded amount of money. */
const sms = z.strictObject({ dailyBudget: z.int().min(0).max(SETTING_LIMITS.dailyBudget) })

const searchWord = text(SETTING_LIMITS.searchWord)
/** Words that mean the same for whoever searches, words nobody searches by, and what stands in the hot list or never does. */
const search = z.strictObject({
  pinned: z.array(searchWord).max(SETTING_LIMITS.pinnedWords),
  hidden: z.array(searchWord).max(SETTING_LIMITS.searchWords),
  synonyms: z.array(z.array(searchWord).min(2).max(SETTING_LIMITS.synonymsOfOne)).max(SETTING_LIMITS.searchWords),
  stopWords: z.array(searchWord).max(SETTING_LIMITS.searchWords),
})

/** How long after receipt something may be written about, and the words an operator's eye is led to. */
const review = z.strictObject({
  windowDays: span(SETTING_LIMITS.reviewDays),
  words: z.array(text(SETTING_LIMITS.filterWord)).max(SETTING_LIMITS.filterWords),
})

const distinct = <T>(values: readonly T[]): boolean => new Set(values).size === values.length
/**
 * Prepaid balances. Nothing is offered before the filing of the prepaid card 单用途预付卡备案 has been written down; what members
 * have put in they can spend and take back, whether it is open or not.
 */
const storedValue = z
  .strictObject({
    open: z.boolean(),
    filingNo: optionalText(STORED_VALUE_LIMITS.filingNo),
    filedOn: z.iso.date().nullable(),
    capFen: z.int().min(100).max(STORED_VALUE_LIMITS.capFen),
    /** What can be recharged, and what the shop gives for it. */
    offers: z
      .array(
        z.strictObject({
          amountFen: z.int().min(100).max(STORED_VALUE_LIMITS.rechargeFen),
          bonusFen: z.int().min(0).max(STORED_VALUE_LIMITS.rechargeFen),
        }),
      )
      .max(STORED_VALUE_LIMITS.offers)
      .refine((offers) => distinct(offers.map(({ amountFen }) => amountFen)), { error: '同一充值金额只能有一档' }),
    /** From here on a member may name an amount of their own, in whole yuan; null: only the offers. Settings of before say nothing. */
    ownFromFen: z.int().min(100).max(STORED_VALUE_LIMITS.rechargeFen).multipleOf(100).nullable().default(null),
  })
  .refine(({ open, filingNo }) => !open || filingNo !== '', {
    error: '请先登记备案编号，再开放储值',
    path: ['filingNo'],
  })
  .refine(({ open, filedOn }) => !open || filedOn !== null, {
    error: '请先登记备案日期，再开放储值',
    path: ['filedOn'],
  })

export const SETTING_SCHEMAS = { shop, freight, order, afterSale, home, policies, sms, search, review, storedValue }
export type SettingValue<Key extends keyof typeof SETTING_SCHEMAS> = z.infer<(typeof SETTING_SCHEMAS)[Key]>

const version = z.int().min(0)
const changeOf = <Key extends keyof typeof SETTING_SCHEMAS, Value extends z.ZodType>(key: Key, value: Value) =>
  z.strictObject({ key: z.literal(key), value, expectedVersion: version })

/** The whole next value, with the version its author saw. */
export const changeSettingBody = z.discriminatedUnion('key', [
  changeOf('shop', shop),
  changeOf('freight', freight),
  changeOf('order', order),
  changeOf('afterSale', afterSale),
  changeOf('home', home),
  changeOf('policies', policies),
  changeOf('sms', sms),
  changeOf('search', search),
  changeOf('review', review),
  changeOf('storedValue', storedValue),
])
export type ChangeSettingBody = z.infer<typeof changeSettingBody>

export const restoreSettingBody = z.strictObject({
  key: z.enum(SETTING_KEYS),
  version: z.int().min(1),
  expectedVersion: version,
})
export type RestoreSettingBody = z.infer<typeof restoreSettingBody>

const held = <Value extends z.ZodType>(value: Value) => z.object({ value, version, changedAt: at.nullable() })
export const allSettings = z.object({
  shop: held(shop),
  freight: held(freight),
  order: held(order),
  afterSale: held(afterSale),
  home: held(home),
  policies: held(policies),
  sms: held(sms),
  search: held(search),
  review: held(review),
  storedValue: held(storedValue),
})
export type AllSettings = z.infer<typeof allSettings>

export const settingVersionsQuery = z.strictObject({ key: z.enum(SETTING_KEYS), ...pageQuery })
export type SettingVersionsQuery = z.infer<typeof settingVersionsQuery>
export const settingVersion = z.object({
  version,
  changedAt: at,
  /** The operator's name as it was then, or null for the shop itself. */
  changedBy: z.string().nullable(),
  /** What it was; an old value may no longer fit today's limits. */
  value: z.unknown(),
})
export type SettingVersionView = z.infer<typeof settingVersion>

/** How many people agreed to a version of the policies. */
export const consentCount = z.object({ version: z.string(), members: z.int() })
export type ConsentCount = z.infer<typeof consentCount>

export const policyVersions = z.object({
  items: z.array(z.object({ version: z.string(), effectiveAt: at, current: z.boolean() })),
  nextCursor: z.null(),
})
export type PolicyVersions = z.infer<typeof policyVersions>
export const policyText = z.object({
  version: z.string(),
  effectiveAt: at,
  current: z.boolean(),
  items: z.array(z.object({ kind: z.enum(POLICY_KINDS), title: z.string(), paragraphs: z.array(z.string()) })),
})
export type PolicyText = z.infer<typeof policyText>
const versionParams = z.strictObject({ version: z.string().min(1).max(SETTING_LIMITS.policyVersion) })
export type PolicyVersionParams = z.infer<typeof versionParams>

export const settingsEndpoints = {
  all: endpoint(settingsRoutes.all, { reply: allSettings }),
  change: endpoint(settingsRoutes.change, { body: changeSettingBody, reply: allSettings }),
  restore: endpoint(settingsRoutes.restore, { body: restoreSettingBody, reply: allSettings }),
  versions: endpoint(settingsRoutes.versions, { query: settingVersionsQuery, reply: page(settingVersion) }),
  consents: endpoint(settingsRoutes.consents, { reply: page(consentCount) }),
  policyVersions: endpoint(settingsRoutes.policyVersions, { reply: policyVersions }),
  policyVersion: endpoint(settingsRoutes.policyVersion, { params: versionParams, reply: policyText }),
}
