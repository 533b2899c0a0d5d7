import type { PayInstruction } from '@jishi/contracts/payment/payment.schema'
import type { PaymentChannel } from '@jishi/contracts/payment/payment.terms'
import { minuteMs, secondMs } from '@jishi/kernel/time'
import { parallel, raceAfter, raceBefore } from '@jishi/testing/race'
import { eventually } from '@jishi/testing/settle'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { PAYMENT_CHANNELS } from '../../src/modules/payment/payment-channel.js'
import type { PaymentChannelPort, PaymentChannels } from '../../src/modules/payment/payment-channel.js'
import { expectSoundShop, orderOf, placeNow, refusalOf } from '../support/buying.js'
import { MadeGoods } from '../support/made-goods.js'
import { passTime } from '../support/payment-facts.js'
import { shopperOf, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { authorise, openCashier, startWith } from '../support/wallets.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let ann: Shopper
let orderId: string
let skuId: string

const portOf = (code: PaymentChannel): PaymentChannelPort =>
  shop.app.get<PaymentChannels>(PAYMENT_CHANNELS).get(code) as PaymentChannelPort

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  skuId = (await new MadeGoods(shop).product({ stock: 100, pricesFen: [9_900] })).skus[0]?.skuId ?? ''
})
afterAll(() => shop.close())

let shoppers = 0
beforeEach(async () => {
  await shop.simulator.setFaults()
  ann = await shopperOf(shop, `138000072${String((shoppers += 1)).padStart(2, '0')}`)
  orderId = (await placeNow(ann, [{ skuId, qty: 1 }])).id
})

/** A second after what was before, so that the order of attempts can be told. */
const starts = async (channel: PaymentChannel): Promise<PayInstruction> => {
  await passTime(shop, secondMs)
  return startWith(ann, orderId, channel)
}

interface Attempt {
  attemptNo: string
  channel: string
  state: string
  refunds: number
}

const attempts = (): Promise<Attempt[]> =>
  shop.database.rows<Attempt>(
    `select a.attempt_no as "attemptNo", a.channel, a.state,
            (select count(*) from refunds r where r.attempt_id = a.id and r.state = 'succeeded')::int as refunds
       from payment_attempts a join payment_intents i on i.id = a.intent_id join order_terms t on t.id = i.subject_id
      where t.order_id = $1 order by a.created_at, a.id`,
    [orderId],
  )

const comeToRest = async (): Promise<void> => {
  await shop.simulator.settled()
  await shop.settle()
  await passTime(shop, minuteMs)
  await shop.sweep()
  await shop.simulator.settled()
  await shop.settle()
}

/** One attempt has paid for the order, and whatever else came went back. */
const expectPaidOnce = async (): Promise<void> => {
  await eventually(async () => {
    await comeToRest()
    const rest = (await attempts()).filter(({ state }) => state === 'succeeded')
    return rest.length > 0 && rest.filter(({ refunds }) => refunds === 0).length === 1
  })
  // By the books, not by the shopper, whose session may have ended meanwhile.
  const order = await shop.database.one<{ state: string }>(`select state from orders where id = $1`, [orderId])
  expect(order.state).toBe('paid')
  expect((await attempts()).filter(({ state }) => !['succeeded', 'closed'].includes(state))).toEqual([])
}

describe('a shopper who comes back and chooses the other wallet', () => {
  it.each<[PaymentChannel, PaymentChannel]>([
    ['wechat_h5', 'alipay_wap'],
    ['alipay_wap', 'wechat_h5'],
    ['wechat_native', 'alipay_page'],
    ['wechat_h5', 'wechat_native'],
    ['wechat_h5', 'wechat_mp'],
    ['alipay_wap', 'alipay_mp'],
  ])('%s → %s: the first is closed at its channel, the second is paid', async (first, second) => {
    await authorise(shop, ann, second)
    const begun = await starts(first)
    await openCashier(shop, begun)
    const changed = await starts(second)
    expect(changed.attemptNo).not.toBe(begun.attemptNo)
    expect(await attempts()).toMatchObject([
      { attemptNo: begun.attemptNo, channel: first, state: 'closed' },
      { attemptNo: changed.attemptNo, channel: second, state: 'open' },
    ])
    const gone = (await shop.simulator.payments()).find(({ outTradeNo }) => outTradeNo === begun.attemptNo)
    expect(gone?.status).toBe('closed')
    await openCashier(shop, changed)
    await shop.simulator.pay(changed.attemptNo)
    await expectPaidOnce()
  })

  it('may go to and fro', async () => {
    for (const channel of ['wechat_h5', 'alipay_wap', 'wechat_h5', 'alipay_page'] as const) {
      await openCashier(shop, await starts(channel))
    }
    const all = await attempts()
    expect(all.map(({ state }) => state)).toEqual(['closed', 'closed', 'closed', 'open'])
    await shop.simulator.pay(all[3]?.attemptNo ?? '')
    await expectPaidOnce()
  })

  it('and had paid already is told so', async () => {
    await shop.simulator.setFaults({ channel: 'wechat', operation: 'notify', kind: 'lose', times: 99 })
    const begun = await starts('wechat_h5')
    await shop.simulator.pay(begun.attemptNo)
    const refusal = await refusalOf(starts('alipay_wap'))
    expect(refusal.body).toMatchObject({ code: 'PAYMENT_NOT_ALLOWED', details: { reason: 'paid' } })
    await shop.settle()
    expect((await orderOf(ann, orderId)).state).toBe('paid')
    expect(await attempts()).toMatchObject([{ state: 'succeeded' }])
  })

  it('waits while the first channel cannot say, and loses nothing', async () => {
    const begun = await starts('wechat_h5')
    await shop.simulator.setFaults({ channel: 'wechat', operation: 'close', kind: 'lose', times: 99 })
    await passTime(shop, secondMs)
    const start = () => ann.api.order.startPayment({ params: { id: orderId }, body: { channel: 'alipay_wap' } })
    expect((await refusalOf(start())).body.code).toBe('PAYMENT_CHANNEL_DOWN')
    expect(await attempts()).toMatchObject([{ attemptNo: begun.attemptNo, state: 'closing' }])
    expect((await orderOf(ann, orderId)).state).toBe('pending_payment')
    await shop.simulator.setFaults()
    const changed = await start()
    await openCashier(shop, changed)
    await shop.simulator.pay(changed.attemptNo)
    await expectPaidOnce()
  })

  it('and comes back to the first after a change that did not come about', async () => {
    const begun = await starts('wechat_h5')
    await shop.simulator.setFaults({ channel: 'wechat', operation: 'close', kind: 'error_5xx', times: 1 })
    const start = ann.api.order.startPayment({ params: { id: orderId }, body: { channel: 'alipay_wap' } })
    expect((await refusalOf(start)).body.code).toBe('PAYMENT_CHANNEL_DOWN')
    const back = await starts('wechat_h5')
    expect(back.attemptNo).not.toBe(begun.attemptNo)
    await shop.simulator.pay(back.attemptNo)
    await expectPaidOnce()
  })
})

describe('at the same moment', () => {
  it('both wallets are tapped: at most one attempt stays, and paying goes on', async () => {
    const channels = ['wechat_h5', 'alipay_wap', 'wechat_native', 'alipay_page'] as const
    const taps = await parallel(8, (index) =>
      ann.api.order.startPayment({ params: { id: orderId }, body: { channel: channels[index % 4] ?? 'wechat_h5' } }),
    )
    expect(taps.fulfilled.length).toBeGreaterThan(0)
    const live = (await attempts()).filter(({ state }) => state !== 'closed')
    expect(live.length).toBeLessThanOrEqual(1)
    await passTime(shop, minuteMs)
    const start = await starts('wechat_h5')
    await shop.simulator.pay(start.attemptNo)
    await expectPaidOnce()
  })

  it.each<[string, (no: string) => () => boolean]>([
    ['before the old channel is asked', (no) => raceBefore(portOf('wechat_h5'), 'query', () => shop.simulator.pay(no))],
    ['between question and close', (no) => raceBefore(portOf('wechat_h5'), 'close', () => shop.simulator.pay(no))],
  ])('the old wallet is paid with %s: the money counts', async (_, race) => {
    const { attemptNo } = await starts('wechat_h5')
    const raced = race(attemptNo)
    const refusal = await refusalOf(starts('alipay_wap'))
    expect(refusal.body.code).toBe('PAYMENT_NOT_ALLOWED')
    expect(raced()).toBe(true)
    await expectPaidOnce()
    expect(await attempts()).toMatchObject([{ channel: 'wechat_h5', state: 'succeeded', refunds: 0 }])
  })

  it('the old wallet is paid with after it was closed: it settles, and the new one is closed', async () => {
    const { attemptNo } = await starts('wechat_h5')
    const raced = raceAfter(portOf('wechat_h5'), 'close', () => shop.simulator.payLate(attemptNo))
    const changed = await starts('alipay_wap').catch(() => undefined)
    expect(raced()).toBe(true)
    await expectPaidOnce()
    const all = await attempts()
    expect(all[0]).toMatchObject({ attemptNo, state: 'succeeded', refunds: 0 })
    if (changed !== undefined) expect(all[1]?.state).toBe('closed')
  })

  it('#6 both wallets are paid with: one settles, the other goes back', async () => {
    const first = await starts('wechat_h5')
    const second = await starts('alipay_wap')
    await openCashier(shop, second)
    await Promise.all([shop.simulator.payLate(first.attemptNo), shop.simulator.pay(second.attemptNo)])
    await expectPaidOnce()
    expect((await attempts()).map(({ state }) => state)).toEqual(['succeeded', 'succeeded'])
  })

  it('#6 an address that was closed here is opened and paid after all: it goes back', async () => {
    const first = await starts('alipay_wap')
    const second = await starts('wechat_h5')
    expect(await attempts()).toMatchObject([{ state: 'closed' }, { state: 'open' }])
    await shop.simulator.pay(second.attemptNo)
    await shop.simulator.settled()
    await shop.settle()
    await shop.simulator.setFaults({ channel: 'alipay', operation: 'notify', kind: 'lose', times: 99 })
    await openCashier(shop, first)
    await shop.simulator.pay(first.attemptNo)
    await passTime(shop, 31 * minuteMs)
    await shop.sweep('payment.attempts')
    expect((await attempts())[0]?.state).toBe('succeeded')
    // A gateway that may tell of it again has nothing to add.
    await shop.simulator.setFaults()
    await expectPaidOnce()
    expect(await attempts()).toMatchObject([
      { channel: 'alipay_wap', state: 'succeeded', refunds: 1 },
      { channel: 'wechat_h5', state: 'succeeded', refunds: 0 },
    ])
  })
})

it('leaves a shop without a contradiction', async () => {
  await shop.simulator.setFaults()
  await comeToRest()
  await expectSoundShop(shop)
})
