import { fen, type Fen } from '@jishi/kernel/money'
import { addMs, dayMs, instantOf } from '@jishi/kernel/time'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { everybody, shopperContext } from './context.js'
import type { ListPrice, TagSku } from './facts.js'
import { priceOrder } from './price-order.js'
import { tagPrice } from './price-tag.js'
import { flatFreight, noExtras } from './plain-facts.js'

const place = { spuId: 's', categoryIds: [], brandId: null, weightG: 0, volumeCm3: 0, freightTemplateId: null }

const now = instantOf('2026-11-11T00:00:00Z')
const context = everybody(now)

const row = (priceFen: number, change: Partial<ListPrice> = {}): ListPrice => ({
  list: 'base',
  minQty: 1,
  priceFen: fen(priceFen),
  fromAt: null,
  untilAt: null,
  limited: false,
  alone: false,
  ...change,
})
const week = { fromAt: addMs(now, -dayMs), untilAt: addMs(now, 6 * dayMs), limited: true }
const plain = (priceFen: number): TagSku => ({ prices: [row(priceFen)], offered: null })
const cut = (priceFen: number, presentFen: number, before: number | null): TagSku => ({
  prices: [row(priceFen, week)],
  offered: { presentFen: fen(presentFen), lowestBeforeFen: before === null ? null : fen(before) },
})
const wasOf = (...skus: TagSku[]): Fen | null => tagPrice({ skus, context }).wasFen

describe('a price tag', () => {
  it('spans the cheapest and the dearest SKU and strikes nothing through', () => {
    expect(tagPrice({ skus: [plain(2_990), plain(990), plain(1_590)], context })).toEqual({
      fromFen: 990,
      toFen: 2_990,
      wasFen: null,
      label: null,
      rule: null,
    })
  })

  it('shows what an order then asks for a piece', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000 }), (priceFen) => {
        const receipt = priceOrder({
          lines: [{ skuId: '0a', qty: 1, prices: [row(priceFen)], parcel: true, ...place }],
          freight: flatFreight(fen(0), null, []),
          ...noExtras,
          regionCode: null,
          minimumFen: fen(0),
          context,
        })
        expect(tagPrice({ skus: [plain(priceFen)], context }).fromFen).toBe(receipt.lines[0]?.unitFen)
      }),
    )
  })

  it('names the rule where the shown price has one, and none where its SKUs have different ones', () => {
    expect(tagPrice({ skus: [cut(990, 990, 1_290), plain(1_590)], context })).toMatchObject({
      label: '限时价',
      rule: 'unit.base.1.limited',
    })
    expect(tagPrice({ skus: [cut(990, 990, 1_290), plain(990)], context })).toMatchObject({ label: null, rule: null })
    const h5 = { prices: [row(1_290), row(990, { list: 'channel:h5' })], offered: null }
    expect(tagPrice({ skus: [h5], context: shopperContext('h5', now) }).label).toBe('网页专享价')
  })
})

describe('the struck price', () => {
  it('is the lowest that everybody was offered in the seven days before, while the cut is declared for some days', () => {
    expect(wasOf(cut(990, 990, 1_290))).toBe(1_290)
  })

  it.each([
    ['nothing was offered before', cut(990, 990, null)],
    ['the price was as low before it was raised', cut(990, 990, 990)],
    ['the price was lower before', cut(990, 990, 890)],
    ['history does not know the present price yet', cut(990, 1_290, 1_290)],
    [
      'the lower price is not declared for some days',
      { prices: [row(990)], offered: { presentFen: fen(990), lowestBeforeFen: fen(1_290) } },
    ],
    ['only the suggested price is higher', { prices: [row(990), row(1_990, { list: 'market' })], offered: null }],
  ] as const)('is none where %s', (_why, sku) => {
    expect(wasOf(sku as TagSku)).toBeNull()
  })

  it('is none beside the price of a channel: that was not offered to everybody', () => {
    const sku: TagSku = {
      prices: [row(990, week), row(790, { list: 'channel:h5' })],
      offered: { presentFen: fen(990), lowestBeforeFen: fen(1_290) },
    }
    expect(tagPrice({ skus: [sku], context: shopperContext('h5', now) })).toMatchObject({ fromFen: 790, wasFen: null })
  })

  it('stands only for what every SKU of the shown price can prove', () => {
    expect(wasOf(cut(990, 990, 1_290), cut(990, 990, 1_190), plain(2_990))).toBe(1_190)
    expect(wasOf(cut(990, 990, 1_290), cut(990, 990, null))).toBeNull()
  })
})
