import type { PriceRow } from '@jishi/contracts/catalog/price-lists.schema'
import { fen } from '@jishi/kernel/money'
import { addMs, hourMs, isoOf } from '@jishi/kernel/time'
import { parallel } from '@jishi/testing/race'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MovableClock } from '../../src/infra/clock/clock.js'
import { CatalogFacade } from '../../src/modules/catalog/index.js'
import { openCatalogDesk, type CatalogDesk } from '../support/catalog-desk.js'
import { Refused } from '../support/shopper.js'

const clock = new MovableClock()
let desk: CatalogDesk

beforeAll(async () => {
  desk = await openCatalogDesk(clock)
})
afterAll(() => desk.close())

const base = (skuId: string, priceFen: number, over: Partial<PriceRow> = {}): PriceRow => ({
  ...{ skuId, list: 'base', minQty: 1, priceFen, from: null, until: null },
  ...over,
})
const codesOf = (rejected: readonly unknown[]): string[] =>
  rejected.map((refusal) => (refusal instanceof Refused ? refusal.body.code : String(refusal)))
const openStretches = (spuId: string) =>
  desk.shop.database.rows<{ priceFen: number }>(
    `select h.effective_fen as "priceFen" from price_history h join skus k on k.id = h.sku_id
      where k.spu_id = $1 and h.to_at is null order by k.position`,
    [spuId],
  )

describe('at the same time', () => {
  it('two operators change one price list: one is first, the other is told', async () => {
    const { spuId: id, skus } = await desk.goods.product({ pricesFen: [1_000, 2_000] })
    const { version } = await desk.api.priceLists.priceLists({ params: { id } })
    const { fulfilled, rejected } = await parallel(6, (n) =>
      desk.api.priceLists.savePriceLists({
        params: { id },
        body: { version, rows: skus.map(({ skuId }) => base(skuId, 3_000 + n)) },
      }),
    )
    expect(fulfilled).toHaveLength(1)
    expect(new Set(codesOf(rejected))).toEqual(new Set(['VERSION_CONFLICT']))
    const prices = (await openStretches(id)).map(({ priceFen }) => priceFen)
    expect(prices).toHaveLength(2)
    expect(new Set(prices).size).toBe(1)
    const { rows } = await desk.api.priceLists.priceLists({ params: { id } })
    expect(rows.map(({ priceFen }) => priceFen)).toEqual(prices)
  })

  it('a turn of the clock, a price list and the price of an editor wait for nobody crosswise and lose nothing', async () => {
    const { spuId: id, skus } = await desk.goods.product({ pricesFen: [1_000, 2_000, 3_000] })
    const first = skus[0]?.skuId ?? ''
    // Declared once and standing ever since: the same row written anew would be a cut after a raise, and refused.
    const cut = { from: isoOf(addMs(clock.now(), hourMs)), until: isoOf(addMs(clock.now(), 2 * hourMs)) }
    const rowsAt = (priceFen: number) => skus.flatMap(({ skuId }) => [base(skuId, priceFen), base(skuId, 500, cut)])
    const save = async (priceFen: number) => {
      const { version } = await desk.api.priceLists.priceLists({ params: { id } })
      await desk.api.priceLists.savePriceLists({ params: { id }, body: { version, rows: rowsAt(priceFen) } })
    }
    /** As an operator who is told that somebody was first, looks again and saves again. */
    const saveInTheEnd = async (priceFen: number): Promise<void> => {
      try {
        await save(priceFen)
      } catch (error) {
        if (codesOf([error])[0] !== 'VERSION_CONFLICT') throw error
        await saveInTheEnd(priceFen)
      }
    }
    await save(4_000)
    clock.advance(hourMs)
    const work = [
      () => desk.shop.sweep('catalog.price-turns'),
      () => saveInTheEnd(5_000),
      () => desk.shop.database.transaction((tx) => desk.shop.get(CatalogFacade).changePrice(tx, first, fen(6_000))),
    ]
    const { rejected } = await parallel<unknown>(9, (n) => work[n % work.length]?.() ?? Promise.resolve())
    expect(codesOf(rejected)).toEqual([])
    await desk.shop.sweep('catalog.price-turns')
    const wrong = await desk.shop.database.rows(
      `select k.id from skus k join sku_prices p on p.sku_id = k.id and p.list = 'base' and p.min_qty = 1
              and p.valid @> $2::timestamptz
         join price_history h on h.sku_id = k.id and h.to_at is null
        where k.spu_id = $1 and h.effective_fen <> p.price_fen`,
      [id, isoOf(clock.now())],
    )
    expect(wrong).toEqual([])
    expect(await openStretches(id)).toHaveLength(3)
  })
})
