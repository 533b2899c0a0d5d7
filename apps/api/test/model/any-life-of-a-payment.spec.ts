import fc from 'fast-check'
import { minuteMs } from '@jishi/kernel/time'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BackgroundWorker } from '../../src/infra/worker/worker.js'
import { expectSoundShop } from '../support/buying.js'
import { noteLives, tellProgress } from '../support/night-notes.js'
import { openPaymentStage, PaymentDesk, type PaymentStage } from './payment/payment-desk.js'
import * as oracle from './payment/payment-oracle.js'
import type { Channel, Debt, Outcome, PaymentLife } from './payment/payment-oracle.js'

/**
 * `npm test` lives twelve payments, always the same and counted, not timed; `npm run test:nightly` thousands of new ones, and
 * `npm run test:faults -- --seed N` those of its seed. A life that went wrong is told with its seed and path:
 * PAYMENT_SEED=… PAYMENT_PATH=… lives it again.
 */
const LIVES = Number(process.env['PAYMENT_LIVES'] ?? 12)
const ACTS = Number(process.env['PAYMENT_ACTS'] ?? 24)
const LIMIT_MS = 20 * minuteMs + LIVES * minuteMs
const SEED = Number(process.env['PAYMENT_SEED'] ?? process.env['FAULTS_SEED'] ?? 20_261_130)
const PATH = process.env['PAYMENT_PATH']
const LIVES_OF_SHOP = 200
const PART_FEN = 700

let stage: PaymentStage
beforeAll(async () => {
  stage = await openPaymentStage()
})
afterAll(() => stage.shop.close())

type Act =
  | { readonly act: 'create'; readonly channel: Channel; readonly dyingAt?: number | undefined }
  | { readonly act: 'pay'; readonly at: number }
  | {
      readonly act: 'tell' | 'tellOfRefund'
      readonly at: number
      readonly copies: number
      readonly dyingAt?: number | undefined
    }
  | { readonly act: 'close' | 'ask'; readonly dyingAt?: number | undefined }
  | { readonly act: 'giveBack' | 'sendBack' | 'clearRivals' }

/** A step at which the process dies, in a third of the acts; most acts have fewer, and then it lives. */
const dyingAt = fc.option(fc.integer({ min: 1, max: 24 }), { nil: undefined, freq: 2 })
const at = fc.integer({ min: 0, max: 2 })
const copies = fc.constantFrom(1, 1, 5)
const channel = fc.constantFrom<Channel>('wechat_h5', 'wechat_native')

const ANY_ACT: fc.Arbitrary<Act> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ act: fc.constant('create' as const), channel, dyingAt }) },
  { weight: 4, arbitrary: fc.record({ act: fc.constant('pay' as const), at }) },
  { weight: 4, arbitrary: fc.record({ act: fc.constant('tell' as const), at, copies, dyingAt }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('ask' as const), dyingAt }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('close' as const), dyingAt }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('tellOfRefund' as const), at, copies, dyingAt }) },
  {
    weight: 3,
    arbitrary: fc.record({ act: fc.constantFrom('giveBack' as const, 'sendBack' as const, 'clearRivals' as const) }),
  },
)

/** Whether somebody could do it: what cannot be done at all is left out of a life. */
const possible = (life: PaymentLife, given: Act): boolean => {
  const one = 'at' in given ? life.tries[given.at] : undefined
  switch (given.act) {
    case 'pay':
      return one !== undefined && one.gateway !== 'paid'
    case 'tell':
      return one?.gateway === 'paid'
    case 'tellOfRefund':
      return one?.refund === 'processing'
    case 'giveBack':
      return life.order === 'paid' && life.tries[life.settledBy ?? -1]?.refund === 'none'
    default:
      return true
  }
}

const foretold = (life: PaymentLife, given: Act): Outcome => {
  switch (given.act) {
    case 'create':
      return oracle.creates(life, given.channel)
    case 'pay':
      return oracle.pays(life, given.at)
    case 'tell':
      oracle.hears(life, given.at)
      return 'done'
    case 'tellOfRefund':
      return oracle.tellsOfRefund(life, given.at)
    case 'close':
      return oracle.cancels(life)
    case 'ask':
      return oracle.asks(life)
    case 'giveBack':
      return oracle.givesBack(life)
    case 'sendBack':
      return oracle.sendsBack(life)
    case 'clearRivals':
      return oracle.clearsRivals(life)
  }
}

const done = (desk: PaymentDesk, given: Act): Promise<Outcome> => {
  switch (given.act) {
    case 'create':
      return desk.creates(given.channel, given.dyingAt)
    case 'pay':
      return desk.pays(given.at)
    case 'tell':
      return desk.tells(given.at, given.copies, given.dyingAt)
    case 'tellOfRefund':
      return desk.tellsOfRefund(given.at, given.copies, given.dyingAt)
    case 'close':
      return desk.cancels(given.dyingAt)
    case 'ask':
      return desk.asks(given.dyingAt)
    case 'giveBack':
      return desk.givesBack()
    case 'sendBack':
      return desk.sendsBack()
    case 'clearRivals':
      return desk.clearsRivals()
  }
}

/** How often each act was done, so that a night that never did one is seen. */
const tally = new Map<Act['act'], number>()

const WHOLE: Debt = { of: 'order', partFen: 0 }
/** The member's balance pays this of it, whatever channel is tried for the rest. */
const BESIDE: Debt = { of: 'order', partFen: PART_FEN }
const RECHARGE: Debt = { of: 'recharge' }

const lives = async (acts: readonly Act[], debt: Debt = WHOLE): Promise<PaymentLife> => {
  const desk = await PaymentDesk.open(stage, debt)
  const life = oracle.unborn(debt)
  const lived: Act[] = []
  const step = async (given: Act): Promise<void> => {
    lived.push(given)
    tally.set(given.act, (tally.get(given.act) ?? 0) + 1)
    const outcome = foretold(life, given)
    const seen = await done(desk, given)
    // Of a cancel whose process died nobody heard the answer.
    const unheard = given.act === 'close' && given.dyingAt !== undefined
    expect({ outcome: unheard ? outcome : seen, ...(await desk.standing()) }, JSON.stringify(lived)).toEqual({
      outcome,
      ...oracle.standingOf(life),
    })
    expect([await desk.order()], JSON.stringify(lived)).toEqual([life.order])
  }
  for (const given of acts) if (desk.timeLeft && possible(life, given)) await step(given)
  // In the end all is told, what is open beside is closed, and what goes back arrives.
  const paid = () =>
    life.tries.flatMap(({ gateway, ours }, place) => (gateway === 'paid' && ours !== 'succeeded' ? [place] : []))
  for (const place of paid()) await step({ act: 'tell', at: place, copies: 1 })
  await step({ act: 'clearRivals' })
  for (let turn = 0; turn < 2; turn += 1) await step({ act: 'sendBack' })
  const kept = life.tries.filter(({ gateway, refund }) => gateway === 'paid' && refund !== 'succeeded')
  expect(kept).toHaveLength(life.order === 'paid' ? 1 : 0)
  return life
}

describe('payments that may go wrong', () => {
  it('#4 money after the close, told five times, goes back', async () => {
    const life = await lives([
      { act: 'create', channel: 'wechat_h5' },
      { act: 'close' },
      { act: 'pay', at: 0 },
      { act: 'tell', at: 0, copies: 5 },
    ])
    expect(life).toMatchObject({ order: 'closed', tries: [{ booked: 'suspense', refund: 'succeeded' }] })
  })

  it('#6 the first wallet is paid after its close, then the second: one counts, one goes back', async () => {
    const life = await lives([
      { act: 'create', channel: 'wechat_h5' },
      { act: 'create', channel: 'wechat_native' },
      { act: 'pay', at: 0 },
      { act: 'pay', at: 1 },
      { act: 'tell', at: 0, copies: 1 },
      { act: 'tell', at: 1, copies: 1 },
    ])
    expect(life).toMatchObject({ order: 'paid', settledBy: 0 })
    expect(life.tries[1]).toMatchObject({ booked: 'suspense', refund: 'succeeded' })
  })

  it('#4 beside a balance, money after the close settles nothing although the order is still owed', async () => {
    const life = await lives(
      [
        { act: 'create', channel: 'wechat_h5', dyingAt: 9 },
        { act: 'create', channel: 'wechat_native' },
        { act: 'pay', at: 0 },
        { act: 'tell', at: 0, copies: 5, dyingAt: 4 },
        { act: 'pay', at: 1 },
        { act: 'tell', at: 1, copies: 5 },
        { act: 'giveBack' },
      ],
      BESIDE,
    )
    expect(life).toMatchObject({ order: 'refunded', settledBy: 1 })
    expect(life.tries[0]).toMatchObject({ booked: 'suspense', refund: 'succeeded' })
  })

  it('#22 a process that dies at a notice, at the change of the wallet and at the close', async () => {
    const life = await lives([
      { act: 'create', channel: 'wechat_h5', dyingAt: 7 },
      { act: 'create', channel: 'wechat_native', dyingAt: 9 },
      { act: 'pay', at: 1 },
      { act: 'close', dyingAt: 6 },
      { act: 'tell', at: 1, copies: 5, dyingAt: 3 },
      { act: 'giveBack' },
      { act: 'sendBack' },
      { act: 'tellOfRefund', at: 1, copies: 5, dyingAt: 2 },
    ])
    expect(life.order).toBe('refunded')
  })

  it('#4 #22 a recharge: money after its end goes back and is never in the balance', async () => {
    const life = await lives(
      [
        { act: 'create', channel: 'wechat_h5', dyingAt: 6 },
        { act: 'create', channel: 'wechat_native' },
        { act: 'close', dyingAt: 4 },
        { act: 'pay', at: 1 },
        { act: 'tell', at: 1, copies: 5, dyingAt: 3 },
        { act: 'pay', at: 0 },
        { act: 'tell', at: 0, copies: 5 },
      ],
      RECHARGE,
    )
    expect(life).toMatchObject({ order: 'closed', settledBy: undefined })
    for (const one of life.tries) expect(one).toMatchObject({ booked: 'suspense', refund: 'succeeded' })
  })

  it('#6 a recharge paid with two wallets is in the balance once, and is taken back to where it came from', async () => {
    const life = await lives(
      [
        { act: 'create', channel: 'wechat_h5' },
        { act: 'create', channel: 'wechat_native' },
        { act: 'pay', at: 0 },
        { act: 'pay', at: 1 },
        { act: 'tell', at: 1, copies: 5, dyingAt: 5 },
        { act: 'tell', at: 0, copies: 5 },
        { act: 'giveBack' },
        { act: 'sendBack' },
        { act: 'tellOfRefund', at: 1, copies: 5, dyingAt: 2 },
      ],
      RECHARGE,
    )
    expect(life).toMatchObject({ order: 'refunded', settledBy: 1 })
  })
})

it(
  '#1 #2 #3 any life of a payment goes as foretold, by our books and the channel’s',
  { timeout: LIMIT_MS },
  async () => {
    process.stdout.write(`lives of payments: PAYMENT_SEED=${SEED} (${LIVES} of at most ${ACTS} acts)\n`)
    let lived = 0
    const tell = tellProgress('payments', LIVES)
    const life = fc.asyncProperty(
      fc.array(ANY_ACT, { maxLength: ACTS, minLength: Math.min(4, ACTS) }),
      fc.constantFrom(WHOLE, BESIDE, RECHARGE),
      async (acts, debt) => {
        lived += 1
        if (lived % LIVES_OF_SHOP === 0) {
          await stage.shop.close()
          stage = await openPaymentStage()
        }
        await lives([{ act: 'create', channel: 'wechat_h5' }, ...acts], debt)
        tell(lived)
      },
    )
    try {
      await fc.assert(life, {
        ...{ seed: SEED, numRuns: LIVES, endOnFailure: PATH === undefined },
        ...(PATH === undefined ? {} : { path: PATH }),
      })
    } finally {
      const done = Object.fromEntries(tally)
      const acts = [...tally.values()].reduce((sum, times) => sum + times, 0)
      process.stdout.write(`lives of payments: ${lived} lived, ${JSON.stringify(done)}\n`)
      noteLives({ of: 'payments', seed: SEED, lived, acts, done })
    }
    // So many lives come to every act there is.
    if (LIVES >= 200) expect(tally.size).toBe(9)
  },
)

it('leaves a shop without a contradiction', async () => {
  await stage.shop.sweep()
  await stage.shop.get(BackgroundWorker).start({ sweeps: false })
  await expectSoundShop(stage.shop)
})
