import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { declared, holdsAlways, isLimited, kept, meet, stillDeclared, type DeclaredPrice } from './price-spans.js'
import { nextTurn, priceAt, stepsSince } from './price-turns.js'

const price = (priceFen: number, from: number | null = null, until: number | null = null): DeclaredPrice => ({
  priceFen,
  from,
  until,
})

describe('prices that stand and prices for some days', () => {
  it('are kept so that one holds at a time, and read back as they were declared', () => {
    const rows = kept([price(10), price(7, 100, 200)])
    expect(rows).toEqual([
      { ...price(10, null, 100), limited: false },
      { ...price(7, 100, 200), limited: true },
      { ...price(10, 200, null), limited: false },
    ])
    expect(declared(rows)).toEqual([price(10), price(7, 100, 200)])
  })

  it('keep a planned change of what stands apart from days', () => {
    const planned = [price(10, null, 150), price(12, 150, null), price(7, 100, 200)]
    const rows = kept(planned)
    expect([99, 100, 150, 199, 200].map((at) => priceAt(rows, at))).toEqual([10, 7, 7, 7, 12])
    expect(declared(rows)).toEqual([price(10, null, 100), price(12, 200, null), price(7, 100, 200)])
  })

  it('need no standing price under them', () => {
    expect(kept([price(7, 100, 200)])).toEqual([{ ...price(7, 100, 200), limited: true }])
  })

  it('leave out what is over, and the beginning of what has begun', () => {
    expect(stillDeclared([price(10, null, 50), price(12, 50), price(7, 10, 60), price(8, 10, 40)], 50)).toEqual([
      price(12),
      price(7, 10, 60),
    ])
  })

  it('hold always or have a hole', () => {
    expect(holdsAlways([price(1, null, 100), price(2, 100)], 50)).toBe(true)
    expect(holdsAlways([price(1, null, 100), price(2, 101)], 50)).toBe(false)
    expect(holdsAlways([price(1, 60)], 50)).toBe(false)
    expect(holdsAlways([], 50)).toBe(false)
  })
})

/** Days that do not meet, over one price that stands. */
const anyDeclared = fc
  .tuple(
    fc.integer({ min: 1, max: 3 }),
    fc.uniqueArray(fc.integer({ min: 0, max: 12 }), { minLength: 0, maxLength: 8 }),
    fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 4, maxLength: 4 }),
  )
  .map(([standing, moments, prices]) => {
    const sorted = [...moments].sort((left, right) => left - right)
    const days = prices.flatMap((fen, index) => {
      const [from, until] = [sorted[index * 2], sorted[index * 2 + 1]]
      return from === undefined || until === undefined ? [] : [price(fen, from, until)]
    })
    return [price(standing), ...days]
  })

describe('properties of kept prices', () => {
  it('exactly one holds at every moment, the one for some days before the one that stands', () => {
    fc.assert(
      fc.property(anyDeclared, fc.integer({ min: -1, max: 13 }), (prices, at) => {
        const rows = kept(prices)
        const moment = price(0, at, at + 0.5)
        expect(rows.filter((row) => meet(row, moment))).toHaveLength(1)
        const days = prices.find((row) => isLimited(row) && meet(row, moment))
        expect(priceAt(rows, at)).toBe((days ?? prices[0])?.priceFen)
      }),
    )
  })

  it('what is declared comes back', () => {
    fc.assert(
      fc.property(anyDeclared, (prices) => {
        expect(declared(kept(prices))).toEqual(prices)
      }),
    )
  })
})

describe('the price by the clock', () => {
  const rows = kept([price(10), price(7, 100, 200), price(10, 300, 400)])

  it('turns where a price begins or ends', () => {
    expect([0, 99, 100, 200, 400].map((now) => nextTurn(rows, now))).toEqual([100, 100, 200, 300, undefined])
  })

  it('is told step by step, however late somebody looks, and only where it became another one', () => {
    expect(stepsSince(rows, 100, 1_000, 10)).toEqual([
      { at: 100, priceFen: 7 },
      { at: 200, priceFen: 10 },
    ])
    expect(stepsSince(rows, 100, 99, 10)).toEqual([])
    expect(stepsSince(rows, 200, 200, 7)).toEqual([{ at: 200, priceFen: 10 }])
  })

  it('comes out the same looked at once or at every turn', () => {
    fc.assert(
      fc.property(anyDeclared, fc.integer({ min: 0, max: 14 }), (prices, now) => {
        const all = kept(prices)
        const first = priceAt(all, -1) ?? 0
        const often = Array.from({ length: now + 1 }, (_, at) => at).reduce(
          (steps, at) => [...steps, ...stepsSince(all, at, at, steps.at(-1)?.priceFen ?? first)],
          [] as { at: number; priceFen: number }[],
        )
        expect(stepsSince(all, 0, now, first)).toEqual(often)
      }),
    )
  })
})
