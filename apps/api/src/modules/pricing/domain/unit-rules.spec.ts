import { fen } from '@jishi/kernel/money'
import { instantOf } from '@jishi/kernel/time'
import { describe, expect, it } from 'vitest'
import { everybody } from './context.js'
import type { LineFacts, ListPrice, PriceContext } from './facts.js'
import { priceOrder } from './price-order.js'
import { begunLines } from './goods-line.js'
import type { PricedRule } from './receipt.js'
import { unitRulesOf } from './unit-rules.js'
import { flatFreight, noExtras } from './plain-facts.js'

const plain = { spuId: 's', categoryIds: [], brandId: null, weightG: 0, volumeCm3: 0, freightTemplateId: null }

const context = everybody(instantOf('2026-11-11T00:00:00Z'))
const row = (list: string, priceFen: number, minQty = 1): ListPrice => ({
  ...{ list, minQty, priceFen: fen(priceFen), fromAt: null, untilAt: null, limited: false, alone: false },
})
const tiered = [row('base', 1_000), row('base', 900, 3), row('level:2', 950)]
const line = (skuId: string, qty: number, prices: readonly ListPrice[] = tiered): LineFacts => ({
  skuId,
  qty,
  prices,
  parcel: true,
  ...plain,
})

const rulesOf = (lines: readonly LineFacts[], at: PriceContext): readonly PricedRule[] =>
  unitRulesOf(begunLines(lines, at), at)

describe('stage 1 on the receipt', () => {
  it('is silent about plain prices', () => {
    expect(rulesOf([line('0a', 2, [row('base', 1_000)])], context)).toEqual([])
  })

  it('names the tier that was reached, for all the lines it holds for, with nothing taken off a list price', () => {
    expect(rulesOf([line('0a', 3), line('0b', 5)], context)).toEqual([
      {
        stage: 'unit',
        code: 'unit.base.3',
        label: '满 3 件价',
        applied: true,
        reason: null,
        refusal: null,
        amountFen: 0,
        shares: [
          { skuId: '0a', amountFen: 0 },
          { skuId: '0b', amountFen: 0 },
        ],
      },
    ])
  })

  it('says how many pieces the next cheaper tier is away', () => {
    expect(rulesOf([line('0a', 1)], context)).toMatchObject([
      {
        ...{ code: 'unit.base.3', applied: false, reason: '再买 2 件', shares: [{ skuId: '0a' }] },
        refusal: { code: 'more_pieces', fen: null, qty: 2, gainFen: 300 },
      },
    ])
    expect(rulesOf([line('0a', 1), line('0b', 3)], context)).toMatchObject([
      { code: 'unit.base.3', applied: true, shares: [{ skuId: '0b' }] },
    ])
  })

  it('gives the discount of a level as its amount, and the level it refused with the reason', () => {
    const member = { ...context, level: 2 }
    expect(rulesOf([line('0a', 2, [row('base', 1_000), row('level:2', 950)])], member)).toMatchObject([
      { code: 'unit.level:2.1', applied: true, amountFen: 100, shares: [{ skuId: '0a', amountFen: 100 }] },
    ])
    expect(rulesOf([line('0a', 3)], member)).toMatchObject([
      { code: 'unit.base.3', applied: true },
      { code: 'unit.level:2.1', applied: false, reason: '现价已不高于此价' },
    ])
  })

  it('stands before freight, and its amounts are the unit discounts of the lines', () => {
    const receipt = priceOrder({
      lines: [line('0a', 2, [row('base', 1_000), row('level:2', 950)])],
      freight: flatFreight(fen(800), null, []),
      ...noExtras,
      regionCode: null,
      minimumFen: fen(0),
      context: { ...context, level: 2 },
    })
    expect(receipt.rules.map(({ code }) => code)).toEqual(['unit.level:2.1', 'freight.flat'])
    expect(receipt.totals).toMatchObject({ listFen: 2_000, unitDiscountFen: 100, goodsPaidFen: 1_900 })
    expect(receipt.lines[0]).toMatchObject({ unitFen: 950, unitRule: { list: 'level:2', minQty: 1 } })
  })
})
