import { addDays, addMs, addShopDays, hourMs, minuteMs, shopDay, startOfShopDay } from '@jishi/kernel/time'
import type { Instant } from '@jishi/kernel/time'
import type { Chance } from './chance.js'

/** Sunday first, as the weekday of a day counts: people shop for the weekend. */
const WEEK = [1.25, 0.9, 0.85, 0.9, 1, 1.2, 1.35]
/** Shares of the 24 hours of the shop's day: a lunch peak, a long evening, a few who cannot sleep. */
const HOURS = [1.2, 0.5, 0.2, 0.1, 0.1, 0.3, 1, 2, 3, 3.6, 4.2, 4.4, 5.2, 4.6, 3.6, 3.4, 3.6, 3.8, 4, 5.2, 7, 7.6, 6, 3]
const FESTIVAL: Readonly<Record<string, number>> = {
  '11-09': 1.4,
  '11-10': 1.8,
  '11-11': 4.2,
  '11-12': 1.7,
  '12-12': 2.6,
}
const THURSDAY_EPOCH = 4
const GROWTH = 0.8
/** Nobody may have ordered only a moment ago: the youngest orders are made by the shop's own rules below. */
const QUIET_END_MS = 2 * minuteMs

const weekday = (day: string): number => (Date.parse(`${day}T00:00:00Z`) / (24 * hourMs) + THURSDAY_EPOCH) % 7

const weightOfDay = (day: string, position: number, days: number, chance: Chance): number => {
  const festival = FESTIVAL[day.slice(5)] ?? 1
  const growth = 1 - GROWTH / 2 + (GROWTH * position) / days
  return (WEEK[weekday(day)] ?? 1) * festival * growth * (0.88 + chance.next() * 0.24)
}

/** When orders are placed: `count` instants over the days before `now`, in order. */
export const placingTimes = (now: Instant, days: number, count: number, chance: Chance): Instant[] => {
  const first = shopDay(addDays(now, -days))
  const calendar = Array.from({ length: days + 1 }, (_, position) => addShopDays(first, position))
  const hours = HOURS.map((weight, hour) => ({ hour, weight }))
  const weights = new Map(calendar.map((day, position) => [day, weightOfDay(day, position, days, chance)]))
  const times: Instant[] = []
  const latest = addMs(now, -QUIET_END_MS)
  while (times.length < count) {
    const day = chance.weighted(calendar, (each) => weights.get(each) ?? 0)
    const { hour } = chance.weighted(hours, ({ weight }) => weight)
    const time = addMs(startOfShopDay(day), hour * hourMs + chance.between(0, hourMs - 1))
    // What is left of today has not happened yet; such a throw is thrown again, so today stays as likely as it is old.
    if (time < latest) times.push(time)
  }
  return times.sort((one, other) => one - other)
}
