import { SETTING_LIMITS, type SettingKey } from '@jishi/contracts/settings/settings.terms'
import type { CopyKey } from '@/copy'
import { ARRIVAL_FIELDS } from './arrival-terms'
import { TERM_FIELDS } from './after-sale-terms'
import { STORED_FIELDS } from './stored-value-form'

/** How a field is filled in. A switch holds 'true' or 'false', a day a calendar day of the shop; the others what is typed. */
export type FieldKind = 'text' | 'lines' | 'paragraphs' | 'coupon' | 'switch' | 'day'

/** A form holds what is typed; the value on the wire is made from it when it is right. */
export interface PlainField {
  /** What the server calls it, so that its refusal stands beside it. */
  readonly name: string
  readonly label: CopyKey
  readonly hint?: CopyKey
  readonly kind: FieldKind
  readonly most?: number
  readonly required?: boolean
}
export const FIELDS: Record<SettingKey, readonly PlainField[]> = {
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
    ...ARRIVAL_FIELDS,
    { name: 'noDeliveryRegionPrefixes', label: 'settings.regions', hint: 'settings.regions.hint', kind: 'lines' },
  ],
  order: [
    { name: 'payWithinMs', label: 'settings.payMinutes', kind: 'text', most: 6, required: true },
    { name: 'autoConfirmAfterMs', label: 'settings.confirmDays', kind: 'text', most: 4, required: true },
    { name: 'extendReceiptMs', label: 'settings.extendDays', kind: 'text', most: 4, required: true },
    {
      name: 'priceChangeBp',
      label: 'settings.priceChangePercent',
      hint: 'settings.priceChangePercent.hint',
      kind: 'text',
      most: 6,
      required: true,
    },
    { name: 'priceChangeFen', label: 'settings.priceChangeFen', kind: 'text', most: 12, required: true },
    { name: 'lateCouponTemplateId', label: 'settings.lateCoupon', kind: 'coupon' },
    {
      name: 'lateCouponAfterHours',
      label: 'settings.lateHours',
      hint: 'settings.lateHours.hint',
      kind: 'text',
      required: true,
    },
    {
      name: 'returnAddress',
      label: 'settings.returnAddress',
      hint: 'settings.returnAddress.hint',
      kind: 'lines',
      most: SETTING_LIMITS.returnAddress,
    },
  ],
  afterSale: TERM_FIELDS,
  // Its banners have a form of their own.
  home: [{ name: 'couponPopup', label: 'settings.couponPopup', hint: 'settings.couponPopup.hint', kind: 'switch' }],
  policies: [
    {
      name: 'version',
      label: 'settings.policy.version',
      hint: 'settings.policy.version.hint',
      kind: 'text',
      most: SETTING_LIMITS.policyVersion,
      required: true,
    },
    { name: 'effectiveAt', label: 'settings.policy.effective', kind: 'day', required: true },
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
    { name: 'words', label: 'settings.review.words', hint: 'settings.review.words.hint', kind: 'lines' },
  ],
  storedValue: STORED_FIELDS,
}
