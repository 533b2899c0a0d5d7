import { Inject, Injectable } from '@nestjs/common'
import { assert } from '@jishi/kernel/assert'
import { DomainError } from '@jishi/kernel/errors'
import { newId } from '@jishi/kernel/id'
import type { Clock } from '@jishi/kernel/time'
import { addMs, isoOf } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import type { Tx } from '../../infra/database/sql.js'
import { Outbox } from '../../infra/outbox/outbox.js'
import { InventoryFacade } from '../inventory/index.js'
import { autoConfirmAfterMs } from './delivery/delivery-methods.js'
import { LeaveByItself } from './delivery/leave-by-itself.js'
import type { LockedOrder } from './locked-order.js'
import { OrderSteps, type StepActor } from './order-steps.js'

export interface Parcel {
  readonly carrierCode: string
  readonly trackingNo: string
  /** How long the shop gives the buyer of a parcel before the receipt is taken as confirmed. */
  readonly autoConfirmAfterMs: number
}

/** The parcel, the pieces in it and the line counters move together. A number that is taken writes nothing. */
const HAND_OVER = `
  with shipment as (
    insert into shipments (id, order_id, member_id, carrier_code, tracking_no, phone_tail, shipped_at)
    select $1, o.id, o.member_id, $3, $4, o.receiver_tail, $5 from orders o where o.id = $2
    on conflict on constraint shipments_tracking_once do nothing
    returning id
  ), lines as (
    update order_lines l set shipped_qty = l.qty - l.cancelled_qty from shipment
     where l.order_id = $2 and l.qty - l.cancelled_qty > l.shipped_qty
     returning l.id, l.qty - l.cancelled_qty as qty
  ), packed as (
    insert into shipment_lines (shipment_id, line_id, qty) select shipment.id, lines.id, lines.qty from shipment, lines
  )
  select (select count(*) from shipment) as shipments, (select coalesce(sum(qty), 0) from lines) as pieces`

/**
 * Gives the goods of a paid order to a carrier: parcel, stock, state and event in the caller's Tx. What goes by itself has
 * mostly gone before; what has not goes now, so that nothing of a shipped order is still in the shop.
 */
@Injectable()
export class HandOver {
  constructor(
    private readonly steps: OrderSteps,
    private readonly leaving: LeaveByItself,
    private readonly inventory: InventoryFacade,
    private readonly outbox: Outbox,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Answers the shipment's id. Throws ORDER_ACTION_NOT_ALLOWED or SHIPMENT_NO_TAKEN. */
  async run(tx: Tx, order: LockedOrder, parcel: Parcel, actor: StepActor): Promise<string> {
    this.steps.check(order, 'ship', actor)
    const { methods, complete } = await this.leaving.run(tx, order)
    if (!complete) throw new DomainError('ORDER_ACTION_NOT_ALLOWED', { reason: 'HELD_SHIP' })
    const now = this.clock.now()
    const shipmentId = newId<'shipment'>(this.clock)
    const { shipments, pieces } = await tx.one<{ shipments: number; pieces: number }>(HAND_OVER, [
      shipmentId,
      order.id,
      parcel.carrierCode,
      parcel.trackingNo,
      isoOf(now),
    ])
    if (shipments === 0) throw new DomainError('SHIPMENT_NO_TAKEN', { trackingNo: parcel.trackingNo })
    const consumed = await this.inventory.consume(tx, { kind: 'order', id: order.id }, `shipment:${shipmentId}`)
    assert(consumed === pieces, `order ${order.id} ships ${pieces} pieces but ${consumed} were reserved`)
    await this.steps.take(tx, order, 'ship', actor, {
      at: now,
      autoConfirmAt: addMs(now, autoConfirmAfterMs(methods, parcel.autoConfirmAfterMs)),
    })
    await this.outbox.publish(tx, 'order.shipped', { orderId: order.id, memberId: order.memberId, shipmentId })
    return shipmentId
  }
}
