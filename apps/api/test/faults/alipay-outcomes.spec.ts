import type { PaymentChannel } from '@jishi/contracts/payment/payment.terms'
import { raceBefore } from '@jishi/testing/race'
import { eventually } from '@jishi/testing/settle'
import { minuteMs, secondMs } from '@jishi/kernel/time'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { BREAKER_RULES } from '../../src/modules/payment/domain/breaker.js'
import { PAYMENT_CHANNELS } from '../../src/modules/payment/payment-channel.js'
import type { PaymentChannelPort, PaymentChannels } from '../../src/modules/payment/payment-channel.js'
import { codeOf, expectSoundShop, orderOf, placeNow, stockOf } from '../support/buying.js'
import { MadeGoods } from '../support/made-goods.js'
import { attemptFacts, passTime } from '../support/payment-facts.js'
import { shopperOf, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { authorise, openCashier } from '../support/wallets.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let ann: Shopper
let skuId: string

const PRICE_FEN = 9_900
/** Alipay's SDK says a call again whose connection broke, so two have to break before one of ours is lost. */
const LOST = 2

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
})
afterAll(() => shop.close())

let shoppers = 0
beforeEach(async () => {
  await shop.simulator.setFaults()
  await shop.simulator.settled()
  ann = await shopperOf(shop, `138000081${String((shoppers += 1)).padStart(2, '0')}`)
  await authorise(shop, ann, 'alipay_mp')
  skuId = (await new MadeGoods(shop).product({ stock: 5, pricesFen: [PRICE_FEN] })).skus[0]?.skuId ?? ''
})

const faulty = (operation: string, kind: string, times = 1, value?: number | string) => ({
  channel: 'alipay' as const,
  operation,
  kind,
  times,
  ...(value === undefined || value === '' ? {} : { value }),
})

/** Nothing that we rely on is answered by what only says that Alipay is not well, or by somebody who is not Alipay. */
const SPOILT: [string, number][] = [
  ['forge', 1],
  ['bad_signature', 1],
  ['unsigned', 1],
  ['error_5xx', 1],
  ['error_5xx_after_apply', 1],
  ['rate_limited', 1],
  ['system_error', 1],
  ['lose', LOST],
  ['timeout_after_apply', 1],
]

const starts = (orderId: string, channel: PaymentChannel = 'alipay_mp') =>
  ann.api.order.startPayment({ params: { id: orderId }, body: { channel } })

const begun = async (channel?: PaymentChannel): Promise<{ orderId: string; attemptNo: string }> => {
  const order = await placeNow(ann, [{ skuId, qty: 1 }])
  const { attemptNo } = await starts(order.id, channel)
  return { orderId: order.id, attemptNo }
}

const cancelled = (orderId: string) => ann.api.order.cancel({ params: { id: orderId } })

const arrive = async (): Promise<void> => {
  await shop.simulator.settled()
  await shop.settle()
}

const stateOf = async (orderId: string): Promise<string> => (await orderOf(ann, orderId)).state

/** The order can be paid and is, whatever happened before. */
const paysNow = async (orderId: string, attemptNo: string): Promise<void> => {
  await shop.simulator.pay(attemptNo)
  await arrive()
  expect(await attemptFacts(shop, attemptNo)).toMatchObject({ state: 'succeeded', paidPostings: 1, incidents: [] })
  expect(await stateOf(orderId)).toBe('paid')
}

const numbersOf = async (orderId: string): Promise<string[]> => {
  const rows = await shop.database.rows<{ no: string }>(
    `select a.attempt_no as no from payment_attempts a join payment_intents i on i.id = a.intent_id
       join order_terms t on t.id = i.subject_id where t.order_id = $1 order by a.created_at`,
    [orderId],
  )
  return rows.map(({ no }) => no)
}

const atGateway = async (attemptNo: string) =>
  (await shop.simulator.payments()).find(({ outTradeNo }) => outTradeNo === attemptNo)

describe('telling Alipay of a trade', () => {
  it.each(SPOILT)('#19 #20 is said again under the same number after %s ×%i', async (kind, times) => {
    await shop.simulator.setFaults(faulty('create', kind, times))
    const { orderId, attemptNo } = await begun()
    expect(await numbersOf(orderId)).toEqual([attemptNo])
    await paysNow(orderId, attemptNo)
  })

  it('that is refused is a task for a person, and goes on under the same number', async () => {
    const order = await placeNow(ann, [{ skuId, qty: 1 }])
    await shop.simulator.setFaults(faulty('create', 'refused'))
    expect(await codeOf(starts(order.id))).toBe('PAYMENT_CHANNEL_DOWN')
    const [attemptNo = ''] = await numbersOf(order.id)
    expect((await attemptFacts(shop, attemptNo)).incidents).toEqual(['outcome_unknown'])
    expect((await starts(order.id)).attemptNo).toBe(attemptNo)
    await paysNow(order.id, attemptNo)
  })

  it('asks for patience while Alipay is down, and goes on with the same attempt', async () => {
    const order = await placeNow(ann, [{ skuId, qty: 1 }])
    await shop.simulator.setFaults(faulty('create', 'lose', 99))
    expect(await codeOf(starts(order.id))).toBe('PAYMENT_CHANNEL_DOWN')
    expect(await stateOf(order.id)).toBe('pending_payment')
    await shop.simulator.setFaults()
    // By now its gate is shut, and lets somebody try when this time has passed.
    await passTime(shop, BREAKER_RULES.openMs)
    const { attemptNo } = await starts(order.id)
    expect(await numbersOf(order.id)).toEqual([attemptNo])
    await paysNow(order.id, attemptNo)
  })
})

describe('asking Alipay', () => {
  const notToldOf = async (attemptNo: string, ...faults: ReturnType<typeof faulty>[]): Promise<void> => {
    await shop.simulator.setFaults(faulty('notify', 'lose', 99), ...faults)
    await shop.simulator.pay(attemptNo)
    await passTime(shop, 10 * secondMs)
    await shop.sweep('payment.attempts')
  }

  const asksAgain = async (): Promise<void> => {
    await passTime(shop, minuteMs)
    await shop.sweep('payment.attempts')
    await shop.settle()
  }

  it.each<[string, number, string]>([
    ...SPOILT.map(([kind, times]): [string, number, string] => [kind, times, '']),
    ['refused', 1, 'ACCESS_FORBIDDEN'],
    ['refused', 1, 'TRADE_NOT_EXIST'],
  ])('believes nothing that is spoilt by %s ×%i %s, and asks again', async (kind, times, value) => {
    const { orderId, attemptNo } = await begun()
    await notToldOf(attemptNo, faulty('query', kind, times, value))
    expect(await attemptFacts(shop, attemptNo)).toMatchObject({ state: 'open', paidPostings: 0 })
    await asksAgain()
    expect(await attemptFacts(shop, attemptNo)).toMatchObject({ state: 'succeeded', paidPostings: 1 })
    expect(await stateOf(orderId)).toBe('paid')
  })

  it('keeps an answer of another amount apart and tells a person', async () => {
    const { orderId, attemptNo } = await begun()
    await notToldOf(attemptNo, faulty('query', 'wrong_amount', 1, 1))
    expect(await attemptFacts(shop, attemptNo)).toMatchObject({
      state: 'open',
      paidPostings: 0,
      incidents: ['mismatch'],
    })
    expect(await stateOf(orderId)).toBe('pending_payment')
    await asksAgain()
    expect(await stateOf(orderId)).toBe('paid')
  })

  it.each<PaymentChannel>(['alipay_wap', 'alipay_page'])(
    'finds what was paid by %s and never told',
    async (channel) => {
      const order = await placeNow(ann, [{ skuId, qty: 1 }])
      const start = await starts(order.id, channel)
      await openCashier(shop, start)
      await notToldOf(start.attemptNo)
      await shop.settle()
      expect(await stateOf(order.id)).toBe('paid')
    },
  )

  it('#1 is one payment however often Alipay tells of it', async () => {
    const { orderId, attemptNo } = await begun()
    await shop.simulator.setFaults(faulty('notify', 'duplicate', 1, 10))
    await paysNow(orderId, attemptNo)
  })
})

describe('closing at Alipay', () => {
  it.each<[string, string, number, string]>([
    ...SPOILT.map(([kind, times]): [string, string, number, string] => ['close', kind, times, '']),
    ['close', 'refused', 1, 'ACCESS_FORBIDDEN'],
    ['close', 'refused', 1, 'TRADE_STATUS_ERROR'],
    ['close', 'refused', 1, 'TRADE_HAS_CLOSE'],
    ['close', 'refused', 1, 'TRADE_NOT_EXIST'],
    ['query', 'forge', 1, ''],
    ['query', 'bad_signature', 1, ''],
    ['query', 'system_error', 1, ''],
    ['query', 'refused', 1, 'ACCESS_FORBIDDEN'],
    ['query', 'lose', LOST, ''],
  ])('lets nothing go while the answer to %s is spoilt by %s ×%i %s', async (operation, kind, times, value) => {
    const { orderId, attemptNo } = await begun()
    await shop.simulator.setFaults(faulty(operation, kind, times, value))
    await cancelled(orderId)
    expect(await stateOf(orderId)).toBe('closing')
    expect(await stockOf(shop, skuId)).toEqual({ onHand: 5, reserved: 1 })
    expect(await codeOf(starts(orderId))).toBe('PAYMENT_NOT_ALLOWED')

    await passTime(shop, 30 * secondMs)
    await shop.sweep('order.finish-closing')
    expect(await stateOf(orderId)).toBe('closed')
    expect(await attemptFacts(shop, attemptNo)).toMatchObject({ state: 'closed', paidPostings: 0 })
    expect(await stockOf(shop, skuId)).toEqual({ onHand: 5, reserved: 0 })
    expect((await atGateway(attemptNo))?.status).toBe('closed')
  })

  it('lets nothing go while what Alipay says of the trade does not fit', async () => {
    const { orderId, attemptNo } = await begun()
    await shop.simulator.setFaults(faulty('notify', 'lose', 99), faulty('query', 'wrong_amount', 1, 1))
    await shop.simulator.pay(attemptNo)
    await cancelled(orderId)
    expect(await stateOf(orderId)).toBe('closing')
    expect(await attemptFacts(shop, attemptNo)).toMatchObject({ paidPostings: 0, incidents: ['mismatch'] })
    await passTime(shop, minuteMs)
    await shop.sweep('order.finish-closing')
    await shop.settle()
    expect(await stateOf(orderId)).toBe('paid')
  })

  it('#5 finds that the shopper was faster, and the order is paid', async () => {
    const { orderId, attemptNo } = await begun()
    await shop.simulator.setFaults(faulty('notify', 'lose', 99))
    const channel = shop.app.get<PaymentChannels>(PAYMENT_CHANNELS).get('alipay_mp') as PaymentChannelPort
    const paidMeanwhile = raceBefore(channel, 'close', () => shop.simulator.pay(attemptNo))
    await cancelled(orderId)
    await shop.settle()
    expect(paidMeanwhile()).toBe(true)
    expect(await stateOf(orderId)).toBe('paid')
    expect(await attemptFacts(shop, attemptNo)).toMatchObject({ state: 'succeeded', paidPostings: 1, refunds: [] })
  })

  it.each<PaymentChannel>(['alipay_wap', 'alipay_page'])(
    'has nothing to close where nobody opened the page of %s',
    async (channel) => {
      const { orderId, attemptNo } = await begun(channel)
      await cancelled(orderId)
      expect(await stateOf(orderId)).toBe('closed')
      expect(await attemptFacts(shop, attemptNo)).toMatchObject({ state: 'closed', incidents: [] })
      expect(await atGateway(attemptNo)).toBeUndefined()
      expect(await stockOf(shop, skuId)).toEqual({ onHand: 5, reserved: 0 })
    },
  )
})

describe('giving money back through Alipay', () => {
  /** Money that came after the close, on its way back through a channel that is not well. */
  const paidLate = async (...faults: ReturnType<typeof faulty>[]): Promise<string> => {
    const { orderId, attemptNo } = await begun()
    await cancelled(orderId)
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

  const untilRefunded = (attemptNo: string): Promise<void> =>
    eventually(async () => {
      await lookAgain()
      return (await refundOf(attemptNo))?.state === 'succeeded'
    })

  const postingsOf = async (refundNo = ''): Promise<number> => {
    const rows = await shop.database.rows(
      `select id from ledger_txns where kind = 'refund.suspense' and reference = $1`,
      [refundNo],
    )
    return rows.length
  }

  const expectGivenBackOnce = async (attemptNo: string, incidents: string[] = []): Promise<void> => {
    await arrive()
    const facts = await attemptFacts(shop, attemptNo)
    expect(facts).toMatchObject({ suspensePostings: 1, paidPostings: 0, incidents })
    expect(facts.refunds).toMatchObject([{ state: 'succeeded', amountFen: PRICE_FEN }])
    expect(await postingsOf(facts.refunds[0]?.refundNo)).toBe(1)
    expect(await atGateway(attemptNo)).toMatchObject({ status: 'refunded', refundedFen: PRICE_FEN })
  }

  it.each(SPOILT)('#11 costs one refund under one number when the answer is spoilt by %s ×%i', async (kind, times) => {
    const attemptNo = await paidLate(faulty('refund', kind, times))
    const before = await refundOf(attemptNo)
    expect(before?.state).toBe('created')
    await untilRefunded(attemptNo)
    expect((await refundOf(attemptNo))?.refundNo).toBe(before?.refundNo)
    await expectGivenBackOnce(attemptNo)
  })

  it.each(SPOILT)('is not believed to have come about by an answer that is spoilt by %s ×%i', async (kind, times) => {
    const attemptNo = await paidLate(faulty('refund_query', kind, times))
    await lookAgain()
    const unsure = await refundOf(attemptNo)
    expect(unsure?.state).toBe('processing')
    expect(await postingsOf(unsure?.refundNo)).toBe(0)
    await untilRefunded(attemptNo)
    await expectGivenBackOnce(attemptNo)
  })

  it('is a task for a person when it is refused, and is tried again under the same number', async () => {
    const attemptNo = await paidLate(faulty('refund', 'refused'))
    const refused = await refundOf(attemptNo)
    expect(refused?.state).toBe('abnormal')
    expect((await attemptFacts(shop, attemptNo)).incidents).toEqual(['refund_abnormal'])
    await untilRefunded(attemptNo)
    expect((await refundOf(attemptNo))?.refundNo).toBe(refused?.refundNo)
    await expectGivenBackOnce(attemptNo)
  })

  it('#10 is a task for a person while the merchant has too little, and goes on by itself afterwards', async () => {
    const attemptNo = await paidLate(faulty('refund', 'not_enough'))
    // The job that asks is queued once the refund is recorded: it may not be there yet when nothing else is under way.
    await eventually(async () => (await attemptFacts(shop, attemptNo)).incidents.includes('refund_not_enough'))
    expect((await refundOf(attemptNo))?.state).toBe('created')
    await untilRefunded(attemptNo)
    await expectGivenBackOnce(attemptNo)
  })

  it('of another amount is kept apart, moves nothing, and is asked for again, not at once', async () => {
    const attemptNo = await paidLate(faulty('refund_query', 'wrong_amount', 50, 1))
    await lookAgain()
    const odd = await attemptFacts(shop, attemptNo)
    expect(odd).toMatchObject({ incidents: ['mismatch'], refunds: [{ state: 'processing' }] })
    expect(await postingsOf(odd.refunds[0]?.refundNo)).toBe(0)
    expect(await shop.sweep('payment.refunds')).toBe(0)
    await shop.simulator.setFaults()
    await untilRefunded(attemptNo)
    await expectGivenBackOnce(attemptNo, ['mismatch'])
  })
})

it('leaves a shop without a contradiction', async () => {
  await shop.simulator.setFaults()
  await shop.sweep()
  await arrive()
  await expectSoundShop(shop)
})
