import { addDays, dayMs, instantOf, shopDay } from '@jishi/kernel/time'
import { describe, expect, it } from 'vitest'
import type { PlanInput, PlannedOrder } from './plan.js'
import { demandOf, planOrders, stepsOf } from './plan.js'
import { externalCodeOf, parcelled, readDemoShop } from './shop-files.js'

const NOW = instantOf('2026-11-22T08:00:00Z')
const shop = readDemoShop()
const input: PlanInput = {
  now: NOW,
  seed: 20_260_522,
  days: 90,
  orders: 1_000,
  members: shop.people.length,
  products: parcelled(shop.products).map(({ code, category, heat, skus }) => ({
    code,
    category,
    heat,
    skus: skus.map(({ priceFen }, position) => ({ externalCode: externalCodeOf(code, position), priceFen })),
  })),
}
const plan = planOrders(input)
const count = (wanted: (order: PlannedOrder) => boolean): number => plan.filter(wanted).length

describe('the ninety days of the demo shop', () => {
  it('is the same plan for the same input and another for another seed', () => {
    expect(planOrders(input)).toEqual(plan)
    expect(planOrders({ ...input, seed: 7 })).not.toEqual(plan)
  })

  it('has as many orders as asked, in order, all in the past and within the days', () => {
    expect(plan).toHaveLength(1_000)
    expect(new Set(plan.map(({ key }) => key)).size).toBe(1_000)
    const times = plan.map(({ placedAt }) => placedAt)
    expect([...times].sort((one, other) => one - other)).toEqual(times)
    expect(times[0]).toBeGreaterThan(addDays(NOW, -91))
    expect(times.at(-1)).toBeLessThan(NOW)
  })

  it('never lets anything happen after now or before what it follows from', () => {
    for (const { placedAt, paidAt, shippedAt, confirmedAt, cancelledAt, timedOutAt } of plan) {
      const happened = [placedAt, cancelledAt ?? timedOutAt ?? paidAt, shippedAt, confirmedAt].filter(
        (time) => time !== undefined,
      )
      expect([...happened].sort((one, other) => one - other)).toEqual(happened)
      expect(happened.at(-1)).toBeLessThanOrEqual(NOW)
    }
    const steps = stepsOf(plan).map(({ at }) => at)
    expect([...steps].sort((one, other) => one - other)).toEqual(steps)
  })

  it('ends in every state a shop knows, most of them well', () => {
    expect(count(({ ending }) => ending === 'completed')).toBeGreaterThan(700)
    expect(count(({ ending }) => ending === 'shipped')).toBeGreaterThan(15)
    expect(count(({ ending }) => ending === 'paid')).toBeGreaterThan(4)
    expect(count(({ ending }) => ending === 'pending_payment')).toBeGreaterThanOrEqual(3)
    expect(count(({ ending }) => ending === 'closed')).toBeGreaterThan(50)
    expect(count(({ timedOutAt }) => timedOutAt !== undefined)).toBeGreaterThan(20)
  })

  it('leaves a few parcels later than the promise of 48 hours', () => {
    const late = count(({ ending, paidAt }) => ending === 'paid' && paidAt !== undefined && NOW - paidAt > 2 * dayMs)
    expect(late).toBeGreaterThanOrEqual(3)
    expect(late).toBeLessThan(8)
  })

  it('leaves no parcel so old that the shop would confirm it by itself at once', () => {
    const ages = plan.flatMap(({ shippedAt, confirmedAt }) =>
      shippedAt !== undefined && confirmedAt === undefined ? [NOW - shippedAt] : [],
    )
    expect(Math.max(...ages)).toBeLessThan(9 * dayMs)
  })

  it('peaks on 11.11 and is busier on weekends', () => {
    const perDay = new Map<string, number>()
    for (const { placedAt } of plan) perDay.set(shopDay(placedAt), (perDay.get(shopDay(placedAt)) ?? 0) + 1)
    const [busiest] = [...perDay].sort((one, other) => other[1] - one[1])
    expect(busiest?.[0]).toBe('2026-11-11')
    const mean = (days: number[]): number => {
      const counts = [...perDay].filter(([day]) => days.includes(new Date(day).getUTCDay()) && !day.includes('-11-1'))
      return counts.reduce((sum, [, orders]) => sum + orders, 0) / counts.length
    }
    expect(mean([0, 6])).toBeGreaterThan(mean([1, 2]))
  })

  it('likes few products much and buyers come again', () => {
    const sold = new Map<string, number>()
    for (const { lines } of plan)
      for (const { externalCode } of lines) {
        const product = externalCode.slice(0, -3)
        sold.set(product, (sold.get(product) ?? 0) + 1)
      }
    const ranked = [...sold.values()].sort((one, other) => other - one)
    const head = ranked.slice(0, 16).reduce((sum, orders) => sum + orders, 0)
    const all = ranked.reduce((sum, orders) => sum + orders, 0)
    expect(head / all).toBeGreaterThan(0.35)
    expect(ranked.length).toBeGreaterThan(70)
    expect(new Set(plan.map(({ member }) => member)).size).toBeGreaterThan(65)
  })

  it('knows the pieces that the opening delivery must cover', () => {
    for (const { taken, asked } of demandOf(plan).values()) {
      expect(taken).toBeGreaterThanOrEqual(0)
      expect(asked).toBeGreaterThanOrEqual(taken)
    }
  })

  it('starts early in the morning of a shop as well as at night', () => {
    for (const hour of [0, 4, 12, 16, 23]) {
      const now = instantOf(Date.UTC(2027, 1, 3, hour))
      expect(planOrders({ ...input, now, orders: 300 }).at(-1)?.placedAt).toBeLessThan(now)
    }
  })
})
