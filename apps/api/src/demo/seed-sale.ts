import { assert, present } from '@jishi/kernel/assert'
import { newId } from '@jishi/kernel/id'
import { addHours, addMinutes, addMs, hourMs, isoOf, minuteMs, secondMs, type Instant } from '@jishi/kernel/time'
import { Database } from '../infra/database/database.js'
import { SeckillFacade } from '../modules/seckill/index.js'
import type { DemoStep, DemoWork } from './demo-step.js'
import { goodsOf, nameOf, offeredOf, openSession, SLOT_HOURS, slotOf } from './keep-sessions.js'
import { inLanes } from './lanes.js'
import { placeOrder, takeStep, type OrderWorld } from './live-order.js'
import { stepsOf, type PlannedOrder } from './plan.js'
import { isBehind, LANES, progressOf, worldOf } from './seed-orders.js'
import { saleThere, takesThere, type KnownSale } from './what-is-there.js'

/** Over for so long that all of it was lived, wherever in its slot the shop was opened. */
const OVER_FOR_MS = hourMs
const WARM_UP_HOURS = 12
const PAY_WITHIN_MINUTES = 10
const TOTALS = [9, 7, 6, 5, 4, 3]
/** Of the numbers of the orders nothing is shared: parcels are told apart by them. */
const FIRST_KEY = 9_001
const EVERY_MS = 7 * secondMs
/** Each of those who came wants one; what a tenth of them wins is let go, and another tenth never pays. */
const EVERY = 10
const [LETS_GO, NEVER_PAYS] = [4, 8]
const STILL_TO_SHIP = 3

interface Wish {
  readonly order: PlannedOrder
  readonly skuId: string
  readonly takenAt: Instant
  readonly letsGo: boolean
}

interface Window {
  readonly startsAt: Instant
  readonly endsAt: Instant
}

const windowOf = ({ record }: DemoWork): Window => {
  const endsAt = slotOf(addMs(record.livedUntil, -OVER_FOR_MS))
  return { startsAt: addHours(endsAt, -SLOT_HOURS), endsAt }
}

/** Planned and armed half a day before, as an operator does it; found again after a killed seeding. */
const saleOf = async ({ app, clock, shop }: DemoWork, { startsAt, endsAt }: Window): Promise<KnownSale | undefined> => {
  const database = app.get(Database)
  const there = await saleThere(database, isoOf(endsAt))
  if (there !== undefined) return there
  const armedAt = addHours(startsAt, -WARM_UP_HOURS)
  await clock.at(armedAt, async () => {
    const offered = await offeredOf(app, shop, armedAt)
    const items = goodsOf(offered, endsAt).map(({ skuId, priceFen }, place) => ({
      ...{ skuId, priceFen, total: TOTALS[place] ?? 1, perMember: 1 },
    }))
    const times = { warmUpAt: isoOf(armedAt), startsAt: isoOf(startsAt), endsAt: isoOf(endsAt) }
    const terms = { payWithinMinutes: PAY_WITHIN_MINUTES, proofBits: 0 }
    if (items.length > 0) await openSession(app, { name: nameOf(endsAt), ...times, ...terms, items })
  })
  return saleThere(database, isoOf(endsAt))
}

/** Whoever was a member by then comes in turn, for the goods that are offered most. */
const wishesOf = ({ plan }: DemoWork, sale: KnownSale, { startsAt }: Window): Wish[] => {
  const members = [...new Set(plan.filter(({ placedAt }) => placedAt < startsAt).map(({ member }) => member))]
  const wanted = sale.items.flatMap(({ externalCode, skuId, total }) =>
    Array.from({ length: total }, (_, nth) => ({ externalCode, skuId, nth })),
  )
  const inTurn = wanted.sort((one, other) => one.nth - other.nth).slice(0, members.length)
  return inTurn.map(({ externalCode, skuId }, nth) => {
    const takenAt = addMs(startsAt, secondMs + nth * EVERY_MS)
    const placedAt = addMs(takenAt, 20 * secondMs)
    const paid = { paidAt: addMs(placedAt, 45 * secondMs) }
    const shipped = nth < inTurn.length - STILL_TO_SHIP ? { shippedAt: addMinutes(placedAt, 50 + nth) } : {}
    const over = { timedOutAt: addMs(takenAt, (PAY_WITHIN_MINUTES + 1) * minuteMs) }
    const order: PlannedOrder = {
      ...{ key: `sale-${FIRST_KEY + nth}`, member: members[nth] ?? 0, lines: [{ externalCode, qty: 1 }], placedAt },
      ...(nth % EVERY === NEVER_PAYS ? { ...over, ending: 'closed' } : { ...paid, ...shipped, ending: 'paid' }),
    }
    return { order, skuId, takenAt, letsGo: nth % EVERY === LETS_GO }
  })
}

/** One after the other, so that each is taken at its own time. Answers the take of each order's key. */
const takeAll = async (world: OrderWorld, app: DemoWork['app'], sale: KnownSale, wishes: readonly Wish[]) => {
  const seckill = app.get(SeckillFacade)
  const earlier = await takesThere(world.database, sale.id)
  const takes = new Map<string, string>()
  for (const { order, skuId, takenAt } of wishes) {
    const { memberId } = present(world.buyers[order.member], 'a buyer')
    const itemId = present(
      sale.items.find((item) => item.skuId === skuId),
      skuId,
    ).itemId
    let takeId = earlier.get(memberId)
    if (takeId === undefined) {
      takeId = newId(world.clock)
      const ask = { itemId, takeId, request: newId(world.clock), memberId, qty: 1, again: false }
      const decided = await world.clock.at(takenAt, () =>
        seckill.take({ ...ask, holdMs: PAY_WITHIN_MINUTES * minuteMs }),
      )
      assert(decided.state === 'won', `${order.key} was told ${decided.state}`)
    }
    takes.set(order.key, takeId)
  }
  return takes
}

const buyAll = async (world: OrderWorld, plan: readonly PlannedOrder[], takes: ReadonlyMap<string, string>) => {
  const { placed, states } = await progressOf(world)
  const left = stepsOf(plan).filter(({ kind, order }) => !isBehind(kind, placed.get(order.key), states))
  await inLanes(
    left,
    LANES,
    ({ order }) => order.key,
    ({ at, kind, order }) =>
      world.clock.at(at, async () => {
        if (kind !== 'place') return takeStep(world, kind, order, present(placed.get(order.key), order.key))
        const ref = present(takes.get(order.key), order.key)
        placed.set(order.key, await placeOrder(world, order, { code: 'seckill', ref }))
      }),
  )
  await world.deliver.run()
}

/** A session that is over, with everything that happens in one: won, let go, not paid, paid, sent. */
export const seedSale: DemoStep = {
  name: '一场结束了的秒杀',
  async run(work) {
    const { app, clock } = work
    const window = windowOf(work)
    const sale = await saleOf(work, window)
    if (sale === undefined || sale.settled) return
    const wishes = wishesOf(work, sale, window)
    const world = await worldOf(
      work,
      sale.items.map(({ externalCode }) => externalCode),
    )
    const tend = (at: Instant): Promise<void> => clock.at(at, () => app.get(SeckillFacade).tend())
    await tend(addMs(window.startsAt, secondMs))
    const takes = await takeAll(world, app, sale, wishes)
    await buyAll(
      world,
      wishes.filter(({ letsGo }) => !letsGo).map(({ order }) => order),
      takes,
    )
    const lastHold = addMinutes(present(wishes.at(-1), 'a wish').takenAt, PAY_WITHIN_MINUTES)
    await tend(addMs(lastHold, secondMs))
    await tend(addMs(window.endsAt, secondMs))
  },
}
