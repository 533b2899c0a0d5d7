import type { SpuState } from '@jishi/contracts/catalog/catalog.terms'
import type { Instant } from '@jishi/kernel/time'
import type { Flaw } from './matrix-flaws.js'

/** When a product comes to the shelf and when it leaves it; null: whenever somebody says so. */
export interface ShelfDays {
  readonly from: Instant | null
  readonly until: Instant | null
}

const orderFlaws = ({ from, until }: ShelfDays): Flaw[] =>
  from !== null && until !== null && until <= from
    ? [{ path: 'shelfUntil', message: 'it would leave before it comes' }]
    : []

/** What is wrong with the days of a form. A draft may keep days that have passed: they are an intention. */
export const formDayFlaws = (state: SpuState, days: ShelfDays, now: Instant): Flaw[] =>
  state === 'on_shelf' && days.from !== null && days.from > now
    ? [{ path: 'shelfFrom', message: 'it is on the shelf already' }]
    : orderFlaws(days)

/** What is wrong with days a product shall really wait for. */
export const scheduleFlaws = (state: SpuState, days: ShelfDays, now: Instant): Flaw[] => {
  const { from, until } = days
  if (state === 'on_shelf' && from !== null) return [{ path: 'shelfFrom', message: 'it is on the shelf already' }]
  if (state !== 'on_shelf' && (from === null || from <= now))
    return [{ path: 'shelfFrom', message: 'it has to lie ahead' }]
  if (until !== null && until <= now) return [{ path: 'shelfUntil', message: 'it has to lie ahead' }]
  return orderFlaws(days)
}

/** What the clock has to do with a product: bring it to the shelf, take it off, or nothing yet. */
export const dueMove = (state: SpuState, { from, until }: ShelfDays, now: Instant): 'on' | 'off' | undefined => {
  if (until !== null && until <= now && (state === 'on_shelf' || state === 'scheduled')) return 'off'
  return state === 'scheduled' && from !== null && from <= now ? 'on' : undefined
}
