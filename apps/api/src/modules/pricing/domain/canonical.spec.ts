import { fen, type Fen } from '@jishi/kernel/money'
import { instantOf } from '@jishi/kernel/time'
import { points } from '@jishi/kernel/points'
import { bp } from '@jishi/kernel/rate'
import { describe, expect, it } from 'vitest'
import { giftOf, offer } from '../../../../test/facts/pricing-facts.js'
import { canonical } from './canonical.js'
import { everybody } from './context.js'
import type { ListPrice, PricingFacts } from './facts.js'
import { priceOrder } from './price-order.js'
import { flatFreight, noExtras } from './plain-facts.js'

const plain = { spuId: 's', categoryIds: [], brandId: null, weightG: 0, volumeCm3: 0, freightTemplateId: null }

const base = (priceFen: Fen): ListPrice[] => [
  { list: 'base', minQty: 1, priceFen, fromAt: null, untilAt: null, limited: false, alone: false },
]
const context = everybody(instantOf('2026-11-11T00:00:00Z'))

const facts: PricingFacts = {
  lines: [{ skuId: '0a', qty: 2, prices: base(fen(1_000)), parcel: true, ...plain }],
  freight: flatFreight(fen(800), fen(5_900), []),
  ...noExtras,
  regionCode: null,
  minimumFen: fen(1),
  context,
}

describe('the canonical text of a receipt', () => {
  it('moves with every amount', () => {
    const before = canonical(priceOrder(facts))
    const changes: PricingFacts[] = [
      { ...facts, lines: [{ skuId: '0a', qty: 3, prices: base(fen(1_000)), parcel: true, ...plain }] },
      { ...facts, lines: [{ skuId: '0a', qty: 2, prices: base(fen(1_001)), parcel: true, ...plain }] },
      { ...facts, lines: [{ skuId: '0b', qty: 2, prices: base(fen(1_000)), parcel: true, ...plain }] },
      { ...facts, freight: flatFreight(fen(801), fen(5_900), []) },
      { ...facts, freight: { ...facts.freight, freeOverFen: fen(2_000) } },
    ]
    for (const changed of changes) expect(canonical(priceOrder(changed))).not.toBe(before)
  })

  it('moves with gifts and with the points used', () => {
    const gift = (qty: number) => ({
      ...facts,
      offers: [offer({ kind: 'gift', measure: 'amount', from: 1, gifts: [giftOf('0g', { qty })] })],
    })
    const used = (stepPoints: number) => ({
      ...facts,
      points: {
        ...{ wanted: points(900), held: points(900), stepPoints: points(stepPoints), stepFen: fen(1) },
        maxShareBp: bp(10),
      },
    })
    const texts = [gift(1), gift(2), used(1), used(2)].map((one) => canonical(priceOrder(one)))
    expect(new Set(texts).size).toBe(4)
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
