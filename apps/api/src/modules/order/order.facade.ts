import { Injectable } from '@nestjs/common'
import type { PlaceOrderBody, QuoteBody, QuoteView } from '@jishi/contracts/order/order.schema'
import type { ShipBody } from '@jishi/contracts/order/shipment.schema'
import { DomainError } from '@jishi/kernel/errors'
import type { Id } from '@jishi/kernel/id'
import type { OperatorActor } from '../../infra/auth/actor.js'
import type { Sql, Tx } from '../../infra/database/sql.js'
import type { IdempotentCall } from '../../infra/idempotency/idempotency.js'
import type { Visit } from '../../infra/http/visit.js'
import type { StartedAttempt } from '../payment/index.js'
import { CloseOrder } from './close-order.js'
import { ApplyEffects } from './kinds/apply-effects.js'
import type { Effect } from './kinds/order-kind.js'
import { CompleteOrder } from './complete-order.js'
import { PlaceOrder } from './place-order.js'
import { QuoteOrder } from './quote-order.js'
import { ShipOrder } from './ship-order.js'
import { StartPayment, type Payer } from './start-payment.js'

/** No client is there: no platform's prices, and the shop's own language. */
const NOBODY: Visit = { channel: null, language: 'zh' }

/** The use cases of ordering for whoever drives them without HTTP, such as the making of the demo shop. */
@Injectable()
export class OrderFacade {
  constructor(
    private readonly quotes: QuoteOrder,
    private readonly placeOrder: PlaceOrder,
    private readonly startPayment: StartPayment,
    private readonly shipOrder: ShipOrder,
    private readonly completeOrder: CompleteOrder,
    private readonly closeOrder: CloseOrder,
    private readonly applying: ApplyEffects,
  ) {}

  quote(memberId: Id<'member'>, body: QuoteBody): Promise<QuoteView> {
    return this.quotes.run(memberId, body, NOBODY)
  }

  async place(memberId: Id<'member'>, call: IdempotentCall, body: PlaceOrderBody): Promise<Id<'order'>> {
    return (await this.placeOrder.run(memberId, call, body, NOBODY)).id
  }

  /** Records an attempt for the open term in the caller's Tx; no channel is called. */
  recordAttempt(tx: Tx, payer: Payer, orderId: string, channel: string, shopName: string): Promise<StartedAttempt> {
    return this.startPayment.record(tx, payer, orderId, { channel }, shopName)
  }

  /** The number of a member's own order. Throws NOT_FOUND. */
  async orderNoOf(reader: Sql, memberId: Id<'member'>, orderId: string): Promise<string> {
    const own = await reader.maybe<{ orderNo: string }>(
      'select order_no as "orderNo" from orders where id = $1 and member_id = $2',
      [orderId, memberId],
    )
    if (own === undefined) throw new DomainError('NOT_FOUND')
    return own.orderNo
  }

  ship(operator: OperatorActor, orderId: string, call: IdempotentCall, body: ShipBody): Promise<void> {
    return this.shipOrder.run(operator, orderId, call, body)
  }

  confirmReceipt(memberId: string, orderId: string, call: IdempotentCall): Promise<void> {
    return this.completeOrder.byMember(memberId, orderId, call)
  }

  cancel(memberId: string, orderId: string, call: IdempotentCall, reason?: string): Promise<void> {
    return this.closeOrder.byMember(memberId, orderId, call, reason === undefined ? {} : { reason })
  }

  /**
   * Does what the module of a kind wants done to one of its orders, in the caller's Tx and outside its hooks: one order a Tx. A `close` of
   * an unpaid order asks the channel first where money may be on its way; of a paid one it gives everything back. An order that is
   * over stays so. Throws NOT_FOUND, and ORDER_ACTION_NOT_ALLOWED while an after-sale, a supplement or a hold of the kind
   * itself keeps it from being closed: release your own before, and try again later where it is none of yours.
   */
  applyEffects(tx: Tx, orderId: string, effects: readonly Effect[]): Promise<void> {
    return this.applying.run(tx, orderId, effects)
  }

  /** What the timer does when the time to pay is over; nothing for an order that is not due. */
  closeWhenDue(orderId: string): Promise<void> {
    return this.closeOrder.whenDue(orderId)
  }
}
