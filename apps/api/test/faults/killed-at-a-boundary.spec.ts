import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { PayInstruction } from '@jishi/contracts/payment/payment.schema'
import { isoOf } from '@jishi/kernel/time'
import { freePort } from '@jishi/testing/free-port'
import { eventually } from '@jishi/testing/settle'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { BackgroundWorker } from '../../src/infra/worker/worker.js'
import { expectSoundShop, freshKey, orderOf, placeNow } from '../support/buying.js'
import { MadeGoods } from '../support/made-goods.js'
import { attemptFacts } from '../support/payment-facts.js'
import { payOutTo, payoutFacts } from '../support/payout-desk.js'
import { shopperOf, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

vi.setConfig({ testTimeout: 600_000 })

const PRICE_FEN = 9_900
const MOST = 20
const built = (name: string): string => fileURLToPath(new URL(`../../dist/src/${name}`, import.meta.url))
const PRELOAD = fileURLToPath(new URL('../support/killed-at.mjs', import.meta.url))

let shop: WholeShop
let ann: Shopper
let skuId: string
let folder: string

beforeAll(async () => {
  if (!existsSync(built('main.js'))) throw new Error('build the API first: node scripts/start.mjs does')
  folder = mkdtempSync(join(tmpdir(), 'jishi-killed-'))
  shop = await startWholeShop({ env: SLOW_MACHINE, worker: false })
  skuId = (await new MadeGoods(shop).product({ stock: 200, pricesFen: [PRICE_FEN] })).skus[0]?.skuId ?? ''
})
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  await shop.close()
  rmSync(folder, { recursive: true, force: true })
})

/** A program of ours that ends by SIGKILL at a boundary. */
interface Doomed {
  readonly child: ChildProcess
  readonly url: string
  readonly log: string
}

const children: ChildProcess[] = []
const alive = ({ child }: Doomed): boolean => child.exitCode === null && child.signalCode === null

type Program = 'main.js' | 'worker.js'
/** Who is told of payments: the doomed process, or the shop that outlives it. A number is told with one address for life. */
type Hearer = 'doomed' | 'shop'

const start = async (program: Program, hearer: Hearer): Promise<Doomed> => {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const log = join(folder, `${children.length}.log`)
  const child = spawn(process.execPath, ['--import', PRELOAD, built(program)], {
    stdio: ['ignore', 'pipe', 'ignore', 'ipc'],
    env: {
      PATH: process.env['PATH'],
      JISHI_MODE: 'test',
      LOG_LEVEL: 'silent',
      DATABASE_URL: shop.databaseUrl,
      DATA_DIR: shop.simulator.dataDir,
      SIMULATOR_PORT: String(shop.simulator.port),
      NOTIFY_BASE_URL: hearer === 'doomed' ? url : shop.url,
      PORT: String(port),
      KILL_LOG: log,
      ...SLOW_MACHINE,
    },
  })
  children.push(child)
  let output = ''
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')))
  await eventually(() => /ready/m.test(output) || child.exitCode !== null, 90_000)
  expect(child.exitCode).toBeNull()
  return { child, url, log }
}

const arm = async ({ child }: Doomed, boundary: number, about: RegExp): Promise<void> => {
  const armed = once(child, 'message')
  child.send({ boundary, about: about.source })
  await armed
}

const passed = ({ log }: Doomed): string[] =>
  existsSync(log)
    ? readFileSync(log, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
    : []

/**
 * Lives once for each boundary, in a process that is killed there, until one outlives the work; answers the boundaries that
 * the last one passed, in their order. Only boundaries `about` the work count.
 */
const killedAtEach = async (
  { program, hearer, about }: { program: Program; hearer: Hearer; about: RegExp },
  life: (doomed: Doomed, arm: () => Promise<void>) => Promise<void>,
): Promise<string[]> => {
  for (let boundary = 1; boundary <= MOST; boundary += 1) {
    const doomed = await start(program, hearer)
    await life(doomed, () => arm(doomed, boundary, about))
    if (!alive(doomed)) continue
    doomed.child.kill('SIGKILL')
    await once(doomed.child, 'exit')
    return passed(doomed)
  }
  return expect.unreachable(`more than ${MOST} boundaries`) as never
}

let shoppers = 0
const placed = async (): Promise<string> => {
  ann = await shopperOf(shop, `138000067${String((shoppers += 1)).padStart(2, '0')}`)
  return (await placeNow(ann, [{ skuId, qty: 1 }])).id
}

/** What the client of a doomed process heard: an answer, or nothing. */
const startsAt = async (url: string, orderId: string, key: string): Promise<PayInstruction | undefined> => {
  try {
    const answer = await fetch(`${url}/api/shop/orders/${orderId}/payments`, {
      method: 'POST',
      headers: { ...ann.headers, 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify({ channel: 'wechat_h5' }),
    })
    return answer.ok ? ((await answer.json()) as PayInstruction) : undefined
  } catch {
    return undefined
  }
}

/** The shopper is back at the shop that was started again, and waits: it asks the channel. */
const comesBack = async (orderId: string): Promise<void> => {
  await eventually(async () => {
    await ann.api.order.payment({ params: { id: orderId } })
    const rows = await shop.database.rows(
      `select 1 from payment_intents i join order_terms t on t.id = i.subject_id where t.order_id = $1 and i.state = 'settled'`,
      [orderId],
    )
    return rows.length > 0
  })
}

const expectPaidOnce = async (attemptNo: string): Promise<void> => {
  expect(await attemptFacts(shop, attemptNo)).toMatchObject({
    state: 'succeeded',
    paidPostings: 1,
    suspensePostings: 0,
    refunds: [],
    incidents: [],
  })
}

it('#21 a process that is killed at every boundary of starting to pay leads to one number, and what it answered stands', async () => {
  const steps = await killedAtEach(
    { program: 'main.js', hearer: 'shop', about: /payment_|v3.pay/ },
    async ({ url }, armed) => {
      const orderId = await placed()
      const key = freshKey()
      await armed()
      const heard = await startsAt(url, orderId, key)
      const call = { params: { id: orderId }, body: { channel: 'wechat_h5' as const }, idempotencyKey: key }
      const { attemptNo } = await ann.api.order.startPayment(call)
      if (heard !== undefined) expect(heard.attemptNo).toBe(attemptNo)
      const known = (await shop.simulator.payments()).filter(({ outTradeNo }) => outTradeNo === attemptNo)
      expect(known).toHaveLength(1)
      await shop.simulator.pay(attemptNo)
      await comesBack(orderId)
      await expectPaidOnce(attemptNo)
    },
  )
  expect(steps).toEqual([
    'before the commit of payment_attempts, payment_intents',
    'after the commit of payment_attempts, payment_intents',
    'before POST /v3/pay/transactions/h5',
    'after POST /v3/pay/transactions/h5',
    'before the commit of payment_attempts',
    'after the commit of payment_attempts',
  ])
})

it('#22 a process that is killed at every boundary of taking a notice takes the money once', async () => {
  const steps = await killedAtEach(
    { program: 'main.js', hearer: 'doomed', about: /payment_|v3.pay/ },
    async (doomed, armed) => {
      const orderId = await placed()
      const attemptNo = (await startsAt(doomed.url, orderId, freshKey()))?.attemptNo ?? ''
      await armed()
      await shop.simulator.pay(attemptNo)
      const told = async () => ((await shop.simulator.notices(attemptNo))[0]?.attempts.length ?? 0) > 0
      await eventually(async () => !alive(doomed) || (await told()))
      await comesBack(orderId)
      await expectPaidOnce(attemptNo)
    },
  )
  expect(steps).toEqual([
    'before the commit of payment_attempts, payment_evidence, payment_incidents, payment_intents, payment_notices',
    'after the commit of payment_attempts, payment_evidence, payment_incidents, payment_intents, payment_notices',
  ])
})

it('#11 a worker that is killed at every boundary of sending money back sends it once', async () => {
  const steps = await killedAtEach(
    { program: 'worker.js', hearer: 'shop', about: /refunds/ },
    async (doomed, armed) => {
      const orderId = await placed()
      const call = { params: { id: orderId }, body: { channel: 'wechat_h5' as const } }
      const { attemptNo } = await ann.api.order.startPayment(call)
      await ann.api.order.cancel({ params: { id: orderId } })
      await shop.simulator.setFaults({ channel: 'wechat', operation: 'refund_notify', kind: 'lose', times: 9_999 })
      await armed()
      await shop.simulator.payLate(attemptNo)
      const refund = async () => (await attemptFacts(shop, attemptNo)).refunds[0]
      await eventually(async () => !alive(doomed) || (await refund())?.state === 'processing')
      // What time does by itself: the sweep of a shop that was started again finds it due.
      await eventually(async () => {
        await shop.database.execute(
          `update refunds set next_query_at = $2 where attempt_id =
        (select id from payment_attempts where attempt_no = $1) and next_query_at is not null`,
          [attemptNo, isoOf(shop.clock.now())],
        )
        await shop.sweep('payment.refunds')
        return (await refund())?.state === 'succeeded'
      })
      const facts = await attemptFacts(shop, attemptNo)
      expect(facts).toMatchObject({ state: 'succeeded', paidPostings: 0, suspensePostings: 1 })
      expect(facts.refunds).toHaveLength(1)
      const [payment] = (await shop.simulator.payments()).filter(({ outTradeNo }) => outTradeNo === attemptNo)
      expect(payment).toMatchObject({ status: 'refunded', refundedFen: PRICE_FEN })
    },
  )
  expect([...new Set(steps)].slice(0, 4)).toEqual([
    'before POST /v3/refund/domestic/refunds',
    'after POST /v3/refund/domestic/refunds',
    'before the commit of refunds',
    'after the commit of refunds',
  ])
})

it('#28 a worker that is killed at every boundary of sending a payout sends it once', async () => {
  let payees = 0
  const steps = await killedAtEach(
    { program: 'worker.js', hearer: 'shop', about: /payouts|mch-transfer/ },
    async (doomed, armed) => {
      const payee = await shopperOf(shop, `138000068${String((payees += 1)).padStart(2, '0')}`)
      await shop.simulator.setFaults({ channel: 'wechat', operation: 'transfer_notify', kind: 'lose', times: 9_999 })
      await armed()
      const made = await payOutTo(shop, payee)
      const state = async () => (await payoutFacts(shop, made)).state
      await eventually(async () => !alive(doomed) || (await state()) === 'awaiting')
      const comesTo = (end: string) =>
        eventually(async () => {
          await shop.database.execute(
            `update payouts set next_query_at = $2 where id = $1 and next_query_at is not null`,
            [made.payoutId, isoOf(shop.clock.now())],
          )
          await shop.sweep('payment.payouts')
          return (await state()) === end
        })
      await comesTo('awaiting')
      await shop.simulator.confirmTransfer(made.payoutNo)
      await comesTo('succeeded')
      const { paid, told, incidents } = await payoutFacts(shop, made)
      expect([paid['payout:wechat'], told, incidents]).toEqual([-5_000, ['payment.payout_succeeded'], []])
      const sent = (await shop.simulator.transfers()).filter(({ outBillNo }) => outBillNo === made.payoutNo)
      expect(sent).toHaveLength(1)
    },
  )
  expect([...new Set(steps)].slice(0, 4)).toEqual([
    'before the commit of payouts',
    'after the commit of payouts',
    'before POST /v3/fund-app/mch-transfer/transfer-bills',
    'after POST /v3/fund-app/mch-transfer/transfer-bills',
  ])
})

it('leaves a shop without a contradiction', async () => {
  await shop.simulator.setFaults()
  await shop.get(BackgroundWorker).start({ sweeps: false })
  await shop.database.execute('update outbox set retry_at = now() where settled_at is null')
  await shop.sweep()
  await shop.settle()
  expect((await orderOf(ann, (await ann.api.order.orders()).items[0]?.id ?? '')).state).toBe('closed')
  await expectSoundShop(shop)
})
