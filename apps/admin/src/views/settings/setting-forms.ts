import type { AllSettings } from '@jishi/contracts/settings/settings.schema'
import {
  INK_PATTERN,
  REGION_PREFIX_PATTERN,
  SETTING_LIMITS,
  type SettingKey,
} from '@jishi/contracts/settings/settings.terms'
import { t, type CopyKey } from '@/copy'
import { TERM_FIELDS, TERM_LIMITS, termsValue, typedTerms } from './after-sale-terms'
import { STORED_FAULTS, STORED_FIELDS, storedOf, typedStored } from './stored-value-form'
import { fenOf, groupsOf, linesOf, paragraphsOf, yuanOf } from './setting-text'

export type Values = { [Key in SettingKey]: AllSettings[Key]['value'] }

/** A form holds what is typed; the value on the wire is made from it when it is right. */
export interface PlainField {
  readonly name: string
  readonly label: CopyKey
  readonly hint?: CopyKey
  readonly kind: 'text' | 'lines' | 'paragraphs' | 'coupon'
  readonly most?: number
  readonly required?: boolean
}
export type Typed = Record<string, string>
export type Faults = Record<string, string>

const { payWithinMs, autoConfirmAfterMs, extendReceiptMs } = SETTING_LIMITS
const MINUTE = payWithinMs.least
const DAY = autoConfirmAfterMs.least

export const FIELDS: Record<Exclude<SettingKey, 'home'>, readonly PlainField[]> = {
  shop: [
    { name: 'name', label: 'settings.name', kind: 'text', most: SETTING_LIMITS.name, required: true },
    { name: 'slogan', label: 'settings.slogan', kind: 'text', most: SETTING_LIMITS.slogan },
    { name: 'searchHint', label: 'settings.searchHint', kind: 'text', most: SETTING_LIMITS.searchHint },
    { name: 'icp', label: 'settings.icp', hint: 'settings.icp.hint', kind: 'text', most: SETTING_LIMITS.icp },
  ],
  freight: [
    { name: 'baseFen', label: 'settings.baseFen', kind: 'text', most: 12, required: true },
    { name: 'freeOverFen', label: 'settings.freeOverFen', hint: 'settings.freeOver', kind: 'text', most: 12 },
    { name: 'promise', label: 'settings.promise', kind: 'text', most: SETTING_LIMITS.promise, required: true },
    { name: 'regions', label: 'settings.regions', hint: 'settings.regions.hint', kind: 'lines' },
  ],
  order: [
    { name: 'payMinutes', label: 'settings.payMinutes', kind: 'text', most: 6, required: true },
    { name: 'confirmDays', label: 'settings.confirmDays', kind: 'text', most: 4, required: true },
    { name: 'extendDays', label: 'settings.extendDays', kind: 'text', most: 4, required: true },
    {
      name: 'priceChangePercent',
      label: 'settings.priceChangePercent',
      hint: 'settings.priceChangePercent.hint',
      kind: 'text',
      most: 6,
      required: true,
    },
    { name: 'priceChangeFen', label: 'settings.priceChangeFen', kind: 'text', most: 12, required: true },
    { name: 'lateCoupon', label: 'settings.lateCoupon', kind: 'coupon' },
    { name: 'lateHours', label: 'settings.lateHours', hint: 'settings.lateHours.hint', kind: 'text', required: true },
    {
      name: 'returnAddress',
      label: 'settings.returnAddress',
      hint: 'settings.returnAddress.hint',
      kind: 'lines',
      most: SETTING_LIMITS.returnAddress,
    },
  ],
  afterSale: TERM_FIELDS,
  policies: [
    {
      name: 'version',
      label: 'settings.policy.version',
      hint: 'settings.policy.version.hint',
      kind: 'text',
      most: SETTING_LIMITS.policyVersion,
      required: true,
    },
    { name: 'effective', label: 'settings.policy.effective', kind: 'text', most: 10, required: true },
    {
      name: 'terms',
      label: 'settings.policy.terms',
      hint: 'settings.policy.paragraphs',
      kind: 'paragraphs',
      required: true,
    },
    {
      name: 'privacy',
      label: 'settings.policy.privacy',
      hint: 'settings.policy.paragraphs',
      kind: 'paragraphs',
      required: true,
    },
  ],
  sms: [{ name: 'dailyBudget', label: 'settings.dailyBudget', kind: 'text', most: 8, required: true }],
  search: [
    { name: 'pinned', label: 'settings.search.pinned', hint: 'settings.search.lines', kind: 'lines' },
    { name: 'hidden', label: 'settings.search.hidden', hint: 'settings.search.lines', kind: 'lines' },
    { name: 'synonyms', label: 'settings.search.synonyms', hint: 'settings.search.synonyms.hint', kind: 'paragraphs' },
    { name: 'stopWords', label: 'settings.search.stopWords', hint: 'settings.search.lines', kind: 'lines' },
  ],
  review: [
    { name: 'windowDays', label: 'settings.review.days', kind: 'text', most: 3, required: true },
    { name: 'filterWords', label: 'settings.review.words', hint: 'settings.review.words.hint', kind: 'lines' },
  ],
  storedValue: STORED_FIELDS,
}

const money = { write: yuanOf, read: fenOf }
export const typedOf = (values: Values, key: Exclude<SettingKey, 'home'>): Typed => {
  const { shop, freight, order, afterSale, policies, sms, search, review, storedValue } = values
  const all: Record<Exclude<SettingKey, 'home'>, Typed> = {
    shop: { name: shop.name, slogan: shop.slogan, searchHint: shop.searchHint, icp: shop.icp ?? '' },
    freight: {
      baseFen: yuanOf(freight.baseFen),
      freeOverFen: freight.freeOverFen === null ? '' : yuanOf(freight.freeOverFen),
      promise: freight.promise,
      regions: freight.noDeliveryRegionPrefixes.join('\n'),
    },
    order: {
      payMinutes: String(order.payWithinMs / MINUTE),
      confirmDays: String(order.autoConfirmAfterMs / DAY),
      extendDays: String(order.extendReceiptMs / DAY),
      priceChangePercent: yuanOf(order.priceChangeBp),
      priceChangeFen: yuanOf(order.priceChangeFen),
      lateCoupon: order.lateCouponTemplateId ?? '',
      lateHours: String(order.lateCouponAfterHours),
      returnAddress: order.returnAddress,
    },
    afterSale: typedTerms(afterSale, money),
    policies: {
      version: policies.version,
      effective: policies.effectiveAt.slice(0, 10),
      terms: policies.terms.join('\n\n'),
      privacy: policies.privacy.join('\n\n'),
    },
    sms: { dailyBudget: String(sms.dailyBudget) },
    search: {
      pinned: search.pinned.join('\n'),
      hidden: search.hidden.join('\n'),
      synonyms: search.synonyms.map((group) => group.join('，')).join('\n'),
      stopWords: search.stopWords.join('\n'),
    },
    review: { windowDays: String(review.windowDays), filterWords: review.words.join('\n') },
    storedValue: typedStored(storedValue),
  }
  return all[key]
}

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

const special: Record<string, (text: string) => string> = {
  baseFen: (text) => amount(text),
  freeOverFen: (text) => (text.trim() === '' ? '' : amount(text)),
  regions: (text) => {
    const wrong = linesOf(text).findIndex((line) => !REGION_PREFIX_PATTERN.test(line))
    return wrong < 0 ? '' : t('settings.regions.wrong', { n: wrong + 1 })
  },
  payMinutes: (text) => whole(text, 1, payWithinMs.most / MINUTE),
  confirmDays: (text) => whole(text, 1, autoConfirmAfterMs.most / DAY),
  extendDays: (text) => whole(text, 1, extendReceiptMs.most / DAY),
  // A percentage has two decimals as yuan have, and a basis point is its smallest part.
  priceChangePercent: (text) => amount(text, SETTING_LIMITS.priceChangeBp.most),
  priceChangeFen: (text) => amount(text, SETTING_LIMITS.priceChangeFen.most),
  lateHours: (text) => whole(text, SETTING_LIMITS.lateCouponAfterHours.least, SETTING_LIMITS.lateCouponAfterHours.most),
  windowDays: (text) => whole(text, SETTING_LIMITS.reviewDays.least, SETTING_LIMITS.reviewDays.most),
  filterWords: wordLines(SETTING_LIMITS.filterWords),
  dailyBudget: (text) => whole(text, 0, SETTING_LIMITS.dailyBudget),
  pinned: wordLines(SETTING_LIMITS.pinnedWords),
  hidden: wordLines(SETTING_LIMITS.searchWords),
  stopWords: wordLines(SETTING_LIMITS.searchWords),
  synonyms: synonymLines,
  ...STORED_FAULTS,
  ...Object.fromEntries(
    TERM_LIMITS.map(({ name, least, most }) => [
      name,
      name === 'fastRefundMaxFen' ? (text: string) => amount(text, most) : (text: string) => whole(text, least, most),
    ]),
  ),
  effective: (text) => (/^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) ? '' : 'YYYY-MM-DD'),
}

/** What is wrong with a form, by field, before anybody is asked. */
export const faultsOf = (key: Exclude<SettingKey, 'home'>, typed: Typed): Faults => {
  const faults: Faults = {}
  for (const { name, most, required } of FIELDS[key]) {
    const text = typed[name] ?? ''
    const told = special[name]?.(text) ?? ''
    if (required === true && text.trim() === '') faults[name] = t('settings.required')
    else if (most !== undefined && [...text].length > most) faults[name] = t('settings.tooLong', { n: most })
    else if (told !== '') faults[name] = told
  }
  return faults
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
  noDeliveryRegionPrefixes: linesOf(text('regions')),
})

const orderValue = (text: (name: string) => string): Values['order'] => ({
  payWithinMs: Number(text('payMinutes')) * MINUTE,
  autoConfirmAfterMs: Number(text('confirmDays')) * DAY,
  extendReceiptMs: Number(text('extendDays')) * DAY,
  priceChangeBp: fenOf(text('priceChangePercent')) ?? 0,
  priceChangeFen: fenOf(text('priceChangeFen')) ?? 0,
  lateCouponTemplateId: text('lateCoupon') === '' ? null : text('lateCoupon'),
  lateCouponAfterHours: Number(text('lateHours')),
  returnAddress: text('returnAddress'),
})

const searchValue = (text: (name: string) => string): Values['search'] => ({
  pinned: linesOf(text('pinned')),
  hidden: linesOf(text('hidden')),
  synonyms: groupsOf(text('synonyms')),
  stopWords: linesOf(text('stopWords')),
})

/** The value on the wire; only of a form without faults. */
export const valueOf = (key: Exclude<SettingKey, 'home'>, typed: Typed): Values[typeof key] => {
  const text = (name: string): string => (typed[name] ?? '').trim()
  switch (key) {
    case 'shop':
      return shopValue(text)
    case 'freight':
      return freightValue(text)
    case 'order':
      return orderValue(text)
    case 'afterSale':
      return termsValue(text, money)
    case 'policies':
      return {
        version: text('version'),
        effectiveAt: `${text('effective')}T00:00:00.000Z`,
        terms: paragraphsOf(text('terms')),
        privacy: paragraphsOf(text('privacy')),
      }
    case 'sms':
      return { dailyBudget: Number(text('dailyBudget')) }
    case 'search':
      return searchValue(text)
    case 'review':
      return { windowDays: Number(text('windowDays')), words: linesOf(text('filterWords')) }
    case 'storedValue':
      return storedOf(text)
  }
}

export type BannerDraft = Values['home']['banners'][number]

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
