import { present } from '@jishi/kernel/assert'
import { idOf } from '@jishi/kernel/id'
import type { KindAsked } from '@jishi/contracts/order/order-kind.schema'
import { PLATFORMS } from '@jishi/contracts/order/order.terms'
import type { OperatorActor } from '../infra/auth/actor.js'
import type { Database } from '../infra/database/database.js'
import type { IdempotentCall } from '../infra/idempotency/idempotency.js'
import type { DeliverNow } from '../infra/outbox/deliver-now.js'
import type { OrderFacade } from '../modules/order/index.js'
import type { PaymentFacade } from '../modules/payment/index.js'
import type { DemoClock } from './demo-clock.js'
import { parcelOf } from './parcels.js'
import type { PlannedOrder, PlannedStep } from './plan.js'
import type { Buyer } from './seed-people.js'

export const PLACE_ROUTE = 'demo.place'
const STEP_ROUTE = 'demo.step'
const CHANNEL = 'demo'
const LOOPBACK = '127.0.0.1'
/** Every seventh parcel goes to the second address, where there is one. */
const SECOND_ADDRESS_EVERY = 7

export interface OrderWorld {
  readonly database: Database
  readonly orders: OrderFacade
  readonly payments: PaymentFacade
  readonly deliver: DeliverNow
  readonly clock: DemoClock
  /** Paying and hearing of it are one piece: nobody else's news may be told at this order's time. */
  readonly alone: <Result>(work: () => Promise<Result>) => Promise<Result>
  readonly buyers: readonly Buyer[]
  readonly skus: ReadonlyMap<string, string>
  readonly shipper: OperatorActor
  readonly shopName: string
}

interface Known {
  readonly buyer: Buyer
  readonly orderId: string
}

type Take = (world: OrderWorld, order: PlannedOrder, known: Known) => Promise<void>

const callOf = (order: PlannedOrder, step: string, buyer: Buyer, route = STEP_ROUTE): IdempotentCall => ({
  actor: `member:${buyer.memberId}`,
  route,
  key: step === '' ? order.key : `${order.key}.${step}`,
  body: order.key,
})

/** Prices and places what the plan says, as a buyer's page would. Answers the order's id, the same when repeated. */
export const placeOrder = async (world: OrderWorld, order: PlannedOrder, kind?: KindAsked): Promise<string> => {
  const buyer = buyerOf(world, order)
  const nth = Number(order.key.replace(/\D/g, ''))
  const address = buyer.addresses[nth % SECOND_ADDRESS_EVERY === 0 ? buyer.addresses.length - 1 : 0]
  const { id: addressId } = present(address, 'an address')
  const lines = order.lines.map(({ externalCode, qty }) => ({
    skuId: present(world.skus.get(externalCode), externalCode),
    qty,
  }))
  const body = { source: 'buyNow' as const, lines, addressId, ...(kind === undefined ? {} : { kind }) }
  const { quoteId, noReasonExcluded } = await world.orders.quote(buyer.memberId, body)
  const platform = PLATFORMS[nth % PLATFORMS.length]
  const placing = { ...body, quoteId, platform, noReasonConfirmed: noReasonExcluded }
  return world.orders.place(buyer.memberId, callOf(order, '', buyer, PLACE_ROUTE), placing)
}

const pay: Take = ({ database, orders, payments, deliver, clock, alone, shopName }, _, { buyer, orderId }) =>
  alone(async () => {
    const payer = { memberId: buyer.memberId, clientIp: LOOPBACK }
    await database.transaction(async (tx) => {
      const { attemptNo } = await orders.recordAttempt(tx, payer, orderId, CHANNEL, shopName)
      await payments.settleByDemo(tx, attemptNo, clock.now())
    })
    // The order hears of its money at the time it came, not at the end of the ninety days.
    await deliver.run()
  })

const STEPS: Readonly<Record<Exclude<PlannedStep['kind'], 'place'>, Take>> = {
  pay,
  cancel: ({ orders }, order, { buyer, orderId }) =>
    orders.cancel(buyer.memberId, orderId, callOf(order, 'cancel', buyer)),
  'time-out': ({ orders }, _, { orderId }) => orders.closeWhenDue(orderId),
  ship: ({ orders, shipper }, order, { buyer, orderId }) =>
    orders.ship(shipper, orderId, callOf(order, 'ship', buyer), parcelOf(order.key)),
  confirm: ({ orders }, order, { buyer, orderId }) =>
    orders.confirmReceipt(buyer.memberId, orderId, callOf(order, 'confirm', buyer)),
}

/** Takes one step of an order that has been placed. */
export const takeStep = (
  world: OrderWorld,
  kind: keyof typeof STEPS,
  order: PlannedOrder,
  orderId: string,
): Promise<void> => STEPS[kind](world, order, { buyer: buyerOf(world, order), orderId: idOf<'order'>(orderId) })

const buyerOf = ({ buyers }: OrderWorld, { member }: PlannedOrder): Buyer => present(buyers[member], 'a buyer')
