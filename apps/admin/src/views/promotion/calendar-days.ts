import type { CalendarView } from '@jishi/contracts/promotion/offers.schema'
import { instantOf, shopTimeText } from '@jishi/kernel/time'

type Entry = CalendarView['items'][number]
/** An entry with the grid columns it covers, the last one exclusive. */
export interface Bar extends Entry {
  readonly first: number
  readonly last: number
}

const two = (n: number): string => String(n).padStart(2, '0')
const dayOf = (at: string): string => shopTimeText(instantOf(at), 'minute').slice(0, 10)
/** The month it is in the shop. */
export const monthNow = (): string => dayOf(new Date().toISOString()).slice(0, 7)

export const monthAfter = (month: string, by: number): string => {
  const [year = 0, of = 1] = month.split('-').map(Number)
  const count = year * 12 + of - 1 + by
  return `${Math.floor(count / 12)}-${two((count % 12) + 1)}`
}

export const daysOf = (month: string): string[] => {
  const [year = 0, of = 1] = month.split('-').map(Number)
  const length = new Date(Date.UTC(year, of, 0)).getUTCDate()
  return Array.from({ length }, (_, at) => `${month}-${two(at + 1)}`)
}

/** The bars of the days shown: campaigns together, then by when they begin. What ends at midnight does not cover that day. */
export const barsOf = (items: readonly Entry[], days: readonly string[]): Bar[] => {
  const [firstDay = '', lastDay = ''] = [days[0], days.at(-1)]
  return items
    .map((entry) => ({
      entry,
      from: dayOf(entry.fromAt),
      to: dayOf(new Date(Date.parse(entry.untilAt) - 1).toISOString()),
    }))
    .filter(({ from, to }) => from <= lastDay && to >= firstDay)
    .sort((left, right) => {
      const [a, b] = [left.entry.campaign ?? '\uffff', right.entry.campaign ?? '\uffff']
      return a === b ? left.entry.fromAt.localeCompare(right.entry.fromAt) : a.localeCompare(b)
    })
    .map(({ entry, from, to }) => ({
      ...entry,
      first: from < firstDay ? 1 : days.indexOf(from) + 1,
      last: to > lastDay ? days.length + 1 : days.indexOf(to) + 2,
    }))
}
