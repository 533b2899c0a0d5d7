import { fen } from '@jishi/kernel/money'
import { addMs, isoOf, minuteMs } from '@jishi/kernel/time'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MovableClock } from '../../src/infra/clock/clock.js'
import { CatalogFacade } from '../../src/modules/catalog/index.js'
import { add, codeOf, expectSoundShop, operatorOf, orderOf, placeNow, quoteNow } from '../support/buying.js'
import { MadeGoods } from '../support/made-goods.js'
import { clientOf, shopperOf, type ShopClient, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

type Prices = Record<string, number | undefined>

const clock = new MovableClock()
let shop: WholeShop
let operator: ShopClient
let ann: Shopper
let spuId: string
let skuId: string

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE, clock })
  const made = await new MadeGoods(shop).product({ pricesFen: [1_990], stock: 100, title: '脆柿子' })
  spuId = made.spuId
  skuId = made.skus[0]?.skuId ?? ''
  ann = await shopperOf(shop, '13800012001')
  operator = await operatorOf(shop)
})
afterAll(() => shop.close())

/** What one piece costs, wherever the shop names it to who comes by this platform: by itself, and in so many pieces. */
const shownPrices = async (qty: number, channel?: string): Promise<{ one: Prices; each: Prices }> => {
  const header: Record<string, string> = channel === undefined ? {} : { 'x-jishi-channel': channel }
  const guest = clientOf(shop, header)
  const member = { ...ann, api: clientOf(shop, { ...ann.headers, ...header }) }
  const list = await guest.shopfront.products()
  const page = await guest.shopfront.product({ params: { id: spuId } })
  const home = await guest.shopfront.home()
  const preview = await guest.order.previewCart({ body: { lines: [{ skuId, qty }] } })
  const lineId = (await member.api.order.cart()).items[0]?.id ?? ''
  const cart = await member.api.order.changeLine({ params: { id: lineId }, body: { qty } })
  const quote = await quoteNow(member, [{ skuId, qty }])
  const order = await placeNow(member, [{ skuId, qty }])
  return {
    one: {
      list: list.items.find(({ id }) => id === spuId)?.price.fromFen,
      home: home.feed.items.find(({ id }) => id === spuId)?.price.fromFen,
      page: page.price.fromFen,
      sku: page.skus[0]?.priceFen,
      cart: cart.items[0]?.singleFen,
    },
    each: {
      step: page.skus[0]?.tiers.findLast(({ minQty }) => minQty <= qty)?.unitFen,
      preview: preview.items[0]?.unitFen,
      cart: cart.items[0]?.unitFen,
      sum: cart.selectedFen / qty,
      quote: quote.lines[0]?.unitFen,
      order: order.lines[0]?.unitFen,
      paid: order.totals.goodsPaidFen / qty,
    },
  }
}
const everywhere = async (oneFen: number, eachFen: number, qty: number, channel?: string): Promise<void> => {
  const { one, each } = await shownPrices(qty, channel)
  expect(one).toEqual(Object.fromEntries(Object.keys(one).map((place) => [place, oneFen])))
  expect(each).toEqual(Object.fromEntries(Object.keys(each).map((place) => [place, eachFen])))
}

describe('one price', () => {
  it('stands on the home page, the list, the product page, in both carts, the quote and the order', async () => {
    await add(ann, skuId)
    await everywhere(1_990, 1_990, 3)
    const order = await placeNow(ann, [{ skuId, qty: 3 }])
    expect(order.lines[0]).toMatchObject({ unitFen: 1_990, listFen: 5_970 })

    await shop.database.transaction((tx) => shop.get(CatalogFacade).changePrice(tx, skuId, fen(1_790)))
    await everywhere(1_790, 1_790, 1)
    expect((await orderOf(ann, order.id)).lines[0]?.unitFen).toBe(1_990)
  })

  it('holds with tiers, with a platform’s own list and with a price for some days, while the clock moves', async () => {
    const row = { skuId, list: 'base', minQty: 1, priceFen: 1_790, from: null, until: null }
    const [begins, ends] = [addMs(clock.now(), minuteMs), addMs(clock.now(), 2 * minuteMs)]
    const { version } = await operator.priceLists.priceLists({ params: { id: spuId } })
    const rows = [
      row,
      { ...row, minQty: 3, priceFen: 1_590 },
      { ...row, list: 'channel:mp-weixin', priceFen: 1_690 },
      { ...row, list: 'channel:mp-weixin', minQty: 5, priceFen: 1_490 },
      { ...row, priceFen: 1_290, from: isoOf(begins), until: isoOf(ends) },
    ]
    await operator.priceLists.savePriceLists({ params: { id: spuId }, body: { version, rows } })

    await everywhere(1_790, 1_790, 2)
    await everywhere(1_790, 1_590, 3, 'h5')
    await everywhere(1_690, 1_690, 3, 'mp-weixin')
    await everywhere(1_690, 1_490, 5, 'mp-weixin')
    clock.set(begins)
    await everywhere(1_290, 1_290, 1)
    await everywhere(1_290, 1_590, 4, 'mp-alipay')
    await everywhere(1_690, 1_690, 1, 'mp-weixin')
    clock.set(ends)
    await everywhere(1_790, 1_790, 1)
    clock.release()
  })

  it('says on the receipt, to both sides alike, why it is that price', async () => {
    const { rules, lines } = await placeNow(ann, [{ skuId, qty: 3 }])
    expect(rules[0]).toEqual({
      stage: 'unit',
      code: 'unit.base.3',
      label: '满 3 件价',
      applied: true,
      reason: null,
      refusal: null,
      amountFen: 0,
      shares: [{ skuId, amountFen: 0 }],
    })
    expect(lines[0]).toMatchObject({ unitFen: 1_590, listFen: 4_770 })
    const kept = await shop.database.one('select unit_rule as "unitRule" from order_lines where id = $1', [
      lines[0]?.id,
    ])
    expect(kept).toEqual({ unitRule: 'unit.base.3' })
    const missed = await quoteNow(ann, [{ skuId, qty: 2 }])
    expect(missed.rules[0]).toMatchObject({ code: 'unit.base.3', applied: false, reason: '再买 1 件' })
  })

  it('is that of one platform: a request that says two is refused, and one there is none of as well', async () => {
    const weixin = clientOf(shop, { ...ann.headers, 'x-jishi-channel': 'mp-weixin' })
    const body = { source: 'buyNow' as const, lines: [{ skuId, qty: 1 }] }
    expect((await weixin.order.quote({ body: { ...body, platform: 'mp-weixin' } })).lines[0]?.unitFen).toBe(1_690)
    expect((await ann.api.order.quote({ body: { ...body, platform: 'mp-weixin' } })).lines[0]?.unitFen).toBe(1_690)
    expect(await codeOf(weixin.order.quote({ body: { ...body, platform: 'h5' } }))).toBe('VALIDATION_FAILED')
    const unknown = clientOf(shop, { 'x-jishi-channel': 'ios' })
    expect(await codeOf(unknown.shopfront.home())).toBe('VALIDATION_FAILED')
  })

  it('adds up the same on the quote, the order and what operators see', async () => {
    const quote = await quoteNow(ann, [{ skuId, qty: 2 }])
    const order = await placeNow(ann, [{ skuId, qty: 2 }])
    const seen = await operator.order.adminOrder({ params: { id: order.id } })
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
