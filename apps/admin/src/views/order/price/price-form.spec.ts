import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ApiError } from '@/api/api-error'
import { bodyOf, fieldText, movesOf, spread, tooLowOf, typedMove, type PricedLine } from './price-form'

const line = (goodsFen: number, lineId = 'a'): PricedLine => ({
  ...{ lineId, title: '苹果', skuLabel: '5 斤', qty: 2, goodsFen, beforeFen: 0, changeFen: 0, goodsPaidFen: goodsFen },
})

describe('a line’s field', () => {
  it('is read as the new price or as what is added, and comes to the same', () => {
    expect(typedMove(line(5_980), '50', 'price')).toBe(-980)
    expect(typedMove(line(5_980), '-9.8', 'difference')).toBe(-980)
    expect(typedMove(line(5_980), '−9.80', 'difference')).toBe(-980)
    expect(typedMove(line(5_980), '+3', 'difference')).toBe(300)
  })

  it.each(['', 'abc', '1.234', '1e3', '-0.01', '99999999'])('refuses %j as a price', (text) => {
    expect(typedMove(line(5_980), text, 'price')).toBeUndefined()
  })

  it('takes nothing below zero, and nothing is allowed', () => {
    expect(typedMove(line(5_980), '-59.81', 'difference')).toBeUndefined()
    expect(typedMove(line(5_980), '0', 'price')).toBe(-5_980)
  })

  it('says what it was told, whatever was typed', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1_000_000 }),
        fc.integer({ min: -1_000_000, max: 1_000_000 }),
        (goods, by) => {
          fc.pre(goods + by >= 0)
          const moves = new Map([['a', by]])
          for (const mode of ['price', 'difference'] as const)
            expect(typedMove(line(goods), fieldText(line(goods), moves, mode), mode)).toBe(by)
        },
      ),
    )
  })
})

describe('one amount for everything', () => {
  it('arrives to the fen and brings no line below zero', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 100_000 }), { minLength: 1, maxLength: 8 }),
        fc.integer(),
        (prices, drawn) => {
          const sum = prices.reduce((a, b) => a + b, 0)
          fc.pre(sum > 0)
          const whole = drawn % (sum + 1)
          const lines = prices.map((goods, index) => line(goods, String(index)))
          const moves = spread(lines, whole)
          expect([...moves.values()].reduce((a, b) => a + b, 0)).toBe(whole)
          for (const one of lines) expect(one.goodsFen + (moves.get(one.lineId) ?? 0)).toBeGreaterThanOrEqual(0)
        },
      ),
    )
  })

  it('has nowhere to go where everything is free', () => {
    expect(spread([line(0)], 500).size).toBe(0)
  })
})

describe('what is asked', () => {
  it('begins with the change in force and names only lines that are moved', () => {
    const lines = [
      { id: 'a', adjustFen: -100 },
      { id: 'b', adjustFen: 0 },
    ] as Parameters<typeof movesOf>[0]['lines']
    const moves = movesOf({ lines })
    expect(bodyOf(moves)).toEqual({ lines: [{ lineId: 'a', changeFen: -100 }] })
    expect(bodyOf(new Map(moves).set('a', 0))).toEqual({ lines: [] })
  })

  it('a price too low is told at its line', () => {
    const told = { lineId: 'a', leastFen: 1 }
    expect(tooLowOf(new ApiError('PRICE_CHANGE_TOO_LOW', '', 409, '', told))).toEqual(told)
    expect(tooLowOf(new ApiError('PRICE_CHANGE_TOO_LOW', '', 409, '', null))).toBeNull()
    expect(tooLowOf(new ApiError('ORDER_ALREADY_PAID', '', 409, '', told))).toBeNull()
  })
})
