import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { PaymentChannel } from '@jishi/contracts/payment/payment.terms'
import { hourMs, minuteMs, secondMs } from '@jishi/kernel/time'
import { raceBefore } from '@jishi/testing/race'
import { eventually } from '@jishi/testing/settle'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { BackgroundWorker } from '../../src/infra/worker/worker.js'
import { PAYMENT_CHANNELS } from '../../src/modules/payment/payment-channel.js'
import type { PaymentChannelPort, PaymentChannels } from '../../src/modules/payment/payment-channel.js'
import { PAYOUT_CHANNELS } from '../../src/modules/payment/payouts/payout-channel.js'
import type { PayoutChannelPort, PayoutChannels } from '../../src/modules/payment/payouts/payout-channel.js'
import { expectSoundShop, freshKey, operatorOf, placeNow } from '../support/buying.js'
import {
  DYING_SPECS,
  expectDeathAtEach,
  FailPoints,
  failPointsInCode,
  type UntilDeath,
} from '../support/fail-points.js'
import { MadeGoods } from '../support/made-goods.js'
import { attemptFacts, passTime } from '../support/payment-facts.js'
import { payOutTo, payoutFacts, type MadePayout } from '../support/payout-desk.js'
import { shopperOf, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { authorise } from '../support/wallets.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

vi.setConfig({ testTimeout: 240_000 })

const PRICE_FEN = 9_900
const MOST = 40

let shop: WholeShop
let points: FailPoints
let ann: Shopper
let skuId: string
let channel: PaymentChannelPort
let payoutChannel: PayoutChannelPort

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE, worker: false })
  skuId = (await new MadeGoods(shop).product({ stock: 2_000, pricesFen: [PRICE_FEN] })).skus[0]?.skuId ?? ''
  const channels = shop.app.get<PaymentChannels>(PAYMENT_CHANNELS)
  channel = channels.get('wechat_h5') as PaymentChannelPort
  const payouts = shop.app.get<PayoutChannels>(PAYOUT_CHANNELS)
  payoutChannel = payouts.get('wechat') as PayoutChannelPort
  points = FailPoints.on(shop.database, [...channels.values(), ...payouts.values()])
})
afterAll(() => shop.close())
beforeEach(() => shop.simulator.setFaults())

let shoppers = 0
/** Nobody tells any more of the life before. */
const quiet = async (): Promise<void> => {
  await shop.simulator.setFaults()
  await shop.simulator.settled()
}
/** Somebody new in each life, for sessions are shorter than what passes here. */
const placed = async (): Promise<string> => {
  await quiet()
  ann = await shopperOf(shop, `13800${String((shoppers += 1) + 650_000)}`)
  return (await placeNow(ann, [{ skuId, qty: 1 }])).id
}
const starts = (id: string, by: PaymentChannel = 'wechat_h5', idempotencyKey = freshKey()) =>
  ann.api.order.startPayment({ params: { id }, body: { channel: by }, idempotencyKey })
const begun = async (): Promise<{ orderId: string; attemptNo: string }> => {
  const orderId = await placed()
  return { orderId, attemptNo: (await starts(orderId)).attemptNo }
}

const lose = (operation: string, times = 999) => ({ channel: 'wechat' as const, operation, kind: 'lose', times })
const atGateway = async (attemptNo: string) =>
  (await shop.simulator.payments()).find(({ outTradeNo }) => outTradeNo === attemptNo)
const tells = async (attemptNo: string, ofRefund = false): Promise<void> => {
  const ofIt = async () =>
    (await shop.simulator.notices(attemptNo)).find(({ outRefundNo }) => (outRefundNo !== null) === ofRefund)
  await eventually(async () => (await ofIt()) !== undefined)
  await shop.simulator.resend((await ofIt())?.id ?? '')
}

/** What time and the sweeps do by themselves, after a start. */
const wakes = async (...sweeps: string[]): Promise<void> => {
  await shop.simulator.setFaults()
  await passTime(shop, minuteMs)
  for (const sweep of sweeps) await shop.sweep(sweep)
}

const factsOf = (attemptNo: string) => attemptFacts(shop, attemptNo)
const expectPaidOnce = async (attemptNo: string): Promise<void> => {
  expect(await factsOf(attemptNo)).toMatchObject({
    state: 'succeeded',
    paidPostings: 1,
    suspensePostings: 0,
    refunds: [],
  })
}
/** The shopper goes on, pays, and the channel tells of it. */
const paysNow = async (attemptNo: string): Promise<void> => {
  await shop.simulator.pay(attemptNo)
  await shop.simulator.settled()
  await expectPaidOnce(attemptNo)
}
const numbersOf = async (orderId: string): Promise<string[]> => {
  const rows = await shop.database.rows<{ no: string }>(
    `select a.attempt_no as no from payment_attempts a join payment_intents i on i.id = a.intent_id
       join order_terms t on t.id = i.subject_id where t.order_id = $1`,
    [orderId],
  )
  return rows.map(({ no }) => no)
}

/** Money that came after the close: it waits to be sent back, and no notice will ever tell of that. */
const paidLate = async (): Promise<string> => {
  const { orderId, attemptNo } = await begun()
  await ann.api.order.cancel({ params: { id: orderId } })
  await shop.simulator.setFaults(lose('refund_notify'))
  await shop.simulator.payLate(attemptNo)
  await eventually(async () => (await factsOf(attemptNo)).refunds.length === 1)
  await passTime(shop, minuteMs)
  return attemptNo
}
const expectGivenBackOnce = async (attemptNo: string): Promise<void> => {
  await eventually(async () => {
    await passTime(shop, 5 * minuteMs)
    await shop.sweep('payment.refunds')
    return (await factsOf(attemptNo)).refunds[0]?.state === 'succeeded'
  })
  await tells(attemptNo, true)
  const facts = await factsOf(attemptNo)
  expect(facts).toMatchObject({ state: 'succeeded', paidPostings: 0, suspensePostings: 1 })
  expect(facts.refunds).toHaveLength(1)
  expect(await atGateway(attemptNo)).toMatchObject({ status: 'refunded', refundedFen: PRICE_FEN })
}

/** Money that leaves the shop for a person, recorded; nothing is ever told of it by itself. */
const payout = async (): Promise<MadePayout> => {
  await quiet()
  ann = await shopperOf(shop, `13800${String((shoppers += 1) + 650_000)}`)
  await shop.simulator.setFaults(lose('transfer_notify'))
  const made = await payOutTo(shop, ann)
  await passTime(shop, minuteMs)
  return made
}
const sweepsPayouts = (): Promise<number> => shop.sweep('payment.payouts')
const comesTo = (made: MadePayout, ...ends: string[]): Promise<void> =>
  eventually(async () => {
    await passTime(shop, hourMs)
    await sweepsPayouts()
    return ends.includes((await payoutFacts(shop, made)).state)
  })
const expectPaidOutOnce = async (made: MadePayout): Promise<void> => {
  if ((await payoutFacts(shop, made)).state !== 'awaiting') await comesTo(made, 'awaiting')
  await shop.simulator.confirmTransfer(made.payoutNo)
  await comesTo(made, 'succeeded')
  expect(await payoutFacts(shop, made)).toMatchObject({
    paid: { commission_withdrawing: 5_000, 'payout:wechat': -5_000 },
    told: ['payment.payout_succeeded'],
    incidents: [],
  })
  const transfers = (await shop.simulator.transfers()).filter(({ outBillNo }) => outBillNo === made.payoutNo)
  expect(transfers).toHaveLength(1)
}

/** The steps of a payment, each lived until it dies at every boundary, and what has to be true all the same. */
const LIVES: Readonly<Record<string, (untilDeath: UntilDeath) => Promise<void>>> = {
  '#21 starting to pay': async (untilDeath) => {
    const orderId = await placed()
    const key = freshKey()
    await untilDeath(() => starts(orderId, 'wechat_h5', key))
    const { attemptNo } = await starts(orderId, 'wechat_h5', key)
    expect(await numbersOf(orderId)).toEqual([attemptNo])
    await paysNow(attemptNo)
  },
  '#21 starting to pay while the channel’s first answer is lost': async (untilDeath) => {
    const orderId = await placed()
    await shop.simulator.setFaults(lose('create', 1))
    await untilDeath(() => starts(orderId))
    const { attemptNo } = await starts(orderId)
    expect(await numbersOf(orderId)).toEqual([attemptNo])
    await paysNow(attemptNo)
  },
  'going on with a payment that was begun': async (untilDeath) => {
    const { orderId, attemptNo } = await begun()
    await untilDeath(() => starts(orderId))
    expect((await starts(orderId)).attemptNo).toBe(attemptNo)
    await paysNow(attemptNo)
  },
  'being refused by the channel': async (untilDeath) => {
    const orderId = await placed()
    await authorise(shop, ann, 'alipay_mp')
    await shop.simulator.setFaults({ channel: 'alipay', operation: 'create', kind: 'refused', times: 1 })
    await untilDeath(() => starts(orderId, 'alipay_mp'))
    await shop.simulator.setFaults()
    const { attemptNo } = await starts(orderId, 'alipay_mp')
    await paysNow(attemptNo)
  },
  '#22 taking a notice of a payment': async (untilDeath) => {
    const { attemptNo } = await begun()
    await shop.simulator.setFaults(lose('notify'))
    await shop.simulator.pay(attemptNo)
    await untilDeath(() => tells(attemptNo))
    await tells(attemptNo)
    await expectPaidOnce(attemptNo)
  },
  'taking a notice of a refund': async (untilDeath) => {
    const attemptNo = await paidLate()
    await shop.sweep('payment.refunds')
    await eventually(async () => (await atGateway(attemptNo))?.refundedFen === PRICE_FEN)
    await untilDeath(() => tells(attemptNo, true))
    await tells(attemptNo, true)
    await expectGivenBackOnce(attemptNo)
  },
  'asking what became of a payment': async (untilDeath) => {
    const { attemptNo } = await begun()
    await shop.simulator.setFaults(lose('notify'))
    await shop.simulator.pay(attemptNo)
    await passTime(shop, 10 * secondMs)
    await untilDeath(() => shop.sweep('payment.attempts'))
    await passTime(shop, minuteMs)
    await shop.sweep('payment.attempts')
    await expectPaidOnce(attemptNo)
    await tells(attemptNo)
    await expectPaidOnce(attemptNo)
  },
  'hearing that a payment is closed': async (untilDeath) => {
    const { attemptNo } = await begun()
    await channel.close(attemptNo, shop.clock.now())
    await passTime(shop, 10 * secondMs)
    await untilDeath(() => shop.sweep('payment.attempts'))
    await wakes('payment.attempts')
    expect(await factsOf(attemptNo)).toMatchObject({ state: 'closed', paidPostings: 0 })
  },
  'hearing nothing for long': async (untilDeath) => {
    const { attemptNo } = await begun()
    await shop.simulator.setFaults(lose('query'))
    await passTime(shop, 46 * minuteMs)
    await untilDeath(() => shop.sweep('payment.attempts'))
    await passTime(shop, 10 * minuteMs)
    await shop.sweep('payment.attempts')
    expect((await factsOf(attemptNo)).incidents).toEqual(['outcome_unknown'])
    await wakes('order.close-due', 'order.finish-closing')
    expect(await factsOf(attemptNo)).toMatchObject({ state: 'closed', paidPostings: 0 })
  },
  '#5 closing a payment at the channel': async (untilDeath) => {
    const { orderId, attemptNo } = await begun()
    await untilDeath(() => ann.api.order.cancel({ params: { id: orderId } }))
    await ann.api.order.cancel({ params: { id: orderId } }).catch(() => undefined)
    await wakes('order.finish-closing', 'payment.attempts')
    expect(await factsOf(attemptNo)).toMatchObject({ state: 'closed', paidPostings: 0 })
    expect((await atGateway(attemptNo))?.status).toBe('closed')
    const { state } = await shop.database.one<{ state: string }>(`select state from orders where id = $1`, [orderId])
    expect(state).toBe('closed')
  },
  'sending money back': async (untilDeath) => {
    const attemptNo = await paidLate()
    await untilDeath(() => shop.sweep('payment.refunds'))
    await expectGivenBackOnce(attemptNo)
  },
  '#9 asking what became of a refund': async (untilDeath) => {
    const attemptNo = await paidLate()
    await shop.sweep('payment.refunds')
    await eventually(async () => (await atGateway(attemptNo))?.refundedFen === PRICE_FEN)
    await passTime(shop, 5 * minuteMs)
    await untilDeath(() => shop.sweep('payment.refunds'))
    await expectGivenBackOnce(attemptNo)
  },
  '#28 sending a payout': async (untilDeath) => {
    const made = await payout()
    await untilDeath(sweepsPayouts)
    await expectPaidOutOnce(made)
  },
  '#28 asking for a payout whose first answer was lost': async (untilDeath) => {
    const made = await payout()
    const lost = { channel: 'wechat' as const, operation: 'transfer', kind: 'error_5xx_after_apply', times: 1 }
    await shop.simulator.setFaults(lost, lose('transfer_notify'))
    await sweepsPayouts()
    await passTime(shop, hourMs)
    await untilDeath(sweepsPayouts)
    await expectPaidOutOnce(made)
  },
  '#29 giving up a payout that nobody confirmed for a day': async (untilDeath) => {
    const made = await payout()
    await sweepsPayouts()
    // A day by our clock only: the channel would let go of it by itself.
    shop.clock.advance(25 * hourMs)
    await untilDeath(sweepsPayouts)
    // Whoever of us and the channel was first to let go of it.
    await comesTo(made, 'cancelled', 'failed')
    expect(await payoutFacts(shop, made)).toMatchObject({ paid: {}, told: ['payment.payout_failed'], incidents: [] })
  },
  'giving up a payout whose payee is faster': async (untilDeath) => {
    const made = await payout()
    await sweepsPayouts()
    const desk = await operatorOf(shop)
    const on = { params: { id: made.payoutId }, body: { note: '会员来电' }, idempotencyKey: freshKey() }
    await desk.payout.cancel(on)
    const raced = raceBefore(payoutChannel, 'cancel', () => shop.simulator.confirmTransfer(made.payoutNo))
    await untilDeath(sweepsPayouts)
    await comesTo(made, 'succeeded')
    expect(raced()).toBe(true)
    expect((await payoutFacts(shop, made)).told).toEqual(['payment.payout_succeeded'])
  },
}

describe('a process that dies at every boundary of', () => {
  it.each(Object.keys(LIVES))('%s', async (name) => {
    const life = LIVES[name]
    if (life === undefined) throw new Error(name)
    expect(await points.each(MOST, life)).toBeGreaterThan(1)
  })
})

describe('the boundaries that the code has', () => {
  it('are those at which it died: a step that is new has a life to die in', () => {
    expect(failPointsInCode().length).toBeGreaterThan(100)
    expectDeathAtEach(import.meta.url, points)
  })

  it('are each held by one of the specs of dying, and every such spec looks at its own', () => {
    for (const spec of DYING_SPECS) {
      const path = fileURLToPath(new URL(`./${spec}`, import.meta.url))
      expect([spec, existsSync(path)]).toEqual([spec, true])
      expect(readFileSync(path, 'utf8')).toMatch(/ expectDeathAtEach\(import\.meta\.url, (?:stage\.)?points\)/)
    }
  })
})

it('leaves a shop without a contradiction', async () => {
  await shop.simulator.setFaults()
  await passTime(shop, 31 * minuteMs)
  await shop.get(BackgroundWorker).start({ sweeps: false })
  await shop.settle()
  await shop.sweep()
  await shop.simulator.settled()
  await expectSoundShop(shop)
})
