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
import { refuseMissing } from './delivery/missing-payment.js'
import { packedOf, type Pieces } from './domain/parcel-pieces.js'
import type { LockedOrder } from './locked-order.js'
import { OrderSteps, type StepActor } from './order-steps.js'

export interface Parcel {
  readonly carrierCode: string
  readonly trackingNo: string
  /** What is in it; everything that waits for a parcel if absent. */
  readonly pieces?: readonly Pieces[] | undefined
  /** How long the shop gives the buyer of a parcel before the receipt is taken as confirmed. */
  readonly autoConfirmAfterMs: number
}

/**
 * The parcel, the pieces in it and the line counters move together. A number that is taken writes nothing; a piece that was
 * shipped or cancelled meanwhile is not counted, so that the caller sees fewer than it asked for.
 */
const HAND_OVER = `
  with asked as (
    select * from unnest($6::uuid[], $7::int[]) as a (line_id, qty)
  ), shipment as (
    insert into shipments (id, order_id, member_id, carrier_code, tracking_no, phone_tail, shipped_at)
    select $1, o.id, o.member_id, $3, $4, o.receiver_tail, $5 from orders o where o.id = $2
    on conflict on constraint shipments_tracking_once do nothing
    returning id
  ), lines as (
    update order_lines l set shipped_qty = l.shipped_qty + a.qty from shipment, asked a
     where l.order_id = $2 and l.id = a.line_id and l.shipped_qty + a.qty <= l.qty - l.cancelled_qty
     returning l.id, a.qty
  ), packed as (
    insert into shipment_lines (shipment_id, line_id, qty) select shipment.id, lines.id, lines.qty from shipment, lines
  )
  select (select count(*) from shipment) as shipments, (select coalesce(sum(qty), 0) from lines) as pieces`

/**
 * Gives goods of a paid order to a carrier: parcel, stock, state and event in the caller's Tx. The order stays `paid` until
 * its last piece has left. What goes by itself has mostly gone before; what has not goes now, so that nothing of a shipped
 * order is still in the shop.
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

  /** Answers the shipment's id. Throws ORDER_ACTION_NOT_ALLOWED, ORDER_PAYMENT_MISSING, SHIP_PIECES_GONE or SHIPMENT_NO_TAKEN. */
  async run(
    tx: Tx,
    order: LockedOrder,
    parcel: Parcel,
    actor: StepActor,
  ): Promise<{ shipmentId: string; last: boolean }> {
    await refuseMissing(tx, order)
    this.steps.check(order, 'ship', actor)
    const { methods, complete, forParcels } = await this.leaving.run(tx, order)
    if (!complete) throw new DomainError('ORDER_ACTION_NOT_ALLOWED', { reason: 'HELD_SHIP' })
    const { pieces, last } = packedOf(forParcels, parcel.pieces)
    const now = this.clock.now()
    const shipmentId = await this.pack(tx, order, { ...parcel, pieces, shippedAt: isoOf(now) })
    const autoConfirmAt = addMs(now, autoConfirmAfterMs(methods, parcel.autoConfirmAfterMs))
    await this.steps.take(
      tx,
      order,
      last ? 'ship' : 'ship_part',
      actor,
      last ? { at: now, autoConfirmAt } : { at: now },
    )
    const parcelOf = { orderId: order.id, memberId: order.memberId, shipmentId }
    await this.outbox.publish(tx, 'order.parcel-shipped', { ...parcelOf, last })
    if (last) await this.outbox.publish(tx, 'order.shipped', parcelOf)
    return { shipmentId, last }
  }

  private async pack(
    tx: Tx,
    order: LockedOrder,
    { carrierCode, trackingNo, pieces, shippedAt }: Parcel & { pieces: readonly Pieces[]; shippedAt: string },
  ): Promise<string> {
    const shipmentId = newId<'shipment'>(this.clock)
    const lineIds = pieces.map(({ lineId }) => lineId)
    const quantities = pieces.map(({ qty }) => qty)
    const values = [shipmentId, order.id, carrierCode, trackingNo, shippedAt, lineIds, quantities]
    const packed = await tx.one<{ shipments: number; pieces: number }>(HAND_OVER, values)
    if (packed.shipments === 0) throw new DomainError('SHIPMENT_NO_TAKEN', { trackingNo })
    const asked = quantities.reduce((sum, qty) => sum + qty, 0)
    assert(packed.pieces === asked, `order ${order.id} packs ${packed.pieces} pieces of ${asked} while its row is held`)
    const consumed = await this.inventory.consume(tx, { kind: 'order', id: order.id }, `shipment:${shipmentId}`, pieces)
    assert(consumed === asked, `order ${order.id} ships ${asked} pieces but ${consumed} were reserved`)
    return shipmentId
  }
}
