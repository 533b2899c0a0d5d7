import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import {
  PAYMENT_CHANNELS,
  type PaymentChannelPort,
  type PaymentChannels,
} from '../../src/modules/payment/payment-channel.js'
import { expectSoundShop, freshKey, operatorOf, orderOf, pay, placeNow, startPaying } from '../support/buying.js'
import { Crash } from '../support/crash.js'
import { MadeGoods } from '../support/made-goods.js'
import { changePrice, on } from '../support/price-desk.js'
import { arrive, moneyOf } from '../support/shop-desk.js'
import { shopperOf, type ShopClient, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 })

const MOST_STEPS = 200
/** Within what one operator may take off alone, and beyond it. */
const ALONE = -500
const TOGETHER = -6_000

let shop: WholeShop
let desk: ShopClient
let second: ShopClient
let ann: Shopper
let crash: Crash
let skuId: string

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  desk = await operatorOf(shop, ['operations'])
  second = await operatorOf(shop, ['finance'])
  ann = await shopperOf(shop, '13800004901')
  skuId = (await new MadeGoods(shop).product({ stock: 1_000, pricesFen: [10_000] })).skus[0]?.skuId ?? ''
  crash = Crash.on(shop.database)
  const channel = shop.app.get<PaymentChannels>(PAYMENT_CHANNELS).get('wechat_h5') as PaymentChannelPort
  crash.around(channel, ['create', 'query', 'close'])
})
afterAll(async () => {
  try {
    await arrive(shop)
    await expectSoundShop(shop)
  } finally {
    await shop.close()
  }
})

const owedOf = (orderId: string) =>
  shop.database.one<{ owedFen: number; inForce: number }>(
    `select sum(t.amount_fen) as "owedFen",
            (select count(*) from order_price_changes c where c.order_id = $1 and c.state = 'in_force') as "inForce"
       from order_terms t where t.order_id = $1 and t.state = 'open'`,
    [orderId],
  )

it('a process that dies at any step of changing a price that somebody has begun to pay leaves one price, which can be paid', async () => {
  const died = await crash.atEveryStep(MOST_STEPS, async (untilDeath) => {
    const order = await placeNow(ann, [{ skuId, qty: 1 }])
    const { attemptNo } = await startPaying(ann, order.id)
    const idempotencyKey = freshKey()
    const change = () => changePrice(desk, order, { moves: [ALONE], idempotencyKey })
    await untilDeath(change)
    const { owedFen, inForce } = await owedOf(order.id)
    expect(owedFen).toBe(order.payableFen + inForce * ALONE)
    expect((await orderOf(ann, order.id)).payableFen).toBe(owedFen)
    expect(await change()).toMatchObject({ state: 'in_force' })
    expect(await owedOf(order.id)).toEqual({ owedFen: order.payableFen + ALONE, inForce: 1 })
    const paying = await pay(shop, ann, order.id)
    expect(paying.attemptNo).not.toBe(attemptNo)
    expect(await moneyOf(shop, order.id)).toEqual({ came: order.payableFen + ALONE, back: 0 })
    expect((await orderOf(ann, order.id)).state).toBe('paid')
  })
  expect(died).toBeGreaterThan(20)
})

it('a process that dies at any step of agreeing to a price leaves it asked for or in force, and agreed to once', async () => {
  const died = await crash.atEveryStep(MOST_STEPS, async (untilDeath) => {
    const order = await placeNow(ann, [{ skuId, qty: 1 }])
    await startPaying(ann, order.id)
    const asked = await changePrice(desk, order, { moves: [TOGETHER] })
    expect(asked.state).toBe('proposed')
    const approval = on(asked.id)
    await untilDeath(() => second.priceChange.approve(approval))
    const { owedFen, inForce } = await owedOf(order.id)
    expect(owedFen).toBe(order.payableFen + inForce * TOGETHER)
    expect(await second.priceChange.approve(approval)).toMatchObject({ state: 'in_force' })
    await pay(shop, ann, order.id)
    expect(await moneyOf(shop, order.id)).toEqual({ came: order.payableFen + TOGETHER, back: 0 })
  })
  expect(died).toBeGreaterThan(20)
})
