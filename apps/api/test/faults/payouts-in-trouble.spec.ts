import { dayMs, hourMs, minuteMs } from '@jishi/kernel/time'
import { eventually } from '@jishi/testing/settle'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  PAYOUT_CHANNELS,
  type PayoutAnswer,
  type PayoutChannels,
} from '../../src/modules/payment/payouts/payout-channel.js'
import { PayoutOutcomes } from '../../src/modules/payment/payouts/payout-outcomes.js'
import { SendPayout } from '../../src/modules/payment/payouts/send-payout.js'
import { expectSoundShop } from '../support/buying.js'
import { Crash } from '../support/crash.js'
import { passTime } from '../support/payment-facts.js'
import { known, payoutFacts, payOutTo, setAside, withdrawalOf, type MadePayout } from '../support/payout-desk.js'
import { shopperOf, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let ann: Shopper

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
})
afterAll(() => shop.close())

let shoppers = 0
beforeEach(async () => {
  await shop.simulator.setFaults()
  await shop.simulator.settled()
  ann = await shopperOf(shop, `138000063${String((shoppers += 1)).padStart(2, '0')}`)
})

const faulty = (operation: string, kind: string, times = 1, value?: number | string) => ({
  channel: 'wechat' as const,
  operation,
  kind,
  times,
  ...(value === undefined ? {} : { value }),
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
/** How often the channel was told of it; never under two numbers. */
const transfersOf = async ({ payoutNo }: MadePayout): Promise<string[]> =>
  (await shop.simulator.transfers()).filter(({ outBillNo }) => outBillNo === payoutNo).map(({ state }) => String(state))
const PAID = { state: 'succeeded', told: ['payment.payout_succeeded'], paid: { commission_withdrawing: 5_000 } }
const SET_FREE = { told: ['payment.payout_failed'], paid: {} }

describe('#28 no answer that can be trusted to sending', () => {
  it.each([
    ['an error', 'error_5xx', undefined],
    ['an error after it was taken', 'error_5xx_after_apply', undefined],
    ['too many requests', 'rate_limited', undefined],
    ['too many requests after it was taken', 'rate_limited', 'applied'],
    ['a broken connection', 'lose', undefined],
    ['an unsigned answer', 'unsigned', undefined],
    ['#20 a wrong signature', 'bad_signature', undefined],
    ['a key nobody knows', 'unknown_serial', undefined],
  ])('leaves the number as it is after %s, asks, and pays once', async (_, kind, value) => {
    await shop.simulator.setFaults(faulty('transfer', kind, 1, value))
    const payout = await sent()
    expect(await payoutFacts(shop, payout)).toMatchObject({ state: 'recorded', told: [] })
    await asked(minuteMs)
    expect(await transfersOf(payout)).toEqual(['WAIT_USER_CONFIRM'])
    await shop.simulator.confirmTransfer(payout.payoutNo)
    await arrive()
    expect(await payoutFacts(shop, payout)).toMatchObject(PAID)
  })

  it('takes silence after it was taken for unknown', async () => {
    await shop.simulator.setFaults(faulty('transfer', 'timeout_after_apply'))
    const payout = await sent()
    expect((await payoutFacts(shop, payout)).state).toBe('recorded')
    await asked(minuteMs)
    expect(await payoutFacts(shop, payout)).toMatchObject({ state: 'awaiting', told: [] })
  })

  it('tells a person when nobody answers for long, and asks on', async () => {
    const payout = await sent()
    await shop.simulator.setFaults(faulty('transfer_query', 'lose', 999))
    for (let question = 0; question < 6; question += 1) await asked(2 * hourMs)
    expect(await payoutFacts(shop, payout)).toMatchObject({
      state: 'awaiting',
      incidents: ['outcome_unknown'],
      told: [],
    })
    await shop.simulator.setFaults()
    await asked(2 * hourMs)
    expect((await payoutFacts(shop, payout)).incidents).toEqual([])
  })
})

describe('notices of payouts', () => {
  it('are not needed: with all of them lost the question finds the money', async () => {
    await shop.simulator.setFaults(faulty('transfer_notify', 'lose', 999))
    const payout = await sent()
    await shop.simulator.confirmTransfer(payout.payoutNo)
    await eventually(async () => (await transfersOf(payout))[0] === 'SUCCESS')
    await passTime(shop, hourMs)
    await shop.sweep('payment.payouts')
    await shop.settle()
    expect(await payoutFacts(shop, payout)).toMatchObject({ ...PAID, notices: [] })
  })

  it('#1 told fifty times at once are one payment', async () => {
    await shop.simulator.setFaults(faulty('transfer_notify', 'duplicate', 1, 50))
    const payout = await sent()
    await shop.simulator.confirmTransfer(payout.payoutNo)
    await arrive()
    expect(await payoutFacts(shop, payout)).toMatchObject({ ...PAID, notices: ['paid_out'] })
  })

  it('#1 #3 told fifty times, before anybody knew it was sent and among answers overtaken on their way: one payment', async () => {
    await shop.simulator.setFaults(
      faulty('transfer', 'error_5xx_after_apply'),
      faulty('transfer_notify', 'lose', 9_999),
    )
    const payout = await sent()
    expect((await payoutFacts(shop, payout)).state).toBe('recorded')
    await shop.simulator.confirmTransfer(payout.payoutNo)
    const told = () => shop.simulator.notices(payout.payoutNo)
    await eventually(async () => (await told()).length > 0)
    const [notice] = await told()
    const channel = shop.app.get<PayoutChannels>(PAYOUT_CHANNELS).get('wechat')
    const last = await channel?.query(payout.payoutNo)
    if (last?.kind !== 'succeeded') return expect.unreachable('the payee has confirmed')
    const { channelId, facts } = last
    // What the channel had answered at each step before, and nobody had listened to.
    const overtaken = (['processing', 'awaiting', 'transferring'] as const).map((kind) => ({ kind, channelId, facts }))
    const hear = (answer: PayoutAnswer) =>
      shop.database.transaction((tx) => shop.get(PayoutOutcomes).apply(tx, payout.payoutNo, answer))
    const all = async (): Promise<void> => {
      const copies = () => shop.simulator.resend(notice?.id ?? '', 25)
      await Promise.all([
        hear(overtaken[1] ?? last),
        copies(),
        ...overtaken.map(hear),
        copies(),
        ...overtaken.map(hear),
      ])
      await arrive()
    }
    await all()
    const once = await payoutFacts(shop, payout)
    expect(once).toMatchObject({ ...PAID, incidents: [], notices: ['paid_out'] })
    expect(once.steps.at(-1)).toBe('succeeded')
    await all()
    expect(await payoutFacts(shop, payout)).toEqual(once)
  })

  it.each([
    ['#12', 'wrong_amount', undefined],
    ['#13', 'other_merchant', undefined],
  ])('%s of other money (%s) change nothing and tell a person', async (_, kind, value) => {
    await shop.simulator.setFaults(faulty('transfer_notify', kind, 1, value))
    const payout = await sent()
    await shop.simulator.confirmTransfer(payout.payoutNo)
    await arrive()
    expect(await payoutFacts(shop, payout)).toMatchObject({
      ...{ state: 'awaiting', told: [], paid: {}, incidents: ['mismatch'], notices: ['quarantined'] },
    })
    await asked(hourMs)
    expect(await payoutFacts(shop, payout)).toMatchObject(PAID)
  })

  it.each(['forge', 'bad_signature', 'unsigned', 'signtest'])(
    '#14 that are not genuine (%s) do nothing',
    async (kind) => {
      await shop.simulator.setFaults(faulty('transfer_notify', kind, 1))
      const payout = await sent()
      await shop.simulator.confirmTransfer(payout.payoutNo)
      await arrive()
      // The one that followed was genuine.
      expect(await payoutFacts(shop, payout)).toMatchObject({ ...PAID, notices: ['paid_out'] })
    },
  )
})

describe('#29 nobody confirms', () => {
  it.each([
    ['an error after it was cancelled', 'error_5xx_after_apply'],
    ['an error before', 'error_5xx'],
    ['a broken connection', 'lose'],
    ['a wrong signature', 'bad_signature'],
  ])('and the cancellation is answered with %s: the money is set free once', async (_, kind) => {
    const payout = await sent()
    await shop.simulator.setFaults(faulty('transfer_cancel', kind))
    await asked(dayMs + minuteMs)
    await asked(10 * minuteMs)
    await asked(10 * minuteMs)
    expect(await payoutFacts(shop, payout)).toMatchObject({ state: 'cancelled', ...SET_FREE })
    expect(await transfersOf(payout)).toEqual(['CANCELLED'])
  })
})

describe('#21 #22 the process dies', () => {
  const SEVEN_LIVES = 60

  it('at every step of sending, and one payout comes of it', async () => {
    const crash = Crash.on(shop.database)
    const channel = shop.app.get<PayoutChannels>(PAYOUT_CHANNELS).get('wechat')
    if (channel !== undefined) crash.around(channel, ['send', 'query'])
    await known(shop, ann)
    const deaths = await crash.atEveryStep(SEVEN_LIVES, async (untilDeath) => {
      const order = withdrawalOf(shop, ann)
      await untilDeath(async () => {
        const { payoutId } = await setAside(shop, order)
        await shop.get(SendPayout).run({ payoutId })
      })
      const payout: MadePayout = { ...(await setAside(shop, order)), order }
      await arrive()
      await asked(minuteMs)
      expect(await transfersOf(payout)).toEqual(['WAIT_USER_CONFIRM'])
      await shop.simulator.confirmTransfer(payout.payoutNo)
      await arrive()
      await asked(hourMs)
      expect(await payoutFacts(shop, payout)).toMatchObject(PAID)
    })
    expect(deaths).toBeGreaterThan(5)
  })

  it('at every step of giving up, and the money is set free once', async () => {
    const crash = Crash.on(shop.database)
    const channel = shop.app.get<PayoutChannels>(PAYOUT_CHANNELS).get('wechat')
    if (channel !== undefined) crash.around(channel, ['cancel', 'query'])
    const deaths = await crash.atEveryStep(SEVEN_LIVES, async (untilDeath) => {
      const payout = await sent()
      await passTime(shop, dayMs + minuteMs)
      await untilDeath(() => shop.get(SendPayout).run({ payoutId: payout.payoutId }))
      await asked(10 * minuteMs)
      await asked(10 * minuteMs)
      expect(await payoutFacts(shop, payout)).toMatchObject({ state: 'cancelled', ...SET_FREE })
    })
    expect(deaths).toBeGreaterThan(5)
  })
})

it('the books agree', async () => {
  await expectSoundShop(shop)
})
