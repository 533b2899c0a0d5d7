import { dayMs, hourMs, instantOf, minuteMs, msBetween, shopTimeText } from '@jishi/kernel/time'
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
