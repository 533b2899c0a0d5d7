import { SETTING_SCHEMAS, type Banner, type SettingValue } from '@jishi/contracts/settings/settings.schema'
import {
  USUAL_AFTER_SALE,
  USUAL_EXTENSION_MS,
  USUAL_LATE_COUPON_HOURS,
  USUAL_PRICE_CHANGE,
  type SettingKey,
} from '@jishi/contracts/settings/settings.terms'
import { USUAL_STORED_VALUE } from '@jishi/contracts/payment/stored-value.terms'
import { dayMs, minuteMs } from '@jishi/kernel/time'
import { DEFAULT_FILTER_WORDS } from './filter-words.js'
import { DEFAULT_STOP_WORDS, DEFAULT_SYNONYMS } from './search-words.js'
import { DEFAULT_PRIVACY, DEFAULT_TERMS } from './policy-texts.js'

export { SETTING_SCHEMAS }
export type { Banner, SettingKey, SettingValue }

/** What holds until an operator says otherwise. */
export const SETTING_DEFAULTS: { readonly [Key in SettingKey]: SettingValue<Key> } = {
  shop: { name: '小满良品', slogan: '好好吃饭，好好生活', searchHint: '搜一搜今天想吃什么' },
  freight: { baseFen: 800, freeOverFen: 5_900, promise: '48 小时内发货', noDeliveryRegionPrefixes: [] },
  order: {
    payWithinMs: 30 * minuteMs,
    autoConfirmAfterMs: 10 * dayMs,
    extendReceiptMs: USUAL_EXTENSION_MS,
    returnAddress: '',
    priceChangeBp: USUAL_PRICE_CHANGE.bp,
    priceChangeFen: USUAL_PRICE_CHANGE.fen,
    lateCouponTemplateId: null,
    lateCouponAfterHours: USUAL_LATE_COUPON_HOURS,
  },
  afterSale: USUAL_AFTER_SALE,
  home: { banners: [], couponPopup: true },
  policies: {
    version: '2026-01',
    effectiveAt: '2026-01-01T00:00:00.000Z',
    terms: DEFAULT_TERMS,
    privacy: DEFAULT_PRIVACY,
  },
  sms: { dailyBudget: 5_000 },
  search: { pinned: [], hidden: [], synonyms: DEFAULT_SYNONYMS, stopWords: DEFAULT_STOP_WORDS },
  review: { windowDays: 15, words: DEFAULT_FILTER_WORDS },
  storedValue: USUAL_STORED_VALUE,
}
