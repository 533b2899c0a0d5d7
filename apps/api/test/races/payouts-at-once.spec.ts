import { dayMs, hourMs, minuteMs } from '@jishi/kernel/time'
import { parallel, raceBefore } from '@jishi/testing/race'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  PAYOUT_CHANNELS,
  type PayoutChannelPort,
  type PayoutChannels,
} from '../../src/modules/payment/payouts/payout-channel.js'
import { SendPayout } from '../../src/modules/payment/payouts/send-payout.js'
import { expectSoundShop, freshKey, operatorOf } from '../support/buying.js'
import { passTime } from '../support/payment-facts.js'
import { known, payoutFacts, payOutTo, setAside, withdrawalOf, type MadePayout } from '../support/payout-desk.js'
import { shopperOf, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let ann: Shopper
let channel: PayoutChannelPort

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  channel = shop.app.get<PayoutChannels>(PAYOUT_CHANNELS).get('wechat') as PayoutChannelPort
})
afterAll(() => shop.close())

let shoppers = 0
beforeEach(async () => {
  await shop.simulator.setFaults()
  ann = await shopperOf(shop, `138000064${String((shoppers += 1)).padStart(2, '0')}`)
})

const arrive = async (): Promise<void> => {
  await shop.settle()
  await shop.simulator.settled()
  await shop.settle()
}
const asked = async (afterMs: number): Promise<void> => {
  await passTime(shop, afterMs)
  await shop.sweep('payment.payouts')
  await arrive()
}
const sent = async (): Promise<MadePayout> => {
  const payout = await payOutTo(shop, ann)
  await arrive()
  return payout
}
const statesOf = async ({ payoutNo }: MadePayout): Promise<string[]> =>
  (await shop.simulator.transfers()).filter((it) => it.outBillNo === payoutNo).map(({ state }) => String(state))

describe('one withdrawal', () => {
  it('set aside ten times at once is one payout', async () => {
    await known(shop, ann)
    const order = withdrawalOf(shop, ann)
    await setAside(shop, order)
    const { fulfilled, rejected } = await parallel(10, () => setAside(shop, order))
    expect(rejected).toEqual([])
    expect(new Set(fulfilled.map(({ payoutNo }) => payoutNo)).size).toBe(1)
  })

  it('sent ten times at once reaches the channel as one', async () => {
    const payout = await payOutTo(shop, ann)
    await parallel(10, () => shop.get(SendPayout).run({ payoutId: payout.payoutId }))
    await arrive()
    expect(await statesOf(payout)).toEqual(['WAIT_USER_CONFIRM'])
  })
})

describe('a notice and a question at the same moment', () => {
  it('are one payment, whichever comes first', async () => {
    const payout = await sent()
    await passTime(shop, hourMs)
    const raced = raceBefore(channel, 'query', async () => {
      await shop.simulator.confirmTransfer(payout.payoutNo)
      await shop.simulator.settled()
    })
    await parallel(3, () => shop.get(SendPayout).run({ payoutId: payout.payoutId }))
    await arrive()
    expect(raced()).toBe(true)
    expect(await payoutFacts(shop, payout)).toMatchObject({
      ...{ state: 'succeeded', told: ['payment.payout_succeeded'] },
      paid: { commission_withdrawing: 5_000, 'payout:wechat': -5_000 },
    })
  })
})

describe('#29 giving up and confirming at the same moment', () => {
  it('pays when the payee was faster, and nothing is set free', async () => {
    const payout = await sent()
    await passTime(shop, dayMs + minuteMs)
    const raced = raceBefore(channel, 'cancel', async () => {
      await shop.simulator.confirmTransfer(payout.payoutNo)
      await shop.simulator.settled()
    })
    await shop.get(SendPayout).run({ payoutId: payout.payoutId })
    expect(raced()).toBe(true)
    await arrive()
    await asked(hourMs)
    expect(await payoutFacts(shop, payout)).toMatchObject({ state: 'succeeded', told: ['payment.payout_succeeded'] })
    expect(await statesOf(payout)).toEqual(['SUCCESS'])
  })

  it('sets free when the cancellation was faster, and nobody is paid', async () => {
    const payout = await sent()
    const operator = await operatorOf(shop)
    const cancel = () =>
      operator.payout.cancel({ params: { id: payout.payoutId }, body: { note: '误发' }, idempotencyKey: freshKey() })
    const outcomes = await Promise.allSettled([cancel(), cancel(), cancel()])
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    await arrive()
    await expect(shop.simulator.confirmTransfer(payout.payoutNo)).rejects.toThrow('409')
    await asked(hourMs)
    expect(await payoutFacts(shop, payout)).toMatchObject({
      ...{ state: 'cancelled', told: ['payment.payout_failed'], paid: {} },
    })
  })
})

it('the books agree', async () => {
  await expectSoundShop(shop)
})
