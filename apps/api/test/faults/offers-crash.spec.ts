import type { PlaceOrderBody } from '@jishi/contracts/order/order.schema'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { expectSoundShop, freshKey, operatorOf, stockOf } from '../support/buying.js'
import { claim, launched as launchedCoupon } from '../support/coupon-desk.js'
import { Crash } from '../support/crash.js'
import { MadeGoods } from '../support/made-goods.js'
import { launched, lessFrom, offerOf } from '../support/offer-desk.js'
import { shopperOf, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

vi.setConfig({ testTimeout: 180_000 })

const MOST_STEPS = 60

let shop: WholeShop
let ann: Shopper
let crash: Crash
let skuId: string
let offerId: string

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  ann = await shopperOf(shop, '13800026301')
  skuId = (await new MadeGoods(shop).product({ stock: 100, pricesFen: [9_900] })).skus[0]?.skuId ?? ''
  const operator = await operatorOf(shop)
  offerId = await launched(operator, offerOf({ totalLimit: 9, memberLimit: 9, rule: lessFrom(5_000, 500) }))
  await claim(ann, (await launchedCoupon(shop, operator, { amountFen: 1_000, thresholdFen: 0 })).id)
  crash = Crash.on(shop.database)
})
afterAll(() => shop.close())

const held = () =>
  shop.database.one<{ coupons: number; uses: number; counted: number; orders: number }>(
    `select (select count(*) from coupon_uses where member_id = $1) as coupons,
            (select count(*) from offer_usages where member_id = $1) as uses,
            (select used from offers where id = $2) as counted,
            (select count(*) from orders where member_id = $1) as orders`,
    [ann.memberId, offerId],
  )

it('a process that dies at any step of placing, between coupon and order as well, holds nothing for nobody', async () => {
  const lines = [{ skuId, qty: 1 }]
  const asked = { source: 'buyNow' as const, lines, addressId: ann.addressId }
  const { quoteId, totals } = await ann.api.order.quote({ body: asked })
  expect(totals).toMatchObject({ promotionFen: 500, couponFen: 1_000 })
  const body: PlaceOrderBody = { ...asked, quoteId }
  let deaths = 0
  for (let step = 1; step <= MOST_STEPS; step += 1) {
    crash.at(step)
    await ann.api.order.place({ body, idempotencyKey: freshKey() }).catch(() => undefined)
    const died = crash.happened
    crash.restart()
    const { orders, ...drawn } = await held()
    // Whoever dies after the commit has placed the order and could only not say so.
    expect(drawn).toEqual({ coupons: orders, uses: orders, counted: orders })
    expect((await stockOf(shop, skuId)).reserved).toBe(orders)
    if (orders === 1 || !died) break
    deaths += 1
  }
  expect(deaths).toBeGreaterThan(6)
  expect((await held()).orders).toBe(1)
})

it('nothing contradicts itself afterwards', () => expectSoundShop(shop))
