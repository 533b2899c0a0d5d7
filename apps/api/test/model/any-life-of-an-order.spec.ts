import fc from 'fast-check'
import { dayMs, hourMs, minuteMs } from '@jishi/kernel/time'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { noteLives, tellProgress } from '../support/night-notes.js'
import { Desk, openStage, type Stage } from './desk.js'
import { payableFen, unborn, type Life } from './life.js'
import { anyActs, standingOf, stepsOf, tally, type Step } from './steps.js'

/**
 * `npm test` lives six lives, always the same and all of them however slow the machine is, `npm run test:nightly` two thousand of
 * about fifty acts, in parts: most acts that are drawn would be refused and are left out, so that eight are drawn for one. A life that
 * went wrong is told with its seed and path: MODEL_SEED=… MODEL_PATH=… lives it again.
 */
const LIVES = Number(process.env['MODEL_LIVES'] ?? 6)
const ACTS = Number(process.env['MODEL_ACTS'] ?? 160)
/** For what hangs, far beyond what a busy machine needs. */
const LIMIT_MS = 20 * minuteMs + LIVES * 2 * minuteMs
/** The same for everybody who says nothing: what passed here passes there. The night looks for new ones. */
const SEED = Number(process.env['MODEL_SEED'] ?? 20_261_129)
const PATH = process.env['MODEL_PATH']
/** The clock of a shop only goes forward, so after so many lives there is a new one. */
const LIVES_OF_SHOP = 100

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.shop.close())

const QTYS = fc.constantFrom([1, 0], [3, 0], [2, 1], [3, 2])

const born = async (qtys: readonly number[], withCoupon = false): Promise<{ model: Life; real: Desk }> => {
  const real = await Desk.open(stage)
  const model = unborn(real.now)
  model.lines = await real.place(qtys, withCoupon)
  Object.assign(model, {
    coupon: withCoupon ? 'locked' : null,
    state: 'pending_payment',
    dueAt: real.now + stage.rules.payWithinMs,
    wayFen: model.lines.reduce((sum, { freightFen }) => sum + freightFen, 0),
    stock: real.skuIds,
  })
  expect(payableFen(model)).toBeGreaterThan(0)
  expect(await real.standing()).toEqual(standingOf(model))
  return { model, real }
}

const lives = async (qtys: readonly number[], steps: readonly Step[], withCoupon = false): Promise<Life> => {
  const { model, real } = await born(qtys, withCoupon)
  for (const step of steps) {
    expect(step.check(model)).toBe(true)
    await step.run(model, real)
  }
  await real.sound()
  return model
}

describe('lives that once went wrong, or might', () => {
  const steps = () => stepsOf(stage.rules)

  it('a piece back before it left, then the rest: all of it comes back, and the stock with it', async () => {
    const { pay, ask } = steps()
    const life = await lives([3, 2], [pay(3), ask({ qty: 1 }), ask({ qty: 2 }), ask({ line: 1, qty: 2 })])
    expect(life).toMatchObject({ state: 'refunded', refundedFen: payableFen(life) })
  })

  it('money back for kept pieces after the receipt, then the same asked for again', async () => {
    const { pay, ship, receive, ask, approve, review } = steps()
    const first = [pay(), ship(), receive, review(0), review(0), ask({ qty: 2, fault: true }), approve(0), approve(0)]
    const life = await lives([3, 0], [...first, ask({ qty: 2, fault: true }), ask({ fault: true }), approve(1)])
    expect(life).toMatchObject({ state: 'refunded', refundedFen: payableFen(life) })
  })

  it('a parcel of some, the rest cancelled, a piece returned, refused, judged and paid', async () => {
    const { pay, ship, ask, receive, approve, sendBack, refuseGoods, complain, judge } = steps()
    await lives(
      [2, 1],
      [
        ...[pay(), ship(0, 1), ask({ qty: 1 }), ask({ line: 1, qty: 1 }), receive],
        ...[ask({ returns: true, fault: true }), approve(2), sendBack(2), refuseGoods(2, 1), complain(2)],
        ...[judge(2, 1, true), judge(2, 0, true)],
      ],
    )
  })

  it('another address, dearer and cheaper, before all of it is given back', async () => {
    const { pay, move, stay, ask, time } = steps()
    const life = await lives(
      [2, 1],
      [
        ...[pay(), move(2), ask({}), stay, move(2), time(31 * minuteMs), move(2), pay(), move(1), move(0), pay()],
        ...[ask({ qty: 2 }), ask({ line: 1 })],
      ],
    )
    expect(life.state).toBe('refunded')
  })

  it('goods refused that were never sent back, a yes in the middle of an arbitration, a judgement where nobody complained', async () => {
    const { pay, ship, receive, ask, refuseGoods, approve, refuse, complain, judge } = steps()
    await lives(
      [3, 0],
      [
        ...[pay(), ship(), receive, ask({ qty: 2, returns: true, fault: true }), refuseGoods(0), judge(0, 1, true)],
        ...[refuse(0), complain(0), approve(0), approve(0, 1), judge(0, 0, true), judge(0, 1, false)],
      ],
    )
  })

  it('silence on both sides, and goods that nobody looked at', async () => {
    const { pay, ship, ask, time, sendBack, receive, refuse } = steps()
    await lives(
      [3, 2],
      [
        ...[pay(), ship(0, 2), ask({ qty: 3, fault: true }), time(49 * hourMs), ship(), time(8 * dayMs)],
        ...[ask({ line: 1, returns: true, fault: true }), time(49 * hourMs), sendBack(1), time(11 * dayMs), receive],
        ...[ask({ line: 1, fault: true }), refuse(2), time(8 * dayMs), ask({ line: 1, fault: true, less: true })],
        time(49 * hourMs),
      ],
    )
  })

  it('dearer goods: paid for, refused, judged, sent after all; and cheaper ones, taken by time', async () => {
    const { pay, ship, receive, exchange, approve, sendBack, takeGoods, refuseGoods, complain, judge } = steps()
    const { resend, signFor, time, withdraw } = steps()
    const life = await lives(
      [3, 2],
      [
        ...[pay(), ship(), receive, exchange({ wanted: 1 }), exchange({ line: 1, wanted: 0 }), approve(0), pay()],
        ...[approve(1), sendBack(0), refuseGoods(0, 1), withdraw(1), complain(0), judge(0, 0, true), resend(0)],
        ...[signFor(0), exchange({ line: 1, wanted: 0, fault: true }), approve(2), sendBack(2), takeGoods(2, 1)],
        ...[resend(2), time(11 * dayMs)],
      ],
      true,
    )
    expect(life.sales.map(({ state }) => state)).toEqual(['done', 'withdrawn', 'resent'])
    expect(life.lines.map(({ exchanged }) => exchanged)).toEqual([1, 1])
  })

  it('other goods that are gone, an open payment that runs out, a shop that sends nothing', async () => {
    const { pay, ship, exchange, sellOut, approve, time, payDifference, sendBack, takeGoods, withdraw } = steps()
    const life = await lives(
      [3, 0],
      [
        ...[pay(), ship(0, 2), exchange({ wanted: 1 }), approve(0), time(31 * minuteMs), payDifference(0)],
        ...[exchange({ wanted: 0 }), pay(), exchange({ wanted: 0, fault: true }), sendBack(0), takeGoods(0, 1)],
        ...[sellOut(0), approve(1), time(49 * hourMs), time(8 * dayMs), withdraw(1)],
      ],
    )
    expect(life.sales.map(({ state }) => state)).toEqual(['done', 'closed'])
  })

  it('other goods for no reason that the shop never sends: the freight of the line comes back as well', async () => {
    const { pay, ship, receive, exchange, approve, sendBack, takeGoods, time } = steps()
    const wish = { line: 1, wanted: 0, fault: false }
    const life = await lives(
      [2, 1],
      [pay(), ship(), receive, exchange(wish), approve(0), sendBack(0), takeGoods(0, 1), time(8 * dayMs)],
    )
    expect(life.lines[1]).toMatchObject({ returned: 1, freightBackFen: life.lines[1]?.freightFen })
  })

  it('a piece, a line, and all the rest that the shop cancels: the coupon comes back with the last', async () => {
    const { pay, shopCancels, move, ask, approve } = steps()
    const life = await lives(
      [3, 2],
      [
        ...[pay(), shopCancels({ line: 0, qty: 1, coupon: true }), move(2), shopCancels({ line: 1, fault: false })],
        ...[ask({ qty: 1, fault: true }), shopCancels({}), approve(0), shopCancels({ coupon: true })],
      ],
      true,
    )
    expect(life).toMatchObject({ state: 'refunded', coupon: 'held', madeUp: 2, refundedFen: payableFen(life) })
  })

  it('a price lowered while it was being paid, the old money on its way, and the pieces back to the fen', async () => {
    const { startToPay, reprice, agree, payLate, pay, ship, ask, approve } = steps()
    const life = await lives(
      [3, 2],
      [
        ...[startToPay, reprice([-20, 5]), startToPay, reprice([-30]), reprice([-400]), pay(), agree(1), payLate],
        ...[ask({ qty: 1 }), ship(0, 1), ask({ qty: 1, fault: true }), approve(1), ask({ line: 1, qty: 2 })],
      ],
      true,
    )
    expect(life.prices.map(({ state }) => state)).toEqual(['replaced', 'in_force', 'overtaken'])
    expect(life.strayFen).toBeGreaterThan(0)
  })

  it('a price raised and lowered by two, refused, taken back, for nothing, and closed while one waits', async () => {
    const { startToPay, reprice, agree, refusePrice, takePriceBack, time, payLate } = steps()
    const life = await lives(
      [3, 2],
      [
        ...[reprice([90, 400]), agree(0), reprice([-7]), agree(1), startToPay, reprice([-400], 1), refusePrice(1)],
        ...[refusePrice(0), reprice([]), takePriceBack(0), reprice([90, 400]), reprice([-9_000])],
        ...[reprice([-291]), takePriceBack(1), takePriceBack(0), reprice([-873, 0]), agree(1), reprice([-320])],
        ...[time(31 * minuteMs), agree(1), payLate, reprice([-1])],
      ],
    )
    expect(life).toMatchObject({ state: 'closed', paidFen: 0, strayFen: expect.any(Number) as number })
    expect(life.prices.map(({ state }) => state)).toContain('overtaken')
  })

  it('money that comes when the order is closed', async () => {
    const { startToPay, time, payLate, pay, cancel } = steps()
    const life = await lives([1, 0], [startToPay, time(31 * minuteMs), payLate, pay(), cancel])
    expect(life).toMatchObject({ state: 'closed', refundedFen: 0 })
  })
})

const actsSoFar = (): number => [...tally.values()].reduce((sum, { done, refused }) => sum + done + refused, 0)
const doneSoFar = (): Record<string, number> => Object.fromEntries([...tally].map(([kind, { done }]) => [kind, done]))

it('any life of an order goes as foretold, by every book', { timeout: LIMIT_MS }, async () => {
  process.stdout.write(`lives of orders: MODEL_SEED=${SEED} (${LIVES} of at most ${ACTS} draws)\n`)
  let lived = 0
  const tell = tellProgress('orders', LIVES)
  const { pay, ship, receive, reprice, agree } = stepsOf(stage.rules)
  const childhood = fc.constantFrom(
    [],
    [],
    [pay()],
    [reprice([-150, 60]), agree(1), pay()],
    [reprice([-7]), pay(), ship(), receive],
    [pay(), ship(0, 1)],
    [pay(), ship()],
    [pay(), ship(), receive],
  )
  const life = fc.asyncProperty(QTYS, fc.boolean(), childhood, anyActs(stage.rules, ACTS), async (...given) => {
    const [qtys, withCoupon, first, acts] = given
    lived += 1
    if (lived % LIVES_OF_SHOP === 0) {
      await stage.shop.close()
      stage = await openStage()
    }
    const { model, real } = await born(qtys, withCoupon)
    for (const step of first) await step.run(model, real)
    await fc.asyncModelRun(() => ({ model, real }), acts)
    await real.sound()
    tell(lived)
  })
  const before = actsSoFar()
  try {
    await fc.assert(life, {
      ...{ seed: SEED, numRuns: LIVES, endOnFailure: PATH === undefined },
      ...(PATH === undefined ? {} : { path: PATH }),
    })
  } finally {
    const acts = actsSoFar() - before
    process.stdout.write(`lives of orders: ${lived} lived, ${acts} acts\n`)
    noteLives({ of: 'orders', seed: SEED, lived, acts, done: doneSoFar() })
  }
  if (process.env['MODEL_TALLY'] !== undefined) process.stdout.write(`${JSON.stringify([...tally])}\n`)
})
