import type { Claimable, CouponView } from '@jishi/contracts/promotion/coupons.schema'
import { dayMs, instantOf, shopTimeText } from '@jishi/kernel/time'
import { shortYuan } from '@/composables/words'
import { locale, t } from '@/copy/later'

type Face = Pick<CouponView, 'kind' | 'amountFen' | 'offBp'>

/** The one big number of a coupon, with the small sign before or behind it. */
export interface BigNumber {
  sign: string
  number: string
  unit: string
}

const WHOLE = 10_000

/** 2000 off is 8 折 in Chinese and 20 % in English. */
const percentNumber = (offBp: number): BigNumber => ({
  sign: '',
  number: String(locale.value === 'en' ? offBp / 100 : (WHOLE - offBp) / 1_000),
  unit: t('coupon.percentUnit'),
})

export const bigNumber = ({ kind, amountFen, offBp }: Face): BigNumber => {
  if (kind === 'percent' && offBp !== WHOLE) return percentNumber(offBp ?? 0)
  if (kind === 'percent') return { sign: '', number: t('coupon.free'), unit: '' }
  if (amountFen === null) return { sign: '', number: t('coupon.shipping'), unit: '' }
  return { sign: '¥', number: shortYuan(amountFen), unit: '' }
}

const dayOf = (at: string): string => shopTimeText(instantOf(at)).slice(0, 10)

/** It asks for an amount of its own goods, so that it matters how far the cart has come. */
export const wantsMore = ({ kind, thresholdFen }: Pick<CouponView, 'kind' | 'thresholdFen'>): boolean =>
  kind !== 'shipping' && thresholdFen > 0

/** Its last day is worth a countdown. */
export const endsSoon = (untilAt: string, now: number): boolean => {
  const left = instantOf(untilAt) - now
  return left > 0 && left <= dayMs
}

export const validText = ({ fromAt, untilAt }: Pick<CouponView, 'fromAt' | 'untilAt'>, now: number): string =>
  instantOf(fromAt) > now
    ? t('coupon.fromUntil', { from: dayOf(fromAt), until: dayOf(untilAt) })
    : t('coupon.until', { until: dayOf(untilAt) })

/** How long it can be used by whoever takes it now. */
export const claimText = ({ validDays, useFromAt, useUntilAt }: Claimable): string => {
  if (validDays !== null) return t('coupon.days', { n: validDays })
  return t('coupon.fromUntil', { from: dayOf(useFromAt ?? ''), until: dayOf(useUntilAt ?? '') })
}
