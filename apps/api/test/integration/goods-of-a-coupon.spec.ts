import type { CouponTemplateBody } from '@jishi/contracts/promotion/coupons.schema'
import type { ProductsQuery } from '@jishi/contracts/shopfront/search.schema'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MovableClock } from '../../src/infra/clock/clock.js'
import { freshKey } from '../support/buying.js'
import { openCatalogDesk, type CatalogDesk } from '../support/catalog-desk.js'
import { EVERYTHING, launched, templateOf } from '../support/coupon-desk.js'
import { remembering } from '../support/remembering.js'
import { indexAll } from '../support/search-desk.js'
import { clientOf, type ShopClient } from '../support/shopper.js'

let desk: CatalogDesk
let guest: ShopClient
let snacks: string
let apple: string
let pear: string
let plum: string

beforeAll(async () => {
  desk = await openCatalogDesk(new MovableClock())
  guest = clientOf(desk.shop)
  snacks = await desk.goods.category('零食')
  const dried = await desk.goods.category('果干', snacks as never)
  apple = (await desk.goods.product({ categoryId: dried, title: '苹果干' })).spuId
  plum = (await desk.goods.product({ categoryId: dried, title: '乌梅干' })).spuId
  pear = (await desk.goods.product({ title: '梨膏' })).spuId
  await indexAll(desk.shop)
})
afterAll(() => desk.close())

const NOTHING = { spuIds: [], categoryIds: [], brandIds: [] }
const give = async (over: Partial<CouponTemplateBody> = {}): Promise<string> =>
  (await launched(desk.shop, desk.api, over)).id
const found = async (query: ProductsQuery): Promise<string[]> =>
  (await guest.shopfront.products({ query: { limit: 50, ...query } })).items.map(({ id }) => id).sort()

describe('the goods of a coupon', () => {
  it('are those of its scope and of nothing else, in the list and beside it', async () => {
    const below = { all: false, named: { ...NOTHING, categoryIds: [snacks] }, excluded: NOTHING }
    const coupon = await give({ scope: below })
    expect(await found({ coupon })).toEqual([apple, plum].sort())
    expect((await guest.search.facets({ query: { coupon } })).total).toBe(2)
    const without = await give({ scope: { ...below, excluded: { ...NOTHING, spuIds: [plum] } } })
    expect(await found({ coupon: without })).toEqual([apple])
    const single = await give({ scope: { all: false, named: { ...NOTHING, spuIds: [pear] }, excluded: NOTHING } })
    expect(await found({ coupon: single })).toEqual([pear])
    expect(await found({ coupon: await give() })).toEqual([apple, pear, plum].sort())
  })

  it('narrow together with other filters, and a page goes on in them', async () => {
    const all = await give()
    const but = await give({ scope: { ...EVERYTHING, excluded: { ...NOTHING, spuIds: [pear] } } })
    expect(await found({ coupon: but, category: snacks })).toEqual([apple, plum].sort())
    const query = { coupon: but, limit: 1 }
    const first = await guest.shopfront.products({ query })
    const cursor = first.nextCursor ?? ''
    const second = await guest.shopfront.products({ query: { ...query, cursor } })
    expect([...first.items, ...second.items].map(({ id }) => id).sort()).toEqual([apple, plum].sort())
    await expect(guest.shopfront.products({ query: { coupon: all, limit: 1, cursor } })).rejects.toMatchObject({
      status: 400,
    })
  })

  it('are none where nobody was ever given one, and those of a stopped one while people hold it', async () => {
    const draft = await desk.api.coupons.createTemplate({ body: templateOf(desk.shop), idempotencyKey: freshKey() })
    expect(await found({ coupon: draft.id })).toEqual([])
    expect(await found({ coupon: apple })).toEqual([])
    const { id, version } = await launched(desk.shop, desk.api)
    await desk.api.coupons.stop({ params: { id }, body: { version }, idempotencyKey: freshKey() })
    expect(await found({ coupon: id })).toHaveLength(3)
  })

  it('cost a list one statement more, three in all', async () => {
    const coupon = await give()
    await found({ coupon })
    const before = desk.shop.database.statements.total
    await remembering(() => found({ coupon }))
    expect(desk.shop.database.statements.total - before).toBeLessThanOrEqual(3)
  })
})
