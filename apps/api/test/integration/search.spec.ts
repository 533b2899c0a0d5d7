import type {
  HotWords,
  ProductFacets,
  SearchHistory,
  SearchIndex,
  Suggestions,
} from '@jishi/contracts/shopfront/search.schema'
import type { ProductList } from '@jishi/contracts/shopfront/shopfront.schema'
import { newId } from '@jishi/kernel/id'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AskedWordsBook } from '../../src/modules/shopfront/search/asked-words.js'
import { ShopfrontModule } from '../../src/modules/shopfront/index.js'
import { COUNTED } from '../../src/modules/shopfront/search/facets-statement.js'
import { KnownActors } from '../support/known-actors.js'
import { MadeGoods } from '../support/made-goods.js'
import { remembering } from '../support/remembering.js'
import { indexAll } from '../support/search-desk.js'
import { startTestApp, type TestApp } from '../support/test-app.js'

let shop: TestApp
let goods: MadeGoods
let actors: KnownActors
const brand = { id: '', name: '果乡' }
const sweet = { attribute: '', sweet: '', sour: '' }
const size = { attribute: '', big: '', small: '' }
let fruit: string
let tagId: string

const ask = async <T>(
  path: string,
  options: { method?: 'GET' | 'PUT' | 'POST' | 'DELETE'; headers?: Record<string, string>; body?: object } = {},
) => {
  const before = shop.database.statements.total
  const { method = 'GET', headers = {}, body } = options
  const answer = await shop.app.inject({ method, url: path, headers, ...(body ? { payload: body } : {}) })
  return { status: answer.statusCode, body: answer.json<T>(), statements: shop.database.statements.total - before }
}
const list = (query: string) => ask<ProductList>(`/api/shop/products?${query}`)
const facets = (query: string) => ask<ProductFacets>(`/api/shop/products/facets?${query}`)
const titles = async (query: string) => (await list(query)).body.items.map(({ title }) => title).sort()
const id = () => newId(shop.clock)

const attribute = async (name: string, values: readonly string[]) => {
  const attributeId = id()
  await shop.database.execute(
    `insert into attributes (id, category_id, name, kind, filterable, required, position, created_at)
     values ($1, $2, $3, 'choice', true, false, 0, now())`,
    [attributeId, fruit, name],
  )
  const ids = values.map(() => id())
  await shop.database.execute(
    `insert into attribute_values (id, attribute_id, name, position)
     select g.id, $1, g.name, g.place from unnest($2::uuid[], $3::text[]) with ordinality as g (id, name, place)`,
    [attributeId, ids, values],
  )
  return { attributeId, ids }
}

const made = async (
  title: string,
  facts: { price: number; stock?: number; branded?: boolean; tagged?: boolean; values: readonly [string, string][] },
) => {
  const { spuId } = await goods.product({
    ...{ title, categoryId: fruit as never, pricesFen: [facts.price], stock: facts.stock ?? 5, keywords: [] },
  })
  if (facts.branded === true)
    await shop.database.execute('update spus set brand_id = $2 where id = $1', [spuId, brand.id])
  if (facts.tagged === true)
    await shop.database.execute('insert into spu_tags (spu_id, tag_id) values ($1, $2)', [spuId, tagId])
  for (const [of, value] of facts.values)
    await shop.database.execute(
      'insert into spu_attribute_values (spu_id, attribute_id, value_id) values ($1, $2, $3)',
      [spuId, of, value],
    )
  return spuId
}

beforeAll(async () => {
  shop = await startTestApp({ modules: [ShopfrontModule], routeCheck: false, worker: false })
  goods = new MadeGoods(shop)
  actors = new KnownActors(shop)
  fruit = await goods.category('水果')
  brand.id = id()
  tagId = id()
  await shop.database.execute('insert into brands (id, name, created_at) values ($1, $2, now())', [
    brand.id,
    brand.name,
  ])
  await shop.database.execute(`insert into tags (id, name, shown, created_at) values ($1, '当季', true, now())`, [
    tagId,
  ])
  const taste = await attribute('口味', ['甜', '酸'])
  Object.assign(sweet, { attribute: taste.attributeId, sweet: taste.ids[0], sour: taste.ids[1] })
  const sizes = await attribute('大小', ['大果', '小果'])
  Object.assign(size, { attribute: sizes.attributeId, big: sizes.ids[0], small: sizes.ids[1] })
  const is = (taste: string, how: string): [string, string][] => [
    [sweet.attribute, taste],
    [size.attribute, how],
  ]
  await made('红富士苹果', { price: 1_000, branded: true, tagged: true, values: is(sweet.sweet, size.big) })
  await made('国光苹果', { price: 2_000, branded: true, values: is(sweet.sour, size.small) })
  await made('青苹果', { price: 3_000, stock: 0, values: is(sweet.sour, size.big) })
  await made('冬枣', { price: 4_000, values: is(sweet.sweet, size.small) })
  await indexAll(shop)
})
afterAll(() => shop.close())

describe('filters', () => {
  it('each narrow the list, together and in at most three statements', async () => {
    const base = `category=${fruit}`
    expect(await titles(`${base}&brand=${brand.id}`)).toEqual(['国光苹果', '红富士苹果'])
    expect(await titles(`${base}&tag=${tagId}`)).toEqual(['红富士苹果'])
    expect(await titles(`${base}&priceFrom=2000&priceTo=3000`)).toEqual(['国光苹果', '青苹果'])
    expect(await titles(`${base}&inStock=true`)).toEqual(['冬枣', '国光苹果', '红富士苹果'])
    // Of one attribute any, of several one each.
    expect(await titles(`${base}&values=${sweet.sweet},${sweet.sour}`)).toHaveLength(4)
    expect(await titles(`${base}&values=${sweet.sour},${size.big}`)).toEqual(['青苹果'])
    expect(await titles(`${base}&values=${id()}`)).toEqual([])
    const all = `${base}&brand=${brand.id}&values=${sweet.sweet}&priceTo=9000&inStock=true&q=${encodeURIComponent('苹果')}`
    const { body, statements } = await remembering(() => list(all))
    expect(body.items.map(({ title }) => title)).toEqual(['红富士苹果'])
    expect(statements).toBeLessThanOrEqual(3)
    const nothing = await remembering(() => list(`${base}&q=nothinglikethis`))
    expect(nothing.statements).toBeLessThanOrEqual(3)
  })

  it('are counted by facets that obey every filter but themselves, in one statement', async () => {
    const { body, statements } = await facets(`category=${fruit}&brand=${brand.id}&values=${sweet.sweet}`)
    expect(statements).toBe(1)
    expect(body).toMatchObject({ total: 1, more: false, price: { fromFen: 1_000, toFen: 1_000 }, inStock: 1 })
    expect(body.brands).toEqual([{ ...brand, count: 1 }])
    const count = (name: string) =>
      body.attributes.find((one) => one.name === name)?.values.map((one) => [one.name, one.count])
    // Taste is chosen: sour apples of the brand are still counted. Size obeys brand and taste.
    expect(count('口味')).toEqual([
      ['甜', 1],
      ['酸', 1],
    ])
    expect(count('大小')).toEqual([['大果', 1]])
    const open = (await facets(`category=${fruit}`)).body
    expect(open).toMatchObject({ total: 4, inStock: 3, price: { fromFen: 1_000, toFen: 4_000 } })
    expect(open.tags).toEqual([{ id: tagId, name: '当季', count: 1 }])
  })

  it('count each product of a word once, few and many, in the slices that are read first and beyond', async () => {
    const crowd = id()
    const add = (from: number, to: number) =>
      shop.database.execute(
        `insert into product_search (spu_id, title, title_key, words, category_id, category_ids, value_ids, tag_ids,
           price_from_fen, sold_count, on_shelf_at, featured, in_stock)
         select gen_random_uuid(), 'x' || n, 'x' || n, '''zqzq''', $3, array[$3::uuid], '{}', '{}', 100 + n, 0, now(), 0, n % 2 = 0
           from generate_series($1::int, $2::int) n`,
        [from, to, crowd],
      )
    const counted = async (filter = '') => (await facets(`q=zqzq${filter}`)).body
    /** How many of them one of so many products' own index has. */
    const among = async (every: number) => {
      const { rows } = await shop.database.one<{ rows: number }>(
        `select count(*) as rows from product_search where words @@ '''zqzq'''::tsquery and uuid_hash(spu_id) % $1::int = 0`,
        [every],
      )
      return rows
    }
    try {
      await add(1, 40)
      expect(await counted()).toMatchObject({
        total: 40,
        more: false,
        inStock: 20,
        price: { fromFen: 101, toFen: 140 },
      })
      await add(41, COUNTED)
      expect(await among(16)).toBeGreaterThan(0)
      expect(await counted()).toMatchObject({ total: COUNTED, more: false, partial: false, inStock: COUNTED / 2 })
      expect(await counted('&priceTo=119')).toMatchObject({ total: 19, more: false, inStock: 9 })
      await add(COUNTED + 1, COUNTED + 1)
      expect(await counted()).toMatchObject({ total: COUNTED, more: true, partial: true })
      await add(COUNTED + 2, COUNTED * 5)
      expect(await among(4)).toBeGreaterThan(COUNTED)
      expect(await counted()).toMatchObject({ total: COUNTED, more: true, partial: true })
      await add(COUNTED * 5 + 1, COUNTED * 18)
      expect(await among(16)).toBeGreaterThan(COUNTED)
      expect(await counted()).toMatchObject({ total: COUNTED, more: true, partial: true })
      // One of so many is found all the same, and told whole.
      expect(await counted(`&priceFrom=${100 + COUNTED * 18}`)).toMatchObject({ total: 1, more: false })
    } finally {
      await shop.database.execute('delete from product_search where category_id = $1', [crowd])
    }
  })

  it('say that they stopped counting, also where only a facet without its own filter did', async () => {
    const [crowd, spare] = [id(), { id: id(), name: '少量' }]
    await shop.database.execute(
      'insert into search_names (id, kind, name, filterable, position) values ($1, $2, $3, true, 0)',
      [...[spare.id, 'brand', spare.name]],
    )
    const add = (from: number, to: number, brandId: string | null) =>
      shop.database.execute(
        `insert into product_search (spu_id, title, title_key, words, brand_id, category_id, category_ids, value_ids, tag_ids,
           price_from_fen, sold_count, on_shelf_at, featured, in_stock)
         select gen_random_uuid(), 'x' || n, 'x' || n, '', $3, $4, array[$4::uuid], '{}', '{}', 100 + n, 0, now(), 0, true
           from generate_series($1::int, $2::int) n`,
        [from, to, brandId, crowd],
      )
    const room = COUNTED - (await facets('')).body.total
    await add(1, 3, spare.id)
    await add(4, room, null)
    try {
      // As many as are looked at: everything is exact, to the last one.
      expect((await facets('')).body).toMatchObject({ total: COUNTED, more: false, partial: false })
      await add(room + 1, room + 100, null)
      expect((await facets('')).body).toMatchObject({ total: COUNTED, more: true, partial: true })
      // What is filtered is few and counted whole; the other brands were counted among all of them, and not to the end.
      expect((await facets(`brand=${spare.id}`)).body).toMatchObject({ total: 3, more: false, partial: true })
      expect((await facets(`category=${crowd}&priceTo=150`)).body).toMatchObject({
        total: 50,
        more: false,
        partial: true,
      })
    } finally {
      await shop.database.execute('delete from product_search where category_id = $1', [crowd])
      await shop.database.execute('delete from search_names where id = $1', [spare.id])
    }
  })

  it('bind the cursor: a changed filter, question, order or key is refused', async () => {
    const base = `category=${fruit}&limit=1&sort=sales`
    const cursor = (await list(base)).body.nextCursor ?? expect.unreachable('there is a second page')
    expect((await list(`${base}&cursor=${cursor}`)).status).toBe(200)
    const content = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[]
    const altered = (change: (parts: unknown[]) => void): string => {
      const parts = structuredClone(content)
      change(parts)
      return Buffer.from(JSON.stringify(parts)).toString('base64url')
    }
    for (const bad of [
      `category=${fruit}&limit=1&sort=newest&cursor=${cursor}`,
      `limit=1&sort=sales&cursor=${cursor}`,
      `${base}&inStock=true&cursor=${cursor}`,
      `${base}&q=x&cursor=${cursor}`,
      `${base}&cursor=${altered((parts) => (parts[4] = ['x', 'y']))}`,
      `${base}&cursor=${altered((parts) => (parts[4] = []))}`,
      `${base}&cursor=${altered((parts) => (parts[2] = 'drop table spus'))}`,
      `${base}&cursor=${altered((parts) => (parts[3] = [`'x' & 'y`, 7]))}`,
    ])
      expect(await list(bad), bad).toMatchObject({ status: 400, body: { code: 'VALIDATION_FAILED' } })
  })
})

describe('words', () => {
  it('rank the whole title first, then words of it, and page through each once', async () => {
    const other = await goods.category('其他')
    const exact = await goods.product({ categoryId: other, title: '沙琪玛', keywords: [] })
    const inTitle = await goods.product({ categoryId: other, title: '黑糖沙琪玛', keywords: [] })
    const inKeywords = await goods.product({ categoryId: other, title: '一盒点心', keywords: ['沙琪玛'] })
    await indexAll(shop)
    const seen: string[] = []
    for (let cursor: string | null = ''; cursor !== null;) {
      const { body }: { body: ProductList } = await list(`q=沙琪玛&limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`)
      seen.push(...body.items.map((one) => one.id))
      cursor = body.nextCursor
    }
    expect(seen).toEqual([exact.spuId, inTitle.spuId, inKeywords.spuId])
  })

  it('that fit nothing are answered by fewer of them, by what sounds alike, by what sells', async () => {
    const fallback = async (q: string) => {
      const { body } = await list(`q=${encodeURIComponent(q)}`)
      return [body.fallback, body.items[0]?.title]
    }
    expect(await fallback('红富士 潜水艇')).toEqual(['fewer_words', '红富士苹果'])
    expect(await fallback('洪富士')).toEqual(['similar', '红富士苹果'])
    expect((await fallback('潜水艇'))[0]).toBe('best_sellers')
    expect((await list(`q=洪富士`)).body.words).toEqual(['红富士'])
  })

  it('mark what answers them, as ranges', async () => {
    const marks = async (q: string) =>
      (await list(`q=${encodeURIComponent(q)}`)).body.items.find(({ title }) => title === '红富士苹果')?.titleMarks
    expect(await marks('苹果')).toEqual([[3, 5]])
    expect(await marks('pingguo')).toEqual([[3, 5]])
    expect(await marks('hfs')).toEqual([[0, 3]])
  })

  it.each([
    `' or 1=1 --`,
    `'; drop table product_search; --`,
    `<script>alert(1)</script>`,
    `%`,
    `_`,
    `\\`,
    `'`,
    `"`,
    `:*`,
    `!苹果`,
    `苹果 & !富士`,
    `()`,
    `a:b`,
    `🍎🍎`,
    `\u202e苹果`,
    `${'a'.repeat(60)}`,
    `果`,
    `ａ`,
    `$1`,
    `{}`,
    `苹果:A`,
    `\uFFFD`,
  ])('never break: %s', async (text) => {
    const q = encodeURIComponent(text)
    for (const path of [
      `products?q=${q}`,
      `products?q=${q}&sort=price_asc`,
      `products/facets?q=${q}`,
      `search/suggestions?q=${q}`,
    ])
      expect((await ask(`/api/shop/${path}`)).status, path).toBe(200)
    for (const path of [
      `products?sort=${q}`,
      `products?values=${q}`,
      `products?brand=${q}`,
      `products?tag=${q}`,
      `products?cursor=${q}`,
      `products?priceFrom=${q}`,
    ])
      expect((await ask(`/api/shop/${path}`)).status, path).toBe(400)
  })

  it('of two thousand characters are refused', async () => {
    const q = encodeURIComponent('苹'.repeat(2_000))
    for (const path of [`products?q=${q}`, `products/facets?q=${q}`, `search/suggestions?q=${q}`])
      expect(await ask(`/api/shop/${path}`)).toMatchObject({ status: 400, body: { code: 'VALIDATION_FAILED' } })
  })

  it('are offered while typing, by sign, sound and first letters', async () => {
    const offered = async (q: string) => {
      const path = `/api/shop/search/suggestions?q=${encodeURIComponent(q)}`
      const { body, statements } = await remembering(() => ask<Suggestions>(path))
      expect(statements).toBeLessThanOrEqual(2)
      return body.items
    }
    expect((await offered('红')).map(({ words }) => words)).toContain('红富士')
    expect((await offered('红'))[0]?.marks).toEqual([[0, 1]])
    expect((await offered('hongf')).map(({ words }) => words)).toContain('红富士')
    expect((await offered('hfs')).map(({ words }) => words)).toContain('红富士')
    expect((await offered('红'))[0]?.categoryName).toBe('水果')
    expect((await offered('ping')).length).toBeLessThanOrEqual(10)
  })
})

describe('what people ask for', () => {
  const book = () => shop.get(AskedWordsBook)

  it('becomes hot once several did, each counted once a day, telephones never', async () => {
    // What the tests above searched for is not what this one is about.
    await book().flush()
    await shop.database.execute('delete from search_days')
    await shop.database.execute('delete from search_asks')
    for (const asker of ['1.1.1.1', '2.2.2.2', '3.3.3.3', '3.3.3.3']) {
      book().note(asker, '红富士', true)
      book().note(asker, '13800001234', true)
      await book().flush()
    }
    for (let again = 0; again < 9; again += 1) {
      book().note('9.9.9.9', '刷榜', true)
      await book().flush()
    }
    const { body, statements } = await remembering(() => ask<HotWords>('/api/shop/search/hot'))
    expect(body.items).toEqual([{ words: '红富士', rank: 1, hot: true }])
    expect(statements).toBeLessThanOrEqual(2)
    const headers = actors.operator(['product.read'])
    const asked = await ask<{ items: unknown[] }>('/api/admin/search/words', { headers })
    expect(asked.body.items).toEqual([
      { words: '红富士', askers: 3, found: true },
      { words: '刷榜', askers: 1, found: true },
    ])
  })

  it('without an answer is listed for the people of the shop', async () => {
    await list(`q=${encodeURIComponent('潜水艇')}`)
    await book().flush()
    const headers = actors.operator(['product.read'])
    const { body } = await ask<{ items: { words: string }[] }>('/api/admin/search/words?found=false', { headers })
    expect(body.items.map(({ words }) => words)).toContain('潜水艇')
  })

  it('is answered from a copy whose making anew an operator orders and watches', async () => {
    const headers = actors.operator(['product.read', 'product.write'])
    const index = async () => (await ask<SearchIndex>('/api/admin/search/index', { headers })).body
    const { count } = await shop.database.one<{ count: number }>('select count(*) as count from spus')
    const asked = await ask('/api/admin/search/rebuild', {
      ...{ method: 'POST', headers: { ...headers, 'idempotency-key': id() } },
    })
    expect(asked.status).toBe(200)
    expect(await index()).toMatchObject({ products: count, rebuild: { doneAt: null, read: 0, of: count } })
    await shop.database.execute(
      'update search_rebuilds set behind = (select id from spus order by id offset 1 limit 1)',
    )
    expect((await index()).rebuild?.read).toBe(2)
    while ((await shop.sweep('search.rebuild')) > 0) continue
    expect((await index()).rebuild).toMatchObject({ read: count, of: count, doneAt: expect.any(String) as string })
  })

  it('is remembered for its member alone, twenty at most, and forgotten in one call', async () => {
    const mine = { headers: actors.member('ann') }
    const others = { headers: actors.member('ben') }
    for (let n = 0; n < 25; n += 1) {
      shop.clock.set((shop.clock.now() + 1_000) as never)
      await ask('/api/shop/search/history', { ...mine, method: 'PUT', body: { words: `词 ${n}` } })
    }
    const { body } = await ask<SearchHistory>('/api/shop/search/history', mine)
    expect(body.items).toHaveLength(20)
    expect(body.items[0]?.words).toBe('词 24')
    expect((await ask<SearchHistory>('/api/shop/search/history', others)).body.items).toEqual([])
    await ask('/api/shop/search/history', { ...mine, method: 'DELETE' })
    expect((await ask<SearchHistory>('/api/shop/search/history', mine)).body.items).toEqual([])
  })
})
