import { fen } from '@jishi/kernel/money'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exchangeDifference } from './exchange-difference.js'

const bought = (given: Partial<Record<'qty' | 'boughtFen' | 'paidFen' | 'ownNowFen' | 'wantedNowFen', number>>) => {
  const of = { qty: 1, boughtFen: 10_000, paidFen: 8_000, ownNowFen: 10_000, wantedNowFen: 10_000, ...given }
  return exchangeDifference({
    qty: of.qty,
    boughtFen: fen(of.boughtFen),
    paidFen: fen(of.paidFen),
    ownNowFen: fen(of.ownNowFen),
    wantedNowFen: fen(of.wantedNowFen),
  })
}

describe('what an exchange costs', () => {
  it('is the difference of the prices; discounts stay with the piece', () => {
    expect(bought({ wantedNowFen: 11_000 })).toBe(1_000)
    expect(bought({ wantedNowFen: 9_500 })).toBe(-500)
    expect(bought({ qty: 3, boughtFen: 30_000, paidFen: 24_000, wantedNowFen: 11_000 })).toBe(3_000)
  })

  it('is nothing among goods of one price, however prices moved', () => {
    expect(bought({ ownNowFen: 15_000, wantedNowFen: 15_000 })).toBe(0)
    expect(bought({ ownNowFen: 5_000, wantedNowFen: 5_000 })).toBe(0)
  })

  it('takes the smaller of what it was and what it is, and nothing where they disagree', () => {
    expect(bought({ ownNowFen: 12_000, wantedNowFen: 13_000 })).toBe(1_000)
    expect(bought({ ownNowFen: 8_000, wantedNowFen: 11_000 })).toBe(1_000)
    expect(bought({ ownNowFen: 5_000, wantedNowFen: 7_000 })).toBe(0)
    expect(bought({ ownNowFen: 20_000, wantedNowFen: 12_000 })).toBe(0)
  })

  it('never gives back more than was paid, and never against either measure', () => {
    expect(bought({ paidFen: 300, wantedNowFen: 1 })).toBe(-300)
    const price = fc.integer({ min: 0, max: 1_000_000 })
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        price,
        price,
        price,
        price,
        (qty, unit, paid, ownNowFen, wantedNowFen) => {
          const difference = bought({ qty, boughtFen: unit * qty, paidFen: paid, ownNowFen, wantedNowFen })
          expect(difference).toBeGreaterThanOrEqual(-paid)
          expect(Math.abs(difference)).toBeLessThanOrEqual(Math.abs(wantedNowFen - ownNowFen) * qty)
          expect(Math.abs(difference)).toBeLessThanOrEqual(Math.abs(wantedNowFen - unit) * qty)
        },
      ),
    )
  })
})
