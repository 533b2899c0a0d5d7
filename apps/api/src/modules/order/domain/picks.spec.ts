import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { picksOf, type PlacedPieces } from './picks.js'
import { shipHoldsOf } from './ship-holds.js'

const piece = (orderId: string, skuId: string, place: string, qty: number): PlacedPieces => ({
  ...{ orderId, skuId, place, qty },
})

describe('the picking list', () => {
  it('sums a SKU over orders, and keeps its places apart', () => {
    const picks = picksOf([
      piece('a', 'apple', '主仓', 2),
      piece('b', 'apple', '主仓', 1),
      piece('b', 'apple', '冷库', 4),
      piece('a', 'pear', '主仓', 1),
    ])
    expect(picks.filter(({ place }) => place === '主仓')).toEqual([
      { skuId: 'apple', place: '主仓', qty: 3, orders: 2 },
      { skuId: 'pear', place: '主仓', qty: 1, orders: 1 },
    ])
    expect(picks.filter(({ place }) => place === '冷库')).toEqual([
      { skuId: 'apple', place: '冷库', qty: 4, orders: 1 },
    ])
  })

  it('fetches exactly the pieces that go into the parcels', () => {
    const pieces = fc.array(
      fc.record({
        orderId: fc.constantFrom('a', 'b', 'c'),
        skuId: fc.constantFrom('x', 'y'),
        place: fc.constantFrom('p', 'q'),
        qty: fc.integer({ min: 1, max: 9 }),
      }),
    )
    const sum = (all: readonly { qty: number }[]): number => all.reduce((total, { qty }) => total + qty, 0)
    fc.assert(
      fc.property(pieces, (given) => {
        const picks = picksOf(given)
        expect(sum(picks)).toBe(sum(given))
        expect(new Set(picks.map(({ skuId, place }) => `${skuId} ${place}`)).size).toBe(picks.length)
      }),
    )
  })
})

it('a hold says its sort once, and one nobody knows is not kept silent', () => {
  expect(
    shipHoldsOf(['after_sale:1', 'after_sale:2', 'supplement', 'delivery', 'refunding', 'bill:1', 'bill:2', 'customs']),
  ).toEqual([...['after_sale', 'supplement', 'codes', 'refund', 'payment_missing', 'other']])
  expect(shipHoldsOf([])).toEqual([])
})
