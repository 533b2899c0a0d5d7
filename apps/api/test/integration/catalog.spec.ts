import { newId } from '@jishi/kernel/id'
import { fen } from '@jishi/kernel/money'
import { addDays, instantOf } from '@jishi/kernel/time'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MovableClock } from '../../src/infra/clock/clock.js'
import { Outbox } from '../../src/infra/outbox/outbox.js'
import { CatalogFacade, CatalogModule } from '../../src/modules/catalog/index.js'
import { InventoryModule } from '../../src/modules/inventory/index.js'
import { MadeGoods } from '../support/made-goods.js'
import { startTestApp, type TestApp } from '../support/test-app.js'

const clock = new MovableClock(instantOf('2026-11-01T00:00:00Z'))
let shop: TestApp
let goods: MadeGoods
let catalog: CatalogFacade

beforeAll(async () => {
  shop = await startTestApp({ modules: [CatalogModule, InventoryModule], routeCheck: false, clock })
  goods = new MadeGoods(shop)
  catalog = shop.get(CatalogFacade)
})
afterAll(() => shop.close())

const history = (skuId: string) =>
  shop.database.rows<{ fen: number; open: boolean }>(
    'select effective_fen as fen, to_at is null as open from price_history where sku_id = $1 order by from_at, id',
    [skuId],
  )

describe('a product', () => {
  it('is known whole, and each SKU by its facts', async () => {
    const { spuId, skus } = await goods.product({ pricesFen: [1_990, 2_990], title: '洛川苹果' })
    const core = await catalog.productCore(shop.database, spuId)
    expect(core).toMatchObject({ title: '洛川苹果', state: 'on_shelf', soldCount: 0 })
    expect(core?.options[0]?.values.map(({ name }) => name)).toEqual(['规格 1', '规格 2'])
    expect(core?.skus.map(({ label, priceFen }) => [label, priceFen])).toEqual([
      ['规格 1', 1_990],
      ['规格 2', 2_990],
    ])
    expect(core?.skus[1]?.valueIds).toEqual([core?.options[0]?.values[1]?.id])
    const ids = skus.map(({ skuId }) => skuId)
    const facts = await catalog.skuFacts(shop.database, [...ids, newId<'sku'>(clock)])
    expect(facts.size).toBe(2)
    expect(facts.get(ids[0] ?? '')).toMatchObject({
      title: '洛川苹果',
      skuLabel: '规格 1',
      priceFen: 1_990,
      onSale: true,
      shelved: true,
    })
  })

  it('is off sale when it or its shelf is, and archived for good', async () => {
    const { spuId, skus } = await goods.product({ pricesFen: [1_990, 2_990] })
    const [a = '', b = ''] = skus.map(({ skuId }) => skuId)
    const onSale = async () => {
      const facts = await catalog.skuFacts(shop.database, [a, b])
      return [facts.get(a)?.onSale, facts.get(b)?.onSale]
    }
    await shop.database.transaction((tx) => catalog.setSkuOnSale(tx, a, false))
    expect(await onSale()).toEqual([false, true])
    await shop.database.transaction((tx) => catalog.setState(tx, spuId, 'off_shelf'))
    expect(await onSale()).toEqual([false, false])
    await shop.database.transaction((tx) => catalog.setState(tx, spuId, 'on_shelf'))
    await shop.database.transaction((tx) => catalog.archive(tx, spuId))
    expect(await onSale()).toEqual([false, false])
    expect(await catalog.productCore(shop.database, spuId)).toBeUndefined()
    await expect(shop.database.transaction((tx) => catalog.setState(tx, spuId, 'on_shelf'))).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
  })

  it('has each combination once and only values of its own options', async () => {
    const { spuId, skus } = await goods.product({ pricesFen: [1_990, 2_990] })
    const [sku] = skus
    await expect(
      shop.database.execute(
        `insert into skus (id, spu_id, value_ids, option_key, label, external_code, weight_g, position, created_at)
         select $2, spu_id, value_ids, option_key, label, 'another-code', weight_g, 9, created_at from skus where id = $1`,
        [sku?.skuId, newId<'sku'>(clock)],
      ),
    ).rejects.toThrow('skus_spu_id_option_key')
    expect(spuId).toBeDefined()
  })
})

describe('a price', () => {
  it('has a history without gaps from the first one on', async () => {
    const { skus } = await goods.product({ pricesFen: [1_990] })
    const skuId = skus[0]?.skuId ?? ''
    expect(await history(skuId)).toEqual([{ fen: 1_990, open: true }])
    clock.set(addDays(clock.now(), 1))
    await shop.database.transaction((tx) => catalog.changePrice(tx, skuId, fen(1_790)))
    await shop.database.transaction((tx) => catalog.changePrice(tx, skuId, fen(1_790)))
    clock.set(addDays(clock.now(), 1))
    await shop.database.transaction((tx) => catalog.changePrice(tx, skuId, fen(2_190)))
    expect(await history(skuId)).toEqual([
      { fen: 1_990, open: false },
      { fen: 1_790, open: false },
      { fen: 2_190, open: true },
    ])
    const gaps = await shop.database.rows(
      `select 1 from price_history a join price_history b on b.sku_id = a.sku_id and b.from_at > a.from_at
        where a.sku_id = $1 and not exists (select 1 from price_history c where c.sku_id = a.sku_id and c.from_at = a.to_at)`,
      [skuId],
    )
    expect(gaps).toEqual([])
  })

  it('changed by ten at once ends with one open stretch', async () => {
    const { skus } = await goods.product({ pricesFen: [1_000] })
    const skuId = skus[0]?.skuId ?? ''
    await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        shop.database.transaction((tx) => catalog.changePrice(tx, skuId, fen(1_100 + n))),
      ),
    )
    const rows = await history(skuId)
    expect(rows.filter(({ open }) => open)).toHaveLength(1)
    expect(rows).toHaveLength(11)
    expect((await catalog.skuFacts(shop.database, [skuId])).get(skuId)?.priceFen).toBe(
      rows.find(({ open }) => open)?.fen,
    )
  })

  it('of the past is never rewritten', async () => {
    await expect(shop.database.execute('update price_history set effective_fen = 1')).rejects.toThrow('only closed')
    await expect(shop.database.execute('delete from price_history')).rejects.toThrow('only closed')
    await expect(shop.database.execute('truncate price_history')).rejects.toThrow('never changed')
  })

  it('cannot stand twice on the same list at the same time', async () => {
    const { skus } = await goods.product({ pricesFen: [1_000] })
    const double = `insert into sku_prices (id, sku_id, list, price_fen) values ($1, $2, 'base', 900)`
    await expect(shop.database.execute(double, [newId<'skuPrice'>(clock), skus[0]?.skuId])).rejects.toThrow('exclu')
  })
})

describe('categories', () => {
  it('are a tree that counts what is on the shelf below', async () => {
    const fruit = await goods.category('水果')
    const citrus = await goods.category('柑橘', fruit)
    const berries = await goods.category('浆果', fruit)
    await goods.product({ categoryId: citrus })
    await goods.product({ categoryId: citrus, state: 'off_shelf' })
    await goods.product({ categoryId: berries })
    const node = (await catalog.categoryTree(shop.database)).find(({ id }) => id === fruit)
    expect(node).toMatchObject({ name: '水果', productCount: 2 })
    expect(node?.children.map(({ name, productCount }) => [name, productCount])).toEqual([
      ['柑橘', 1],
      ['浆果', 1],
    ])
  })

  it('do not hang under what is not there', async () => {
    await expect(goods.category('孤儿', newId<'category'>(clock))).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})

describe('a sold count', () => {
  it('is what was paid for, once for every order', async () => {
    const { spuId, skus } = await goods.product({ pricesFen: [1_000, 2_000] })
    const [a = '', b = ''] = skus.map(({ skuId }) => skuId)
    const paid = {
      orderId: newId<'order'>(clock),
      memberId: newId<'member'>(clock),
      payableFen: 4_000,
      lines: [
        { lineId: newId(clock), skuId: a, spuId, qty: 2, goodsPaidFen: 2_000 },
        { lineId: newId(clock), skuId: b, spuId, qty: 1, goodsPaidFen: 2_000 },
      ],
    }
    const eventId = await shop.database.transaction((tx) => shop.get(Outbox).publish(tx, 'order.paid', paid))
    await shop.settle()
    const core = () => catalog.productCore(shop.database, spuId)
    expect(await core()).toMatchObject({ soldCount: 3, skus: [{ soldCount: 2 }, { soldCount: 1 }] })
    // Delivered again: the receipt of the first time is still there.
    await shop.database.execute('update outbox set published_at = null, settled_at = null where id = $1', [eventId])
    await shop.settle()
    expect(await core()).toMatchObject({ soldCount: 3 })
  })
})
