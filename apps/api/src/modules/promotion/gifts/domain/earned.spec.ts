import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isEarned, leftOf, type CountedLine, type LineBack } from './earned.js'

const line = (lineId: string, qty: number, fen: number): CountedLine => ({ lineId, qty, fen })
const any = { thresholdFen: 0, waived: false }
const from100 = { thresholdFen: 10_000, waived: false }

describe('a gift', () => {
  it('is earned at the threshold, and not a fen below it', () => {
    expect(isEarned(from100, leftOf([line('a', 1, 9_000), line('b', 2, 1_000)], []))).toBe(true)
    expect(isEarned(from100, leftOf([line('a', 1, 9_000), line('b', 2, 999)], []))).toBe(false)
  })

  it('is no longer earned when less than the threshold is left, whoever counts in which order', () => {
    const lines = [line('a', 2, 12_000), line('b', 1, 3_000)]
    const back = (lineId: string, qty: number, fen: number): LineBack => ({ lineId, qty, fen })
    expect(isEarned(from100, leftOf(lines, [back('b', 1, 3_000)]))).toBe(true)
    expect(isEarned(from100, leftOf(lines, [back('a', 1, 6_000)]))).toBe(false)
    expect(isEarned(from100, leftOf(lines, [back('other', 9, 90_000)]))).toBe(true)
  })

  it('without a threshold stays while a piece that cost something is left', () => {
    const lines = [line('a', 2, 200)]
    expect(isEarned(any, leftOf(lines, [{ lineId: 'a', qty: 1, fen: 100 }]))).toBe(true)
    expect(isEarned(any, leftOf(lines, [{ lineId: 'a', qty: 2, fen: 150 }]))).toBe(false)
    expect(isEarned(any, leftOf(lines, [{ lineId: 'a', qty: 0, fen: 200 }]))).toBe(false)
    expect(isEarned(any, leftOf([], []))).toBe(false)
  })

  it('of goods that cost nothing is earned only where the rule says so, and until the last piece is back', () => {
    const free = [line('a', 2, 0)]
    const waived = { thresholdFen: 0, waived: true }
    expect([isEarned(any, leftOf(free, [])), isEarned(waived, leftOf(free, []))]).toEqual([false, true])
    expect(isEarned(waived, leftOf(free, [{ lineId: 'a', qty: 1, fen: 0 }]))).toBe(true)
    expect(isEarned(waived, leftOf(free, [{ lineId: 'a', qty: 2, fen: 0 }]))).toBe(false)
    const paid = leftOf([line('a', 2, 200)], [{ lineId: 'a', qty: 1, fen: 200 }])
    expect(isEarned(waived, paid)).toBe(false)
  })

  it('once lost is not earned again by more going back', () => {
    const backs = fc.array(fc.record({ lineId: fc.constant('a'), qty: fc.nat(3), fen: fc.nat(5_000) }), {
      maxLength: 5,
    })
    fc.assert(
      fc.property(backs, fc.nat(20_000), fc.boolean(), (all, thresholdFen, waived) => {
        const lines = [line('a', 6, 15_000)]
        const earned = all.map((_, n) => isEarned({ thresholdFen, waived }, leftOf(lines, all.slice(0, n))))
        expect(earned).toEqual([...earned].sort((one, other) => Number(other) - Number(one)))
      }),
    )
  })
})
