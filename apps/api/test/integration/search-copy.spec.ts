import { parallel } from '@jishi/testing/race'
import { fen } from '@jishi/kernel/money'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CatalogFacade, type MadeProduct } from '../../src/modules/catalog/index.js'
import { InventoryFacade } from '../../src/modules/inventory/index.js'
import { PostgresSearch, ShopfrontModule } from '../../src/modules/shopfront/index.js'
import { MadeGoods } from '../support/made-goods.js'
import { startTestApp, type TestApp } from '../support/test-app.js'

let shop: TestApp
let goods: MadeGoods

beforeAll(async () => {
  shop = await startTestApp({ modules: [ShopfrontModule], routeCheck: false })
  goods = new MadeGoods(shop)
})
afterAll(() => shop.close())

/** Numbers that look like chance and are the same in every run. */
const dice = (seed: number) => (most: number) => {
  seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff
  return seed % most
}

const copy = async () => ({
  products: await shop.database.rows('select * from product_search order by spu_id'),
  names: await shop.database.rows(
    'select id, kind, name, attribute_id, attribute_name, filterable, position, has_below from search_names order by id',
  ),
})
const rebuilt = async () => {
  await shop.database.execute(
    `insert into search_rebuilds (id, begun_at) values (1, now())
     on conflict (id) do update set begun_at = now(), behind = null, done_at = null`,
  )
  while ((await shop.sweep('search.rebuild')) > 0) continue
}
const rowOf = (spuId: string) =>
  shop.database.maybe<{ inStock: boolean; sold: number; price: number }>(
    `select in_stock as "inStock", sold_count as sold, price_from_fen as price from product_search where spu_id = $1`,
    [spuId],
  )

describe('the copy the search reads', () => {
  it('has a product that is made once its events are told', async () => {
    const { spuId } = await goods.product({ title: '冰糖心苹果', stock: 3 })
    await shop.settle()
    const answer = await shop.app.inject('/api/shop/products?q=bingtangxin')
    expect(answer.json()).toMatchObject({ items: [{ id: spuId, inStock: true, titleMarks: [[0, 3]] }], fallback: null })
  })

  it('made anew from nothing it is what the events had made of it', async () => {
    const roll = dice(20_260_522)
    const catalog = shop.get(CatalogFacade)
    const inventory = shop.get(InventoryFacade)
    const made: MadeProduct[] = []
    const above = await goods.category('食品')
    const below = await goods.category('水果', above)
    const any = () => made[roll(made.length)] ?? expect.unreachable('nothing made yet')
    for (let step = 0; step < 90; step += 1) {
      const kind = made.length < 8 ? 0 : roll(6)
      if (kind === 0)
        made.push(
          await goods.product({
            categoryId: roll(2) === 0 ? above : below,
            stock: roll(3),
            pricesFen: [900 + roll(99)],
          }),
        )
      const { spuId, skus } = any()
      const skuId = skus[0]?.skuId ?? ''
      await shop.database
        .transaction(async (tx) => {
          if (kind === 1) await catalog.changePrice(tx, skuId, fen(500 + roll(5_000)))
          if (kind === 2) await catalog.setState(tx, spuId, roll(2) === 0 ? 'on_shelf' : 'off_shelf')
          if (kind === 3) await inventory.receive(tx, { skuId, qty: 1 + roll(3), reference: `step:${step}` })
          if (kind === 4) await catalog.setSkuOnSale(tx, skuId, roll(2) === 0)
          if (kind === 5 && roll(4) === 0) await catalog.archive(tx, spuId)
        })
        .catch(() => undefined)
    }
    await shop.settle()
    const live = await copy()
    expect(live.products.length).toBeGreaterThan(5)
    await shop.database.execute('delete from product_search')
    await shop.database.execute('delete from search_names')
    await rebuilt()
    expect(await copy()).toEqual(live)
  }, 120_000)

  it('is the same however often and in whatever order it is told, and by how many at once', async () => {
    const { spuId, skus } = await goods.product({ stock: 1, pricesFen: [1_000] })
    const catalog = shop.get(CatalogFacade)
    await shop.settle()
    await shop.database.transaction((tx) => catalog.changePrice(tx, skus[0]?.skuId ?? '', fen(1_200)))
    await shop.database.transaction((tx) => catalog.changePrice(tx, skus[0]?.skuId ?? '', fen(1_500)))
    const search = shop.get(PostgresSearch)
    await parallel(8, () => shop.database.transaction((tx) => search.index(tx, [spuId, spuId])))
    expect(await rowOf(spuId)).toMatchObject({ price: 1_500, inStock: true })
    // What was told of before arrives late and changes nothing.
    await shop.settle()
    expect(await rowOf(spuId)).toMatchObject({ price: 1_500, inStock: true })
  })

  it('hears when goods run out and when they come back, and only then', async () => {
    const { spuId, skus } = await goods.product({ stock: 3 })
    const skuId = skus[0]?.skuId ?? ''
    const inventory = shop.get(InventoryFacade)
    await shop.settle()
    const told = async () =>
      (await shop.database.one<{ n: number }>(`select count(*) as n from outbox where name = 'stock.crossed'`)).n
    const before = await told()
    const owner = (id: string) => ({ kind: 'order' as const, id })
    const [first, second] = ['0197a000-0000-7000-8000-00000000000a', '0197a000-0000-7000-8000-00000000000b']
    const reserve = (id: string, qty: number) =>
      shop.database.transaction((tx) =>
        inventory.reserve(tx, {
          owner: owner(id),
          lines: [{ lineId: id, skuId, qty }],
          expiresAt: shop.clock.now(),
        }),
      )
    await reserve(first, 1)
    expect(await told()).toBe(before)
    await reserve(second, 2)
    expect(await told()).toBe(before + 1)
    await shop.settle()
    expect((await rowOf(spuId))?.inStock).toBe(false)
    await shop.database.transaction((tx) => inventory.release(tx, owner(second), 'closed'))
    await shop.database.transaction((tx) => inventory.release(tx, owner(first), 'closed'))
    expect(await told()).toBe(before + 2)
    await shop.settle()
    expect((await rowOf(spuId))?.inStock).toBe(true)
  })

  it('brings sold counts up to date in bulk, late commits too', async () => {
    const { spuId } = await goods.product()
    await shop.settle()
    const sold = (count: number, ago: string) =>
      shop.database.execute(`update spus set sold_count = $2, sold_at = now() - $3::interval where id = $1`, [
        spuId,
        count,
        ago,
      ])
    await sold(7, '10 seconds')
    await shop.sweep('search.sold-counts')
    expect((await rowOf(spuId))?.sold).toBe(7)
    await sold(9, '40 seconds')
    await shop.sweep('search.sold-counts')
    expect((await rowOf(spuId))?.sold).toBe(9)
  })
})
