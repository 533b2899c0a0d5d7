import { newId } from '@jishi/kernel/id'
import { minuteMs, systemClock } from '@jishi/kernel/time'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { IdentityFacade } from '../../src/modules/identity/index.js'
import { expectSoundShop, freshKey, orderOf, pay, placeNow, startPaying } from '../support/buying.js'
import { MadeGoods } from '../support/made-goods.js'
import { attemptFacts, passTime } from '../support/payment-facts.js'
import { clientOf, shopperOf, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let ann: Shopper
let ben: Shopper
let skuId: string

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  skuId = (await new MadeGoods(shop).product({ stock: 50, pricesFen: [9_900] })).skus[0]?.skuId ?? ''
  ann = await shopperOf(shop, '13800004301')
  ben = await shopperOf(shop, '13800004302')
})
afterAll(() => shop.close())

/** Sessions are shorter than the time that an order waits. */
const signInAgain = async (): Promise<void> => {
  const { accessToken } = await shop.database.transaction((tx) =>
    shop.get(IdentityFacade).startSession(tx, ann.memberId),
  )
  const headers = { authorization: `Bearer ${accessToken}` }
  ann = { ...ann, headers, api: clientOf(shop, headers) }
}

const placed = async (): Promise<string> => (await placeNow(ann, [{ skuId, qty: 1 }])).id

interface Answer {
  readonly status: number
  readonly body: Record<string, unknown>
}
/** As a client that is not ours would ask: any order, any body. The request's own number tells nothing. */
const startAs = async (who: Shopper, orderId: string, body: object = { channel: 'wechat_h5' }): Promise<Answer> => {
  const answer = await shop.app.inject({
    method: 'POST',
    url: `/api/shop/orders/${orderId}/payments`,
    headers: { ...who.headers, 'idempotency-key': freshKey(), 'content-type': 'application/json' },
    payload: body,
  })
  return { status: answer.statusCode, body: { ...answer.json<Record<string, unknown>>(), requestId: '' } }
}
const statusAs = async (who: Shopper, orderId: string, query = ''): Promise<Answer> => {
  const answer = await shop.app.inject({ url: `/api/shop/orders/${orderId}/payment${query}`, headers: who.headers })
  return { status: answer.statusCode, body: { ...answer.json<Record<string, unknown>>(), requestId: '' } }
}

/** Every attempt of an order as it stands, and what the gateway has been told of. */
const attemptsOf = async (orderId: string): Promise<{ ours: unknown[]; theirs: number }> => {
  const ours = await shop.database.rows<{ no: string; state: string }>(
    `select a.attempt_no as no, a.state from payment_attempts a join payment_intents i on i.id = a.intent_id
       join order_terms t on t.id = i.subject_id where t.order_id = $1 order by a.attempt_no`,
    [orderId],
  )
  const numbers = new Set(ours.map(({ no }) => no))
  return { ours, theirs: (await shop.simulator.payments()).filter((one) => numbers.has(one.outTradeNo)).length }
}

describe('T38: a client that says it has paid', () => {
  it('is not believed, however it says so and however often: the order waits for the channel’s own word', async () => {
    const orderId = await placed()
    const { attemptNo } = await startPaying(ann, orderId)
    const claims = ['?state=paid', '?trade_state=SUCCESS', `?out_trade_no=${attemptNo}&result=success`]
    for (const claim of claims) expect([claim, (await statusAs(ann, orderId, claim)).status]).toEqual([claim, 400])
    for (const claim of [{ paid: true }, { state: 'paid' }, { paidAt: new Date(0).toISOString() }])
      expect((await startAs(ann, orderId, { channel: 'wechat_h5', ...claim })).status).toBe(400)
    for (let asked = 0; asked < 5; asked += 1) {
      await passTime(shop, 10_000)
      expect((await statusAs(ann, orderId)).body).toMatchObject({ state: 'open', orderState: 'pending_payment' })
    }
    await shop.settle()
    expect(await orderOf(ann, orderId)).toMatchObject({ state: 'pending_payment' })
    expect(await attemptFacts(shop, attemptNo)).toMatchObject({ state: 'open', paidPostings: 0, notices: 0 })
  })

  it('is told that it is being confirmed, while the shop itself asks the channel', async () => {
    const orderId = await placed()
    const { attemptNo } = await startPaying(ann, orderId)
    await shop.simulator.setFaults({ channel: 'wechat', operation: 'notify', kind: 'lose', times: 99 })
    await shop.simulator.pay(attemptNo)
    const { body } = await statusAs(ann, orderId)
    expect(['confirming', 'paid']).toContain(body['state'])
    await shop.settle()
    expect((await statusAs(ann, orderId)).body).toMatchObject({ state: 'paid', orderState: 'paid' })
    expect(await attemptFacts(shop, attemptNo)).toMatchObject({ state: 'succeeded', paidPostings: 1, notices: 0 })
    await shop.simulator.setFaults()
  })
})

describe('T39: starting or going on to pay', () => {
  it('for somebody else’s order is as for one that does not exist, before and after its owner began', async () => {
    const orderId = await placed()
    const missing = { start: await startAs(ben, newId(systemClock)), status: await statusAs(ben, newId(systemClock)) }
    expect(missing.start.status).toBe(404)
    expect([await startAs(ben, orderId), await statusAs(ben, orderId)]).toEqual([missing.start, missing.status])
    expect(await attemptsOf(orderId)).toEqual({ ours: [], theirs: 0 })

    const { attemptNo } = await startPaying(ann, orderId)
    const begun = await attemptsOf(orderId)
    expect([await startAs(ben, orderId), await statusAs(ben, orderId)]).toEqual([missing.start, missing.status])
    expect(await attemptsOf(orderId)).toEqual(begun)
    // Its owner goes on with the very attempt that was begun.
    expect((await startPaying(ann, orderId)).attemptNo).toBe(attemptNo)
  })

  it('for an order that is paid is refused, and no second payment stands anywhere', async () => {
    const orderId = await placed()
    const { attemptNo } = await pay(shop, ann, orderId)
    for (const channel of ['wechat_h5', 'alipay_wap']) {
      expect(await startAs(ann, orderId, { channel })).toMatchObject({
        status: 409,
        body: { code: 'PAYMENT_NOT_ALLOWED' },
      })
    }
    expect(await attemptsOf(orderId)).toEqual({ ours: [{ no: attemptNo, state: 'succeeded' }], theirs: 1 })
    expect(await attemptFacts(shop, attemptNo)).toMatchObject({ paidPostings: 1, suspensePostings: 0, refunds: [] })
  })

  it.each<[string, (orderId: string) => Promise<unknown>]>([
    ['cancelled', (id) => ann.api.order.cancel({ params: { id } })],
    [
      'closed for want of payment',
      async () => {
        await passTime(shop, 31 * minuteMs)
        await shop.sweep('order.close-due')
        await signInAgain()
      },
    ],
  ])('for an order that was %s is refused, with a payment begun before and without one', async (_, closes) => {
    const orders = [await placed(), await placed()]
    const { attemptNo } = await startPaying(ann, orders[0] ?? '')
    for (const id of orders) await closes(id)
    await shop.settle()
    for (const id of orders) {
      expect((await orderOf(ann, id)).state).toBe('closed')
      expect(await startAs(ann, id)).toMatchObject({ status: 409, body: { code: 'PAYMENT_NOT_ALLOWED' } })
    }
    expect((await attemptsOf(orders[0] ?? '')).ours).toEqual([{ no: attemptNo, state: 'closed' }])
    expect(await attemptsOf(orders[1] ?? '')).toEqual({ ours: [], theirs: 0 })
    // The page of the cashier that is still open at the shopper's takes no money either.
    await expect(shop.simulator.pay(attemptNo)).rejects.toThrow()
  })
})

it('leaves a shop without a contradiction', () => expectSoundShop(shop))
