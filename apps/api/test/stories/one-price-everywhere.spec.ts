import { fen } from '@jishi/kernel/money'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CatalogFacade } from '../../src/modules/catalog/index.js'
import { add, expectSoundShop, operatorOf, orderOf, placeNow, quoteNow } from '../support/buying.js'
import { MadeGoods } from '../support/made-goods.js'
import { clientOf, shopperOf, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let ann: Shopper
let spuId: string
let skuId: string

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  const made = await new MadeGoods(shop).product({ pricesFen: [1_990], stock: 50, title: '脆柿子' })
  spuId = made.spuId
  skuId = made.skus[0]?.skuId ?? ''
  ann = await shopperOf(shop, '13800012001')
})
afterAll(() => shop.close())

/** What one piece costs, wherever the shop names it. */
const shownPrices = async (): Promise<Record<string, number>> => {
  const guest = clientOf(shop)
  const list = await guest.shopfront.products()
  const page = await guest.shopfront.product({ params: { id: spuId } })
  const home = await guest.shopfront.home()
  const preview = await guest.order.previewCart({ body: { lines: [{ skuId, qty: 1 }] } })
  const cart = await ann.api.order.cart()
  const quote = await quoteNow(ann, [{ skuId, qty: 3 }])
  return {
    list: list.items.find(({ id }) => id === spuId)?.price.fromFen ?? -1,
    home: home.feed.items.find(({ id }) => id === spuId)?.price.fromFen ?? -1,
    page: page.price.fromFen,
    sku: page.skus[0]?.priceFen ?? -1,
    preview: preview.items[0]?.unitFen ?? -1,
    cart: cart.items[0]?.unitFen ?? -1,
    quote: quote.lines[0]?.unitFen ?? -1,
  }
}
const everywhere = (priceFen: number, prices: Record<string, number>) =>
  expect(prices).toEqual(Object.fromEntries(Object.keys(prices).map((place) => [place, priceFen])))

describe('one price', () => {
  it('stands on the home page, the list, the product page, in both carts, the quote and the order', async () => {
    await add(ann, skuId)
    everywhere(1_990, await shownPrices())
    const order = await placeNow(ann, [{ skuId, qty: 3 }])
    expect(order.lines[0]).toMatchObject({ unitFen: 1_990, listFen: 5_970 })

    await shop.database.transaction((tx) => shop.get(CatalogFacade).changePrice(tx, skuId, fen(1_790)))
    everywhere(1_790, await shownPrices())
    expect((await orderOf(ann, order.id)).lines[0]?.unitFen).toBe(1_990)
  })

  it('adds up the same on the quote, the order and what operators see', async () => {
    const quote = await quoteNow(ann, [{ skuId, qty: 2 }])
    const order = await placeNow(ann, [{ skuId, qty: 2 }])
    const seen = await (await operatorOf(shop)).order.adminOrder({ params: { id: order.id } })
    for (const view of [order, seen]) {
      expect(view.totals).toEqual(quote.totals)
      expect(view.rules).toEqual(quote.rules)
    }
    const { listFen, unitDiscountFen, promotionFen, couponFen, pointsFen, adjustFen, ...rest } = order.totals
    expect(listFen - unitDiscountFen - promotionFen - couponFen - pointsFen + adjustFen).toBe(rest.goodsPaidFen)
    expect(rest.goodsPaidFen + rest.freightFen).toBe(rest.payableFen)
  })

  it('and one address: the parcel goes where it was ordered to, whatever the address book says later', async () => {
    const order = await placeNow(ann, [{ skuId, qty: 1 }])
    await ann.api.identity.changeAddress({
      params: { id: ann.addressId },
      body: { receiver: '新收件人', phone: '13800012999', regionCode: '310104', detail: '漕溪北路 88 号' },
    })
    expect((await orderOf(ann, order.id)).receiver).toEqual(order.receiver)
    await ann.api.identity.removeAddress({ params: { id: ann.addressId } })
    expect((await orderOf(ann, order.id)).receiver).toMatchObject({ name: '林小满', region: '北京市 东城区' })
  })

  it('nothing contradicts itself afterwards', () => expectSoundShop(shop))
})
