import { minuteMs, secondMs } from '@jishi/kernel/time'
import { eventually } from '@jishi/testing/settle'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { expectSoundShop, orderOf, placeNow, startPaying } from '../support/buying.js'
import { MadeGoods } from '../support/made-goods.js'
import { attemptFacts, passTime } from '../support/payment-facts.js'
import { shopperOf, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let ann: Shopper
let skuId: string

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  skuId = (await new MadeGoods(shop).product({ stock: 500, pricesFen: [9_900] })).skus[0]?.skuId ?? ''
})
afterAll(() => shop.close())

let shoppers = 0
beforeEach(async () => {
  await shop.simulator.setFaults()
  ann = await shopperOf(shop, `1380000600${(shoppers += 1) % 10}`.padEnd(11, String(shoppers)))
})

const notify = (kind: string, times = 1, value?: number | string) =>
  shop.simulator.setFaults({
    channel: 'wechat',
    operation: 'notify',
    kind,
    times,
    ...(value === undefined ? {} : { value }),
  })

const begun = async (): Promise<{ orderId: string; attemptNo: string }> => {
  const order = await placeNow(ann, [{ skuId, qty: 1 }])
  const { attemptNo } = await startPaying(ann, order.id)
  return { orderId: order.id, attemptNo }
}

const arrive = async (): Promise<void> => {
  await shop.simulator.settled()
  await shop.settle()
}

describe('a notice that is not genuine', () => {
  it.each(['bad_signature', 'forge', 'unsigned', 'signtest', 'unknown_serial', 'stale_timestamp'])(
    '#14 #15 #16 is refused without a trace when it is spoilt by %s, and the genuine one that follows is taken',
    async (kind) => {
      const { orderId, attemptNo } = await begun()
      await notify(kind)
      await shop.simulator.pay(attemptNo)
      await arrive()
      const [notice] = await shop.simulator.notices(attemptNo)
      expect(notice?.attempts.map(({ outcome, httpStatus }) => [outcome, httpStatus])).toEqual([
        ['refused', 401],
        ['accepted', 200],
      ])
      expect(await attemptFacts(shop, attemptNo)).toMatchObject({ state: 'succeeded', paidPostings: 1, notices: 1 })
      expect((await orderOf(ann, orderId)).state).toBe('paid')
    },
  )

  it('changes nothing when anybody posts it by hand', async () => {
    const { orderId, attemptNo } = await begun()
    const bodies = ['', '{}', '{"id":"x"}', JSON.stringify({ out_trade_no: attemptNo, trade_state: 'SUCCESS' })]
    for (const payload of bodies) {
      const answer = await shop.app.inject({
        method: 'POST',
        url: '/api/notify/wechat/payments',
        headers: { 'content-type': 'application/json' },
        payload,
      })
      expect(answer.statusCode).toBe(401)
    }
    expect(await attemptFacts(shop, attemptNo)).toMatchObject({ state: 'open', notices: 0 })
    expect((await orderOf(ann, orderId)).state).toBe('pending_payment')
  })
})

describe('a genuine notice', () => {
  it('#1 T37: has one effect when it comes a hundred times at once, and every copy is told so', async () => {
    const { orderId, attemptNo } = await begun()
    await shop.simulator.pay(attemptNo)
    await arrive()
    const [notice] = await shop.simulator.notices(attemptNo)
    const copies = await shop.simulator.resend(notice?.id ?? '', 100)
    expect(copies.filter(({ outcome }) => outcome === 'accepted')).toHaveLength(100)
    await shop.settle()
    expect(await attemptFacts(shop, attemptNo)).toMatchObject({
      paidPostings: 1,
      notices: 1,
      refunds: [],
      incidents: [],
    })
    expect((await orderOf(ann, orderId)).timeline.map(({ step }) => step)).toEqual(['place', 'pay'])
  })

  it('#1 has one effect when its copies are the first to arrive', async () => {
    const { orderId, attemptNo } = await begun()
    await notify('duplicate', 1, 20)
    await shop.simulator.pay(attemptNo)
    await arrive()
    expect(await attemptFacts(shop, attemptNo)).toMatchObject({ paidPostings: 1, notices: 1, incidents: [] })
    expect((await orderOf(ann, orderId)).state).toBe('paid')
  })

  it('#2 may come before the answer to the create call', async () => {
    const order = await placeNow(ann, [{ skuId, qty: 1 }])
    await shop.simulator.setFaults({ channel: 'wechat', operation: 'create', kind: 'notify_first', times: 1 })
    const { attemptNo } = await startPaying(ann, order.id)
    await arrive()
    expect(await attemptFacts(shop, attemptNo)).toMatchObject({ state: 'succeeded', paidPostings: 1 })
    expect((await orderOf(ann, order.id)).state).toBe('paid')
  })

  it.each([
    ['wrong_amount', 1],
    ['other_merchant', '1900009999'],
  ])(
    '#12 #13 of another payment (%s) is acknowledged, kept apart and told to a person; the query finds the truth',
    async (kind, value) => {
      const { orderId, attemptNo } = await begun()
      await notify(kind, 1, value)
      await shop.simulator.pay(attemptNo)
      await arrive()
      const [notice] = await shop.simulator.notices(attemptNo)
      expect(notice?.attempts.map(({ outcome }) => outcome)).toEqual(['accepted'])
      expect(await attemptFacts(shop, attemptNo)).toMatchObject({
        state: 'open',
        paidPostings: 0,
        incidents: ['mismatch'],
      })
      expect((await orderOf(ann, orderId)).state).toBe('pending_payment')

      await passTime(shop, 10 * secondMs)
      await shop.sweep('payment.attempts')
      await shop.settle()
      expect(await attemptFacts(shop, attemptNo)).toMatchObject({ state: 'succeeded', paidPostings: 1 })
      expect((await orderOf(ann, orderId)).state).toBe('paid')
    },
  )

  it('#9 that never comes is found by asking', async () => {
    const { orderId, attemptNo } = await begun()
    await notify('lose', 99)
    await shop.simulator.pay(attemptNo)
    await shop.settle()
    expect((await orderOf(ann, orderId)).state).toBe('pending_payment')
    await passTime(shop, 10 * secondMs)
    await shop.sweep('payment.attempts')
    await shop.settle()
    expect(await attemptFacts(shop, attemptNo)).toMatchObject({ state: 'succeeded', paidPostings: 1, notices: 0 })
    expect((await orderOf(ann, orderId)).state).toBe('paid')
  })

  it('T38: that never comes is found at once when the shopper is back and waits', async () => {
    const { orderId, attemptNo } = await begun()
    await notify('lose', 99)
    await shop.simulator.pay(attemptNo)
    await ann.api.order.payment({ params: { id: orderId } })
    await shop.settle()
    expect(await ann.api.order.payment({ params: { id: orderId } })).toMatchObject({
      state: 'paid',
      orderState: 'paid',
    })
    expect(await attemptFacts(shop, attemptNo)).toMatchObject({ paidPostings: 1, notices: 0 })
  })
})

describe('T40: money that comes after the order was closed', () => {
  it('#4 goes back by itself, once, under a number of its own, and the order stays closed', async () => {
    const { orderId, attemptNo } = await begun()
    await ann.api.order.cancel({ params: { id: orderId } })
    expect((await orderOf(ann, orderId)).state).toBe('closed')

    await shop.simulator.payLate(attemptNo)
    await arrive()
    await shop.simulator.settled()
    await arrive()
    const [notice] = await shop.simulator.notices(attemptNo)
    await shop.simulator.resend(notice?.id ?? '', 10)
    await arrive()

    const facts = await attemptFacts(shop, attemptNo)
    expect(facts).toMatchObject({ state: 'succeeded', paidPostings: 0, suspensePostings: 1, incidents: [] })
    expect(facts.refunds).toEqual([
      {
        refundNo: expect.stringMatching(/^\d{6}[0-9A-Z]{14}$/) as string,
        state: 'succeeded',
        amountFen: 10_000 - 100,
        cause: 'paid_after_close',
      },
    ])
    expect((await orderOf(ann, orderId)).state).toBe('closed')
    const [payment] = (await shop.simulator.payments()).filter(({ outTradeNo }) => outTradeNo === attemptNo)
    expect(payment).toMatchObject({ status: 'refunded', refundedFen: payment?.amountFen })
  })

  it('#9 is found and given back when no notice ever told of it', async () => {
    const { orderId, attemptNo } = await begun()
    await shop.simulator.setFaults({ channel: 'wechat', operation: 'refund_notify', kind: 'lose', times: 99 })
    await ann.api.order.cancel({ params: { id: orderId } })
    await shop.simulator.payLate(attemptNo)
    // Not until the gateway is done: it goes on trying to tell of a refund whose notices are all lost.
    await eventually(async () =>
      ['processing', 'succeeded'].includes((await attemptFacts(shop, attemptNo)).refunds[0]?.state ?? ''),
    )
    // And not before the bank is done, or the answer would be that it is not.
    await eventually(async () =>
      (await shop.simulator.payments()).some((one) => one.outTradeNo === attemptNo && one.refundedFen > 0),
    )
    await passTime(shop, minuteMs)
    await shop.sweep('payment.refunds')
    await shop.settle()
    const { refunds } = await attemptFacts(shop, attemptNo)
    expect(refunds).toMatchObject([{ state: 'succeeded', cause: 'paid_after_close' }])
  })
})

it('leaves a shop without a contradiction', () => expectSoundShop(shop))
