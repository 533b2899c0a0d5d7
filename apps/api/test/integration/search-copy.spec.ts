import { afterAll, beforeAll, expect, it } from 'vitest'
import { ShopfrontModule } from '../../src/modules/shopfront/index.js'
import { MadeGoods } from '../support/made-goods.js'
import { startTestApp, type TestApp } from '../support/test-app.js'

let shop: TestApp
let goods: MadeGoods

beforeAll(async () => {
  shop = await startTestApp({ modules: [ShopfrontModule], routeCheck: false })
  goods = new MadeGoods(shop)
})
afterAll(() => shop.close())

it('a product that is made can be found once its events are told', async () => {
  const { spuId } = await goods.product({ title: '冰糖心苹果', stock: 3 })
  await shop.settle()
  const answer = await shop.app.inject('/api/shop/products?q=pingguo')
  expect(answer.json()).toMatchObject({ items: [{ id: spuId, inStock: true }], fallback: null })
})
