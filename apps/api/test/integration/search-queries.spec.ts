import { readFileSync } from 'node:fs'
import type { ProductList } from '@jishi/contracts/shopfront/shopfront.schema'
import { newId, type Id } from '@jishi/kernel/id'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ShopfrontModule } from '../../src/modules/shopfront/index.js'
import { MadeGoods } from '../support/made-goods.js'
import { indexAll } from '../support/search-desk.js'
import { startTestApp, type TestApp } from '../support/test-app.js'

interface Goods {
  readonly code: string
  readonly category: string
  readonly brand: string | null
  readonly title: string
  readonly subtitle: string
  readonly keywords: string[]
}

interface Query {
  readonly kind: string
  readonly q: string
  readonly hits: readonly string[]
}

const fixture = <T>(name: string): T =>
  JSON.parse(readFileSync(new URL(`../fixtures/${name}.json`, import.meta.url), 'utf8')) as T

const goods = fixture<Goods[]>('search-goods')
const queries = fixture<Query[]>('search-queries')

let shop: TestApp
const codes = new Map<string, string>()

/** What came back as an answer; the best sellers of a question without one are no answer. */
const answered = async (q: string): Promise<string[]> => {
  const { body } = await ask(q)
  return body.fallback === 'best_sellers' ? [] : body.items.map(({ id }) => codes.get(id) ?? id)
}
const ask = async (q: string): Promise<{ body: ProductList }> => {
  const answer = await shop.app.inject({ url: `/api/shop/products?limit=50&q=${encodeURIComponent(q)}` })
  expect(answer.statusCode, q).toBe(200)
  return { body: answer.json<ProductList>() }
}

beforeAll(async () => {
  shop = await startTestApp({ modules: [ShopfrontModule], routeCheck: false, worker: false })
  const made = new MadeGoods(shop)
  const categories = new Map<string, Id<'category'>>()
  const brands = new Map<string, string>()
  for (const { code, category, brand, keywords, title, subtitle } of goods) {
    const categoryId = categories.get(category) ?? (await made.category(category))
    categories.set(category, categoryId)
    const texts = { title, subtitle, keywords, services: [], parameters: [], paragraphs: [] }
    const { spuId } = await made.product({ categoryId, ...texts })
    codes.set(spuId, code)
    if (brand === null) continue
    const brandId = brands.get(brand) ?? newId<'brand'>(shop.clock)
    if (!brands.has(brand))
      await shop.database.execute('insert into brands (id, name, created_at) values ($1, $2, now())', [brandId, brand])
    brands.set(brand, brandId)
    await shop.database.execute('update spus set brand_id = $2 where id = $1', [spuId, brandId])
  }
  await indexAll(shop)
})
afterAll(() => shop.close())

describe('two hundred questions on a hundred goods', () => {
  it('finds what belongs to each and little else', async () => {
    const kinds = new Map<string, { found: number; wanted: number; right: number; queries: number }>()
    const misses: string[] = []
    for (const { kind, q, hits } of queries) {
      const got = await answered(q)
      const right = got.filter((code) => hits.includes(code)).length
      for (const name of [kind, 'all']) {
        const sum = kinds.get(name) ?? { found: 0, wanted: 0, right: 0, queries: 0 }
        kinds.set(name, {
          found: sum.found + got.length,
          wanted: sum.wanted + hits.length,
          right: sum.right + right,
          queries: sum.queries + 1,
        })
      }
      const missed = hits.filter((code) => !got.includes(code))
      const extra = got.filter((code) => !hits.includes(code))
      if (missed.length + extra.length > 0)
        misses.push(`${kind} ${q}: missed [${missed.join(' ')}] extra [${extra.join(' ')}]`)
    }
    const share = (part: number, whole: number): number => (whole === 0 ? 1 : part / whole)
    const thousandths = (part: number): string => String(Math.round(part * 1_000) / 1_000)
    const lines = [...kinds].map(([kind, { found, wanted, right, queries: count }]) => {
      const [recall, precision] = [share(right, wanted), share(right, found)]
      return `${kind.padEnd(9)} ${String(count).padStart(3)} queries  recall ${thousandths(recall)}  precision ${thousandths(precision)}`
    })
    console.log([...lines, ...misses].join('\n'))
    const all = kinds.get('all') ?? expect.unreachable('no query was asked')
    expect(queries.length).toBeGreaterThanOrEqual(200)
    expect(share(all.right, all.wanted)).toBeGreaterThanOrEqual(0.95)
    expect(share(all.right, all.found)).toBeGreaterThanOrEqual(0.9)
  })
})
