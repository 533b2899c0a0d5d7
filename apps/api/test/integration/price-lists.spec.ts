import type { PriceLists, PriceRow } from '@jishi/contracts/catalog/price-lists.schema'
import { newId } from '@jishi/kernel/id'
import { fen } from '@jishi/kernel/money'
import { addMs, dayMs, hourMs, instantOf, isoOf } from '@jishi/kernel/time'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { MovableClock } from '../../src/infra/clock/clock.js'
import { CatalogFacade } from '../../src/modules/catalog/index.js'
import { codeOf, refusalOf } from '../support/buying.js'
import { openCatalogDesk, type CatalogDesk } from '../support/catalog-desk.js'
import { clientOf } from '../support/shopper.js'

const clock = new MovableClock()
let desk: CatalogDesk
let spuId: string
let skuId: string

beforeAll(async () => {
  desk = await openCatalogDesk(clock)
})
afterAll(() => desk.close())
beforeEach(async () => {
  const made = await desk.goods.product({ pricesFen: [2_990] })
  spuId = made.spuId
  skuId = made.skus[0]?.skuId ?? ''
})

const row = (priceFen: number, over: Partial<PriceRow> = {}): PriceRow => ({
  ...{ skuId, list: 'base', minQty: 1, priceFen, from: null, until: null },
  ...over,
})
const inMs = (ms: number): string => isoOf(addMs(clock.now(), ms))
const days = (from: number, until: number) => ({ from: inMs(from * dayMs), until: inMs(until * dayMs) })
const read = (): Promise<PriceLists> => desk.api.priceLists.priceLists({ params: { id: spuId } })
const save = async (...rows: PriceRow[]) =>
  desk.api.priceLists.savePriceLists({ params: { id: spuId }, body: { version: (await read()).version, rows } })
const shown = async (channel?: string) => {
  const guest = clientOf(desk.shop, channel === undefined ? {} : { 'x-jishi-channel': channel })
  return (await guest.shopfront.product({ params: { id: spuId } })).price
}
const history = () =>
  desk.shop.database.rows<{ priceFen: number; from: number; to: number | null }>(
    `select effective_fen as "priceFen", from_at as "from", to_at as "to" from price_history
      where sku_id = $1 order by from_at, id`,
    [skuId],
  )
const span = () =>
  desk.shop.database.one<{ fromFen: number; turnsAt: number | null; version: number }>(
    `select price_from_fen as "fromFen", price_turns_at as "turnsAt", version from spus where id = $1`,
    [spuId],
  )
const published = async (name: string): Promise<object[]> =>
  (
    await desk.shop.database.rows<{ payload: object }>(
      `select payload from outbox where name = $1 and payload ->> 'spuId' = $2 order by id`,
      [name, spuId],
    )
  ).map(({ payload }) => payload)
const sweep = () => desk.shop.sweep('catalog.price-turns')

describe('price lists of a product', () => {
  it('are read and written whole, and what was declared comes back', async () => {
    const rows = [
      row(2_990),
      row(1_990, days(1, 3)),
      row(2_790, { minQty: 3 }),
      row(2_890, { list: 'channel:h5' }),
      row(2_690, { list: 'level:2' }),
      row(3_990, { list: 'market' }),
      row(2_590, { list: `store:${newId<'store'>(clock)}` }),
    ]
    const { version } = await save(...rows)
    const lists = await read()
    expect(lists).toMatchObject({ id: spuId, version, skus: [{ id: skuId, floorFen: null }] })
    expect(new Set(lists.rows.map((one) => JSON.stringify(one)))).toEqual(
      new Set(rows.map((one) => JSON.stringify(one))),
    )
    expect(await save(...lists.rows)).toEqual({ id: spuId, version })
  })

  it('leave one row in the audit log with what went and what came, and tell whoever keeps a copy', async () => {
    await save(row(2_990), row(2_790, { minQty: 3 }))
    const entries = await desk.shop.database.rows<{ action: string; before: unknown; after: unknown }>(
      `select action, before, after from audit_log where subject_id = $1`,
      [spuId],
    )
    expect(entries).toEqual([
      { action: 'product.prices_changed', before: { prices: [] }, after: { prices: [row(2_790, { minQty: 3 })] } },
    ])
    // Once when it was made, once for its prices.
    expect(await published('product.changed')).toEqual([{ spuId }, { spuId }])
  })

  it('are saved once a key and over the version that was seen', async () => {
    const { version } = await read()
    const body = { version, rows: [row(2_490)] }
    const once = () =>
      desk.api.priceLists.savePriceLists({ params: { id: spuId }, body, idempotencyKey: `prices-${spuId}` })
    expect(await once()).toEqual(await once())
    expect(await codeOf(desk.api.priceLists.savePriceLists({ params: { id: spuId }, body }))).toBe('VERSION_CONFLICT')
    expect(await history()).toHaveLength(2)
  })

  it('refuse by name what cannot be meant, and change nothing then', async () => {
    const other = (await desk.goods.product()).skus[0]?.skuId ?? ''
    await desk.shop.database.execute('update skus set floor_fen = 1000 where id = $1', [skuId])
    const refusals: [PriceRow[], string, unknown][] = [
      [[row(2_990), row(2_000, days(1, 3)), row(2_100, days(2, 4))], 'PRICE_RANGES_OVERLAP', { items: [{ row: 2 }] }],
      [[row(2_990), row(2_000)], 'PRICE_RANGES_OVERLAP', { items: [{ row: 1 }] }],
      [[row(2_000, { minQty: 3 })], 'PRICE_BASE_MISSING', { items: [{ skuId }] }],
      [[row(2_000, days(-1, 3))], 'PRICE_BASE_MISSING', { items: [{ skuId }] }],
      [
        [row(2_990), row(999, { minQty: 9 })],
        'PRICE_BELOW_FLOOR',
        { items: [{ row: 1, floorFen: 1_000, proposable: true }] },
      ],
    ]
    for (const [rows, code, details] of refusals)
      expect((await refusalOf(save(...rows))).body).toMatchObject({ code, details })
    const invalid: PriceRow[] = [
      row(1, { list: 'level:0' }),
      row(1, { list: 'channel:ios' }),
      row(1, { skuId: other }),
      row(1, days(3, 1)),
      row(1, days(-3, -1)),
      row(1, { minQty: 0 }),
      row(0),
    ]
    for (const wrong of invalid) expect(await codeOf(save(row(2_990), wrong))).toBe('VALIDATION_FAILED')
    expect((await read()).rows).toEqual([row(2_990)])
    expect((await save(row(2_990), row(500, { list: 'market' }))).id).toBe(spuId)
  })

  it('are for who may write products, and of products there are', async () => {
    const reader = clientOf(desk.shop, desk.actors.operator(['product.read']))
    expect(await codeOf(reader.priceLists.priceLists({ params: { id: spuId } }))).toBe('FORBIDDEN')
    const nowhere = { id: newId<'product'>(clock) }
    expect(await codeOf(desk.api.priceLists.priceLists({ params: nowhere }))).toBe('NOT_FOUND')
  })

  it('keep their days when the editor sets another price', async () => {
    await save(row(2_990), row(1_990, days(1, 3)), row(2_790, { minQty: 3 }))
    const form = await desk.api.shopfront.productForm({ params: { id: spuId } })
    expect(form.skus[0]?.priceFen).toBe(2_990)
    await desk.shop.database.transaction((tx) => desk.shop.get(CatalogFacade).changePrice(tx, skuId, fen(3_190)))
    expect((await read()).rows.map(({ priceFen, minQty, from }) => [priceFen, minQty, from !== null])).toEqual([
      [3_190, 1, false],
      [1_990, 1, true],
      [2_790, 3, false],
    ])
  })
})

describe('prices by the clock', () => {
  it('take effect without a job; history, order of lists and events follow with the true moments', async () => {
    const plan = days(1, 3)
    await save(row(2_990), row(1_990, plan))
    const [begins, ends] = [instantOf(plan.from), instantOf(plan.until)]
    expect((await span()).turnsAt).toBe(begins)
    clock.set(addMs(begins, -1))
    expect((await shown()).fromFen).toBe(2_990)
    clock.set(begins)
    expect(await shown()).toMatchObject({ fromFen: 1_990, label: '限时价', rule: 'unit.base.1.limited', wasFen: null })
    expect((await span()).fromFen).toBe(2_990)
    clock.set(addMs(begins, hourMs))
    const { version } = await span()
    expect(await sweep()).toBeGreaterThan(0)
    expect(await span()).toEqual({ fromFen: 1_990, turnsAt: ends, version })
    expect(await shown()).toMatchObject({ fromFen: 1_990, wasFen: 2_990 })
    clock.set(ends)
    expect(await shown()).toMatchObject({ fromFen: 2_990, label: null, wasFen: null })
    clock.set(addMs(ends, 5 * hourMs))
    await sweep()
    expect(await sweep()).toBe(0)
    expect((await history()).map(({ priceFen, from }, index) => [priceFen, index === 0 ? 0 : from])).toEqual([
      [2_990, 0],
      [1_990, begins],
      [2_990, ends],
    ])
    expect(await published('product.price_changed')).toMatchObject([
      { skuId, fromFen: 2_990, toFen: 1_990 },
      { skuId, fromFen: 1_990, toFen: 2_990 },
    ])
    expect(await published('product.changed')).toHaveLength(4)
    expect(await span()).toEqual({ fromFen: 2_990, turnsAt: null, version })
  })

  it('are told in full when nobody looked for a while, and before somebody writes over them', async () => {
    const plan = days(1, 3)
    await save(row(2_990), row(1_990, plan))
    clock.set(addMs(instantOf(plan.until), dayMs))
    await save(row(2_490))
    expect((await history()).map(({ priceFen }) => priceFen)).toEqual([2_990, 1_990, 2_990, 2_490])
    expect((await span()).turnsAt).toBeNull()
  })

  it('of other lists, tiers and platforms are nobody’s history', async () => {
    await save(row(2_990), row(1_990, { list: 'channel:h5', ...days(0, 2) }), row(1_500, { minQty: 2, ...days(0, 2) }))
    expect(await shown('h5')).toMatchObject({ fromFen: 1_990, label: '限时 · 网页专享价', wasFen: null })
    expect(await shown('mp-weixin')).toMatchObject({ fromFen: 2_990, label: null })
    expect(await history()).toHaveLength(1)
    expect(await span()).toMatchObject({ fromFen: 2_990, turnsAt: null })
  })
})

describe('the struck price', () => {
  it('is what it cost before it was raised and cut, and nothing dearer', async () => {
    clock.advance(hourMs)
    await save(row(3_990))
    clock.advance(3 * dayMs)
    await save(row(3_990), row(2_989, days(0, 2)))
    expect(await shown()).toMatchObject({ fromFen: 2_989, wasFen: 2_990 })
  })

  it('is refused where a raise of the seven days before makes the cut: by row, with what it would have to be below', async () => {
    const refused = { code: 'RAISED_BEFORE_CUT', details: { items: [{ row: 1, skuId, lowestFen: 2_990 }] } }
    clock.advance(hourMs)
    expect((await refusalOf(save(row(3_990), row(2_990, days(0, 2))))).body).toMatchObject(refused)
    await save(row(3_990))
    clock.advance(3 * dayMs)
    expect((await refusalOf(save(row(3_990), row(3_500, days(0, 2))))).body).toMatchObject(refused)
    expect((await refusalOf(save(row(3_990), row(2_990, days(3, 5))))).body).toMatchObject(refused)
    await save(row(3_990), row(3_500, days(5, 6)))
    expect((await read()).rows).toHaveLength(2)
    await save(row(3_990), row(3_500, days(5, 6)), row(3_790, { minQty: 2 }))
  })

  it('is the lowest of the seven days before, once the raise is older than these', async () => {
    await save(row(3_990))
    clock.advance(7 * dayMs)
    await save(row(3_990), row(2_490, days(0, 2)))
    expect(await shown()).toMatchObject({ fromFen: 2_490, wasFen: 3_990 })
  })

  it('remembers a cut of the seven days before', async () => {
    await save(row(2_990), row(2_790, days(1, 2)))
    clock.advance(5 * dayMs)
    await save(row(2_990), row(2_490, days(0, 2)))
    expect(await shown()).toMatchObject({ fromFen: 2_490, wasFen: 2_790 })
  })

  it('never comes of a cut that stands, nor of a suggested price', async () => {
    await save(row(1_990), row(9_990, { list: 'market' }))
    expect(await shown()).toMatchObject({ fromFen: 1_990, wasFen: null, label: null })
  })
})
