import { fen, sumFen, type Fen } from '@jishi/kernel/money'
import { instantOf } from '@jishi/kernel/time'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonical } from './canonical.js'
import { everybody } from './context.js'
import type { LineFacts, ListPrice, PricingFacts } from './facts.js'
import { priceOrder } from './price-order.js'
import type { LineAmounts, Receipt } from './receipt.js'
import { flatFreight, noExtras } from './plain-facts.js'

const plain = { spuId: 's', categoryIds: [], brandId: null, weightG: 0, volumeCm3: 0, freightTemplateId: null }

const base = (priceFen: Fen): ListPrice[] => [
  { list: 'base', minQty: 1, priceFen, fromAt: null, untilAt: null, limited: false, alone: false },
]
const context = everybody(instantOf('2026-11-01T00:00:00Z'))

const amount = (max: number): fc.Arbitrary<Fen> => fc.integer({ min: 0, max }).map(fen)

const line: fc.Arbitrary<LineFacts> = fc.record({
  skuId: fc.uuid(),
  qty: fc.integer({ min: 1, max: 999 }),
  prices: fc.oneof(amount(20_000), amount(100_000_000)).map(base),
  parcel: fc.boolean(),
  spuId: fc.constant('s'),
  categoryIds: fc.constant([]),
  brandId: fc.constant(null),
  weightG: fc.constant(0),
  volumeCm3: fc.constant(0),
  freightTemplateId: fc.constant(null),
})

const facts: fc.Arbitrary<PricingFacts> = fc.record({
  lines: fc.uniqueArray(line, { minLength: 1, maxLength: 12, selector: ({ skuId }) => skuId }),
  offers: fc.constant(noExtras.offers),
  coupons: fc.constant(noExtras.coupons),
  points: fc.constant(noExtras.points),
  adjustments: fc.constant(noExtras.adjustments),
  freight: fc
    .tuple(amount(5_000), fc.option(amount(60_000), { nil: null }), fc.subarray(['54', '65', '810']))
    .map(([baseFen, freeOverFen, prefixes]) => flatFreight(baseFen, freeOverFen, prefixes)),
  regionCode: fc.constantFrom(null, '330106', '540102', '810001'),
  minimumFen: fc.constantFrom(fen(0), fen(1)),
  context: fc.constant(context),
})

const holdsIdentity = (of: LineAmounts): boolean =>
  of.listFen - of.unitDiscountFen - of.promotionFen - of.couponFen - of.pointsFen + of.adjustFen === of.goodsPaidFen &&
  of.goodsPaidFen + of.freightFen === of.payableFen

const partsOf = (of: LineAmounts): number[] => [
  of.listFen,
  of.unitDiscountFen,
  of.promotionFen,
  of.couponFen,
  of.pointsFen,
  of.goodsPaidFen,
  of.freightFen,
  of.payableFen,
]

const sharesOf = (receipt: Receipt, code: string): Fen =>
  sumFen(
    receipt.rules.filter((rule) => rule.code === code).flatMap((rule) => rule.shares.map((share) => share.amountFen)),
  )

const apple: LineFacts = { skuId: '0a', qty: 3, prices: base(fen(1_290)), parcel: true, ...plain }
const bread: LineFacts = { skuId: '0b', qty: 1, prices: base(fen(990)), parcel: true, ...plain }
const shop: Omit<PricingFacts, 'lines'> = {
  freight: flatFreight(fen(800), fen(5_900), ['54']),
  ...noExtras,
  regionCode: '330106',
  minimumFen: fen(1),
  context,
}

describe('the receipt of an order', () => {
  it('charges flat freight below the threshold and splits it by value', () => {
    const receipt = priceOrder({ ...shop, lines: [bread, apple] })
    expect(receipt.lines.map(({ skuId, freightFen }) => [skuId, freightFen])).toEqual([
      ['0a', 637],
      ['0b', 163],
    ])
    expect(receipt.totals).toMatchObject({
      listFen: 4_860,
      goodsPaidFen: 4_860,
      freightFen: 800,
      payableFen: 5_660,
      qty: 4,
    })
    expect(receipt.rules.map(({ code, applied, reason }) => [code, applied, reason])).toEqual([
      ['freight.flat', true, null],
      ['freight.free_over', false, '还差 10.40 元'],
    ])
  })

  it('sends goods at exactly the threshold free of freight and says so', () => {
    const receipt = priceOrder({
      ...shop,
      lines: [{ skuId: '0a', qty: 2, prices: base(fen(2_950)), parcel: true, ...plain }],
    })
    expect(receipt.totals.freightFen).toBe(0)
    expect(receipt.rules.map(({ code, applied }) => [code, applied])).toEqual([
      ['freight.flat', false],
      ['freight.free_over', true],
    ])
    const short = priceOrder({
      ...shop,
      lines: [{ skuId: '0a', qty: 1, prices: base(fen(5_899)), parcel: true, ...plain }],
    })
    expect(short.totals.freightFen).toBe(800)
  })

  it('splits freight by pieces where the goods cost nothing', () => {
    const gifts = [
      { skuId: '0a', qty: 3, prices: base(fen(0)), parcel: true, ...plain },
      { skuId: '0b', qty: 1, prices: base(fen(0)), parcel: true, ...plain },
    ]
    expect(priceOrder({ ...shop, lines: gifts }).lines.map(({ freightFen }) => freightFen)).toEqual([600, 200])
  })

  it('marks a region the shop does not deliver to', () => {
    const receipt = priceOrder({ ...shop, regionCode: '540102', lines: [apple] })
    expect(receipt.deliverable).toBe(false)
    expect(receipt.rules.map(({ code }) => code)).toContain('freight.no_delivery')
    expect(priceOrder({ ...shop, regionCode: null, lines: [apple] }).deliverable).toBe(true)
  })

  it('measures and shares freight over what goes into the parcel, and knows no freight without one', () => {
    const code: LineFacts = { skuId: '09', qty: 2, prices: base(fen(9_900)), parcel: false, ...plain }
    const mixed = priceOrder({ ...shop, lines: [bread, code, apple] })
    expect(mixed.lines.map(({ skuId, freightFen }) => [skuId, freightFen])).toEqual([
      ['09', 0],
      ['0a', 637],
      ['0b', 163],
    ])
    expect(mixed.totals).toMatchObject({ goodsPaidFen: 24_660, freightFen: 800 })
    const nowhere = priceOrder({ ...shop, regionCode: '540102', lines: [code] })
    expect(nowhere).toMatchObject({ deliverable: true, rules: [], totals: { freightFen: 0, payableFen: 19_800 } })
  })

  it('raises a payable below the minimum on the first line', () => {
    const free = { ...shop, freight: flatFreight(fen(0), fen(5_900), ['54']) }
    const gifts = [
      { skuId: '0b', qty: 1, prices: base(fen(0)), parcel: true, ...plain },
      { skuId: '0a', qty: 1, prices: base(fen(0)), parcel: true, ...plain },
    ]
    const receipt = priceOrder({ ...free, lines: gifts })
    expect(receipt.lines.map(({ skuId, adjustFen, payableFen }) => [skuId, adjustFen, payableFen])).toEqual([
      ['0a', 1, 1],
      ['0b', 0, 0],
    ])
    expect(receipt.rules.at(-1)).toMatchObject({
      stage: 'minimum',
      amountFen: 1,
      shares: [{ skuId: '0a', amountFen: 1 }],
    })
    expect(priceOrder({ ...free, minimumFen: fen(0), lines: gifts }).totals.payableFen).toBe(0)
  })

  it('refuses two lines of one SKU, no line, and quantities that are none', () => {
    expect(() => priceOrder({ ...shop, lines: [apple, apple] })).toThrow('two lines')
    expect(() => priceOrder({ ...shop, lines: [] })).toThrow('has a line')
    for (const qty of [0, -1, 1.5, 2 ** 53]) expect(() => priceOrder({ ...shop, lines: [{ ...apple, qty }] })).toThrow()
  })
})

describe('properties of every receipt', () => {
  it('keeps the identity on each line and in total, with no part below zero', () => {
    fc.assert(
      fc.property(facts, (given) => {
        const { lines, totals } = priceOrder(given)
        for (const part of [...lines, totals]) {
          expect(holdsIdentity(part)).toBe(true)
          expect(Math.min(...partsOf(part))).toBeGreaterThanOrEqual(0)
        }
      }),
    )
  })

  it('adds up: totals are the sums of lines and of the shares of their rules', () => {
    fc.assert(
      fc.property(facts, (given) => {
        const receipt = priceOrder(given)
        expect(sumFen(receipt.lines.map(({ payableFen }) => payableFen))).toBe(receipt.totals.payableFen)
        expect(sharesOf(receipt, 'freight.flat')).toBe(receipt.totals.freightFen)
        expect(sharesOf(receipt, 'minimum')).toBe(receipt.totals.adjustFen)
        for (const rule of receipt.rules)
          expect(sumFen(rule.shares.map((share) => share.amountFen))).toBe(rule.amountFen)
      }),
    )
  })

  it('does not depend on the order of the lines', () => {
    const shuffled = facts.chain((given) =>
      fc.tuple(
        fc.constant(given),
        fc.shuffledSubarray([...given.lines], { minLength: given.lines.length, maxLength: given.lines.length }),
      ),
    )
    fc.assert(
      fc.property(shuffled, ([given, lines]) => {
        expect(canonical(priceOrder({ ...given, lines }))).toBe(canonical(priceOrder(given)))
      }),
    )
  })

  it('charges freight exactly while the goods of the parcel stay below the threshold', () => {
    fc.assert(
      fc.property(facts, (given) => {
        const { lines, totals } = priceOrder(given)
        const { freeOverFen } = given.freight
        const baseFen = given.freight.templates[0]?.rates[0]?.firstFen
        const sent = new Set(given.lines.filter(({ parcel }) => parcel).map(({ skuId }) => skuId))
        const goodsFen = sumFen(lines.filter(({ skuId }) => sent.has(skuId)).map(({ listFen }) => listFen))
        const free = sent.size === 0 || (freeOverFen !== null && goodsFen >= freeOverFen)
        expect(totals.freightFen).toBe(free ? 0 : baseFen)
        for (const { skuId, freightFen } of lines) if (!sent.has(skuId)) expect(freightFen).toBe(0)
      }),
    )
  })

  it('gives goods that travel the freight they would have without the others beside them', () => {
    fc.assert(
      fc.property(facts, (given) => {
        const sent = given.lines.filter(({ parcel }) => parcel)
        fc.pre(sent.length > 0)
        const freight = (of: Receipt): unknown =>
          of.lines.filter((each) => sent.some(({ skuId }) => skuId === each.skuId)).map(({ freightFen }) => freightFen)
        expect(freight(priceOrder(given))).toEqual(freight(priceOrder({ ...given, lines: sent })))
      }),
    )
  })

  it('never asks less than the minimum', () => {
    fc.assert(fc.property(facts, (given) => priceOrder(given).totals.payableFen >= given.minimumFen))
  })
})
