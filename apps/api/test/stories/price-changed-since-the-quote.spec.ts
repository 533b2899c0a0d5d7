import type { QuoteView } from '@jishi/contracts/order/order.schema'
import { fen } from '@jishi/kernel/money'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CatalogFacade } from '../../src/modules/catalog/index.js'
import { SettingsFacade, type SettingValue } from '../../src/modules/settings/index.js'
import { codeOf, expectSoundShop, operatorOf, placeNow, quoteNow, refusalOf, stockOf } from '../support/buying.js'
import { claim, launched } from '../support/coupon-desk.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { MadeGoods } from '../support/made-goods.js'
import { shopperOf, type Shopper } from '../support/shopper.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let ann: Shopper
let goods: MadeGoods

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  goods = new MadeGoods(shop)
  ann = await shopperOf(shop, '13800004001')
})
afterAll(() => shop.close())

const product = (pricesFen: number[] = [2_000]) => goods.product({ pricesFen, stock: 10 })
const place = (skuId: string, quoteId: string, qty = 1) =>
  ann.api.order.place({
    body: { source: 'buyNow', lines: [{ skuId, qty }], addressId: ann.addressId, quoteId },
  })

const changeFreight = async (change: Partial<SettingValue<'freight'>>): Promise<void> => {
  const settings = shop.get(SettingsFacade)
  const { value, version } = await settings.read(shop.database, 'freight')
  await shop.database.transaction((tx) =>
    settings.change(tx, { kind: 'system', name: 'test' }, 'freight', { ...value, ...change }, version),
  )
}

describe('what changed since the quote', () => {
  it('T13 a new price is told with the new quote, which then works', async () => {
    const skuId = (await product()).skus[0]?.skuId ?? ''
    const old = await quoteNow(ann, [{ skuId, qty: 2 }])
    await shop.database.transaction((tx) => shop.get(CatalogFacade).changePrice(tx, skuId, fen(2_500)))
    const refusal = await refusalOf(place(skuId, old.quoteId, 2))
    expect(refusal).toMatchObject({ status: 409, body: { code: 'QUOTE_CHANGED' } })
    const { quote } = refusal.body.details as { quote: QuoteView }
    expect(quote.totals.payableFen).toBe(5_800)
    expect(await stockOf(shop, skuId)).toEqual({ onHand: 10, reserved: 0 })
    const order = await place(skuId, quote.quoteId, 2)
    expect(order.payableFen).toBe(quote.totals.payableFen)
  })

  it('a price that went down is told as well: nobody pays another sum than the one they saw', async () => {
    const skuId = (await product()).skus[0]?.skuId ?? ''
    const old = await quoteNow(ann, [{ skuId, qty: 1 }])
    await shop.database.transaction((tx) => shop.get(CatalogFacade).changePrice(tx, skuId, fen(100)))
    expect(await codeOf(place(skuId, old.quoteId))).toBe('QUOTE_CHANGED')
  })

  it('a quote of other goods or another quantity buys nothing', async () => {
    const skuId = (await product()).skus[0]?.skuId ?? ''
    const { quoteId } = await quoteNow(ann, [{ skuId, qty: 1 }])
    expect(await codeOf(place(skuId, quoteId, 2))).toBe('QUOTE_CHANGED')
  })

  it('T21 goods that left the shelf are named', async () => {
    const { spuId, skus } = await product()
    const skuId = skus[0]?.skuId ?? ''
    const { quoteId } = await quoteNow(ann, [{ skuId, qty: 1 }])
    await shop.database.transaction((tx) => shop.get(CatalogFacade).setState(tx, spuId, 'off_shelf'))
    const refusal = await refusalOf(place(skuId, quoteId))
    expect(refusal.body).toMatchObject({ code: 'NOT_ON_SALE', details: { items: [{ skuId }] } })
    expect((await quoteNow(ann, [{ skuId, qty: 1 }])).problems).toMatchObject([{ skuId, code: 'NOT_ON_SALE' }])
  })

  it('a new title changes no price', async () => {
    const { spuId, skus } = await product()
    const skuId = skus[0]?.skuId ?? ''
    const { quoteId } = await quoteNow(ann, [{ skuId, qty: 1 }])
    await shop.database.transaction((tx) => tx.execute(`update spus set title = '新名字' where id = $1`, [spuId]))
    expect((await place(skuId, quoteId)).lines[0]?.title).toBe('新名字')
  })

  it('freight follows the settings, and both rules explain themselves', async () => {
    const skuId = (await product([5_900])).skus[0]?.skuId ?? ''
    const free = await quoteNow(ann, [{ skuId, qty: 1 }])
    expect(free.totals.freightFen).toBe(0)
    expect(free.rules).toMatchObject([
      { code: 'freight.flat', applied: false, reason: '已满足包邮条件' },
      { code: 'freight.free_over', applied: true },
    ])
    await changeFreight({ freeOverFen: 9_900 })
    const charged = await quoteNow(ann, [{ skuId, qty: 1 }])
    expect(charged.totals.freightFen).toBe(800)
    expect(charged.rules[1]).toMatchObject({ label: '满 99.00 元包邮', reason: '还差 40.00 元' })
    expect(await codeOf(place(skuId, free.quoteId))).toBe('QUOTE_CHANGED')
  })

  it('T17 a region the shop does not deliver to is refused', async () => {
    const skuId = (await product()).skus[0]?.skuId ?? ''
    await changeFreight({ noDeliveryRegionPrefixes: ['11'] })
    const quote = await quoteNow(ann, [{ skuId, qty: 1 }])
    expect(quote.delivery.deliverable).toBe(false)
    expect(await codeOf(place(skuId, quote.quoteId))).toBe('NOT_DELIVERABLE')
    await changeFreight({ noDeliveryRegionPrefixes: [] })
  })

  it('T18 an order that costs nothing is paid when it is placed, without a channel', async () => {
    await changeFreight({ baseFen: 0 })
    const skuId = (await product()).skus[0]?.skuId ?? ''
    const coupon = await launched(shop, await operatorOf(shop), { amountFen: 2_000, thresholdFen: 0 })
    await claim(ann, coupon.id)
    const order = await placeNow(ann, [{ skuId, qty: 1 }])
    expect(order).toMatchObject({ state: 'paid', payableFen: 0, payment: { state: 'none' } })
    expect(order.allowedActions).not.toContain('pay')
    expect(order.timeline.map(({ step, actor }) => [step, actor])).toEqual([
      ['place', 'member'],
      ['pay', 'system'],
    ])
    expect(await ann.api.order.payment({ params: { id: order.id } })).toMatchObject({ state: 'paid', amountFen: 0 })
  })

  it('an order keeps the price it was placed at', async () => {
    const skuId = (await product()).skus[0]?.skuId ?? ''
    const order = await placeNow(ann, [{ skuId, qty: 3 }])
    await shop.database.transaction((tx) => shop.get(CatalogFacade).changePrice(tx, skuId, fen(9_999)))
    const seen = await ann.api.order.order({ params: { id: order.id } })
    expect(seen.totals).toEqual(order.totals)
    expect(seen.lines).toEqual(order.lines)
    expect(seen.rules).toEqual(order.rules)
  })

  it('nothing contradicts itself afterwards', () => expectSoundShop(shop))
})
