import fc from 'fast-check'
import { dayMs, hourMs, minuteMs, secondMs } from '@jishi/kernel/time'
import { DomainError } from '@jishi/kernel/errors'
import { failAt, parallel } from '@jishi/testing/race'
import { eventually } from '@jishi/testing/settle'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { BackgroundWorker } from '../../src/infra/worker/worker.js'
import { ApplyEvidence } from '../../src/modules/payment/apply-evidence.js'
import { PAYMENT_CHANNELS } from '../../src/modules/payment/payment-channel.js'
import type { PaymentChannelPort, PaymentChannels } from '../../src/modules/payment/payment-channel.js'
import { PaymentFacade } from '../../src/modules/payment/index.js'
import { expectSoundShop, operatorOf, orderOf, pay, placeNow, startPaying } from '../support/buying.js'
import { MadeGoods } from '../support/made-goods.js'
import { attemptFacts, passTime } from '../support/payment-facts.js'
import { changePriceOf } from '../support/price-desk.js'
import { arrive, cancelPieces, moneyOf } from '../support/shop-desk.js'
import { shopperOf, type ShopClient, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startTestApp } from '../support/test-app.js'
import { openCashier, startWith } from '../support/wallets.js'
import { WechatHand } from '../support/wechat-hand.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

const PRICE_FEN = 9_900
const SEED = Number(process.env['FAULTS_SEED'] ?? 20_261_130)

let shop: WholeShop
let desk: ShopClient
let ann: Shopper
let channel: PaymentChannelPort
let skuId: string
let otherSkuId: string

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  desk = await operatorOf(shop)
  channel = shop.app.get<PaymentChannels>(PAYMENT_CHANNELS).get('wechat_h5') as PaymentChannelPort
  const goods = new MadeGoods(shop)
  skuId = (await goods.product({ stock: 300, pricesFen: [PRICE_FEN] })).skus[0]?.skuId ?? ''
  otherSkuId = (await goods.product({ stock: 300, pricesFen: [3_300] })).skus[0]?.skuId ?? ''
})
afterAll(() => shop.close())

let shoppers = 0
beforeEach(async () => {
  await shop.simulator.setFaults()
  ann = await shopperOf(shop, `138000063${String((shoppers += 1)).padStart(2, '0')}`)
})

const placed = async (): Promise<string> => (await placeNow(ann, [{ skuId, qty: 1 }])).id
const begun = async (): Promise<{ orderId: string; attemptNo: string }> => {
  const orderId = await placed()
  return { orderId, attemptNo: (await startPaying(ann, orderId)).attemptNo }
}
const stateOf = async (orderId: string): Promise<string> => (await orderOf(ann, orderId)).state
const atGateway = async (attemptNo: string) =>
  (await shop.simulator.payments()).find(({ outTradeNo }) => outTradeNo === attemptNo)
const termOf = async (orderId: string): Promise<string> =>
  (await shop.database.one<{ id: string }>(`select id from order_terms where order_id = $1`, [orderId])).id

describe('giving back', () => {
  it('#7 a fen more than was paid is refused here, and by the channel whoever asks for it', async () => {
    const orderId = await placed()
    const { attemptNo } = await pay(shop, ann, orderId)
    const subject = { kind: 'order_term' as const, id: await termOf(orderId) }
    const tooMuch = { subject, amountFen: PRICE_FEN + 1, cause: 'test', reference: attemptNo }
    const given = shop.database.transaction((tx) => shop.get(PaymentFacade).giveBack(tx, tooMuch as never))
    await expect(given).rejects.toMatchObject({ code: 'PAYMENT_NOT_ALLOWED' })
    expect((await attemptFacts(shop, attemptNo)).refunds).toEqual([])
    const asked = {
      attemptNo,
      channelTxn: '',
      refundNo: `MORE${attemptNo}`,
      recordedAt: shop.clock.now(),
      amountFen: PRICE_FEN + 1,
      totalFen: PRICE_FEN,
      reason: '多退',
    }
    expect((await channel.refund(asked)).kind).toBe('abnormal')
    expect(await atGateway(attemptNo)).toMatchObject({ status: 'paid', refundedFen: 0 })
  })

  it('#7 two refunds that are too much only together: the second is refused, however closely it follows', async () => {
    const orderId = await placed()
    const { attemptNo } = await pay(shop, ann, orderId)
    const subject = { kind: 'order_term' as const, id: await termOf(orderId) }
    const rollback = new Error('only a try')
    // One of them in a transaction that is taken back, so that the books stay those of the shop.
    const outcome = await shop.database
      .transaction(async (tx) => {
        const give = (reference: string) =>
          shop.get(PaymentFacade).giveBack(tx, { subject, amountFen: 5_000, cause: 'test', reference } as never)
        await give('one')
        await give('one')
        await expect(give('two')).rejects.toMatchObject({ code: 'PAYMENT_NOT_ALLOWED' })
        throw rollback
      })
      .catch((error: unknown) => error)
    expect(outcome).toBe(rollback)
    expect((await attemptFacts(shop, attemptNo)).refunds).toEqual([])
  })

  it('#8 two parts at the same moment go back under a number each, although the channel wants the second later', async () => {
    const lines = [
      { skuId, qty: 1 },
      { skuId: otherSkuId, qty: 1 },
    ]
    const order = await placeNow(ann, lines)
    const { attemptNo } = await pay(shop, ann, order.id)
    await shop.simulator.setFaults({ channel: 'wechat', operation: 'refund', kind: 'rate_limited', times: 1 })
    const { fulfilled } = await parallel(6, (index) =>
      cancelPieces(desk, order.id, { lines: [{ lineId: order.lines[index % 2]?.id ?? '', qty: 1 }] }),
    )
    expect(fulfilled.length).toBeGreaterThan(0)
    // Whoever looked at the order while the other part was being cancelled was told to look again.
    if ((await stateOf(order.id)) !== 'refunded') await cancelPieces(desk, order.id).catch(() => undefined)
    await eventually(async () => {
      await arrive(shop)
      await passTime(shop, minuteMs)
      await shop.sweep('payment.refunds')
      const { came, back } = await moneyOf(shop, order.id)
      return came === back
    })
    const { refunds } = await attemptFacts(shop, attemptNo)
    expect(new Set(refunds.map(({ refundNo }) => refundNo)).size).toBe(refunds.length)
    expect(refunds.reduce((sum, { amountFen }) => sum + amountFen, 0)).toBe(order.payableFen)
    expect(await atGateway(attemptNo)).toMatchObject({ refundedFen: order.payableFen })
  })
})

describe('a notice that comes at a bad moment', () => {
  const payments = ['wechat_h5', 'alipay_wap'] as const

  it.each(payments)(
    '#23 while the database is away (%s) is not acknowledged, and taken when it comes again',
    async (by) => {
      const orderId = await placed()
      const start = await startWith(ann, orderId, by)
      await openCashier(shop, start)
      const failed = failAt(shop.get(ApplyEvidence), 'run', new DomainError('UNAVAILABLE'), 2)
      await shop.simulator.pay(start.attemptNo)
      await arrive(shop)
      expect(failed()).toBe(2)
      const [notice] = await shop.simulator.notices(start.attemptNo)
      expect(notice?.attempts.map(({ outcome, httpStatus }) => [outcome, httpStatus])).toEqual([
        ['refused', 503],
        ['refused', 503],
        ['accepted', 200],
      ])
      expect(await attemptFacts(shop, start.attemptNo)).toMatchObject({ paidPostings: 1, notices: 1, incidents: [] })
      expect(await stateOf(orderId)).toBe('paid')
    },
  )

  it('#24 is acknowledged when the money is booked; what follows from it may take as long as it likes', async () => {
    const { orderId, attemptNo } = await begun()
    await shop.get(BackgroundWorker).stop()
    await shop.simulator.pay(attemptNo)
    await shop.simulator.settled()
    const [notice] = await shop.simulator.notices(attemptNo)
    expect(notice?.attempts.map(({ outcome }) => outcome)).toEqual(['accepted'])
    expect(await attemptFacts(shop, attemptNo)).toMatchObject({ state: 'succeeded', paidPostings: 1 })
    expect(await stateOf(orderId)).toBe('pending_payment')
    await shop.get(BackgroundWorker).start({ sweeps: false })
    await shop.settle()
    expect(await stateOf(orderId)).toBe('paid')
  })

  it('#24 that waits for a row somebody else holds is sent away in time, and is taken when it comes again', async () => {
    const { orderId, attemptNo } = await begun()
    const database = { url: shop.databaseUrl, name: 'jishi', drop: async () => undefined }
    const env = { DATA_DIR: shop.simulator.dataDir, SIMULATOR_PORT: String(shop.simulator.port) }
    const impatient = await startTestApp({
      database,
      clock: shop.clock,
      worker: false,
      env: { ...env, DATABASE_LOCK_TIMEOUT_MS: '200' },
    })
    const hog = new pg.Client({ connectionString: shop.databaseUrl })
    await hog.connect()
    try {
      await hog.query('begin')
      await hog.query(`select 1 from payment_attempts where attempt_no = $1 for update`, [attemptNo])
      const hand = WechatHand.of({ ...shop, app: impatient.app })
      const message = hand.paid(attemptNo, PRICE_FEN)
      expect((await hand.tell(message, 'transaction', 'held-up')).status).toBe(503)
      await hog.query('rollback')
      expect((await hand.tell(message, 'transaction', 'held-up')).status).toBe(200)
    } finally {
      await hog.end()
      await impatient.close()
    }
    await shop.settle()
    expect(await attemptFacts(shop, attemptNo)).toMatchObject({ paidPostings: 1, notices: 1 })
    expect(await stateOf(orderId)).toBe('paid')
  })
})

describe('a payer who is paying right now', () => {
  it('#25 is not interrupted: nothing is closed and nothing let go until the channel knows how it ended', async () => {
    const { orderId, attemptNo } = await begun()
    const query = channel.query.bind(channel)
    channel.query = () => Promise.resolve({ kind: 'paying' })
    try {
      await ann.api.order.cancel({ params: { id: orderId } })
      for (let times = 0; times < 3; times += 1) {
        await passTime(shop, 30 * secondMs)
        await shop.sweep('order.finish-closing')
        expect(await stateOf(orderId)).toBe('closing')
      }
      expect((await atGateway(attemptNo))?.status).toBe('pending')
      await shop.simulator.pay(attemptNo)
    } finally {
      channel.query = query
    }
    await arrive(shop)
    expect(await stateOf(orderId)).toBe('paid')
    expect(await attemptFacts(shop, attemptNo)).toMatchObject({ paidPostings: 1, refunds: [] })
  })
})

describe('clocks', () => {
  const setGateway = (ms: number) => shop.simulator.setClock(shop.clock.now() + ms)

  it('#26 the channel stops taking money a minute before we let go, also where its clock is a minute behind', async () => {
    const { attemptNo } = await begun()
    const { due, expires } = await shop.database.one<{ due: string; expires: string }>(
      `select i.due_at::text as due, a.expires_at::text as expires from payment_attempts a
         join payment_intents i on i.id = a.intent_id where a.attempt_no = $1`,
      [attemptNo],
    )
    expect(Date.parse(due) - Date.parse(expires)).toBe(minuteMs)
    await shop.simulator.setClock(Date.parse(due) - minuteMs + 1)
    await expect(shop.simulator.pay(attemptNo)).rejects.toThrow()
    await shop.simulator.setClock(shop.clock.now())
  })

  it.each([
    ['ahead', 4 * minuteMs],
    ['behind', -4 * minuteMs],
  ])('#26 a channel whose clock is %s is paid through, asked and closed as ever', async (_, skew) => {
    const { orderId, attemptNo } = await begun()
    const other = await begun()
    await setGateway(skew)
    await shop.simulator.pay(attemptNo)
    await arrive(shop)
    await ann.api.order.cancel({ params: { id: other.orderId } })
    await setGateway(0)
    expect([await stateOf(orderId), await stateOf(other.orderId)]).toEqual(['paid', 'closed'])
    expect(await attemptFacts(shop, attemptNo)).toMatchObject({ paidPostings: 1, refunds: [], incidents: [] })
  })

  it('#26 our own clock moved to and fro in the middle of a payment takes the money once', async () => {
    const { orderId, attemptNo } = await begun()
    const start = shop.clock.now()
    const jumps = [10 * minuteMs, -8 * minuteMs, 20 * minuteMs, -21 * minuteMs]
    for (const jump of jumps) {
      shop.clock.advance(jump)
      await shop.sweep()
      expect(await stateOf(orderId)).toBe('pending_payment')
      expect((await startPaying(ann, orderId)).attemptNo).toBe(attemptNo)
    }
    // The notice is signed by a clock that we believe; that of the two which is wrong is ours, and it goes on jumping.
    await setGateway(0)
    await shop.simulator.pay(attemptNo)
    await arrive(shop)
    const now = shop.clock.now()
    for (const at of [now + 15 * minuteMs, start, now]) {
      shop.clock.set(at as typeof now)
      await shop.sweep()
      await shop.settle()
    }
    expect(await attemptFacts(shop, attemptNo)).toMatchObject({ state: 'succeeded', paidPostings: 1, refunds: [] })
    expect(await stateOf(orderId)).toBe('paid')
  })
})

describe('what is told to the channel', () => {
  it('#27 a price that changes afterwards is another payment: the first is closed there, the second is paid', async () => {
    const { orderId, attemptNo } = await begun()
    await changePriceOf(desk, ann, orderId, [-500])
    const again = await startPaying(ann, orderId)
    expect(again.attemptNo).not.toBe(attemptNo)
    expect([(await atGateway(attemptNo))?.status, (await atGateway(again.attemptNo))?.amountFen]).toEqual([
      'closed',
      PRICE_FEN - 500,
    ])
    await shop.simulator.pay(again.attemptNo)
    await arrive(shop)
    expect(await stateOf(orderId)).toBe('paid')
    expect(await attemptFacts(shop, attemptNo)).toMatchObject({ state: 'closed', paidPostings: 0 })
  })

  it.each(['wechat_h5', 'wechat_native', 'alipay_wap', 'alipay_page'] as const)(
    '#39 goods whose name the channel would not take are paid for all the same (%s)',
    async (by) => {
      const title = '福袋🎁 A/B=C & 半价👍🏻\u{20000}'
      const { skus } = await new MadeGoods(shop).product({ title, stock: 5, pricesFen: [PRICE_FEN] })
      const order = await placeNow(ann, [{ skuId: skus[0]?.skuId ?? '', qty: 1 }])
      const start = await startWith(ann, order.id, by)
      await openCashier(shop, start)
      await shop.simulator.pay(start.attemptNo)
      await arrive(shop)
      expect(await stateOf(order.id)).toBe('paid')
    },
  )
})

describe('the notices of many payments', () => {
  const many = async (n: number): Promise<{ orderId: string; attemptNo: string }[]> => {
    const all: { orderId: string; attemptNo: string }[] = []
    for (let made = 0; made < n; made += 1) all.push(await begun())
    return all
  }
  const lost = () => shop.simulator.setFaults({ channel: 'wechat', operation: 'notify', kind: 'lose', times: 10_000 })
  const shuffled = <Item>(items: Item[]): Item[] =>
    fc.sample(fc.shuffledSubarray(items, { minLength: items.length }), { seed: SEED, numRuns: 1 })[0] ?? []
  const paidOnce = async (all: { attemptNo: string }[]): Promise<void> => {
    for (const { attemptNo } of all)
      expect(await attemptFacts(shop, attemptNo)).toMatchObject({
        state: 'succeeded',
        paidPostings: 1,
        suspensePostings: 0,
        refunds: [],
        incidents: [],
      })
  }

  it('#1 #3 shuffled and ×50 each are one payment each', async () => {
    const all = await many(8)
    await lost()
    for (const { attemptNo } of all) await shop.simulator.pay(attemptNo)
    const ids = await Promise.all(
      all.map(async ({ attemptNo }) => (await shop.simulator.notices(attemptNo))[0]?.id ?? ''),
    )
    const posts = shuffled(ids.flatMap((id) => Array.from({ length: 5 }, () => id)))
    const copies = (await Promise.all(posts.map((id) => shop.simulator.resend(id, 10)))).flat()
    expect(copies.filter(({ outcome }) => outcome === 'accepted')).toHaveLength(8 * 50)
    await shop.settle()
    await paidOnce(all)
    for (const { orderId } of all) expect(await stateOf(orderId)).toBe('paid')
  })

  it('#9 T37: all lost cost a minute, for asking finds every payment; delayed by 25 hours they change nothing', async () => {
    const all = await many(8)
    await lost()
    for (const { attemptNo } of all) await shop.simulator.pay(attemptNo)
    await passTime(shop, minuteMs)
    await shop.sweep('payment.attempts')
    await shop.settle()
    await paidOnce(all)
    const before = await shop.database.one<{ n: number }>('select count(*)::int as n from ledger_entries')
    await passTime(shop, dayMs + hourMs)
    for (const { attemptNo } of shuffled(all)) {
      const [notice] = await shop.simulator.notices(attemptNo)
      const copies = await shop.simulator.resend(notice?.id ?? '', 50)
      expect(copies.filter(({ outcome }) => outcome === 'accepted')).toHaveLength(50)
    }
    await shop.settle()
    await paidOnce(all)
    expect(await shop.database.one('select count(*)::int as n from ledger_entries')).toEqual(before)
  })
})

it('leaves a shop without a contradiction', async () => {
  await shop.simulator.setFaults()
  await shop.sweep()
  await arrive(shop)
  await expectSoundShop(shop)
})
