import { assert, present } from '@jishi/kernel/assert'
import {
  addDays,
  addHours,
  addMinutes,
  addMs,
  addShopDays,
  hourMs,
  minuteMs,
  shopDay,
  startOfShopDay,
} from '@jishi/kernel/time'
import type { Instant } from '@jishi/kernel/time'
import type { Chance } from './chance.js'
import { chanceOf } from './chance.js'
import { placingTimes } from './plan-days.js'

export interface PlanProduct {
  readonly code: string
  readonly category: string
  readonly heat: number
  readonly skus: readonly { readonly externalCode: string; readonly priceFen: number }[]
}

export interface PlanInput {
  readonly now: Instant
  readonly seed: number
  readonly days: number
  readonly orders: number
  readonly members: number
  readonly products: readonly PlanProduct[]
}

export type Ending = 'completed' | 'shipped' | 'paid' | 'pending_payment' | 'closed'

export interface PlannedLine {
  readonly externalCode: string
  readonly qty: number
}

/** The life of one order as it shall have happened; a missing time means: not yet. */
export interface PlannedOrder {
  /** Stable name within a plan; the idempotency key of its placing. */
  readonly key: string
  /** Position of the buyer among the people. */
  readonly member: number
  readonly lines: readonly PlannedLine[]
  readonly placedAt: Instant
  readonly paidAt?: Instant
  readonly cancelledAt?: Instant
  /** The sweep of the shop closes it at this time: nobody paid. */
  readonly timedOutAt?: Instant
  readonly shippedAt?: Instant
  readonly confirmedAt?: Instant
  readonly ending: Ending
}

const PAY_WITHIN_MS = 30 * minuteMs
const NOT_PAID = 0.09
/** The youngest orders still wait for their payment, so that somebody who looks sees one close or pays it. */
const WAITING_MINUTES = [21, 12, 5]
/** A few parcels are late, as in every shop: paid longer ago than the promise of 48 hours and still on the shelf. */
const LATE_PARCELS = 3
const LATE_AFTER_HOURS = 50
const LATE_BEFORE_HOURS = 120
const CHEAP_FEN = 5_000
const LINE_COUNTS = [
  { lines: 1, weight: 56 },
  { lines: 2, weight: 27 },
  { lines: 3, weight: 12 },
  { lines: 4, weight: 5 },
]

/**
 * Ninety days of a small shop: more on weekends and in the evening, a peak on 11.11, a few products liked much more
 * than the rest (Zipf), a few buyers who come again and again. The same input gives the same plan.
 */
export const planOrders = (input: PlanInput): PlannedOrder[] => {
  const chance = chanceOf(input.seed)
  const ranked = [...input.products].sort((one, other) => other.heat - one.heat || (one.code < other.code ? -1 : 1))
  const weightOf = new Map(ranked.map(({ code }, rank) => [code, 1 / (rank + 3) ** 0.85]))
  const members = Array.from({ length: input.members }, (_, position) => position)
  const waiting = WAITING_MINUTES.map((minutes) => addMinutes(input.now, -minutes))
  const times = placingTimes(input.now, input.days, input.orders - waiting.length, chance)
  const lived = times.map((placedAt) => ({ placedAt, life: lifeOf(placedAt, input.now, chance) }))
  const open = waiting.map((placedAt) => ({ placedAt, life: { ending: 'pending_payment' } as Life }))
  return [...leaveSomeLate(lived, input.now), ...open]
    .sort((one, other) => one.placedAt - other.placedAt)
    .map(({ placedAt, life }, position) => {
      const member = chance.weighted(members, (each) => 1 / (each + 6) ** 0.7)
      const lines = linesOf(ranked, weightOf, chance)
      const key = `demo-${String(position + 1).padStart(5, '0')}`
      return { key, member, lines, placedAt, ...life }
    })
}

interface Lived {
  readonly placedAt: Instant
  readonly life: Life
}

const leaveSomeLate = (lived: readonly Lived[], now: Instant): Lived[] => {
  const due = lived.filter(
    ({ placedAt, life }) =>
      life.shippedAt !== undefined &&
      placedAt > addHours(now, -LATE_BEFORE_HOURS) &&
      placedAt < addHours(now, -LATE_AFTER_HOURS),
  )
  const late = new Set(due.slice(-LATE_PARCELS))
  return lived.map((each) => {
    const { paidAt } = each.life
    if (!late.has(each) || paidAt === undefined) return each
    return { placedAt: each.placedAt, life: { paidAt, ending: 'paid' } }
  })
}

const linesOf = (
  ranked: readonly PlanProduct[],
  weights: ReadonlyMap<string, number>,
  chance: Chance,
): PlannedLine[] => {
  const { lines } = chance.weighted(LINE_COUNTS, ({ weight }) => weight)
  const chosen: PlanProduct[] = []
  while (chosen.length < lines) {
    const before = chosen.at(-1)
    // A basket holds together: who takes apples looks at pears next.
    const near = before !== undefined && chance.happens(0.55)
    const pool = ranked.filter((each) => !chosen.includes(each) && (!near || each.category === before.category))
    if (pool.length > 0) chosen.push(chance.weighted(pool, ({ code }) => weights.get(code) ?? 0))
  }
  return chosen.map((product) => lineOf(product, chance))
}

const lineOf = ({ skus }: PlanProduct, chance: Chance): PlannedLine => {
  assert(skus.length > 0, 'a product has SKUs')
  const sku = chance.weighted(skus, (_, position) => 1 / (position + 1.5))
  const more = sku.priceFen < CHEAP_FEN && chance.happens(0.24)
  return { externalCode: sku.externalCode, qty: more ? chance.between(2, 3) : 1 }
}

type Life = Omit<PlannedOrder, 'key' | 'member' | 'lines' | 'placedAt'>

const lifeOf = (placedAt: Instant, now: Instant, chance: Chance): Life => {
  if (chance.happens(NOT_PAID)) return unpaidLife(placedAt, now, chance)
  const paidAt = addMs(placedAt, chance.between(20_000, 9 * minuteMs))
  const shippedAt = shippingTime(paidAt, chance)
  const confirmedAt = addMs(shippedAt, chance.between(40 * hourMs, 6 * 24 * hourMs))
  if (paidAt > now) return { ending: 'pending_payment' }
  if (shippedAt > now) return { paidAt, ending: 'paid' }
  if (confirmedAt > now) return { paidAt, shippedAt, ending: 'shipped' }
  return { paidAt, shippedAt, confirmedAt, ending: 'completed' }
}

const unpaidLife = (placedAt: Instant, now: Instant, chance: Chance): Life => {
  const cancels = chance.happens(0.4)
  const end = cancels ? addMinutes(placedAt, chance.between(2, 25)) : addMs(placedAt, PAY_WITHIN_MS + minuteMs)
  if (end > now) return { ending: 'pending_payment' }
  return cancels ? { cancelledAt: end, ending: 'closed' } : { timedOutAt: end, ending: 'closed' }
}

/** Parcels leave between nine and six; of what was paid by noon half leaves the same day. */
const shippingTime = (paidAt: Instant, chance: Chance): Instant => {
  const midnight = startOfShopDay(paidAt)
  const early = paidAt < addHours(midnight, 12) && chance.happens(0.5)
  const day = early ? midnight : startOfShopDay(addShopDays(shopDay(paidAt), chance.happens(0.75) ? 1 : 2))
  const leaving = addMs(day, chance.between(9 * hourMs, 18 * hourMs))
  return leaving > addHours(paidAt, 1) ? leaving : addMs(paidAt, chance.between(hourMs, 3 * hourMs))
}

export interface PlannedStep {
  readonly at: Instant
  readonly kind: 'place' | 'pay' | 'cancel' | 'time-out' | 'ship' | 'confirm'
  readonly order: PlannedOrder
}

const STEP_TIMES = [
  ['place', (order: PlannedOrder) => order.placedAt],
  ['pay', (order: PlannedOrder) => order.paidAt],
  ['cancel', (order: PlannedOrder) => order.cancelledAt],
  ['time-out', (order: PlannedOrder) => order.timedOutAt],
  ['ship', (order: PlannedOrder) => order.shippedAt],
  ['confirm', (order: PlannedOrder) => order.confirmedAt],
] as const

/** Everything that happens, in the order in which it happens. */
export const stepsOf = (plan: readonly PlannedOrder[]): PlannedStep[] =>
  plan
    .flatMap((order) =>
      STEP_TIMES.flatMap(([kind, timeOf]) => {
        const at = timeOf(order)
        return at === undefined ? [] : [{ at, kind, order }]
      }),
    )
    .sort((one, other) => one.at - other.at || (one.order.key < other.order.key ? -1 : 1))

/** Pieces of one SKU over the whole plan. */
export interface Demand {
  /** Sold or spoken for at the end. */
  readonly taken: number
  /** Ordered at all: an order that is never paid holds its goods for a while too. */
  readonly asked: number
}

/** What the opening delivery must cover, by external code. */
export const demandOf = (plan: readonly PlannedOrder[]): Map<string, Demand> => {
  const demand = new Map<string, Demand>()
  for (const { kind, order } of stepsOf(plan)) {
    const sign = kind === 'place' ? 1 : kind === 'cancel' || kind === 'time-out' ? -1 : 0
    for (const { externalCode, qty } of order.lines) {
      const before = demand.get(externalCode) ?? { taken: 0, asked: 0 }
      demand.set(externalCode, { taken: before.taken + sign * qty, asked: before.asked + Math.max(0, sign) * qty })
    }
  }
  return demand
}

/** The day on which the shop opened its doors: the evening before its first order. */
export const openingTime = (plan: readonly PlannedOrder[]): Instant =>
  addDays(present(plan[0], 'a first order').placedAt, -1)
