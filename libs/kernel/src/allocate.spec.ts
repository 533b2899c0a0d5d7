import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { allocate } from './allocate.js'

const totals = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER })
const weightLists = fc.array(fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 2 ** 40 })), {
  minLength: 1,
  maxLength: 12,
})
const sum = (values: readonly number[]): bigint => values.reduce((left, value) => left + BigInt(value), 0n)

/** total·w as a whole number over Σw, after the rule that all-zero weights count as equal ones. */
function exact(total: number, weights: readonly number[]): { products: bigint[]; over: bigint } {
  const equal = weights.every((weight) => weight === 0)
  const effective = weights.map((weight) => (equal ? 1n : BigInt(weight)))
  return {
    products: effective.map((weight) => weight * BigInt(total)),
    over: effective.reduce((left, right) => left + right, 0n),
  }
}

describe('allocate, worked by hand', () => {
  it.each([
    [300, [4000, 2000, 2000], [150, 75, 75]],
    [100, [1, 1, 1], [34, 33, 33]],
    [5, [3, 7], [2, 3]],
    [2000, [8970, 3990], [1384, 616]],
    [500, [6786, 3374], [334, 166]],
    [1, [1, 1], [1, 0]],
    [2, [0, 5, 0, 5, 5], [0, 1, 0, 1, 0]],
    [10, [0, 0, 0], [4, 3, 3]],
    [7, [1], [7]],
    [0, [3, 4], [0, 0]],
    [-100, [1, 1, 1], [-34, -33, -33]],
    [109, [1, 1, 1], [37, 36, 36]],
  ])('%i over %j gives %j', (total, weights, shares) => {
    expect(allocate(total, weights)).toEqual(shares)
  })

  it('gives whoever bears nothing of a negative total plain zero', () => {
    expect(allocate(-3, [1, 0]).map((share) => Object.is(share, -0))).toEqual([false, false])
  })

  // Figures other shops publish for their own splitting (Vendure's prorate, Solidus' distributed amounts), where the conventions agree.
  it.each([
    [299, [4300, 1400, 2300], [161, 52, 86]],
    [299, [1000, 1000, 1000], [100, 100, 99]],
    [40, [10, 0], [40, 0]],
    [10, [0, 0], [5, 5]],
    [-300, [4000, 2000, 2000], [-150, -75, -75]],
    [1500, [150, 50, 100], [750, 250, 500]],
  ])('a peer’s %i over %j gives %j', (total, weights, shares) => {
    expect(allocate(total, weights)).toEqual(shares)
  })

  // Solidus gives the odd cent to the last line; ours goes to the first of equal remainders. The sum is the same.
  it('gives the odd fen of equal lines to the first, where a peer gives it to the last', () => {
    expect(allocate(1000, [50, 50, 50])).toEqual([334, 333, 333])
  })

  it('keeps what floating point would lose', () => {
    const total = Number.MAX_SAFE_INTEGER
    // Each large share is 2^52 − 3/4 exactly and the small one a little under 1/2, which is the largest remainder.
    const shares = allocate(total, [total, total, 1])
    expect(sum(shares)).toBe(BigInt(total))
    expect(shares).toEqual([4503599627370495, 4503599627370495, 1])
  })

  it('refuses nonsense', () => {
    expect(() => allocate(1.5, [1])).toThrow('allocate')
    expect(() => allocate(1, [-1])).toThrow('weight')
    expect(() => allocate(1, [0.5])).toThrow('weight')
    expect(() => allocate(2 ** 53, [1])).toThrow('allocate')
    expect(() => allocate(1, [])).toThrow('nobody')
    expect(allocate(0, [])).toEqual([])
  })
})

describe('allocate, for every total and weights', () => {
  it('conserves the sum', () => {
    fc.assert(fc.property(totals, weightLists, (total, weights) => sum(allocate(total, weights)) === BigInt(total)))
  })

  it('stays within one of the exact share', () => {
    fc.assert(
      fc.property(totals, weightLists, (total, weights) => {
        const { products, over } = exact(total, weights)
        allocate(total, weights).forEach((share, position) => {
          const distance = BigInt(share) * over - (products[position] ?? 0n)
          expect(distance > -over && distance < over).toBe(true)
        })
      }),
    )
  })

  it('gives a larger weight no less', () => {
    fc.assert(
      fc.property(totals, weightLists, (total, weights) => {
        const shares = allocate(total, weights)
        const rising = weights
          .map((weight, position) => ({ weight, share: shares[position] ?? 0 }))
          .sort((left, right) => left.weight - right.weight || left.share - right.share)
        rising.reduce((left, right) => {
          expect(right.share >= left.share || right.weight === left.weight).toBe(true)
          return right
        })
      }),
    )
  })

  it('gives each missing fen to the largest remainder, the earlier position first', () => {
    fc.assert(
      fc.property(totals, weightLists, (total, weights) => {
        const { products, over } = exact(total, weights)
        const shares = allocate(total, weights)
        const lines = products.map((product, position) => ({
          remainder: product % over,
          lucky: BigInt(shares[position] ?? 0) > product / over,
        }))
        lines.forEach((lucky, luckyAt) => {
          lines.forEach((other, otherAt) => {
            if (!lucky.lucky || other.lucky) return
            const before = luckyAt < otherAt ? lucky.remainder >= other.remainder : lucky.remainder > other.remainder
            expect(before).toBe(true)
          })
        })
      }),
    )
  })

  it('follows a permutation of the weights, but for ties between remainders', () => {
    fc.assert(
      fc.property(totals, weightLists, (total, weights) => {
        const { products, over } = exact(total, weights)
        const remainders = products.map((product) => product % over)
        fc.pre(new Set(remainders).size === remainders.length)
        const reversed = allocate(total, [...weights].reverse())
        expect(reversed.reverse()).toEqual(allocate(total, weights))
      }),
    )
  })

  it('mirrors a negative total', () => {
    fc.assert(
      fc.property(totals, weightLists, (total, weights) => {
        const mirrored = allocate(-total, weights).map((share) => (share === 0 ? 0 : -share))
        expect(mirrored).toEqual(allocate(total, weights))
      }),
    )
  })

  it('splits equally where every weight is zero', () => {
    fc.assert(
      fc.property(totals, fc.integer({ min: 1, max: 20 }), (total, count) => {
        const zeros = Array.from({ length: count }, () => 0)
        expect(allocate(total, zeros)).toEqual(
          allocate(
            total,
            zeros.map(() => 1),
          ),
        )
      }),
    )
  })
})
