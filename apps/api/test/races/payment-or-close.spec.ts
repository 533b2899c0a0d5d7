import { isoOf, minuteMs, secondMs } from '@jishi/kernel/time'
import { parallel, raceAfter, raceBefore } from '@jishi/testing/race'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { InventoryFacade } from '../../src/modules/inventory/index.js'
import { Queues } from '../../src/infra/queue/queues.js'
import { CloseOrder } from '../../src/modules/order/close-order.js'
import { CLOSINGS_DUE } from '../../src/modules/order/order-jobs.js'
import { ApplyEvidence } from '../../src/modules/payment/apply-evidence.js'
import { PaymentFacade } from '../../src/modules/payment/index.js'
import { PAYMENT_CHANNELS } from '../../src/modules/payment/payment-channel.js'
import { QUERIES_DUE } from '../../src/modules/payment/payment-jobs.js'
import type { PaymentChannelPort, PaymentChannels } from '../../src/modules/payment/payment-channel.js'
import { expectSoundShop, placeNow, startPaying, stockOf } from '../support/buying.js'
import { MadeGoods } from '../support/made-goods.js'
import { attemptFacts, passTime } from '../support/payment-facts.js'
import { shopperOf, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

interface Purchase {
  readonly who: Shopper
  readonly orderId: string
  readonly attemptNo: string
}

let shop: WholeShop
let goods: MadeGoods
let skuId: string
let channel: PaymentChannelPort

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  goods = new MadeGoods(shop)
  channel = shop.app.get<PaymentChannels>(PAYMENT_CHANNELS).get('wechat_h5') as PaymentChannelPort
})
afterAll(() => shop.close())
beforeEach(async () => {
  skuId = (await goods.product({ stock: 100, pricesFen: [9_900] })).skus[0]?.skuId ?? ''
})

let shoppers = 0
const begun = async (): Promise<Purchase> => {
  const who = await shopperOf(shop, `13800008${String((shoppers += 1)).padStart(3, '0')}`)
  const { id } = await placeNow(who, [{ skuId, qty: 1 }])
  const { attemptNo } = await startPaying(who, id)
  return { who, orderId: id, attemptNo }
}

/** The shopper pays, and the gateway's notice is taken, before this resolves. */
const pays = async ({ attemptNo }: Purchase): Promise<void> => {
  await shop.simulator.pay(attemptNo)
  await shop.simulator.settled()
}
/** Pays at the gateway even though it was closed there. */
const paysLate = async ({ attemptNo }: Purchase): Promise<void> => {
  await shop.simulator.payLate(attemptNo)
  await shop.simulator.settled()
}
const cancels = ({ who, orderId }: Purchase): Promise<unknown> =>
  who.api.order.cancel({ params: { id: orderId } }).catch(() => undefined)
const timesOut = async ({ orderId }: Purchase): Promise<void> => {
  await shop.database.execute(`update order_terms set due_at = $2 where order_id = $1 and state = 'open'`, [
    orderId,
    isoOf(shop.clock.now()),
  ])
  await shop.get(CloseOrder).whenDue(orderId)
}

/** Whatever was left open is asked for once more, then everything told is heard. */
const comeToRest = async (): Promise<void> => {
  await shop.simulator.settled()
  await shop.settle()
  await passTime(shop, 30 * secondMs)
  await shop.sweep()
  await shop.simulator.settled()
  await shop.settle()
}

type End = 'paid' | 'closed' | 'closed and given back'

/** How it ended, by every book: order, stock, ledger, gateway. Anything else than the three ends fails. */
const endOf = async ({ orderId, attemptNo }: Purchase): Promise<End> => {
  const {
    state,
    closes,
    pays: paidSteps,
  } = await shop.database.one<{ state: string; closes: number; pays: number }>(
    `select state, (select count(*) from order_events where order_id = o.id and action = 'close')::int as closes,
            (select count(*) from order_events where order_id = o.id and action = 'pay')::int as pays
       from orders o where id = $1`,
    [orderId],
  )
  const reservation = await shop.database.one<{ state: string }>(
    `select state from stock_reservations where owner_id = $1`,
    [orderId],
  )
  const facts = await attemptFacts(shop, attemptNo)
  const gateway = (await shop.simulator.payments()).find(({ outTradeNo }) => outTradeNo === attemptNo)
  const seen = {
    order: [state, paidSteps, closes],
    stock: reservation.state,
    money: [facts.paidPostings, facts.suspensePostings, facts.refunds.map((refund) => refund.state)],
    gateway: gateway?.status,
  }
  const ends: Record<End, typeof seen> = {
    paid: { order: ['paid', 1, 0], stock: 'firm', money: [1, 0, []], gateway: 'paid' },
    closed: { order: ['closed', 0, 1], stock: 'released', money: [0, 0, []], gateway: 'closed' },
    'closed and given back': {
      order: ['closed', 0, 1],
      stock: 'released',
      money: [0, 1, ['succeeded']],
      gateway: 'refunded',
    },
  }
  const end = (Object.keys(ends) as End[]).find((name) => JSON.stringify(ends[name]) === JSON.stringify(seen))
  return end ?? expect.fail(`no end of a purchase: ${JSON.stringify(seen)}`)
}

describe('T28: one order, paid, cancelled and timed out in every order of arrival', () => {
  it.each<[string, (purchase: Purchase) => Promise<unknown>[], End]>([
    ['paid, then cancelled', (it) => [pays(it).then(() => cancels(it))], 'paid'],
    ['paid, then timed out', (it) => [pays(it).then(() => timesOut(it))], 'paid'],
    ['cancelled, then paid', (it) => [cancels(it).then(() => paysLate(it))], 'closed and given back'],
    ['cancelled, then timed out', (it) => [cancels(it).then(() => timesOut(it))], 'closed'],
    [
      'cancelled, timed out, paid',
      (it) => [
        cancels(it)
          .then(() => timesOut(it))
          .then(() => paysLate(it)),
      ],
      'closed and given back',
    ],
    [
      'paid, cancelled, timed out',
      (it) => [
        pays(it)
          .then(() => cancels(it))
          .then(() => timesOut(it)),
      ],
      'paid',
    ],
  ])('%s', async (_, acts, end) => {
    const purchase = await begun()
    await Promise.all(acts(purchase))
    await comeToRest()
    expect(await endOf(purchase)).toBe(end)
  })

  it('timed out, then paid: the money goes back', async () => {
    const purchase = await begun()
    await passTime(shop, 31 * minuteMs)
    await timesOut(purchase)
    await paysLate(purchase)
    await comeToRest()
    expect(await endOf(purchase)).toBe('closed and given back')
  })

  it('paid at the last moment, while the time is already over here: the money wins', async () => {
    const purchase = await begun()
    await pays(purchase)
    shop.clock.advance(31 * minuteMs)
    await timesOut(purchase)
    await comeToRest()
    expect(await endOf(purchase)).toBe('paid')
  })
})

describe('a payment that arrives exactly', () => {
  it.each<[string, (purchase: Purchase) => () => boolean, End]>([
    ['before the channel is asked', (it) => raceBefore(channel, 'query', () => pays(it)), 'paid'],
    ['between the question and the close', (it) => raceBefore(channel, 'close', () => pays(it)), 'paid'],
    ['after the channel has closed it', (it) => raceAfter(channel, 'close', () => paysLate(it)), 'paid'],
    [
      'before the intent is cancelled',
      (it) => raceAfter(shop.get(PaymentFacade), 'closeAtChannel', () => paysLate(it)),
      'paid',
    ],
  ])('#5 %s', async (_, race, end) => {
    const purchase = await begun()
    const raced = race(purchase)
    await cancels(purchase)
    expect(raced()).toBe(true)
    await comeToRest()
    expect(await endOf(purchase)).toBe(end)
  })

  it('while the close holds the order, the intent and the stock: it waits, and goes back', async () => {
    const purchase = await begun()
    let notified: Promise<unknown> = Promise.resolve()
    const raced = raceBefore(shop.get(InventoryFacade), 'release', async () => {
      notified = paysLate(purchase)
      await new Promise((resolve) => setTimeout(resolve, 200))
    })
    await cancels(purchase)
    expect(raced()).toBe(true)
    await notified
    await comeToRest()
    expect(await endOf(purchase)).toBe('closed and given back')
  })

  it('and a cancel while the money is being taken waits for it, and finds the order paid', async () => {
    const purchase = await begun()
    let cancelled: Promise<unknown> = Promise.resolve()
    const raced = raceAfter(shop.get(ApplyEvidence), 'run', async () => {
      cancelled = cancels(purchase)
      await new Promise((resolve) => setTimeout(resolve, 200))
    })
    await pays(purchase)
    expect(raced()).toBe(true)
    await cancelled
    await comeToRest()
    expect(await endOf(purchase)).toBe('paid')
  })
})

describe('many that come due in the same second', () => {
  it('are found by the one job that a bell makes: each channel is asked, each order closed, none that was paid', async () => {
    const purchases: Purchase[] = []
    for (let n = 0; n < 12; n += 1) purchases.push(await begun())
    const [paid, left] = [purchases.slice(0, 4), purchases.slice(4)]
    for (const purchase of paid) await pays(purchase)
    const asked = async (of: readonly Purchase[]): Promise<number> => {
      const numbers = of.map(({ attemptNo }) => attemptNo)
      const sql = `select coalesce(sum(queries), 0) as queries from payment_attempts where attempt_no = any($1)`
      return (await shop.database.one<{ queries: number }>(sql, [numbers])).queries
    }
    await passTime(shop, 11 * secondMs)
    await shop.get(Queues).enqueue(QUERIES_DUE, {})
    await shop.settle()
    expect([await asked(paid), await asked(left)]).toEqual([0, 8])
    for (const purchase of purchases) await timesOut(purchase)
    await shop.get(Queues).enqueue(CLOSINGS_DUE, {})
    await shop.settle()
    for (const purchase of paid) expect(await endOf(purchase)).toBe('paid')
    for (const purchase of left) expect(await endOf(purchase)).toBe('closed')
  })
})

describe('fifty orders, each paid, cancelled and timed out at the same moment', () => {
  it('end in exactly one way each', async () => {
    const purchases: Purchase[] = []
    for (let n = 0; n < 50; n += 1) purchases.push(await begun())
    await parallel(150, async (index) => {
      const purchase = purchases[index % 50] as Purchase
      const acts = [() => shop.simulator.pay(purchase.attemptNo), () => cancels(purchase), () => timesOut(purchase)]
      return acts[(index + Math.floor(index / 50)) % 3]?.()
    })
    await comeToRest()
    const ends: End[] = []
    for (const purchase of purchases) ends.push(await endOf(purchase))
    const paid = ends.filter((end) => end === 'paid').length
    expect(await stockOf(shop, skuId)).toEqual({ onHand: 100, reserved: paid })
  })
})

it('leaves a shop without a contradiction', async () => {
  await comeToRest()
  await expectSoundShop(shop)
})
