import { fen } from '@jishi/kernel/money'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { line, order, paidOf } from '../../../../test/facts/pricing-facts.js'
import { adjustFrozen } from './adjust-stage.js'
import type { AdjustmentFacts } from './facts.js'
import { flatFreight } from './plain-facts.js'
import { priceOrder } from './price-order.js'
import type { Receipt } from './receipt.js'

const change = (id: string, ...shares: [string, number][]): AdjustmentFacts => ({
  id,
  reason: '老客',
  shares: shares.map(([skuId, amountFen]) => ({ skuId, amountFen: fen(amountFen) })),
})
const priced = (adjustments: readonly AdjustmentFacts[], minimumFen = 0): Receipt =>
  priceOrder(
    order([line('a', 1, 1_000), line('b', 1, 3_000)], {
      ...{ adjustments, minimumFen: fen(minimumFen) },
      freight: flatFreight(fen(500), fen(4_000), []),
    }),
  )

describe('an adjustment', () => {
  it('is signed and by line, comes behind freight and stands under its own code', () => {
    const receipt = priced([change('2', ['b', 50]), change('1', ['a', -300], ['b', -100])])
    expect(paidOf(receipt)).toEqual([700, 2_950])
    expect(receipt.totals).toMatchObject({ adjustFen: -350, freightFen: 0, payableFen: 3_650 })
    expect(receipt.rules.slice(-2).map(({ stage, code, label, amountFen }) => [stage, code, label, amountFen])).toEqual(
      [
        ['adjustment', 'adjust.1', '店铺改价', -400],
        ['adjustment', 'adjust.2', '店铺改价', 50],
      ],
    )
  })

  it('may take a line to zero and not below, whatever the order they come in', () => {
    expect(paidOf(priced([change('1', ['a', -1_000])]))).toEqual([0, 3_000])
    expect(() => priced([change('1', ['a', -1_001])])).toThrow('below zero')
    expect(paidOf(priced([change('1', ['a', -1_100]), change('2', ['a', 100])]))).toEqual([0, 3_000])
  })

  it('names a line of the order', () => {
    expect(() => priced([change('1', ['z', -1])])).toThrow('SKU z')
  })
})

describe('the minimum', () => {
  it('is reached by an adjustment on the first line, beside those of operators', () => {
    const receipt = priced([change('1', ['a', -1_000], ['b', -3_000])], 1)
    expect(receipt.lines.map(({ adjustFen, payableFen }) => [adjustFen, payableFen])).toEqual([
      [-999, 1],
      [-3_000, 0],
    ])
    expect(receipt.rules.at(-1)).toMatchObject({ stage: 'minimum', code: 'minimum', applied: true, amountFen: 1 })
  })
})

describe('an adjustment of a placed order', () => {
  /** Lines of any price, each with a move that leaves it something or nothing. */
  const moves = fc.array(
    fc.tuple(fc.integer({ min: 0, max: 50_000 }), fc.integer({ min: 0, max: 100_000 })).map(([goodsFen, after]) => ({
      goodsFen,
      amountFen: after - goodsFen,
    })),
    { minLength: 1, maxLength: 6 },
  )

  it('comes to what it would have come to at placing, out of frozen amounts alone', () => {
    fc.assert(
      fc.property(moves, fc.integer({ min: 0, max: 900 }), fc.constantFrom(0, 1), (asked, freight, minimum) => {
        const bought = asked.map(({ goodsFen }, place) => line(`sku-${place}`, 1, goodsFen))
        const rest = { freight: flatFreight(fen(freight), null, []), minimumFen: fen(minimum) }
        const shares = asked.map(({ amountFen }, place): [string, number] => [`sku-${place}`, amountFen])
        const moved = change('1', ...shares.filter(([, amountFen]) => amountFen !== 0))
        const placing = priceOrder(order(bought, { ...rest, adjustments: moved.shares.length === 0 ? [] : [moved] }))
        const frozen = asked.map(({ goodsFen }, place) => ({
          ...{ skuId: `sku-${place}`, goodsFen: fen(goodsFen), adjustFen: fen(0) },
        }))
        const later = adjustFrozen(
          { lines: frozen, freightFen: placing.totals.freightFen, minimumFen: fen(minimum) },
          change('1', ...shares),
        )
        expect(later.lines.map(({ goodsFen }) => goodsFen)).toEqual(paidOf(placing))
        expect(later.payableFen).toBe(placing.totals.payableFen)
        expect(later.rules.map(({ code, amountFen }) => [code, amountFen])).toEqual(
          placing.rules
            .filter(({ stage }) => stage === 'adjustment' || stage === 'minimum')
            .map(({ code, amountFen }) => [code, amountFen]),
        )
      }),
    )
  })
})
