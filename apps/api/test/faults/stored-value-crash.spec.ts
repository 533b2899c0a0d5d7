import { minuteMs } from '@jishi/kernel/time'
import { eventually } from '@jishi/testing/settle'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { expectSoundShop, freshKey, orderOf, placeNow } from '../support/buying.js'
import { Crash } from '../support/crash.js'
import { MadeGoods } from '../support/made-goods.js'
import { attemptFacts, passTime } from '../support/payment-facts.js'
import { arrive } from '../support/shop-desk.js'
import { shopperOf, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { openStoredValue, partsOf, PASSWORD, recharge, setPassword, startRecharge } from '../support/stored-desk.js'
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

/** Somebody new with a balance of their own, so that what one part does is not counted by another. */
const newcomer = async (phone: string): Promise<Shopper> => {
  const who = await shopperOf(shop, phone)
  await setPassword(shop, who)
  return who
}
/** Without a bonus, so that a sum says everything. */
const PLAIN_FEN = 5_000

it('#21 a recharge is begun once and put in once, wherever the process dies', async () => {
  const who = await newcomer('13800004952')
  let lives = 0
  const steps = await crash.atEveryStep(MOST_STEPS, async (untilDeath) => {
    const idempotencyKey = freshKey()
    const body = { amountFen: PLAIN_FEN, channel: 'wechat_h5' as const, container: 'mobile-browser' as const }
    const start = () => who.api.storedValue.startRecharge({ body, idempotencyKey })
    await untilDeath(start)
    const { id, pay } = await start()
    expect((await start()).id).toBe(id)
    await shop.simulator.pay(pay.attemptNo)
    await arrive(shop)
    expect((await who.api.storedValue.recharge({ params: { id } })).state).toBe('paid')
    lives += 1
  })
  expect(steps).toBeGreaterThan(5)
  expect(await partsOf(who)).toEqual([PLAIN_FEN * lives, 0])
})

it('#21 an order is paid by the balance alone once, wherever the process dies', async () => {
  const who = await newcomer('13800004953')
  const cheap = (await new MadeGoods(shop).product({ stock: 1_000, pricesFen: [100] })).skus[0]?.skuId ?? ''
  let [cameFen, spentFen] = [0, 0]
  const steps = await crash.atEveryStep(MOST_STEPS, async (untilDeath) => {
    await recharge(shop, who, PLAIN_FEN)
    cameFen += PLAIN_FEN
    const order = await placeNow(who, [{ skuId: cheap, qty: 1 }])
    const idempotencyKey = freshKey()
    const body = { balance: { amountFen: 'most' as const, password: PASSWORD } }
    const start = () => who.api.order.startPayment({ params: { id: order.id }, body, idempotencyKey })
    await untilDeath(start)
    const { pay, amountFen } = await start()
    expect(pay.kind).toBe('paid')
    await arrive(shop)
    expect((await orderOf(who, order.id)).state).toBe('paid')
    spentFen += amountFen
  })
  expect(steps).toBeGreaterThan(5)
  expect(spentFen).toBeGreaterThan(0)
  expect(await partsOf(who)).toEqual([cameFen - spentFen, 0])
})

/** Who died before the refund was handed on leaves it to the sweep, which finds it when it is due. */
const sentBack = (attemptNo: string): Promise<void> =>
  eventually(async () => {
    await arrive(shop)
    if ((await attemptFacts(shop, attemptNo)).refunds[0]?.state === 'succeeded') return true
    await passTime(shop, minuteMs)
    await shop.sweep('payment.refunds')
    return false
  })

it('#21 a recharge is given back once, wherever the process dies', async () => {
  const who = await newcomer('13800004954')
  const steps = await crash.atEveryStep(MOST_STEPS, async (untilDeath) => {
    const { id, pay } = await startRecharge(who, PLAIN_FEN)
    await shop.simulator.pay(pay.attemptNo)
    await arrive(shop)
    const idempotencyKey = freshKey()
    const body = { rechargeId: id, password: PASSWORD }
    const giveBack = () => who.api.storedValue.refund({ body, idempotencyKey })
    await untilDeath(giveBack)
    expect((await giveBack()).amountFen).toBe(PLAIN_FEN)
    await sentBack(pay.attemptNo)
    const { refunds } = await attemptFacts(shop, pay.attemptNo)
    expect(refunds.map(({ state, amountFen }) => [state, amountFen])).toEqual([['succeeded', PLAIN_FEN]])
    const known = (await shop.simulator.payments()).find(({ outTradeNo }) => outTradeNo === pay.attemptNo)
    expect(known).toMatchObject({ status: 'refunded', refundedFen: PLAIN_FEN })
    expect(await partsOf(who)).toEqual([0, 0])
  })
  expect(steps).toBeGreaterThan(5)
})
