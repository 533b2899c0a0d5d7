import type { OfferBody } from '@jishi/contracts/promotion/offers.schema'
import type { ProductsQuery } from '@jishi/contracts/shopfront/search.schema'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { MovableClock } from '../../src/infra/clock/clock.js'
import { CatalogFacade } from '../../src/modules/catalog/index.js'
import { codeOf } from '../support/buying.js'
import { openCatalogDesk, type CatalogDesk } from '../support/catalog-desk.js'
import { EVERYTHING, launched, lessFrom, offerOf, only } from '../support/offer-desk.js'
import { remembering } from '../support/remembering.js'
import { indexAll } from '../support/search-desk.js'
import { clientOf, type ShopClient } from '../support/shopper.js'

const clock = new MovableClock()
let desk: CatalogDesk
let guest: ShopClient
let categoryId: string
let apple: string
let pear: string
let giftSku: string

beforeAll(async () => {
  desk = await openCatalogDesk(clock)
  guest = clientOf(desk.shop)
  const above = await desk.goods.category('零食')
  const below = await desk.goods.category('果干', above)
  categoryId = above
  apple = (await desk.goods.product({ categoryId: below, title: '苹果干' })).spuId
  const made = await desk.goods.product({ title: '梨膏' })
  pear = made.spuId
  giftSku = made.skus[0]?.skuId ?? ''
  await indexAll(desk.shop)
})
afterAll(() => desk.close())
beforeEach(async () => {
  const { items } = await desk.api.offers.list({ query: { phase: 'running', limit: 50 } })
  for (const { id } of items) await desk.api.offers.stop({ params: { id } })
})

const run = (over: Partial<OfferBody>): Promise<string> => launched(desk.api, offerOf(over, clock.now()))
const setOnSale = (onSale: boolean): Promise<void> =>
  desk.shop.database.transaction((tx) => desk.shop.get(CatalogFacade).setSkuOnSale(tx, giftSku, onSale))
const cards = async (query: ProductsQuery = {}, api = guest) =>
  new Map(
    (await api.shopfront.products({ query: { limit: 50, ...query } })).items.map((card) => [card.id, card.offers]),
  )
const page = (id: string, api = guest) => api.shopfront.product({ params: { id } })

describe('a running promotion', () => {
  it('stands on the cards and the page of what it is for, the first to be applied first, two at most', async () => {
    const second = await run({ scope: only({ categoryIds: [categoryId] }), priority: 20 })
    const first = await run({
      scope: only({ spuIds: [apple] }),
      priority: 5,
      rule: { kind: 'nth_piece', nth: 2, offBp: 5_000 },
    })
    const third = await run({ scope: EVERYTHING, priority: 30, rule: lessFrom(19_900, 4_000) })
    const shown = await cards()
    expect(shown.get(apple)).toEqual([
      { id: first, label: '第 2 件 5 折' },
      { id: second, label: '满 99 减 20' },
    ])
    expect(shown.get(pear)).toEqual([{ id: third, label: '满 199 减 40' }])
    expect((await page(apple)).offers.map(({ id }) => id)).toEqual([first, second, third])
    await desk.api.offers.stop({ params: { id: first } })
    expect((await page(apple)).offers.map(({ id }) => id)).toEqual([second, third])
  })

  it('is shown where it holds: on its platforms, within its days, for goods it does not leave out', async () => {
    const id = await run({
      platforms: ['mp-weixin'],
      scope: { ...EVERYTHING, excluded: { spuIds: [], categoryIds: [categoryId], brandIds: [] } },
    })
    const weixin = clientOf(desk.shop, { 'x-jishi-channel': 'mp-weixin' })
    expect((await page(pear, weixin)).offers.map((offer) => offer.id)).toEqual([id])
    expect([(await page(pear)).offers, (await page(apple, weixin)).offers]).toEqual([[], []])
    clock.advance(8 * 86_400_000)
    expect((await page(pear, weixin)).offers).toEqual([])
  })

  it('says what is given along, and nothing that is no longer on sale', async () => {
    await run({
      rule: { kind: 'gift', measure: 'pieces', from: 2, gifts: [{ skuId: giftSku, qty: 1 }] },
      scope: only({ spuIds: [apple] }),
    })
    expect((await page(apple)).offers).toMatchObject([
      { kind: 'gift', label: '满 2 件送赠品', gifts: [{ skuId: giftSku, title: '梨膏', qty: 1 }] },
    ])
    await setOnSale(false)
    // What is given along is remembered for three seconds.
    await expect.poll(async () => (await page(apple)).offers).toMatchObject([{ kind: 'gift', gifts: [] }])
    await setOnSale(true)
  })

  it('leads to what it is for, in the list and beside it, and tells its rule in words', async () => {
    const id = await run({ scope: only({ categoryIds: [categoryId] }), memberLimit: 2 })
    expect([...(await cards({ offer: id })).keys()]).toEqual([apple])
    expect((await guest.search.facets({ query: { offer: id } })).total).toBe(1)
    const all = await run({ scope: { ...EVERYTHING, excluded: { spuIds: [apple], categoryIds: [], brandIds: [] } } })
    expect([...(await cards({ offer: all })).keys()]).toEqual([pear])
    expect(await guest.offers.shown({ params: { id } })).toMatchObject({
      ...{ label: '满 99 减 20', scopeAll: false, scopeText: '限「零食」类' },
      words: ['满 99 减 20', '每人限享 2 次'],
    })
    const english = clientOf(desk.shop, { 'accept-language': 'en' })
    expect((await english.offers.shown({ params: { id } })).words).toEqual(['¥20 off over ¥99', '2 times a person'])
    await desk.api.offers.stop({ params: { id } })
    expect((await cards({ offer: id })).size).toBe(0)
    expect(await codeOf(guest.offers.shown({ params: { id } }))).toBe('NOT_FOUND')
  })

  it('is told in the language of whoever reads, on cards and pages', async () => {
    const id = await run({ scope: only({ spuIds: [pear] }) })
    const english = clientOf(desk.shop, { 'accept-language': 'en' })
    const label = '¥20 off over ¥99'
    expect((await cards({}, english)).get(pear)).toEqual([{ id, label }])
    expect((await page(pear, english)).offers).toMatchObject([{ id, label }])
  })

  it('costs neither a list nor a page a statement, also where it gives something along', async () => {
    const statements = async (act: () => Promise<unknown>): Promise<number> => {
      await act()
      const before = desk.shop.database.statements.total
      await remembering(act)
      return desk.shop.database.statements.total - before
    }
    await run({ rule: { kind: 'gift', measure: 'pieces', from: 2, gifts: [{ skuId: giftSku, qty: 1 }] } })
    expect(await statements(() => cards())).toBeLessThanOrEqual(2)
    // The product, its stock and its reviews; promotions and gifts were read a moment ago.
    expect(await statements(() => page(apple))).toBeLessThanOrEqual(3)
  })
})
