import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { OrderView, PlaceOrderBody } from '@jishi/contracts/order/order.schema'
import type { PayInstruction } from '@jishi/contracts/payment/payment.schema'
import { minuteMs, secondMs } from '@jishi/kernel/time'
import { freePort } from '@jishi/testing/free-port'
import { eventually } from '@jishi/testing/settle'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { DeliverEvent } from '../../src/infra/outbox/deliver-event.js'
import { Relay } from '../../src/infra/outbox/relay.js'
import { BackgroundWorker } from '../../src/infra/worker/worker.js'
import { PAYMENT_CHANNELS } from '../../src/modules/payment/payment-channel.js'
import type { PaymentChannelPort, PaymentChannels } from '../../src/modules/payment/payment-channel.js'
import { expectSoundShop, freshKey, orderOf, placeNow, quoteNow, startPaying, stockOf } from '../support/buying.js'
import { Crash, type UntilDeath } from '../support/crash.js'
import { MadeGoods } from '../support/made-goods.js'
import { attemptFacts, passTime } from '../support/payment-facts.js'
import { shopperOf, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

vi.setConfig({ testTimeout: 180_000 })

const STOCK = 500
const MOST_STEPS = 120

let shop: WholeShop
let crash: Crash
let ann: Shopper
let skuId: string
/** What the database says, read past everything that a crash stops. */
let witness: pg.Client

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE, worker: false })
  ann = await shopperOf(shop, '13800006201')
  skuId = (await new MadeGoods(shop).product({ stock: STOCK, pricesFen: [9_900] })).skus[0]?.skuId ?? ''
  witness = new pg.Client({ connectionString: shop.databaseUrl })
  await witness.connect()
  crash = Crash.on(shop.database)
  const channel = shop.app.get<PaymentChannels>(PAYMENT_CHANNELS).get('wechat_h5') as PaymentChannelPort
  crash.around(channel, ['create', 'query'])
})
afterAll(async () => {
  await witness.end()
  await shop.close()
})

const counted = async (text: string, values: string[]): Promise<number> =>
  Number((await witness.query<{ n: string }>(`select count(*) as n ${text}`, values)).rows[0]?.n)

/** One shopper lives through all of this; how many orders may wait for payment is not the matter here. */
const freePlaces = () => witness.query('update orders set unpaid_slot = null')
beforeEach(freePlaces)

const dyingAtEveryStep = (life: (untilDeath: UntilDeath) => Promise<void>): Promise<number> =>
  crash.atEveryStep(MOST_STEPS, async (untilDeath) => {
    await freePlaces()
    await life(untilDeath)
  })

describe('a process that dies at any step', () => {
  it('of placing an order leaves one order when the shopper tries again with the same key', async () => {
    const { quoteId } = await quoteNow(ann, [{ skuId, qty: 1 }])
    const body: PlaceOrderBody = { source: 'buyNow', lines: [{ skuId, qty: 1 }], addressId: ann.addressId, quoteId }
    const died = await dyingAtEveryStep(async (untilDeath) => {
      const before = await counted('from orders where member_id = $1', [ann.memberId])
      const idempotencyKey = freshKey()
      await untilDeath(() => ann.api.order.place({ body, idempotencyKey }))
      const order = await ann.api.order.place({ body, idempotencyKey })
      expect(order.state).toBe('pending_payment')
      expect(await counted('from orders where member_id = $1', [ann.memberId])).toBe(before + 1)
      expect(await counted(`from outbox where name = 'order.placed' and payload ->> 'orderId' = $1`, [order.id])).toBe(
        1,
      )
      expect((await stockOf(shop, skuId)).reserved).toBe(before + 1)
    })
    expect(died).toBeGreaterThan(10)
  })

  it('#21 of starting to pay leads to one number, here and at the channel', async () => {
    const died = await dyingAtEveryStep(async (untilDeath) => {
      const { id } = await placeNow(ann, [{ skuId, qty: 1 }])
      const idempotencyKey = freshKey()
      const start = () => ann.api.order.startPayment({ params: { id }, body: { channel: 'wechat_h5' }, idempotencyKey })
      await untilDeath(start)
      const { attemptNo } = await start()
      const ofOrder = `from payment_attempts a join payment_intents i on i.id = a.intent_id
        join order_terms t on t.id = i.subject_id where t.order_id = $1`
      expect(await counted(ofOrder, [id])).toBe(1)
      expect(await attemptFacts(shop, attemptNo)).toMatchObject({ state: 'open', incidents: [] })
      expect((await shop.simulator.payments()).filter((payment) => payment.outTradeNo === attemptNo)).toHaveLength(1)
    })
    expect(died).toBeGreaterThan(10)
  })

  it('#22 of taking a notice takes the money once, when the channel tells it again', async () => {
    const died = await dyingAtEveryStep(async (untilDeath) => {
      const { id } = await placeNow(ann, [{ skuId, qty: 1 }])
      const { attemptNo } = await startPaying(ann, id)
      await untilDeath(async () => {
        await shop.simulator.pay(attemptNo)
        await eventually(async () => ((await shop.simulator.notices(attemptNo))[0]?.attempts.length ?? 0) > 0)
      })
      await shop.simulator.settled()
      expect(await attemptFacts(shop, attemptNo)).toMatchObject({ state: 'succeeded', paidPostings: 1, notices: 1 })
      const told = `from outbox where name = 'payment.succeeded' and payload ->> 'attemptNo' = $1`
      expect(await counted(told, [attemptNo])).toBe(1)
    })
    expect(died).toBeGreaterThan(5)
  })

  it('of hearing that it was paid makes the order paid once', async () => {
    const died = await dyingAtEveryStep(async (untilDeath) => {
      const { id } = await placeNow(ann, [{ skuId, qty: 1 }])
      const { attemptNo } = await startPaying(ann, id)
      await shop.simulator.pay(attemptNo)
      await shop.simulator.settled()
      const { rows } = await witness.query<{ id: string }>(
        `select id from outbox where name = 'payment.succeeded' and payload ->> 'attemptNo' = $1`,
        [attemptNo],
      )
      const hear = () => shop.get(DeliverEvent).run(rows[0]?.id ?? '', 'order.on-payment-succeeded')
      await untilDeath(hear)
      await hear()
      expect((await orderOf(ann, id)).timeline.map(({ step }) => step)).toEqual(['place', 'pay'])
      expect(await counted(`from outbox where name = 'order.paid' and payload ->> 'orderId' = $1`, [id])).toBe(1)
      expect(await counted(`from stock_reservations where owner_id = $1 and state = 'firm'`, [id])).toBe(1)
    })
    expect(died).toBeGreaterThan(5)
  })
})

describe('a queue that is lost between the money and the order', () => {
  it('costs time, not the order', async () => {
    const { id } = await placeNow(ann, [{ skuId, qty: 1 }])
    const { attemptNo } = await startPaying(ann, id)
    await shop.simulator.pay(attemptNo)
    await shop.simulator.settled()
    await shop.get(Relay).drain()
    await shop.database.execute('truncate bullmq.job, bullmq.event, bullmq.dedup cascade')
    expect((await orderOf(ann, id)).state).toBe('pending_payment')
    expect((await ann.api.order.payment({ params: { id } })).state).toBe('confirming')

    await shop.get(BackgroundWorker).start({ sweeps: false })
    await shop.database.execute('update outbox set retry_at = now() where settled_at is null')
    await shop.get(Relay).redeliver()
    await shop.settle()
    expect(await orderOf(ann, id)).toMatchObject({ state: 'paid' })
  })
})

describe('a process that is really killed', () => {
  const PROGRAM = fileURLToPath(new URL('../../dist/src/main.js', import.meta.url))

  const anotherProcess = async (): Promise<{ child: ChildProcess; url: string }> => {
    const port = await freePort()
    const child = spawn(process.execPath, [PROGRAM], {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: {
        PATH: process.env['PATH'],
        JISHI_MODE: 'test',
        LOG_LEVEL: 'silent',
        DATABASE_URL: shop.databaseUrl,
        DATA_DIR: shop.simulator.dataDir,
        SIMULATOR_PORT: String(shop.simulator.port),
        NOTIFY_BASE_URL: shop.url,
        PORT: String(port),
        ...SLOW_MACHINE,
      },
    })
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')))
    await eventually(() => /^ready /m.test(output) || child.exitCode !== null, 90_000)
    expect(child.exitCode).toBeNull()
    return { child, url: `http://127.0.0.1:${port}` }
  }

  it('in the middle of many purchases, as the first is done: each shopper who tries again elsewhere has one order, paid once', async () => {
    const { quoteId } = await quoteNow(ann, [{ skuId, qty: 1 }])
    const body: PlaceOrderBody = { source: 'buyNow', lines: [{ skuId, qty: 1 }], addressId: ann.addressId, quoteId }
    const before = await stockOf(shop, skuId)
    const { child, url } = await anotherProcess()
    const post = async <Answer>(path: string, key: string, sent: object): Promise<Answer> => {
      const answer = await fetch(`${url}${path}`, {
        method: 'POST',
        headers: { ...ann.headers, 'content-type': 'application/json', 'idempotency-key': key },
        body: JSON.stringify(sent),
      })
      if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`)
      return (await answer.json()) as Answer
    }
    const purchases = Array.from({ length: 24 }, () => ({ place: freshKey(), pay: freshKey() }))
    const running = purchases.map(async ({ place, pay }) => {
      const order = await post<OrderView>('/api/shop/orders', place, body)
      await post<PayInstruction>(`/api/shop/orders/${order.id}/payments`, pay, { channel: 'wechat_h5' })
      child.kill('SIGKILL')
    })
    const ends = await Promise.allSettled(running)
    child.kill('SIGKILL')
    expect(ends.filter(({ status }) => status === 'rejected').length).toBeGreaterThan(0)

    for (const { place, pay } of purchases) {
      const { id } = await ann.api.order.place({ body, idempotencyKey: place })
      const { attemptNo } = await ann.api.order.startPayment({
        params: { id },
        body: { channel: 'wechat_h5' },
        idempotencyKey: pay,
      })
      await shop.simulator.pay(attemptNo)
    }
    await shop.simulator.settled(60_000)
    await shop.settle()
    const paid = await counted(
      `from orders where member_id = $1 and state = 'paid' and id in (
         select resource_id from idempotency_keys where key = any(string_to_array($2, ',')))`,
      [ann.memberId, purchases.map(({ place }) => place).join(',')],
    )
    expect(paid).toBe(purchases.length)
    expect((await stockOf(shop, skuId)).reserved).toBe(before.reserved + purchases.length)
  })
})

describe('a queue that is lost with every job in it', () => {
  it('loses nothing: what is due is found in the tables', async () => {
    const [paid, unpaid] = [await placeNow(ann, [{ skuId, qty: 1 }]), await placeNow(ann, [{ skuId, qty: 1 }])]
    const { attemptNo } = await startPaying(ann, paid.id)
    await startPaying(ann, unpaid.id)
    await shop.simulator.setFaults({ channel: 'wechat', operation: 'notify', kind: 'lose', times: 99 })
    await shop.simulator.pay(attemptNo)
    await shop.database.execute('truncate bullmq.job, bullmq.event, bullmq.dedup cascade')
    await passTime(shop, 10 * secondMs)
    await shop.sweep('payment.attempts')
    await shop.settle()
    expect((await orderOf(ann, paid.id)).state).toBe('paid')
    await shop.simulator.setFaults()
    await passTime(shop, 30 * minuteMs)
    await shop.sweep()
    await shop.settle()
    expect(await counted(`from orders where id = $1 and state = 'closed'`, [unpaid.id])).toBe(1)
  })
})

it('leaves a shop without a contradiction', async () => {
  await shop.settle()
  await passTime(shop, 31 * minuteMs)
  await shop.sweep()
  await shop.settle()
  await expectSoundShop(shop)
})
