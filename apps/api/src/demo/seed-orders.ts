import { present } from '@jishi/kernel/assert'
import { idOf } from '@jishi/kernel/id'
import type { OrderState } from '@jishi/contracts/order/order.terms'
import type { OperatorActor } from '../infra/auth/actor.js'
import { Database } from '../infra/database/database.js'
import { DeliverNow } from '../infra/outbox/deliver-now.js'
import { OrderFacade } from '../modules/order/index.js'
import { PaymentFacade } from '../modules/payment/index.js'
import type { DemoStep, DemoWork } from './demo-step.js'
import { inLanes, oneAtATime } from './lanes.js'
import { PLACE_ROUTE, placeOrder, takeStep, type OrderWorld } from './live-order.js'
import { stepsOf, type PlannedStep } from './plan.js'
import { buyersOf } from './seed-people.js'
import { operatorsThere, ordersThere, orderStatesThere, skusThere } from './what-is-there.js'

const SHIPPER = 'clerk'
const PROGRESS_EVERY = 250
export const LANES = 6

/** The steps that an order in this state has behind it. */
const BEHIND: Readonly<Record<OrderState, readonly PlannedStep['kind'][]>> = {
  pending_payment: [],
  awaiting_balance: [],
  closing: [],
  paid: ['pay'],
  shipped: ['pay', 'ship'],
  completed: ['pay', 'ship', 'confirm'],
  closed: ['cancel', 'time-out'],
  refunded: ['pay', 'ship', 'confirm'],
}

const shipperOf = async (database: Database): Promise<OperatorActor> => {
  const id = present((await operatorsThere(database, [SHIPPER])).get(SHIPPER), `the operator ${SHIPPER}`)
  const permissions = new Set(['order.ship'])
  return { kind: 'operator', operatorId: idOf(id), sessionId: 'demo', displayName: SHIPPER, permissions }
}

/** Everything an order of these SKUs meets. */
export const worldOf = async (work: DemoWork, codes: readonly string[]): Promise<OrderWorld> => {
  const { app, clock, shop } = work
  const database = app.get(Database)
  return {
    ...{ database, clock, shopName: shop.shop.name, alone: oneAtATime() },
    orders: app.get(OrderFacade),
    payments: app.get(PaymentFacade),
    deliver: app.get(DeliverNow),
    buyers: await buyersOf(work),
    skus: await skusThere(database, codes),
    shipper: await shipperOf(database),
  }
}

interface Progress {
  /** Orders that exist, by their key in the plan. */
  readonly placed: Map<string, string>
  readonly states: ReadonlyMap<string, OrderState>
}

/** Whatever a killed seeding had still to tell is told before looking how far it came. */
export const progressOf = async ({ database, deliver }: OrderWorld): Promise<Progress> => {
  await deliver.run()
  const placed = await ordersThere(database, PLACE_ROUTE)
  return { placed, states: await orderStatesThere(database, [...placed.values()]) }
}

/** Lives the ninety days: steps begin in the order of their times, a few orders side by side. */
export const seedOrders: DemoStep = {
  name: '九十天的订单',
  async run(work) {
    const { clock, plan, onProgress } = work
    const codes = new Set(plan.flatMap(({ lines }) => lines.map(({ externalCode }) => externalCode)))
    const world = await worldOf(work, [...codes])
    const { placed, states } = await progressOf(world)
    const left = stepsOf(plan).filter(({ kind, order }) => !isBehind(kind, placed.get(order.key), states))
    await learnSizes(world.database)
    const live = async ({ at, kind, order }: PlannedStep): Promise<void> => {
      if (kind !== 'place') {
        await clock.at(at, () => takeStep(world, kind, order, present(placed.get(order.key), order.key)))
        return
      }
      placed.set(order.key, await clock.at(at, () => placeOrder(world, order)))
      if (placed.size % PROGRESS_EVERY !== 0) return
      await learnSizes(world.database)
      onProgress(`订单 ${placed.size} / ${plan.length}`)
    }
    await inLanes(left, LANES, ({ order }) => order.key, live)
    await world.deliver.run()
    await learnSizes(world.database)
  },
}

/** Tables that were empty a moment ago: without this the planner takes them for empty and reads them whole. */
const learnSizes = (database: Database): Promise<number> => database.execute('analyze')

export const isBehind = (
  kind: PlannedStep['kind'],
  orderId: string | undefined,
  states: ReadonlyMap<string, OrderState>,
): boolean => {
  if (orderId === undefined || kind === 'place') return orderId !== undefined
  const state = states.get(orderId)
  return state !== undefined && BEHIND[state].includes(kind)
}
