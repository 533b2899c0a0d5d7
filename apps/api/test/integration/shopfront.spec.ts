import type { AdminProduct } from '@jishi/contracts/catalog/catalog.schema'
import type { HomeView, ProductCard, ProductList, ProductView } from '@jishi/contracts/shopfront/shopfront.schema'
import { newId } from '@jishi/kernel/id'
import { fen } from '@jishi/kernel/money'
import { addMs, instantOf, minuteMs } from '@jishi/kernel/time'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MovableClock } from '../../src/infra/clock/clock.js'
import { CatalogFacade } from '../../src/modules/catalog/index.js'
import { ShopfrontModule } from '../../src/modules/shopfront/index.js'
import { KnownActors } from '../support/known-actors.js'
import { MadeGoods } from '../support/made-goods.js'
import { remembering } from '../support/remembering.js'
import { indexAll } from '../support/search-desk.js'
import { startTestApp, type TestApp } from '../support/test-app.js'

interface List<T> {
  readonly items: T[]
  readonly nextCursor: string | null
}

const clock = new MovableClock(instantOf('2026-11-01T00:00:00Z'))
let shop: TestApp
let goods: MadeGoods
let actors: KnownActors

const get = async <T>(path: string, headers: Record<string, string> = {}) => {
  const before = shop.database.statements.total
  const answer = await shop.app.inject({ url: path, headers })
  return { status: answer.statusCode, body: answer.json<T>(), statements: shop.database.statements.total - before }
}
const list = async (query: string) => {
  await indexAll(shop)
  return get<ProductList>(`/api/shop/products?${query}`)
}
const walk = async (
  query: string,
  between: () => Promise<unknown> = () => Promise.resolve(),
): Promise<ProductCard[]> => {
  const seen: ProductCard[] = []
  for (let cursor: string | null = '', pages = 0; cursor !== null && pages < 50; pages += 1) {
    const { status, body }: { status: number; body: ProductList } = await list(
      `${query}${cursor === '' ? '' : `&cursor=${cursor}`}`,
    )
    expect(status).toBe(200)
    seen.push(...body.items)
    cursor = body.nextCursor
    await between()
  }
  return seen
}

beforeAll(async () => {
  shop = await startTestApp({ modules: [ShopfrontModule], routeCheck: false, worker: false, clock })
  goods = new MadeGoods(shop)
  actors = new KnownActors(shop)
})
afterAll(() => shop.close())

describe('the list of products', () => {
  it('shows each product once over all pages, in every order', async () => {
    const categoryId = await goods.category('全部')
    for (let n = 0; n < 13; n += 1) {
      // Several share a price and a moment, so that only the id tells them apart.
      if (n % 3 === 0) clock.set(addMs(clock.now(), minuteMs))
      await goods.product({ categoryId, pricesFen: [1_000 + (n % 4) * 100] })
    }
    for (const sort of ['relevance', 'sales', 'newest', 'price_asc', 'price_desc']) {
      const seen = await walk(`category=${categoryId}&limit=4&sort=${sort}`)
      expect(seen, sort).toHaveLength(13)
      expect(new Set(seen.map(({ id }) => id)).size, sort).toBe(13)
    }
    const prices = async (sort: string) =>
      (await walk(`category=${categoryId}&limit=4&sort=${sort}`)).map(({ price }) => price.fromFen)
    const rising = await prices('price_asc')
    expect(rising).toEqual([...rising].sort((a, b) => a - b))
    expect(await prices('price_desc')).toEqual([...rising].reverse())
    const again = await remembering(() => list(`category=${categoryId}&limit=4`))
    expect(again.statements).toBeLessThanOrEqual(3)
  })

  it('neither repeats nor hides a product while others come, go and change', async () => {
    const categoryId = await goods.category('变动')
    const steady: string[] = []
    const moving: { spuId: string; skuId: string }[] = []
    for (let n = 0; n < 24; n += 1) {
      clock.set(addMs(clock.now(), minuteMs))
      const { spuId, skus } = await goods.product({ categoryId, pricesFen: [1_000 + n] })
      if (n % 2 === 0) steady.push(spuId)
      else moving.push({ spuId, skuId: skus[0]?.skuId ?? '' })
    }
    const catalog = shop.get(CatalogFacade)
    for (const sort of ['newest', 'price_asc', 'price_desc', 'relevance']) {
      let round = 0
      const seen = await walk(`category=${categoryId}&limit=3&sort=${sort}`, async () => {
        const other = moving[(round += 1) % moving.length]
        clock.set(addMs(clock.now(), minuteMs))
        await shop.database.transaction((tx) =>
          catalog.changePrice(tx, other?.skuId ?? '', fen(1_000 + ((round * 7) % 40))),
        )
        await shop.database.transaction((tx) =>
          catalog.setState(tx, other?.spuId ?? '', round % 2 === 0 ? 'on_shelf' : 'off_shelf'),
        )
        await goods.product({ categoryId, pricesFen: [900 + round] })
      })
      const ids = seen.map(({ id }) => id)
      for (const id of steady)
        expect(
          ids.filter((each) => each === id),
          `${sort} ${id}`,
        ).toHaveLength(1)
    }
  })

  it('reads a category with everything below it', async () => {
    const above = await goods.category('家居')
    const below = await goods.category('厨房', above)
    const { spuId } = await goods.product({ categoryId: below })
    expect((await list(`category=${above}`)).body.items.map(({ id }) => id)).toEqual([spuId])
    expect((await list(`category=${newId<'category'>(clock)}`)).body).toMatchObject({
      items: [],
      nextCursor: null,
      fallback: null,
    })
  })

  it('finds words, takes wildcards literally and puts a hit in the title first', async () => {
    const categoryId = await goods.category('搜索')
    const inKeywords = await goods.product({ categoryId, title: '一盒惊喜', keywords: ['车厘子'], featured: 9 })
    const inTitle = await goods.product({ categoryId, title: '智利车厘子', keywords: [] })
    await goods.product({ categoryId, title: '100%橙汁' })
    const q = (text: string) => list(`category=${categoryId}&q=${encodeURIComponent(text)}`)
    expect((await q('车厘子')).body.items.map(({ id }) => id)).toEqual([inTitle.spuId, inKeywords.spuId])
    expect((await q('100%')).body.items).toHaveLength(1)
    for (const nothing of ['%', '_', '🍎', `'; drop table spus; --`]) {
      const { status, body } = await q(nothing)
      expect([status, body.fallback], nothing).toEqual([200, 'best_sellers'])
    }
    expect((await q('智利 车厘子')).body.items).toHaveLength(1)
  })

  it('passes over what is sold out and still comes to its end', async () => {
    const categoryId = await goods.category('库存')
    const there: string[] = []
    for (let n = 0; n < 12; n += 1) {
      const { spuId } = await goods.product({ categoryId, stock: n % 3 === 0 ? 5 : 0 })
      if (n % 3 === 0) there.push(spuId)
    }
    const seen = await walk(`category=${categoryId}&limit=2&inStock=true`)
    expect(seen.map(({ id }) => id).sort()).toEqual([...there].sort())
    expect((await walk(`category=${categoryId}&limit=5`)).filter(({ inStock }) => !inStock)).toHaveLength(8)
  })

  it.each([
    'cursor=nonsense',
    'cursor=%00',
    'sort=worst',
    'limit=0',
    'limit=51',
    'category=abc',
    'page=2',
    `q=${'长'.repeat(61)}`,
  ])('refuses %s', async (query) => {
    expect(await list(query)).toMatchObject({ status: 400, body: { code: 'VALIDATION_FAILED' } })
  })

  it('refuses the cursor of another order', async () => {
    const { body } = await list('limit=1&sort=newest')
    expect(await list(`limit=1&sort=price_asc&cursor=${body.nextCursor ?? ''}`)).toMatchObject({ status: 400 })
  })
})

describe('the page of a product', () => {
  it('says what it costs, what is left and how it comes, in few statements', async () => {
    const { spuId } = await goods.product({ pricesFen: [1_990, 2_990], stock: 7, title: '洛川苹果' })
    const { status, body, statements } = await remembering(() => get<ProductView>(`/api/shop/products/${spuId}`))
    expect(status).toBe(200)
    expect(statements).toBeLessThanOrEqual(5)
    expect(body).toMatchObject({
      title: '洛川苹果',
      state: 'on_shelf',
      price: { fromFen: 1_990, toFen: 2_990, wasFen: null },
      inStock: true,
      delivery: { promise: '48 小时内发货', freightFen: 800, freeOverFen: 5_900 },
    })
    expect(body.skus.map(({ priceFen, available }) => [priceFen, available])).toEqual([
      [1_990, 7],
      [2_990, 7],
    ])
  })

  it('stays when the product leaves the shelf, with nothing to buy', async () => {
    const { spuId } = await goods.product({ state: 'off_shelf', stock: 7 })
    const { body } = await get<ProductView>(`/api/shop/products/${spuId}`)
    expect(body).toMatchObject({ state: 'off_shelf', inStock: false, skus: [{ available: 0 }] })
  })

  it('hides a SKU that is off sale by itself', async () => {
    const { spuId, skus } = await goods.product({ pricesFen: [1_000, 9_000] })
    await shop.database.transaction((tx) => shop.get(CatalogFacade).setSkuOnSale(tx, skus[1]?.skuId ?? '', false))
    const { body } = await get<ProductView>(`/api/shop/products/${spuId}`)
    expect(body.price).toMatchObject({ fromFen: 1_000, toFen: 1_000 })
    expect(body.skus).toHaveLength(1)
  })

  it('is not there for a draft, an archived product, an unknown id and no id at all', async () => {
    const draft = await goods.product({ state: 'draft' })
    const archived = await goods.product()
    await shop.database.transaction((tx) => shop.get(CatalogFacade).archive(tx, archived.spuId))
    for (const id of [draft.spuId, archived.spuId, newId<'spu'>(clock), 'abc']) {
      expect(await get(`/api/shop/products/${id}`)).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } })
    }
  })
})

describe('what is shown beside a product', () => {
  it('is what the shop chose, in its order, then what sells best of its category, each once and all on the shelf', async () => {
    const categoryId = await goods.category('相关')
    const { spuId } = await goods.product({ categoryId })
    const alike = await goods.product({ categoryId })
    const elsewhere = await goods.product()
    const hidden = await goods.product({ state: 'off_shelf' })
    const binned = await goods.product()
    await shop.database.transaction((tx) => shop.get(CatalogFacade).archive(tx, binned.spuId))
    await shop.database.execute(
      `insert into spu_related (spu_id, related_id, position)
       select $1, id, position from unnest($2::uuid[]) with ordinality as r (id, position)`,
      [spuId, [hidden.spuId, binned.spuId, elsewhere.spuId]],
    )
    const related = `/api/shop/products/${spuId}/related`
    const { status, body, statements } = await remembering(() => get<List<ProductCard>>(related))
    expect(status).toBe(200)
    expect(statements).toBeLessThanOrEqual(5)
    expect(body.items.map(({ id }) => id)).toEqual([elsewhere.spuId, alike.spuId])
    expect((await get<List<ProductCard>>(`/api/shop/products/${hidden.spuId}/related`)).status).toBe(200)
    expect((await get(`/api/shop/products/${binned.spuId}/related`)).status).toBe(404)
  })
})

describe('the home page', () => {
  it('greets with categories and goods, and its feed goes on in the list', async () => {
    for (let n = 0; n < 25; n += 1) await goods.product()
    // Which promotions run is read once in a few seconds for all pages together.
    await get('/api/shop/home')
    const { status, body, statements } = await remembering(() => get<HomeView>('/api/shop/home'))
    expect(status).toBe(200)
    expect(statements).toBeLessThanOrEqual(6)
    expect(body.shop.name).toBe('小满良品')
    expect(body.categories.length).toBeGreaterThan(0)
    expect(body.feed.items).toHaveLength(20)
    const next = await list(`cursor=${body.feed.nextCursor ?? ''}`)
    expect(next.status).toBe(200)
    const first = new Set(body.feed.items.map(({ id }) => id))
    expect(next.body.items.filter(({ id }) => first.has(id))).toEqual([])
    expect(body.best.length).toBeGreaterThan(0)
  })
})

describe('the products of the admin', () => {
  it('come in every state with their stock, to whoever may read them', async () => {
    const { spuId } = await goods.product({ title: '草稿苹果', state: 'draft', pricesFen: [500, 700], stock: 3 })
    const headers = actors.operator(['product.read'])
    const { body } = await get<List<AdminProduct>>('/api/admin/products?state=draft&q=草稿苹果', headers)
    expect(body.items).toHaveLength(1)
    expect(body.items[0]).toMatchObject({
      id: spuId,
      skuCount: 2,
      priceFromFen: 500,
      priceToFen: 700,
      onHand: 6,
      available: 6,
    })
    const detail = await get<{ skus: unknown[] }>(`/api/admin/products/${spuId}`, headers)
    expect(detail.body.skus).toHaveLength(2)
    expect((await get(`/api/admin/products/${newId<'spu'>(clock)}`, headers)).status).toBe(404)
    expect((await get('/api/admin/products', actors.operator(['order.read']))).status).toBe(403)
    expect((await get('/api/admin/products')).status).toBe(401)
  })

  it('page by page show each once', async () => {
    const headers = actors.operator(['product.read'])
    const seen: string[] = []
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: { body: List<AdminProduct> } = await get(
        `/api/admin/products?limit=50${cursor === '' ? '' : `&cursor=${cursor}`}`,
        headers,
      )
      seen.push(...page.body.items.map(({ id }) => id))
      cursor = page.body.nextCursor
    }
    expect(new Set(seen).size).toBe(seen.length)
    const all = await shop.database.one<{ n: number }>('select count(*) as n from spus where archived_at is null')
    expect(seen).toHaveLength(all.n)
  })
})
