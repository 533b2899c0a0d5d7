import { fen, type Fen } from '@jishi/kernel/money'
import { instantOf } from '@jishi/kernel/time'
import { describe, expect, it } from 'vitest'
import { canonical } from './canonical.js'
import { everybody } from './context.js'
import type { ListPrice, PricingFacts } from './facts.js'
import { priceOrder } from './price-order.js'

const base = (priceFen: Fen): ListPrice[] => [
  { list: 'base', minQty: 1, priceFen, fromAt: null, untilAt: null, limited: false },
]
const context = everybody(instantOf('2026-11-01T00:00:00Z'))

const facts: PricingFacts = {
  lines: [{ skuId: '0a', qty: 2, prices: base(fen(1_000)), parcel: true }],
  freight: { baseFen: fen(800), freeOverFen: fen(5_900), noDeliveryRegionPrefixes: [] },
  regionCode: null,
  minimumFen: fen(1),
  context,
}

describe('the canonical text of a receipt', () => {
  it('moves with every amount', () => {
    const before = canonical(priceOrder(facts))
    const changes: PricingFacts[] = [
      { ...facts, lines: [{ skuId: '0a', qty: 3, prices: base(fen(1_000)), parcel: true }] },
      { ...facts, lines: [{ skuId: '0a', qty: 2, prices: base(fen(1_001)), parcel: true }] },
      { ...facts, lines: [{ skuId: '0b', qty: 2, prices: base(fen(1_000)), parcel: true }] },
      { ...facts, freight: { ...facts.freight, baseFen: fen(801) } },
      { ...facts, freight: { ...facts.freight, freeOverFen: fen(2_000) } },
    ]
    for (const changed of changes) expect(canonical(priceOrder(changed))).not.toBe(before)
  })

  it('stays when only words change', () => {
    const receipt = priceOrder(facts)
    const reworded = {
      ...receipt,
      rules: receipt.rules.map((rule) => ({ ...rule, label: '别的说法', reason: '换个说法' })),
    }
    expect(canonical(reworded)).toBe(canonical(receipt))
  })
})
