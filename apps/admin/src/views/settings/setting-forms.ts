import type { AllSettings } from '@jishi/contracts/settings/settings.schema'
import {
  INK_PATTERN,
  REGION_PREFIX_PATTERN,
  SETTING_LIMITS,
  type SettingKey,
} from '@jishi/contracts/settings/settings.terms'
import { instantOf, isoOf, parseShopDay, shopDay, startOfShopDay } from '@jishi/kernel/time'
import { t } from '@/copy'
import { ARRIVAL_FAULTS, arrivalOf, typedArrival } from './arrival-terms'
import { TERM_LIMITS, termsValue, typedTerms } from './after-sale-terms'
import { FIELDS, type FieldKind, type PlainField } from './setting-fields'
import { STORED_FAULTS, storedOf, typedStored } from './stored-value-form'
import { fenOf, groupsOf, linesOf, paragraphsOf, yuanOf } from './setting-text'

export type Values = { [Key in SettingKey]: AllSettings[Key]['value'] }

export type Typed = Record<string, string>
export type Faults = Record<string, string>

const { payWithinMs, autoConfirmAfterMs, extendReceiptMs } = SETTING_LIMITS
const MINUTE = payWithinMs.least
const DAY = autoConfirmAfterMs.least

const money = { write: yuanOf, read: fenOf }
const TYPED: { readonly [Key in SettingKey]: (value: Values[Key]) => Typed } = {
  shop: (shop) => ({ name: shop.name, slogan: shop.slogan, searchHint: shop.searchHint, icp: shop.icp ?? '' }),
  freight: (freight) => ({
    baseFen: yuanOf(freight.baseFen),
    freeOverFen: freight.freeOverFen === null ? '' : yuanOf(freight.freeOverFen),
    promise: freight.promise,
    ...typedArrival(freight),
    noDeliveryRegionPrefixes: freight.noDeliveryRegionPrefixes.join('\n'),
  }),
  order: (order) => ({
    payWithinMs: String(order.payWithinMs / MINUTE),
    autoConfirmAfterMs: String(order.autoConfirmAfterMs / DAY),
    extendReceiptMs: String(order.extendReceiptMs / DAY),
    priceChangeBp: yuanOf(order.priceChangeBp),
    priceChangeFen: yuanOf(order.priceChangeFen),
    lateCouponTemplateId: order.lateCouponTemplateId ?? '',
    lateCouponAfterHours: String(order.lateCouponAfterHours),
    returnAddress: order.returnAddress,
  }),
  afterSale: (terms) => typedTerms(terms, money),
  home: ({ couponPopup }) => ({ couponPopup: String(couponPopup) }),
  policies: (policies) => ({
    version: policies.version,
    effectiveAt: shopDay(instantOf(policies.effectiveAt)),
    terms: policies.terms.join('\n\n'),
    privacy: policies.privacy.join('\n\n'),
  }),
  sms: ({ dailyBudget }) => ({ dailyBudget: String(dailyBudget) }),
  search: (search) => ({
    pinned: search.pinned.join('\n'),
    hidden: search.hidden.join('\n'),
    synonyms: search.synonyms.map((group) => group.join('，')).join('\n'),
    stopWords: search.stopWords.join('\n'),
  }),
  review: ({ windowDays, words }) => ({ windowDays: String(windowDays), words: words.join('\n') }),
  storedValue: typedStored,
}
export const typedOf = <Key extends SettingKey>(values: Pick<Values, Key>, key: Key): Typed => TYPED[key](values[key])

const whole = (text: string | undefined, least: number, most: number): string => {
  const number = /^\d{1,9}$/.test((text ?? '').trim()) ? Number(text) : Number.NaN
  return number >= least && number <= most ? '' : t('settings.number', { least, most })
}
const amount = (text: string, most = Number.POSITIVE_INFINITY): string => {
  const fen = fenOf(text)
  if (fen === undefined) return t('settings.amount')
  return fen > most ? t('settings.amount.most', { most: yuanOf(most) }) : ''
}

const wordLines = (most: number) => (text: string) => {
  const lines = linesOf(text)
  const wrong = lines.findIndex((line) => line.length > SETTING_LIMITS.searchWord)
  if (wrong >= 0) return t('settings.search.word', { n: wrong + 1, most: SETTING_LIMITS.searchWord })
  return lines.length > most ? t('settings.search.many', { most }) : ''
}
const synonymLines = (text: string): string => {
  const groups = groupsOf(text)
  const fits = (group: readonly string[]): boolean =>
    group.length >= 2 &&
    group.length <= SETTING_LIMITS.synonymsOfOne &&
    group.every((word) => word.length <= SETTING_LIMITS.searchWord)
  const wrong = groups.findIndex((group) => !fits(group))
  if (wrong >= 0) return t('settings.search.group', { n: wrong + 1, most: SETTING_LIMITS.synonymsOfOne })
  return groups.length > SETTING_LIMITS.searchWords
    ? t('settings.search.many', { most: SETTING_LIMITS.searchWords })
    : ''
}

const special: Record<string, (text: string, typed: Typed) => string> = {
  baseFen: (text) => amount(text),
  freeOverFen: (text) => (text.trim() === '' ? '' : amount(text)),
  noDeliveryRegionPrefixes: (text) => {
    const wrong = linesOf(text).findIndex((line) => !REGION_PREFIX_PATTERN.test(line))
    return wrong < 0 ? '' : t('settings.regions.wrong', { n: wrong + 1 })
  },
  payWithinMs: (text) => whole(text, 1, payWithinMs.most / MINUTE),
  autoConfirmAfterMs: (text) => whole(text, 1, autoConfirmAfterMs.most / DAY),
  extendReceiptMs: (text) => whole(text, 1, extendReceiptMs.most / DAY),
  // A percentage has two decimals as yuan have, and a basis point is its smallest part.
  priceChangeBp: (text) => amount(text, SETTING_LIMITS.priceChangeBp.most),
  priceChangeFen: (text) => amount(text, SETTING_LIMITS.priceChangeFen.most),
  lateCouponAfterHours: (text) =>
    whole(text, SETTING_LIMITS.lateCouponAfterHours.least, SETTING_LIMITS.lateCouponAfterHours.most),
  windowDays: (text) => whole(text, SETTING_LIMITS.reviewDays.least, SETTING_LIMITS.reviewDays.most),
  words: wordLines(SETTING_LIMITS.filterWords),
  dailyBudget: (text) => whole(text, 0, SETTING_LIMITS.dailyBudget),
  pinned: wordLines(SETTING_LIMITS.pinnedWords),
  hidden: wordLines(SETTING_LIMITS.searchWords),
  stopWords: wordLines(SETTING_LIMITS.searchWords),
  synonyms: synonymLines,
  ...STORED_FAULTS,
  ...ARRIVAL_FAULTS,
  ...Object.fromEntries(
    TERM_LIMITS.map(({ name, least, most }) => [
      name,
      name === 'fastRefundMaxFen' ? (text: string) => amount(text, most) : (text: string) => whole(text, least, most),
    ]),
  ),
}

/** What a control of a kind can hold; what is typed has checks of its own. */
const ofKind: Partial<Record<FieldKind, (text: string) => string>> = {
  switch: (text) => (text === 'true' || text === 'false' ? '' : t('settings.required')),
  day: (text) => (text === '' || parseShopDay(text) !== undefined ? '' : t('settings.day.wrong')),
}

const faultOf = ({ name, kind, most, required }: PlainField, typed: Typed): string => {
  const text = typed[name] ?? ''
  if (required === true && text.trim() === '') return t('settings.required')
  if (most !== undefined && [...text].length > most) return t('settings.tooLong', { n: most })
  return ofKind[kind]?.(text) || special[name]?.(text, typed) || ''
}

/** What is wrong with a form, by field, before anybody is asked. */
export const faultsOf = (key: SettingKey, typed: Typed): Faults =>
  Object.fromEntries(
    FIELDS[key].flatMap((field) => {
      const fault = faultOf(field, typed)
      return fault === '' ? [] : [[field.name, fault]]
    }),
  )

/** A day of the shop begins at its own midnight. */
const startOfDay = (text: string): string => {
  const day = parseShopDay(text)
  return day === undefined ? text : isoOf(startOfShopDay(day))
}

const shopValue = (text: (name: string) => string): Values['shop'] => {
  const icp = text('icp')
  const shop = { name: text('name'), slogan: text('slogan'), searchHint: text('searchHint') }
  return icp === '' ? shop : { ...shop, icp }
}

const freightValue = (text: (name: string) => string): Values['freight'] => ({
  baseFen: fenOf(text('baseFen')) ?? 0,
  freeOverFen: fenOf(text('freeOverFen')) ?? null,
  promise: text('promise'),
  noDeliveryRegionPrefixes: linesOf(text('noDeliveryRegionPrefixes')),
  ...arrivalOf(text),
})

const orderValue = (text: (name: string) => string): Values['order'] => ({
  payWithinMs: Number(text('payWithinMs')) * MINUTE,
  autoConfirmAfterMs: Number(text('autoConfirmAfterMs')) * DAY,
  extendReceiptMs: Number(text('extendReceiptMs')) * DAY,
  priceChangeBp: fenOf(text('priceChangeBp')) ?? 0,
  priceChangeFen: fenOf(text('priceChangeFen')) ?? 0,
  lateCouponTemplateId: text('lateCouponTemplateId') === '' ? null : text('lateCouponTemplateId'),
  lateCouponAfterHours: Number(text('lateCouponAfterHours')),
  returnAddress: text('returnAddress'),
})

const searchValue = (text: (name: string) => string): Values['search'] => ({
  pinned: linesOf(text('pinned')),
  hidden: linesOf(text('hidden')),
  synonyms: groupsOf(text('synonyms')),
  stopWords: linesOf(text('stopWords')),
})

export type BannerDraft = Values['home']['banners'][number]
type Text = (name: string) => string

const READ: { readonly [Key in SettingKey]: (text: Text, banners: BannerDraft[]) => Values[Key] } = {
  shop: shopValue,
  freight: freightValue,
  order: orderValue,
  afterSale: (text) => termsValue(text, money),
  home: (text, banners) => ({ banners, couponPopup: text('couponPopup') === 'true' }),
  policies: (text) => ({
    version: text('version'),
    effectiveAt: startOfDay(text('effectiveAt')),
    terms: paragraphsOf(text('terms')),
    privacy: paragraphsOf(text('privacy')),
  }),
  sms: (text) => ({ dailyBudget: Number(text('dailyBudget')) }),
  search: searchValue,
  review: (text) => ({ windowDays: Number(text('windowDays')), words: linesOf(text('words')) }),
  storedValue: storedOf,
}

/** The value on the wire; only of a form without faults. The banners of the home page have a form of their own. */
export const valueOf = (key: SettingKey, typed: Typed, banners: BannerDraft[] = []): Values[typeof key] =>
  READ[key]((name) => (typed[name] ?? '').trim(), banners)

/** What is wrong with a banner, by field. */
export const bannerFaults = (banner: BannerDraft): Faults => {
  const faults: Faults = {}
  if (banner.title.trim() === '') faults['title'] = t('settings.required')
  if (banner.pictureId.trim() === '') faults['pictureId'] = t('settings.required')
  if (!INK_PATTERN.test(banner.ink)) faults['ink'] = t('settings.ink.wrong')
  if (banner.link.kind !== 'none' && !/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(banner.link.id ?? ''))
    faults['linkId'] = t('settings.linkId.wrong')
  return faults
}
