import {
  addMinutes,
  dayMs,
  hourMs,
  instantOf,
  isoOf,
  minuteMs,
  msBetween,
  parseShopDay,
  shopTimeText,
  startOfShopDay,
} from '@jishi/kernel/time'
import { t } from '@/copy'

/** A time of the wire as people of the shop read it. */
export const timeText = (at: string, precision: 'minute' | 'second' = 'minute'): string =>
  shopTimeText(instantOf(at), precision)

/** How long from one time of the wire to another, in its largest unit. */
export const spanText = (from: string, to: string): string => {
  const ms = Math.max(0, msBetween(instantOf(from), instantOf(to)))
  if (ms >= dayMs) return t('time.days', { n: Math.floor(ms / dayMs) })
  if (ms >= hourMs) return t('time.hours', { n: Math.floor(ms / hourMs) })
  if (ms >= minuteMs) return t('time.minutes', { n: Math.floor(ms / minuteMs) })
  return t('time.justNow')
}

/**
 * A day and a time as the shop's own clock shows them, such as `2026-12-01 09:30`, as a time of the wire; undefined when
 * it is none. The operator's computer may stand in another time zone: that changes nothing.
 */
export const isoOfShopTime = (text: string): string | undefined => {
  const found = /^(\d{4}-\d{2}-\d{2})[ T]([01]\d|2[0-3]):([0-5]\d)$/.exec(text.trim())
  const day = found === null ? undefined : parseShopDay(found[1] ?? '')
  if (found === null || day === undefined) return undefined
  return isoOf(addMinutes(startOfShopDay(day), Number(found[2]) * 60 + Number(found[3])))
}
