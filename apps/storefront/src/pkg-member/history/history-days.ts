import { addShopDays, instantOf, shopDay } from '@jishi/kernel/time'
import { serverClock } from '@/api'
import { t } from '../words/copy'

export interface SeenDay<T> {
  day: string
  name: string
  rows: T[]
}

/** '今天', '昨天', '11-20', '2025-11-20' */
const dayName = (day: string): string => {
  const today = shopDay(serverClock.now())
  if (day === today) return t('history.today')
  if (day === addShopDays(today, -1)) return t('history.yesterday')
  return day.slice(0, 4) === today.slice(0, 4) ? day.slice(5) : day
}

/** What was seen, by the day it was seen last; the rows come newest first and stay so. */
export const byDay = <T extends { readonly viewedAt: string }>(rows: readonly T[]): SeenDay<T>[] => {
  const days: SeenDay<T>[] = []
  for (const row of rows) {
    const day: string = shopDay(instantOf(row.viewedAt))
    const last = days[days.length - 1]
    if (last && last.day === day) last.rows.push(row)
    else days.push({ day, name: dayName(day), rows: [row] })
  }
  return days
}
