import { afterAll, beforeAll, expect, it } from 'vitest'
import { add, operatorOf, orderOf, placeNow, startPaying } from '../support/buying.js'
import { claim, launched as launchedCoupon } from '../support/coupon-desk.js'
import { MadeGoods } from '../support/made-goods.js'
import { launched, offerOf } from '../support/offer-desk.js'
import { shopperOf, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let ann: Shopper

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE, worker: false })
  ann = await shopperOf(shop, '13800009001')
})
afterAll(() => shop.close())

const statementsOf = async <Answer>(action: () => Promise<Answer>): Promise<[Answer, number]> => {
  const before = shop.database.statements.total
  const answer = await action()
  return [answer, shop.database.statements.total - before]
}

it('a checkout asks the database as often as it must, however many lines it has', async () => {
  const goods = new MadeGoods(shop)
  for (let made = 0; made < 12; made += 1) {
    const { skus } = await goods.product({ stock: 5 })
    await add(ann, skus[0]?.skuId ?? '')
  }
  const { cartVersion } = await ann.api.order.cart()
  const cart = { source: 'cart' as const, cartVersion, addressId: ann.addressId }
  // The first round fills the memory of the settings.
  const { skus } = await goods.product({ stock: 5 })
  await placeNow(ann, [{ skuId: skus[0]?.skuId ?? '', qty: 1 }])

  const [{ quoteId }, quoting] = await statementsOf(() => ann.api.order.quote({ body: cart }))
  const [order, placing] = await statementsOf(() => ann.api.order.place({ body: { ...cart, quoteId } }))
  const [, paying] = await statementsOf(() => startPaying(ann, order.id))
  const [, looking] = await statementsOf(() => orderOf(ann, order.id))
  expect({ quoting, placing, looking }).toEqual({ quoting: 6, placing: 10, looking: 2 })
  expect(paying).toBeLessThanOrEqual(11)
})

it('a promotion with a limit and a coupon add two statements to a quote and five to placing', async () => {
  const operator = await operatorOf(shop)
  const { skus } = await new MadeGoods(shop).product({ stock: 5, pricesFen: [9_900] })
  await launched(operator, offerOf({ totalLimit: 9, memberLimit: 9 }))
  await claim(ann, (await launchedCoupon(shop, operator, { amountFen: 100, thresholdFen: 0 })).id)
  const now = { source: 'buyNow' as const, lines: [{ skuId: skus[0]?.skuId ?? '', qty: 1 }], addressId: ann.addressId }

  const [{ quoteId }, quoting] = await statementsOf(() => ann.api.order.quote({ body: now }))
  const [{ totals }, placing] = await statementsOf(() => ann.api.order.place({ body: { ...now, quoteId } }))
  expect(totals).toMatchObject({ promotionFen: 2_000, couponFen: 100 })
  // Five and twelve, and one where the memory of the settings has just run out.
  expect(quoting).toBeLessThanOrEqual(6)
  expect(placing).toBeLessThanOrEqual(13)
})
