import { minuteMs, secondMs } from '@jishi/kernel/time'
import { parallel, raceBefore } from '@jishi/testing/race'
import { eventually } from '@jishi/testing/settle'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { PAYMENT_CHANNELS } from '../../src/modules/payment/payment-channel.js'
import type { PaymentChannelPort, PaymentChannels } from '../../src/modules/payment/payment-channel.js'
import { expectSoundShop, orderOf, placeNow, stockOf } from '../support/buying.js'
import { MadeGoods } from '../support/made-goods.js'
import { attemptFacts, passTime } from '../support/payment-facts.js'
import { shopperOf, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { openCashier, startWith } from '../support/wallets.js'
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
  ann = await shopperOf(shop, `138000085${String((shoppers += 1)).padStart(2, '0')}`)
  skuId = (await new MadeGoods(shop).product({ stock: 5, pricesFen: [PRICE_FEN] })).skus[0]?.skuId ?? ''
})

const faulty = (operation: string, kind: string, times = 1, value?: number | string) => ({
  channel: 'unionpay' as const,
  operation,
  kind,
  times,
  ...(value === undefined ? {} : { value }),
})

/** Nothing that we rely on is answered by what only says that UnionPay is not well, or by somebody who is not UnionPay. */
const SPOILT: [string, string | undefined][] = [
  ['forge', undefined],
  ['bad_signature', undefined],
  ['unsigned', undefined],
  ['old_version', undefined],
  ['error_5xx', undefined],
  ['error_5xx_after_apply', undefined],
  ['rate_limited', undefined],
  ['lose', undefined],
  ['timeout_after_apply', undefined],
  ['undecided', '03'],
  ['undecided', '05'],
]

const begun = async (): Promise<{ orderId: string; attemptNo: string }> => {
  const { id: orderId } = await placeNow(ann, [{ skuId, qty: 1 }])
  const start = await startWith(ann, orderId, 'unionpay_wap')
  await openCashier(shop, start)
  return { orderId, attemptNo: start.attemptNo }
}
const cancelled = (orderId: string) => ann.api.order.cancel({ params: { id: orderId } })
const stateOf = async (orderId: string): Promise<string> => (await orderOf(ann, orderId)).state
const arrive = async (): Promise<void> => {
  await shop.simulator.settled()
  await shop.settle()
}
const atGateway = async (attemptNo: string) =>
  (await shop.simulator.payments()).find(({ outTradeNo }) => outTradeNo === attemptNo)

describe('telling UnionPay of a payment', () => {
  it('is signing the same form again, however often it is asked for', async () => {
    const { id: orderId } = await placeNow(ann, [{ skuId, qty: 1 }])
    const first = await startWith(ann, orderId, 'unionpay_wap')
    await passTime(shop, minuteMs)
    const again = await startWith(ann, orderId, 'unionpay_wap')
    expect(again.pay).toEqual(first.pay)
    // What stays open would be asked about beside the payments that follow, and take their faults.
    await cancelled(orderId)
    expect(first.pay).toMatchObject({
      kind: 'form',
      fields: { channelType: '08', currencyCode: '156', version: '5.1.0' },
    })
  })
})

describe('asking UnionPay', () => {
  const asksAgain = async (orderId: string): Promise<void> => {
    await passTime(shop, minuteMs)
    await shop.sweep('payment.attempts')
    await shop.settle()
    expect(await stateOf(orderId)).toBe('paid')
  }

  it.each([...SPOILT, ['refused', '34'], ['refused', '11']] as [string, string | undefined][])(
    'believes nothing that is spoilt by %s %s, and asks again',
    async (kind, value) => {
      const { orderId, attemptNo } = await begun()
      await shop.simulator.setFaults(faulty('notify', 'lose', 99), faulty('query', kind, 1, value))
      await shop.simulator.pay(attemptNo)
      await passTime(shop, 10 * secondMs)
      await shop.sweep('payment.attempts')
      expect(await attemptFacts(shop, attemptNo)).toMatchObject({ state: 'open', paidPostings: 0 })
      await asksAgain(orderId)
      expect(await attemptFacts(shop, attemptNo)).toMatchObject({ state: 'succeeded', paidPostings: 1, incidents: [] })
    },
  )

  it.each(['wrong_amount', 'other_currency'])('keeps an answer of another payment (%s) apart', async (kind) => {
    const { orderId, attemptNo } = await begun()
    await shop.simulator.setFaults(faulty('notify', 'lose', 99), faulty('query', kind))
    await shop.simulator.pay(attemptNo)
    await passTime(shop, 10 * secondMs)
    await shop.sweep('payment.attempts')
    expect(await attemptFacts(shop, attemptNo)).toMatchObject({ state: 'open', incidents: ['mismatch'] })
    expect(await stateOf(orderId)).toBe('pending_payment')
    await asksAgain(orderId)
  })

  it.each(['other_merchant', 'other_time'])('takes an answer to another question (%s) for none', async (kind) => {
    const { orderId, attemptNo } = await begun()
    await shop.simulator.setFaults(faulty('notify', 'lose', 99), faulty('query', kind))
    await shop.simulator.pay(attemptNo)
    await passTime(shop, 10 * secondMs)
    await shop.sweep('payment.attempts')
    expect(await attemptFacts(shop, attemptNo)).toMatchObject({ state: 'open', incidents: [] })
    await asksAgain(orderId)
  })

  it('is one payment when notices, the sweep and the shopper come at once', async () => {
    const { orderId, attemptNo } = await begun()
    await shop.simulator.setFaults(faulty('notify', 'duplicate', 1, 10))
    await passTime(shop, 10 * secondMs)
    await shop.simulator.pay(attemptNo)
    await parallel<unknown>(6, (n) =>
      n % 2 === 0 ? shop.sweep('payment.attempts') : ann.api.order.payment({ params: { id: orderId } }),
    )
    await arrive()
    expect(await attemptFacts(shop, attemptNo)).toMatchObject({ state: 'succeeded', paidPostings: 1, incidents: [] })
    expect(await stateOf(orderId)).toBe('paid')
  })
})

describe('where nothing can be closed', () => {
  it('an order that nobody paid is let go here, and looked at again when its page has ended', async () => {
    const { orderId, attemptNo } = await begun()
    await cancelled(orderId)
    expect(await stateOf(orderId)).toBe('closed')
    expect(await attemptFacts(shop, attemptNo)).toMatchObject({ state: 'closed', incidents: [] })
    expect(await stockOf(shop, skuId)).toEqual({ onHand: 5, reserved: 0 })

    // Paid all the same, in the last moment, and nobody tells: the last look finds it, and it goes back.
    await shop.simulator.setFaults(faulty('notify', 'lose', 99))
    await shop.simulator.pay(attemptNo)
    await eventually(async () => {
      await passTime(shop, 10 * minuteMs)
      await shop.sweep('payment.attempts')
      await shop.sweep('payment.refunds')
      return (await attemptFacts(shop, attemptNo)).refunds[0]?.state === 'succeeded'
    })
    await arrive()
    expect(await attemptFacts(shop, attemptNo)).toMatchObject({ paidPostings: 0, suspensePostings: 1, incidents: [] })
    expect(await atGateway(attemptNo)).toMatchObject({ status: 'refunded', refundedFen: PRICE_FEN })
  })

  it.each(SPOILT)('lets nothing go while the answer is spoilt by %s %s', async (kind, value) => {
    const { orderId, attemptNo } = await begun()
    await shop.simulator.setFaults(faulty('notify', 'lose', 99), faulty('query', kind, 1, value))
    await shop.simulator.pay(attemptNo)
    await cancelled(orderId)
    expect(await stateOf(orderId)).toBe('closing')
    expect(await stockOf(shop, skuId)).toEqual({ onHand: 5, reserved: 1 })
    await passTime(shop, 30 * secondMs)
    await shop.sweep('order.finish-closing')
    await shop.settle()
    expect(await stateOf(orderId)).toBe('paid')
  })

  it('finds that the shopper was faster by a hair, and gives the money back', async () => {
    const { orderId, attemptNo } = await begun()
    const channel = shop.app.get<PaymentChannels>(PAYMENT_CHANNELS).get('unionpay_wap') as PaymentChannelPort
    const paidMeanwhile = raceBefore(channel, 'close', () => shop.simulator.pay(attemptNo))
    await cancelled(orderId)
    await arrive()
    expect(paidMeanwhile()).toBe(true)
    // Whether the notice overtook the close decides whether the order stands or the money goes back: never both.
    await eventually(async () => {
      await passTime(shop, minuteMs)
      await shop.sweep()
      const { state, refunds } = await attemptFacts(shop, attemptNo)
      if (state !== 'succeeded') return false
      return (await stateOf(orderId)) === 'paid' ? refunds.length === 0 : refunds[0]?.state === 'succeeded'
    })
  })
})

describe('giving money back through UnionPay', () => {
  /** Money that came after the close, on its way back through a channel that is not well. */
  const paidLate = async (...faults: ReturnType<typeof faulty>[]): Promise<string> => {
    const { orderId, attemptNo } = await begun()
    await cancelled(orderId)
    await shop.simulator.setFaults(...faults)
    await shop.simulator.pay(attemptNo)
    await eventually(async () => (await attemptFacts(shop, attemptNo)).refunds.length > 0)
    await shop.settle()
    return attemptNo
  }
  const refundsOf = async (attemptNo: string) => (await attemptFacts(shop, attemptNo)).refunds
  const untilRefunded = (attemptNo: string): Promise<void> =>
    eventually(async () => {
      await passTime(shop, 5 * minuteMs)
      await shop.sweep('payment.refunds')
      return (await refundsOf(attemptNo)).at(-1)?.state === 'succeeded'
    })
  const expectGivenBackOnce = async (attemptNo: string): Promise<void> => {
    await arrive()
    expect(await attemptFacts(shop, attemptNo)).toMatchObject({ suspensePostings: 1, paidPostings: 0, incidents: [] })
    expect(await atGateway(attemptNo)).toMatchObject({ status: 'refunded', refundedFen: PRICE_FEN })
  }

  it.each(SPOILT)('costs one refund under one number when the answer is spoilt by %s %s', async (kind, value) => {
    const attemptNo = await paidLate(faulty('refund_notify', 'lose', 99), faulty('refund', kind, 1, value))
    const [before] = await refundsOf(attemptNo)
    await untilRefunded(attemptNo)
    expect(await refundsOf(attemptNo)).toMatchObject([{ refundNo: before?.refundNo, state: 'succeeded' }])
    await expectGivenBackOnce(attemptNo)
  })

  it.each(SPOILT)('is not believed to have come about by an answer that is spoilt by %s %s', async (kind, value) => {
    const attemptNo = await paidLate(faulty('refund_notify', 'lose', 99), faulty('refund_query', kind, 1, value))
    await passTime(shop, 5 * minuteMs)
    await shop.sweep('payment.refunds')
    expect((await refundsOf(attemptNo))[0]?.state).toBe('processing')
    await untilRefunded(attemptNo)
    await expectGivenBackOnce(attemptNo)
  })

  it('that has failed there is over, and goes on under the number that follows', async () => {
    const attemptNo = await paidLate(faulty('refund', 'abnormal'))
    await untilRefunded(attemptNo)
    expect((await refundsOf(attemptNo)).map(({ state }) => state)).toEqual(['closed', 'succeeded'])
    await expectGivenBackOnce(attemptNo)
  })

  it('is known by its notice once a question has confirmed it', async () => {
    const attemptNo = await paidLate()
    await arrive()
    await eventually(async () => (await refundsOf(attemptNo))[0]?.state === 'succeeded')
    await expectGivenBackOnce(attemptNo)
  })

  it.each(['wrong_amount', 'other_merchant', 'other_currency'])(
    'of which a notice tells something else (%s) is kept apart by that, and asked for',
    async (kind) => {
      const attemptNo = await paidLate(faulty('refund_notify', kind))
      await arrive()
      await eventually(async () => (await attemptFacts(shop, attemptNo)).incidents.includes('mismatch'))
      await untilRefunded(attemptNo)
      expect((await refundsOf(attemptNo)).map(({ amountFen }) => amountFen)).toEqual([PRICE_FEN])
    },
  )
})

it('leaves a shop without a contradiction', async () => {
  await shop.simulator.setFaults()
  await shop.sweep()
  await arrive()
  await expectSoundShop(shop)
})
