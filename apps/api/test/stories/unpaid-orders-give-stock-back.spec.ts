import { instantOf, minuteMs } from '@jishi/kernel/time'
import { raceBefore } from '@jishi/testing/race'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { IdentityFacade } from '../../src/modules/identity/index.js'
import { PaymentFacade } from '../../src/modules/payment/index.js'
import { codeOf, expectSoundShop, orderOf, pay, placeNow, startPaying, stockOf } from '../support/buying.js'
import { MadeGoods } from '../support/made-goods.js'
import { clientOf, shopperOf, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

const PAY_WITHIN_MS = 30 * minuteMs

let shop: WholeShop
let ann: Shopper
let goods: MadeGoods
let skuId: string

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  goods = new MadeGoods(shop)
})
afterAll(() => shop.close())

let shoppers = 0
beforeEach(async () => {
  skuId = (await goods.product({ stock: 5 })).skus[0]?.skuId ?? ''
  // Fresh sessions, because the clock of this shop keeps moving on.
  ann = await shopperOf(shop, `1380000500${(shoppers += 1)}`)
})

/** Notifications are stamped by the host's clock, so whatever waits for one comes before time is moved. */
const passTime = async (ms: number): Promise<void> => {
  shop.clock.advance(ms)
  await shop.simulator.setClock(shop.clock.now())
}
const signInAgain = async (who: Shopper): Promise<Shopper> => {
  const { accessToken } = await shop.database.transaction((tx) =>
    shop.get(IdentityFacade).startSession(tx, who.memberId),
  )
  const headers = { authorization: `Bearer ${accessToken}` }
  return { ...who, headers, api: clientOf(shop, headers) }
}

describe('an unpaid order', () => {
  it('closes at once when its buyer cancels before paying was begun, once', async () => {
    const order = await placeNow(ann, [{ skuId, qty: 1 }])
    const cancelled = await ann.api.order.cancel({ params: { id: order.id }, body: { reason: '地址写错了' } })
    expect(cancelled).toMatchObject({ state: 'closed', closedCause: 'member' })
    expect(cancelled.timeline.at(-1)).toMatchObject({ step: 'close', actor: 'member', note: '地址写错了' })
    expect(await codeOf(ann.api.order.cancel({ params: { id: order.id } }))).toBe('ORDER_ACTION_NOT_ALLOWED')
    expect(await codeOf(startPaying(ann, order.id))).toBe('PAYMENT_NOT_ALLOWED')
    expect(await stockOf(shop, skuId)).toEqual({ onHand: 5, reserved: 0 })
  })

  it('takes one of twenty places of its buyer, however many are sent at once, and gives it back', async () => {
    const many = (await goods.product({ stock: 40 })).skus[0]?.skuId ?? ''
    const sent = await Promise.allSettled(Array.from({ length: 26 }, () => placeNow(ann, [{ skuId: many, qty: 1 }])))
    const placed = sent.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
    expect(placed.length).toBeLessThanOrEqual(20)
    // Two in the very same instant may have been asked to try again.
    while (placed.length < 20) placed.push(await placeNow(ann, [{ skuId: many, qty: 1 }]))
    expect(await codeOf(placeNow(ann, [{ skuId: many, qty: 1 }]))).toBe('TOO_MANY_UNPAID')
    expect(await stockOf(shop, many)).toEqual({ onHand: 40, reserved: 20 })
    await ann.api.order.cancel({ params: { id: placed[0]?.id ?? '' } })
    placed.push(await placeNow(ann, [{ skuId: many, qty: 1 }]))
    for (const { id } of placed.slice(1)) await ann.api.order.cancel({ params: { id } })
  })

  it('asks the channel before it closes when paying was begun', async () => {
    const order = await placeNow(ann, [{ skuId, qty: 1 }])
    const { attemptNo } = await startPaying(ann, order.id)
    const cancelled = await ann.api.order.cancel({ params: { id: order.id } })
    expect(cancelled.timeline.map(({ step }) => step)).toEqual(['place', 'begin_close', 'close'])
    const [payment] = (await shop.simulator.payments()).filter(({ outTradeNo }) => outTradeNo === attemptNo)
    expect(payment?.status).toBe('closed')
    expect(await stockOf(shop, skuId)).toEqual({ onHand: 5, reserved: 0 })
  })

  it('becomes paid when the channel says that money had come before the cancel', async () => {
    const order = await placeNow(ann, [{ skuId, qty: 1 }])
    const { attemptNo } = await startPaying(ann, order.id)
    await shop.simulator.setFaults({ channel: 'wechat', operation: 'notify', kind: 'lose', times: 99 })
    await shop.simulator.pay(attemptNo)
    const answered = await ann.api.order.cancel({ params: { id: order.id } })
    expect(answered).toMatchObject({ state: 'paid', closedCause: null })
    expect(answered.allowedActions).toEqual(['remind', 'change_address', 'buy_again'])
    await shop.simulator.setFaults()
    await shop.settle()
    expect(await stockOf(shop, skuId)).toEqual({ onHand: 5, reserved: 1 })
  })

  it('takes the money that comes while it is being closed', async () => {
    const order = await placeNow(ann, [{ skuId, qty: 1 }])
    const { attemptNo } = await startPaying(ann, order.id)
    const raced = raceBefore(shop.get(PaymentFacade), 'closeAtChannel', async () => {
      await shop.simulator.pay(attemptNo)
      await shop.simulator.settled()
    })
    await ann.api.order.cancel({ params: { id: order.id } })
    expect(raced()).toBe(true)
    await shop.settle()
    expect((await orderOf(ann, order.id)).timeline.map(({ step }) => step)).toEqual(['place', 'begin_close', 'pay'])
    expect(await stockOf(shop, skuId)).toEqual({ onHand: 5, reserved: 1 })
  })

  it('cannot be cancelled once it is paid', async () => {
    const order = await placeNow(ann, [{ skuId, qty: 1 }])
    await pay(shop, ann, order.id)
    expect(await codeOf(ann.api.order.cancel({ params: { id: order.id } }))).toBe('ORDER_ACTION_NOT_ALLOWED')
    await passTime(PAY_WITHIN_MS)
    expect(await shop.sweep('order.close-due')).toBe(0)
    expect(await stockOf(shop, skuId)).toEqual({ onHand: 5, reserved: 1 })
  })

  it('stays in closing and keeps its stock while the channel does not answer, and ends when it does', async () => {
    const order = await placeNow(ann, [{ skuId, qty: 1 }])
    await startPaying(ann, order.id)
    await shop.simulator.setFaults(
      { channel: 'wechat', operation: 'query', kind: 'error_5xx', times: 99 },
      { channel: 'wechat', operation: 'close', kind: 'error_5xx', times: 99 },
    )
    const closing = await ann.api.order.cancel({ params: { id: order.id } })
    expect(closing).toMatchObject({ state: 'closing', closedCause: 'member', allowedActions: [] })
    expect(await ann.api.order.payment({ params: { id: order.id } })).toMatchObject({ state: 'confirming' })
    expect(await stockOf(shop, skuId)).toEqual({ onHand: 5, reserved: 1 })
    await shop.simulator.setFaults()
    await passTime(minuteMs)
    ann = await signInAgain(ann)
    await shop.sweep('order.finish-closing')
    expect((await orderOf(ann, order.id)).state).toBe('closed')
    expect(await stockOf(shop, skuId)).toEqual({ onHand: 5, reserved: 0 })
  })

  it('closes when its time is over and gives its stock back', async () => {
    const order = await placeNow(ann, [{ skuId, qty: 2 }])
    expect(instantOf(order.payDueAt ?? '') - instantOf(order.placedAt)).toBe(PAY_WITHIN_MS)
    await passTime(PAY_WITHIN_MS - 1)
    expect(await shop.sweep('order.close-due')).toBe(0)
    expect(await stockOf(shop, skuId)).toEqual({ onHand: 5, reserved: 2 })
    await passTime(1)
    ann = await signInAgain(ann)
    expect(await codeOf(startPaying(ann, order.id))).toBe('PAYMENT_TIME_OVER')
    await shop.sweep('order.close-due')
    const closed = await orderOf(ann, order.id)
    expect(closed).toMatchObject({ state: 'closed', closedCause: 'timeout', payDueAt: null })
    expect(closed.allowedActions).toEqual(['buy_again', 'hide'])
    expect(closed.timeline.at(-1)).toMatchObject({ step: 'close', actor: 'system' })
    expect(await stockOf(shop, skuId)).toEqual({ onHand: 5, reserved: 0 })
    expect(await ann.api.order.payment({ params: { id: order.id } })).toMatchObject({ state: 'closed' })
  })

  it('is closed by the sweep alone when the queue has lost its timer', async () => {
    const order = await placeNow(ann, [{ skuId, qty: 1 }])
    await passTime(PAY_WITHIN_MS)
    expect(await shop.sweep('order.close-due')).toBe(1)
    expect(await shop.sweep('order.close-due')).toBe(0)
    expect((await orderOf(await signInAgain(ann), order.id)).state).toBe('closed')
  })

  it('leaves nothing that contradicts itself', () => expectSoundShop(shop))
})
