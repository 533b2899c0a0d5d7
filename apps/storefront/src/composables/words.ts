import { addShopDays, dayMs, hourMs, instantOf, minuteMs, secondMs, shopDay, shopTimeText } from '@jishi/kernel/time'
import { fen, formatFen } from '@jishi/kernel/money'
import { serverClock } from '@/api'
import { locale, t } from '@/copy'

/** '29.90' */
export const yuan = (amountFen: number): string => formatFen(fen(amountFen))

/** '49.00' → '49', but '29.90' stays: an amount within a sentence. */
export const tidyYuan = (amountFen: number): string => yuan(amountFen).replace(/\.00$/, '')

/** '29.90' → '29.9', '49.00' → '49': for places where the drawing drops empty decimals. */
export const shortYuan = (amountFen: number): string => yuan(amountFen).replace(/\.?0+$/, '')

/** 23120 → '2.3万' in Chinese, '23.1k' in English; small numbers as they are. */
export const countText = (count: number): string => {
  const unit = locale.value === 'en' ? 1000 : 10_000
  if (count < unit) return String(count)
  const tenths = Math.floor((count * 10) / unit)
  const text = tenths % 10 === 0 ? String(tenths / 10) : `${Math.floor(tenths / 10)}.${tenths % 10}`
  return text + (locale.value === 'en' ? 'k' : '万')
}

/** '今天 08:12', '昨天 21:03', '11-20 10:07', '2025-11-20 10:07' */
export const momentText = (at: string): string => {
  const text = shopTimeText(instantOf(at))
  const day = text.slice(0, 10)
  const clock = text.slice(11)
  const today = shopDay(serverClock.now())
  if (day === today) return t('time.today', { clock })
  if (day === addShopDays(today, -1)) return t('time.yesterday', { clock })
  return day.slice(0, 4) === today.slice(0, 4) ? `${day.slice(5)} ${clock}` : text
}

const two = (value: number): string => (value < 10 ? `0${value}` : String(value))

/** '14:59' under an hour, '02:14:59' under a day, else '6 天 03 小时'. Never below zero. */
export const leftText = (ms: number): string => {
  const left = Math.max(0, ms)
  if (left >= dayMs)
    return t('time.daysHours', { d: Math.floor(left / dayMs), h: two(Math.floor((left % dayMs) / hourMs)) })
  const minutes = two(Math.floor((left % hourMs) / minuteMs))
  const seconds = two(Math.floor((left % minuteMs) / secondMs))
  return left >= hourMs ? `${two(Math.floor(left / hourMs))}:${minutes}:${seconds}` : `${minutes}:${seconds}`
}
