import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addFen,
  fen,
  formatFen,
  maxFen,
  minFen,
  negateFen,
  parseYuan,
  percentOf,
  subFen,
  sumFen,
  timesFen,
  zeroFen,
  type Rounding,
} from './money.js'
import { bp } from './rate.js'

const anyFen = fc.integer({ min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER }).map(fen)
const largest = fen(Number.MAX_SAFE_INTEGER)

describe('money', () => {
  it('is a safe integer of fen and nothing else', () => {
    for (const value of [1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, -(2 ** 53)]) {
      expect(() => fen(value)).toThrow('not an amount in fen')
    }
    expect(Object.is(fen(-0), 0)).toBe(true)
    expect(Object.is(negateFen(zeroFen), 0)).toBe(true)
  })

  it('throws instead of losing a fen beyond a safe integer', () => {
    expect(() => addFen(largest, fen(1))).toThrow()
    expect(() => subFen(negateFen(largest), fen(1))).toThrow()
    expect(() => timesFen(largest, 2)).toThrow()
    expect(() => timesFen(fen(100), 1.5)).toThrow()
    expect(() => sumFen([largest, fen(1)])).toThrow()
    expect(() => percentOf(largest, bp(20_000), 'down')).toThrow()
  })

  it('adds, takes away and compares', () => {
    expect(sumFen([fen(100), fen(-30), fen(5)])).toBe(75)
    expect(sumFen([])).toBe(0)
    expect(subFen(fen(5), fen(8))).toBe(-3)
    expect(timesFen(fen(2990), 3)).toBe(8970)
    expect(minFen(fen(1), fen(2))).toBe(1)
    expect(maxFen(fen(1), fen(2))).toBe(2)
  })
})

describe('percentOf', () => {
  it.each<[number, number, Rounding, number]>([
    [109, 1000, 'down', 10],
    [72, 1000, 'down', 7],
    [105, 1000, 'half-up', 11],
    [104, 1000, 'half-up', 10],
    [101, 1000, 'up', 11],
    [100, 1000, 'up', 10],
    [-105, 1000, 'half-up', -11],
    [-109, 1000, 'down', -10],
    [99, 10_000, 'up', 99],
    [1, 0, 'up', 0],
  ])('%i at %i bp, %s', (amount, rate, rounding, share) => {
    expect(percentOf(fen(amount), bp(rate), rounding)).toBe(share)
  })

  it('agrees with exact arithmetic', () => {
    const rounding = fc.constantFrom<Rounding>('down', 'up', 'half-up')
    fc.assert(
      fc.property(anyFen, fc.integer({ min: 0, max: 10_000 }), rounding, (amount, rate, rule) => {
        const product = BigInt(Math.abs(amount)) * BigInt(rate)
        const extra = { down: 0n, up: 9_999n, 'half-up': 5_000n }[rule]
        const size = Number((product + extra) / 10_000n)
        expect(percentOf(amount, bp(rate), rule)).toBe(amount < 0 && size > 0 ? -size : size)
      }),
    )
  })

  it('knows no negative and no broken rate', () => {
    expect(() => bp(-1)).toThrow()
    expect(() => bp(0.5)).toThrow()
  })
})

describe('yuan as text', () => {
  it.each([
    [0, '0.00'],
    [5, '0.05'],
    [-5, '-0.05'],
    [2990, '29.90'],
    [100, '1.00'],
    [-123456, '-1234.56'],
  ])('%i reads %s', (amount, text) => {
    expect(formatFen(fen(amount))).toBe(text)
  })

  it('comes back as it went out', () => {
    const shown = fc.integer({ min: -(10 ** 15), max: 10 ** 15 }).map(fen)
    fc.assert(fc.property(shown, (amount) => parseYuan(formatFen(amount)) === amount))
  })

  it.each([
    ['29.9', 2990],
    ['29', 2900],
    [' 0.05 ', 5],
    ['-1.20', -120],
    ['-0', 0],
  ])('reads %j', (text, amount) => {
    expect(parseYuan(text)).toBe(amount)
  })

  it.each(['', '.', '1.', '.5', '1.234', '1,000.00', '1e3', '０', '--1', 'NaN', '99999999999999999'])(
    'does not read %j',
    (text) => {
      expect(parseYuan(text)).toBeUndefined()
    },
  )
})
