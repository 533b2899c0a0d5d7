import { parallel, raceBefore } from '@jishi/testing/race'
import { eventually } from '@jishi/testing/settle'
import { instantOf, minuteMs, secondMs } from '@jishi/kernel/time'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { BREAKER_RULES } from '../../src/modules/payment/domain/breaker.js'
import { PAYMENT_CHANNELS } from '../../src/modules/payment/payment-channel.js'
import type { PaymentChannelPort, PaymentChannels } from '../../src/modules/payment/payment-channel.js'
import { codeOf, expectSoundShop, freshKey, orderOf, placeNow, startPaying, stockOf } from '../support/buying.js'
import { MadeGoods } from '../support/made-goods.js'
import { attemptFacts, passTime } from '../support/payment-facts.js'
import { shopperOf, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let ann: Shopper
let skuId: string

const PRICE_FEN = 9_900

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
})
afterAll(() => shop.close())

let shoppers = 0
beforeEach(async () => {
  await shop.simulator.setFaults()
  await shop.simulator.settled()
  ann = await shopperOf(shop, `138000061${String((shoppers += 1)).padStart(2, '0')}`)
  skuId = (await new MadeGoods(shop).product({ stock: 5, pricesFen: [PRICE_FEN] })).skus[0]?.skuId ?? ''
})

const faulty = (operation: string, kind: string, times = 1, value?: number | string) => ({
  channel: 'wechat' as const,
  operation,
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

/** The order can be paid and is, whatever happened before. */
const paysNow = async (orderId: string, attemptNo: string): Promise<void> => {
  await shop.simulator.pay(attemptNo)
  await arrive()
  expect(await attemptFacts(shop, attemptNo)).toMatchObject({ state: 'succeeded', paidPostings: 1 })
  expect((await orderOf(ann, orderId)).state).toBe('paid')
}

const numbersOf = async (orderId: string): Promise<string[]> => {
  const rows = await shop.database.rows<{ no: string }>(
    `select a.attempt_no as no from payment_attempts a join payment_intents i on i.id = a.intent_id
       join order_terms t on t.id = i.subject_id where t.order_id = $1 order by a.created_at`,
    [orderId],
  )
  return rows.map(({ no }) => no)
}

describe('telling the channel of a payment', () => {
  it.each([
    ['an error', 'error_5xx', undefined],
    ['an error after it was taken', 'error_5xx_after_apply', undefined],
    ['too many requests', 'rate_limited', undefined],
    ['too many requests after it was taken', 'rate_limited', 'applied'],
    ['a broken connection', 'lose', undefined],
    ['an unsigned answer', 'unsigned', undefined],
    ['a wrong signature', 'bad_signature', undefined],
    ['a foreign signature', 'forge', undefined],
    ['an old answer', 'stale_timestamp', undefined],
    ['a key nobody knows', 'unknown_serial', undefined],
  ])(
    '#19 #20 is said again under the same number after %s, and the shopper does not notice',
    async (_, kind, value) => {
      await shop.simulator.setFaults(faulty('create', kind, 1, value))
      const { orderId, attemptNo } = await begun()
      expect(await numbersOf(orderId)).toEqual([attemptNo])
      await paysNow(orderId, attemptNo)
    },
  )

  it('#19 takes no answer within ten seconds for unknown, and says it again', async () => {
    await shop.simulator.setFaults(faulty('create', 'timeout_after_apply'))
    const startedAt = performance.now()
    const { orderId, attemptNo } = await begun()
    expect(performance.now() - startedAt).toBeGreaterThan(9_000)
    await paysNow(orderId, attemptNo)
  })

  it('asks for patience while the channel is down, and goes on with the same attempt', async () => {
    const order = await placeNow(ann, [{ skuId, qty: 1 }])
    await shop.simulator.setFaults(faulty('create', 'lose', 99))
    const answer = await shop.app.inject({
      method: 'POST',
      url: `/api/shop/orders/${order.id}/payments`,
      headers: { ...ann.headers, 'idempotency-key': freshKey(), 'content-type': 'application/json' },
      payload: { channel: 'wechat_h5' },
    })
    expect(answer.statusCode, answer.body).toBe(503)
    expect(answer.json()).toMatchObject({ code: 'PAYMENT_CHANNEL_DOWN' })
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
    expect(await codeOf(startPaying(ann, order.id))).toBe('PAYMENT_CHANNEL_DOWN')
    expect((await orderOf(ann, order.id)).state).toBe('pending_payment')

    await shop.simulator.setFaults()
    // By now its gate is shut, and lets somebody try when this time has passed.
    await passTime(shop, BREAKER_RULES.openMs)
    const { attemptNo } = await startPaying(ann, order.id)
    expect(await numbersOf(order.id)).toEqual([attemptNo])
    await paysNow(order.id, attemptNo)
  })

  it('uses one number however often the shopper taps at once', async () => {
    const order = await placeNow(ann, [{ skuId, qty: 1 }])
    const taps = await parallel(8, () => startPaying(ann, order.id))
    const [attemptNo = ''] = await numbersOf(order.id)
    expect(taps.rejected).toEqual([])
    expect(new Set(taps.fulfilled.map((tap) => tap.attemptNo))).toEqual(new Set([attemptNo]))
    await paysNow(order.id, attemptNo)
  })

  it('says that time is over to whoever begins in the last moment, and does not begin', async () => {
    const order = await placeNow(ann, [{ skuId, qty: 1 }])
    await passTime(shop, instantOf(order.payDueAt ?? '') - shop.clock.now() - minuteMs)
    ann = await shopperOf(shop, ann.phone)
    expect(await codeOf(startPaying(ann, order.id))).toBe('PAYMENT_TIME_OVER')
    expect(await numbersOf(order.id)).toEqual([])
  })

  it('says that it was closed to whoever goes on with what the channel has closed, and begins anew the next time', async () => {
    const { orderId, attemptNo } = await begun()
    await shop.app.get<PaymentChannels>(PAYMENT_CHANNELS).get('wechat_h5')?.close(attemptNo, shop.clock.now())
    await shop.database.execute(`update payment_attempts set handle = null where attempt_no = $1`, [attemptNo])
    expect(await codeOf(startPaying(ann, orderId))).toBe('PAYMENT_CLOSED')
    const again = await startPaying(ann, orderId)
    expect(again.attemptNo).not.toBe(attemptNo)
    await paysNow(orderId, again.attemptNo)
  })

  it('never makes a second payment of a key that is used again', async () => {
    const order = await placeNow(ann, [{ skuId, qty: 1 }])
    const idempotencyKey = freshKey()
    const call = () =>
      ann.api.order.startPayment({ params: { id: order.id }, body: { channel: 'wechat_h5' }, idempotencyKey })
    const first = await call()
    expect((await call()).attemptNo).toBe(first.attemptNo)
    await paysNow(order.id, first.attemptNo)
    expect(await codeOf(call())).toBe('PAYMENT_NOT_ALLOWED')
  })
})

describe('asking the channel', () => {
  it.each(['unsigned', 'bad_signature', 'forge', 'error_5xx', 'lose', 'rate_limited'])(
    '#20 believes nothing that is spoilt by %s, and asks again',
    async (kind) => {
      const { orderId, attemptNo } = await begun()
      await shop.simulator.setFaults(faulty('notify', 'lose', 99), faulty('query', kind))
      await shop.simulator.pay(attemptNo)
      await passTime(shop, 10 * secondMs)
      await shop.sweep('payment.attempts')
      expect(await attemptFacts(shop, attemptNo)).toMatchObject({ state: 'open', paidPostings: 0 })
      await passTime(shop, minuteMs)
      await shop.sweep('payment.attempts')
      await shop.settle()
      expect(await attemptFacts(shop, attemptNo)).toMatchObject({ state: 'succeeded', paidPostings: 1 })
      expect((await orderOf(ann, orderId)).state).toBe('paid')
    },
  )

  it.each([
    ['wrong_amount', 1],
    ['other_merchant', '1900009999'],
  ])('T41: keeps an answer about another payment (%s) apart and tells a person', async (kind, value) => {
    const { orderId, attemptNo } = await begun()
    await shop.simulator.setFaults(faulty('notify', 'lose', 99), faulty('query', kind, 1, value))
    await shop.simulator.pay(attemptNo)
    await passTime(shop, 10 * secondMs)
    await shop.sweep('payment.attempts')
    expect(await attemptFacts(shop, attemptNo)).toMatchObject({
      state: 'open',
      paidPostings: 0,
      incidents: ['mismatch'],
    })
    expect((await orderOf(ann, orderId)).state).toBe('pending_payment')
    await passTime(shop, minuteMs)
    await shop.sweep('payment.attempts')
    await shop.settle()
    expect((await orderOf(ann, orderId)).state).toBe('paid')
  })
})

describe('closing at the channel', () => {
  const cancelled = (orderId: string) => ann.api.order.cancel({ params: { id: orderId } })

  it('lets nothing go while what the channel says of the payment does not fit', async () => {
    const { orderId, attemptNo } = await begun()
    await shop.simulator.setFaults(faulty('notify', 'lose', 99), faulty('query', 'wrong_amount', 1, 1))
    await shop.simulator.pay(attemptNo)
    await cancelled(orderId)
    expect((await orderOf(ann, orderId)).state).toBe('closing')
    expect(await attemptFacts(shop, attemptNo)).toMatchObject({ paidPostings: 0, incidents: ['mismatch'] })
    await passTime(shop, minuteMs)
    await shop.sweep('order.finish-closing')
    await shop.settle()
    expect((await orderOf(ann, orderId)).state).toBe('paid')
  })

  it.each([
    ['close', 'lose'],
    ['close', 'error_5xx'],
    ['close', 'error_5xx_after_apply'],
    ['close', 'unsigned'],
    ['close', 'bad_signature'],
    ['query', 'lose'],
    ['query', 'bad_signature'],
  ])('lets nothing go while the answer to %s is spoilt by %s, and asks again', async (operation, kind) => {
    const { orderId, attemptNo } = await begun()
    await shop.simulator.setFaults(faulty(operation, kind))
    await cancelled(orderId)
    expect((await orderOf(ann, orderId)).state).toBe('closing')
    expect(await stockOf(shop, skuId)).toEqual({ onHand: 5, reserved: 1 })
    expect(await codeOf(startPaying(ann, orderId))).toBe('PAYMENT_NOT_ALLOWED')

    await passTime(shop, 30 * secondMs)
    await shop.sweep('order.finish-closing')
    expect((await orderOf(ann, orderId)).state).toBe('closed')
    expect(await attemptFacts(shop, attemptNo)).toMatchObject({ state: 'closed', paidPostings: 0 })
    expect(await stockOf(shop, skuId)).toEqual({ onHand: 5, reserved: 0 })
  })

  it('#5 finds that the shopper was faster, and the order is paid', async () => {
    const { orderId, attemptNo } = await begun()
    await shop.simulator.setFaults(faulty('notify', 'lose', 99))
    const channel = shop.app.get<PaymentChannels>(PAYMENT_CHANNELS).get('wechat_h5') as PaymentChannelPort
    const paidMeanwhile = raceBefore(channel, 'close', () => shop.simulator.pay(attemptNo))
    await cancelled(orderId)
    await shop.settle()
    expect(paidMeanwhile()).toBe(true)
    expect((await orderOf(ann, orderId)).state).toBe('paid')
    expect(await attemptFacts(shop, attemptNo)).toMatchObject({ state: 'succeeded', paidPostings: 1, refunds: [] })
    expect(await stockOf(shop, skuId)).toEqual({ onHand: 5, reserved: 1 })
  })
})

describe('giving money back', () => {
  /** Money that came after the close, on its way back through a channel that is not well. */
  const paidLate = async (...faults: ReturnType<typeof faulty>[]): Promise<string> => {
    const { orderId, attemptNo } = await begun()
    await ann.api.order.cancel({ params: { id: orderId } })
    await shop.simulator.setFaults(...faults)
    await shop.simulator.payLate(attemptNo)
    await eventually(async () => (await attemptFacts(shop, attemptNo)).refunds.length > 0)
    await shop.settle()
    return attemptNo
  }

  const refundOf = async (attemptNo: string) => (await attemptFacts(shop, attemptNo)).refunds[0]

  const lookAgain = async (): Promise<void> => {
    await passTime(shop, 5 * minuteMs)
    await shop.sweep('payment.refunds')
  }

  /** Asks again and again, as the sweep does: the bank takes a moment. */
  const untilRefunded = (attemptNo: string): Promise<void> =>
    eventually(async () => {
      await lookAgain()
      return (await refundOf(attemptNo))?.state === 'succeeded'
    })

  const expectGivenBackOnce = async (attemptNo: string): Promise<void> => {
    const facts = await attemptFacts(shop, attemptNo)
    expect(facts).toMatchObject({ suspensePostings: 1, paidPostings: 0, incidents: [] })
    expect(facts.refunds).toMatchObject([{ state: 'succeeded', amountFen: PRICE_FEN }])
    const postings = await shop.database.rows(
      `select id from ledger_txns where kind = 'refund.suspense' and reference = $1`,
      [facts.refunds[0]?.refundNo ?? ''],
    )
    expect(postings).toHaveLength(1)
    const [payment] = (await shop.simulator.payments()).filter(({ outTradeNo }) => outTradeNo === attemptNo)
    expect(payment).toMatchObject({ status: 'refunded', refundedFen: PRICE_FEN })
  }

  it.each([
    ['error_5xx', undefined],
    ['error_5xx_after_apply', undefined],
    ['rate_limited', undefined],
    ['rate_limited', 'applied'],
    ['lose', undefined],
    ['unsigned', undefined],
    ['bad_signature', undefined],
  ])(
    '#11 costs one refund under one number when the answer is spoilt by %s and no notice comes',
    async (kind, value) => {
      const attemptNo = await paidLate(faulty('refund_notify', 'lose', 99), faulty('refund', kind, 1, value))
      const before = await refundOf(attemptNo)
      expect(before?.state).toBe('created')
      await untilRefunded(attemptNo)
      expect((await refundOf(attemptNo))?.refundNo).toBe(before?.refundNo)
      await expectGivenBackOnce(attemptNo)
    },
  )

  it.each([['bad_signature'], ['forge'], ['unsigned'], ['stale_timestamp']])(
    'takes no notice that is spoilt by %s, and the genuine one that follows',
    async (kind) => {
      const attemptNo = await paidLate(faulty('refund_notify', kind))
      await arrive()
      await expectGivenBackOnce(attemptNo)
    },
  )

  it('T42: is one refund when its notice comes many times at once', async () => {
    const attemptNo = await paidLate(faulty('refund_notify', 'duplicate', 1, 10))
    await arrive()
    await expectGivenBackOnce(attemptNo)
  })

  it('#10 T42: is a task for a person when the bank sends it back, and is tried again under the same number', async () => {
    const attemptNo = await paidLate(faulty('refund', 'abnormal'))
    await arrive()
    const abnormal = await refundOf(attemptNo)
    expect(abnormal?.state).toBe('abnormal')
    expect((await attemptFacts(shop, attemptNo)).incidents).toEqual(['refund_abnormal'])
    await lookAgain()
    await arrive()
    expect((await refundOf(attemptNo))?.refundNo).toBe(abnormal?.refundNo)
    await expectGivenBackOnce(attemptNo)
  })

  it('T42: that nobody here asked for is told to a person and moves no money of ours', async () => {
    const { orderId, attemptNo } = await begun()
    await paysNow(orderId, attemptNo)
    const before = await attemptFacts(shop, attemptNo)
    // As if somebody gave money back by hand, in the wallet's own console: the notice is genuine, its number is not ours.
    const channel = shop.app.get<PaymentChannels>(PAYMENT_CHANNELS).get('wechat_h5') as PaymentChannelPort
    const refundNo = `BYHAND${attemptNo}`
    const named = { attemptNo, refundNo, channelTxn: '', recordedAt: shop.clock.now() }
    const byHand = { ...named, amountFen: PRICE_FEN, totalFen: PRICE_FEN, reason: '手工退款' }
    expect((await channel.refund(byHand)).kind).not.toBe('abnormal')
    await arrive()
    const notices = await shop.simulator.notices(attemptNo)
    expect(notices.map(({ outRefundNo, status }) => [outRefundNo, status])).toContainEqual([refundNo, 'delivered'])
    expect(await attemptFacts(shop, attemptNo)).toEqual(before)
    const incidents = await shop.database.rows<{ kind: string }>(
      `select kind from payment_incidents where reference = $1 and resolved_at is null`,
      [refundNo],
    )
    expect(incidents).toEqual([{ kind: 'unknown_number' }])
    expect(await shop.database.rows('select id from ledger_txns where reference = $1', [refundNo])).toEqual([])
  })

  it('#10 is a task for a person while the merchant has too little, and goes on by itself afterwards', async () => {
    const attemptNo = await paidLate(faulty('refund', 'not_enough', 2))
    expect((await refundOf(attemptNo))?.state).toBe('created')
    await eventually(async () => (await attemptFacts(shop, attemptNo)).incidents.includes('refund_not_enough'))
    await lookAgain()
    expect((await refundOf(attemptNo))?.state).toBe('created')
    await lookAgain()
    await arrive()
    await expectGivenBackOnce(attemptNo)
  })

  it('#12 of another amount, as a notice tells it, is kept apart and told to a person', async () => {
    const attemptNo = await paidLate(faulty('refund_notify', 'wrong_amount', 1, 1))
    await arrive()
    expect((await attemptFacts(shop, attemptNo)).incidents).toEqual(['mismatch'])
    expect((await refundOf(attemptNo))?.state).toBe('processing')
    await untilRefunded(attemptNo)
  })

  it('of another amount, as an answer tells it, is kept apart and asked for again, not at once', async () => {
    const attemptNo = await paidLate(faulty('refund_notify', 'lose', 99), faulty('refund_query', 'wrong_amount', 50, 1))
    await eventually(async () => {
      await lookAgain()
      return (await attemptFacts(shop, attemptNo)).incidents.includes('mismatch')
    })
    expect((await refundOf(attemptNo))?.state).toBe('processing')
    expect(await shop.sweep('payment.refunds')).toBe(0)
    await shop.simulator.setFaults()
    await untilRefunded(attemptNo)
  })
})

it('leaves a shop without a contradiction', async () => {
  await shop.simulator.setFaults()
  await shop.sweep()
  await expectSoundShop(shop)
})
