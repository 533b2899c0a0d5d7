import { present } from '@jishi/kernel/assert'
import { idOf } from '@jishi/kernel/id'
import type { OrderState } from '@jishi/contracts/order/order.terms'
import type { OperatorActor } from '../infra/auth/actor.js'
import { Database } from '../infra/database/database.js'
import { DeliverNow } from '../infra/outbox/deliver-now.js'
import { OrderFacade } from '../modules/order/index.js'
import { PaymentFacade } from '../modules/payment/index.js'
import type { DemoStep, DemoWork } from './demo-step.js'
import { PLACE_ROUTE, placeOrder, takeStep, type OrderWorld } from './live-order.js'
import { stepsOf, type PlannedStep } from './plan.js'
import { buyersOf } from './seed-people.js'
import { operatorsThere, ordersThere, orderStatesThere, skusThere } from './what-is-there.js'

const SHIPPER = 'clerk'
const PROGRESS_EVERY = 250

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

const worldOf = async (work: DemoWork): Promise<OrderWorld> => {
  const { app, clock, shop, plan } = work
  const database = app.get(Database)
  const codes = new Set(plan.flatMap(({ lines }) => lines.map(({ externalCode }) => externalCode)))
  return {
    ...{ database, clock, shopName: shop.shop.name },
    orders: app.get(OrderFacade),
    payments: app.get(PaymentFacade),
    deliver: app.get(DeliverNow),
    buyers: await buyersOf(work),
    skus: await skusThere(database, [...codes]),
    shipper: await shipperOf(database),
  }
}

/** Lives the ninety days, one step after the other, each at its own time. */
export const seedOrders: DemoStep = {
  name: '九十天的订单',
  async run(work) {
    const { clock, plan, onProgress } = work
    const world = await worldOf(work)
    // Whatever a killed seeding had still to tell is told before looking how far it came.
    await world.deliver.run()
    const placed = await ordersThere(world.database, PLACE_ROUTE)
    const states = await orderStatesThere(world.database, [...placed.values()])
    let made = placed.size
    for (const { at, kind, order } of stepsOf(plan)) {
      const known = placed.get(order.key)
      if (known !== undefined && isBehind(kind, states.get(known))) continue
      clock.set(at)
      if (kind !== 'place') {
        await takeStep(world, kind, order, present(known, `the order ${order.key}`))
        continue
      }
      placed.set(order.key, await placeOrder(world, order))
      made += 1
      if (made % PROGRESS_EVERY === 0) onProgress(`订单 ${made} / ${plan.length}`)
    }
    await world.deliver.run()
  },
}

const isBehind = (kind: PlannedStep['kind'], state: OrderState | undefined): boolean =>
  kind === 'place' || (state !== undefined && BEHIND[state].includes(kind))
