import type { PlaceOrderBody, QuoteView } from '@jishi/contracts/order/order.schema'
import { parallel } from '@jishi/testing/race'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { expectSoundShop, freshKey, operatorOf, patiently, stockOf } from '../support/buying.js'
import { claim, launched as launchedCoupon } from '../support/coupon-desk.js'
import { MadeGoods } from '../support/made-goods.js'
import { launched, lessFrom, offerOf, only } from '../support/offer-desk.js'
import { Refused, shopperOf, type ShopClient, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let operator: ShopClient
let goods: MadeGoods

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  goods = new MadeGoods(shop)
  operator = await operatorOf(shop)
})
afterAll(() => shop.close())

const placing = (who: Shopper, { quoteId }: QuoteView, skuId: string) => {
  const lines = [{ skuId, qty: 1 }]
  const body: PlaceOrderBody = { source: 'buyNow', lines, addressId: who.addressId, quoteId }
  const idempotencyKey = freshKey()
  return patiently(() => who.api.order.place({ body, idempotencyKey }))
}
const quoteFor = (who: Shopper, skuId: string): Promise<QuoteView> =>
  patiently(() =>
    who.api.order.quote({ body: { source: 'buyNow', lines: [{ skuId, qty: 1 }], addressId: who.addressId } }),
  )
const codesOf = (rejected: readonly unknown[]): Set<string> =>
  new Set(rejected.map((refusal) => (refusal instanceof Refused ? refusal.body.code : String(refusal))))

it('one coupon in fifty orders at once is used by one of them; the others hear the price without it', async () => {
  const ann = await shopperOf(shop, '13800023001')
  const { spuId, skus } = await goods.product({ stock: 100, pricesFen: [9_900] })
  const skuId = skus[0]?.skuId ?? ''
  const { id } = await launchedCoupon(shop, operator, { amountFen: 1_000, scope: only({ spuIds: [spuId] }) })
  await claim(ann, id)
  const quote = await quoteFor(ann, skuId)
  expect(quote.totals.couponFen).toBe(1_000)
  const { fulfilled, rejected } = await parallel(50, () => placing(ann, quote, skuId))
  expect(fulfilled).toHaveLength(1)
  expect(codesOf(rejected)).toEqual(new Set(['QUOTE_CHANGED']))
  expect((await stockOf(shop, skuId)).reserved).toBe(1)
})

it('the last three uses of a promotion go to three of twelve buyers, while stock is edited', async () => {
  const { spuId, skus } = await goods.product({ stock: 100, pricesFen: [9_900] })
  const skuId = skus[0]?.skuId ?? ''
  const rule = lessFrom(5_000, 500)
  const offerId = await launched(operator, offerOf({ totalLimit: 3, rule, scope: only({ spuIds: [spuId] }) }))
  const buyers = await Promise.all(Array.from({ length: 12 }, (_, n) => shopperOf(shop, `138000240${10 + n}`)))
  const quotes = await Promise.all(buyers.map((buyer) => quoteFor(buyer, skuId)))
  const edits = parallel(5, () =>
    shop.database.execute('update stocks set on_hand = on_hand + 1 where sku_id = $1', [skuId]),
  )
  const { fulfilled, rejected } = await parallel(12, (n) =>
    placing(buyers[n] as Shopper, quotes[n] as QuoteView, skuId),
  )
  await edits
  await shop.database.execute('update stocks set on_hand = on_hand - 5 where sku_id = $1', [skuId])
  expect(fulfilled).toHaveLength(3)
  expect(codesOf(rejected)).toEqual(new Set(['QUOTE_CHANGED']))
  const { used } = await shop.database.one<{ used: number }>('select used from offers where id = $1', [offerId])
  expect(used).toBe(3)
  expect(await stockOf(shop, skuId)).toEqual({ onHand: 100, reserved: 3 })
})

it('the price of a first order is had once, however many are placed at once', async () => {
  const bea = await shopperOf(shop, '13800023002')
  const { skus } = await goods.product({ stock: 100, pricesFen: [9_900] })
  const skuId = skus[0]?.skuId ?? ''
  const { spuId } = await shop.database.one<{ spuId: string }>('select spu_id as "spuId" from skus where id = $1', [
    skuId,
  ])
  const { version } = await operator.priceLists.priceLists({ params: { id: spuId } })
  const row = { skuId, list: 'base', minQty: 1, priceFen: 9_900, from: null, until: null }
  const rows = [row, { ...row, list: 'new_member', priceFen: 100 }]
  await operator.priceLists.savePriceLists({ params: { id: spuId }, body: { version, rows } })
  const quote = await quoteFor(bea, skuId)
  expect(quote.lines[0]?.unitFen).toBe(100)
  const { fulfilled, rejected } = await parallel(8, () => placing(bea, quote, skuId))
  expect(fulfilled).toHaveLength(1)
  expect(codesOf(rejected)).toEqual(new Set(['QUOTE_CHANGED']))
})

it('nothing contradicts itself afterwards', () => expectSoundShop(shop))
