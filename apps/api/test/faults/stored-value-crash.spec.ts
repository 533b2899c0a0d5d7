import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { expectSoundShop, freshKey, orderOf, placeNow } from '../support/buying.js'
import { Crash } from '../support/crash.js'
import { MadeGoods } from '../support/made-goods.js'
import { arrive } from '../support/shop-desk.js'
import { shopperOf, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { openStoredValue, partsOf, PASSWORD, recharge, setPassword } from '../support/stored-desk.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

vi.setConfig({ testTimeout: 600_000, hookTimeout: 120_000 })

const MOST_STEPS = 200

let shop: WholeShop
let ann: Shopper
let crash: Crash
let skuId: string

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  skuId = (await new MadeGoods(shop).product({ stock: 1_000, pricesFen: [6_000] })).skus[0]?.skuId ?? ''
  ann = await shopperOf(shop, '13800004951')
  await openStoredValue(shop)
  await setPassword(shop, ann)
  await recharge(shop, ann)
  crash = Crash.on(shop.database)
})
afterAll(async () => {
  await expectSoundShop(shop)
  await shop.close()
})

it('a payment beside a channel is begun once, wherever the process dies', async () => {
  let lives = 0
  const steps = await crash.atEveryStep(MOST_STEPS, async (untilDeath) => {
    const { id } = await placeNow(ann, [{ skuId, qty: 1 }])
    const idempotencyKey = freshKey()
    const body = { channel: 'wechat_h5' as const, balance: { amountFen: 10, password: PASSWORD } }
    const start = () => ann.api.order.startPayment({ params: { id }, body, idempotencyKey })
    await untilDeath(start)
    const { attemptNo, balanceFen, amountFen } = await start()
    expect([amountFen, balanceFen]).toEqual([5_990, 10])
    await shop.simulator.pay(attemptNo)
    await arrive(shop)
    expect((await orderOf(ann, id)).state).toBe('paid')
    lives += 1
  })
  expect(steps).toBeGreaterThan(5)
  expect(await partsOf(ann)).toEqual([10_000 - 10 * lives, 2_000])
})
