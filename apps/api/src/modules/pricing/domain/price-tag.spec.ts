import { fen } from '@jishi/kernel/money'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { priceOrder } from './price-order.js'
import { tagPrice } from './price-tag.js'

describe('a price tag', () => {
  it('spans the cheapest and the dearest SKU and strikes nothing through', () => {
    expect(tagPrice({ listUnitFens: [fen(2_990), fen(990), fen(1_590)] })).toEqual({
      fromFen: 990,
      toFen: 2_990,
      wasFen: null,
      label: null,
    })
  })

  it('shows what an order then asks for a piece', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000 }).map(fen), (listUnitFen) => {
        const receipt = priceOrder({
          lines: [{ skuId: '0a', qty: 1, listUnitFen, parcel: true }],
          freight: { baseFen: fen(0), freeOverFen: null, noDeliveryRegionPrefixes: [] },
          regionCode: null,
          minimumFen: fen(0),
        })
        expect(tagPrice({ listUnitFens: [listUnitFen] }).fromFen).toBe(receipt.lines[0]?.unitFen)
      }),
    )
  })
})
