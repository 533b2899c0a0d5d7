import { Inject, Injectable } from '@nestjs/common'
import type { ShipBody } from '@jishi/contracts/order/order.schema'
import { idOf } from '@jishi/kernel/id'
import type { Clock } from '@jishi/kernel/time'
import { AuditLog } from '../../infra/audit-log/audit-log.js'
import type { OperatorActor } from '../../infra/auth/actor.js'
import { CLOCK } from '../../infra/clock/clock.js'
import { Database } from '../../infra/database/database.js'
import type { Tx } from '../../infra/database/sql.js'
import { Idempotency, type IdempotentCall } from '../../infra/idempotency/idempotency.js'
import { SettingsFacade } from '../settings/index.js'
import { HandOver, type Parcel } from './hand-over.js'
import { lockOrder, type LockedOrder } from './locked-order.js'

/** Sends an order's goods with a carrier. The number is checked against every other parcel of the shop. */
@Injectable()
export class ShipOrder {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly handOver: HandOver,
    private readonly auditLog: AuditLog,
    private readonly settings: SettingsFacade,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Throws NOT_FOUND, ORDER_ACTION_NOT_ALLOWED (with the hold that blocks it) or SHIPMENT_NO_TAKEN. Shipping again with
   * the same carrier and number changes nothing: a double click is no second parcel.
   */
  async run(operator: OperatorActor, orderId: string, call: IdempotentCall, body: ShipBody): Promise<void> {
    const { autoConfirmAfterMs } = await this.settings.get('order')
    await this.database.transaction((tx) =>
      this.idempotency.run(tx, call, 'order', async () => {
        const order = await lockOrder(tx, orderId, this.clock.now())
        const parcel = { carrierCode: body.carrierCode, trackingNo: body.trackingNo.toUpperCase(), autoConfirmAfterMs }
        if (!(await isShippedAs(tx, order, parcel))) await this.ship(tx, operator, order, parcel)
        return idOf<'order'>(orderId)
      }),
    )
  }

  private async ship(tx: Tx, operator: OperatorActor, order: LockedOrder, parcel: Parcel): Promise<void> {
    const shipmentId = await this.handOver.run(tx, order, parcel, { kind: 'operator', id: operator.operatorId })
    await this.auditLog.write(tx, {
      actor: operator,
      permission: 'order.ship',
      action: 'order.shipped',
      subject: { kind: 'order', id: order.id },
      before: { state: order.state },
      after: { state: 'shipped', shipmentId, carrierCode: parcel.carrierCode, trackingNo: parcel.trackingNo },
    })
  }
}

async function isShippedAs(tx: Tx, order: LockedOrder, parcel: Parcel): Promise<boolean> {
  if (order.state !== 'shipped') return false
  const found = await tx.maybe(
    `select 1 as found from shipments where order_id = $1 and carrier_code = $2 and tracking_no = $3`,
    [order.id, parcel.carrierCode, parcel.trackingNo],
  )
  return found !== undefined
}
