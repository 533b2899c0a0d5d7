import type { SeckillCard } from '@jishi/contracts/seckill/seckill-desk.schema'
import { timeText } from '@/composables/shop-time'

const DAY_MS = 86_400_000
const dayText = (ms: number): string => new Date(ms).toISOString().slice(0, 10)
const msOf = (day: string): number => Date.parse(`${day}T00:00:00Z`)

/** The shop's day now. */
export const today = (): string => timeText(new Date().toISOString()).slice(0, 10)
/** Monday to Sunday of the week a day is in. */
export const weekOf = (day: string): string[] => {
  const sinceMonday = (new Date(msOf(day)).getUTCDay() + 6) % 7
  return Array.from({ length: 7 }, (_, at) => dayText(msOf(day) + (at - sinceMonday) * DAY_MS))
}
export const dayAfter = (day: string, by: number): string => dayText(msOf(day) + by * DAY_MS)

export interface DayEntry {
  readonly card: SeckillCard
  /** When it begins and ends on this day: 00:00 where it came over from the day before, 24:00 where it goes on. */
  readonly from: string
  readonly to: string
}
/** What is on on one shop day, the earliest first. What ends at midnight is not on on the day that begins then. */
export const entriesOn = (day: string, cards: readonly SeckillCard[]): DayEntry[] =>
  cards
    .map((card) => ({ card, from: timeText(card.startsAt), to: timeText(card.endsAt) }))
    .filter(({ from, to }) => from.slice(0, 10) <= day && to > `${day} 00:00`)
    .map(({ card, from, to }) => ({
      card,
      from: from.slice(0, 10) === day ? from.slice(11) : '00:00',
      to: to.slice(0, 10) === day ? to.slice(11) : '24:00',
    }))
    .sort((left, right) => left.from.localeCompare(right.from))
