import { Inject, Injectable } from '@nestjs/common'
import type { ShipBody } from '@jishi/contracts/order/shipment.schema'
import { idOf } from '@jishi/kernel/id'
import type { Clock } from '@jishi/kernel/time'
import { AuditLog } from '../../infra/audit-log/audit-log.js'
import type { OperatorActor } from '../../infra/auth/actor.js'
import { CLOCK } from '../../infra/clock/clock.js'
import { Database } from '../../infra/database/database.js'
import type { Tx } from '../../infra/database/sql.js'
import { Idempotency, type IdempotentCall } from '../../infra/idempotency/idempotency.js'
import { SettingsFacade } from '../settings/index.js'
import { samePieces, type Pieces } from './domain/parcel-pieces.js'
import { CarrierTable } from './fulfilment/carriers.js'
import { HandOver, type Parcel } from './hand-over.js'
import { lockOrder, type LockedOrder } from './locked-order.js'

/** Sends an order's goods with a carrier, all that waits or some pieces. The number is checked against every other parcel. */
@Injectable()
export class ShipOrder {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly handOver: HandOver,
    private readonly carriers: CarrierTable,
    private readonly auditLog: AuditLog,
    private readonly settings: SettingsFacade,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Throws NOT_FOUND, CARRIER_UNKNOWN, ORDER_ACTION_NOT_ALLOWED (with the hold that blocks it), ORDER_PAYMENT_MISSING, SHIP_PIECES_GONE or
   * SHIPMENT_NO_TAKEN. Shipping the same again with the same carrier and number changes nothing: a double click is no
   * second parcel.
   */
  async run(operator: OperatorActor, orderId: string, call: IdempotentCall, body: ShipBody): Promise<void> {
    await this.database.transaction((tx) =>
      this.idempotency.run(tx, call, 'order', async () => {
        await this.within(tx, operator, orderId, body)
        return idOf<'order'>(orderId)
      }),
    )
  }

  /** The same in the caller's Tx, for whoever keeps by other means what was asked for. */
  async within(tx: Tx, operator: OperatorActor, orderId: string, body: ShipBody): Promise<void> {
    const { autoConfirmAfterMs } = await this.settings.get('order')
    const order = await lockOrder(tx, orderId, this.clock.now())
    const parcel = { ...body, trackingNo: body.trackingNo.toUpperCase(), autoConfirmAfterMs }
    if (!(await isShippedAs(tx, order, parcel))) await this.ship(tx, operator, order, parcel)
  }

  private async ship(tx: Tx, operator: OperatorActor, order: LockedOrder, parcel: Parcel): Promise<void> {
    await this.carriers.demandOffered(tx, parcel.carrierCode)
    const { shipmentId, last } = await this.handOver.run(tx, order, parcel, {
      kind: 'operator',
      id: operator.operatorId,
    })
    await this.auditLog.write(tx, {
      actor: operator,
      permission: 'order.ship',
      action: 'order.shipped',
      subject: { kind: 'order', id: order.id },
      before: { state: order.state },
      after: {
        state: last ? 'shipped' : order.state,
        shipmentId,
        carrierCode: parcel.carrierCode,
        trackingNo: parcel.trackingNo,
        ...(parcel.pieces === undefined ? {} : { pieces: parcel.pieces }),
      },
    })
  }
}

/** The same carrier and number, and the same pieces; where none are named, all that were left. */
async function isShippedAs(tx: Tx, order: LockedOrder, { carrierCode, trackingNo, pieces }: Parcel): Promise<boolean> {
  const packed = await tx.rows<Pieces>(
    `select l.line_id as "lineId", l.qty from shipments s join shipment_lines l on l.shipment_id = s.id
      where s.order_id = $1 and s.carrier_code = $2 and s.tracking_no = $3`,
    [order.id, carrierCode, trackingNo],
  )
  if (packed.length === 0) return false
  return pieces === undefined ? order.state === 'shipped' : samePieces(packed, pieces)
}
