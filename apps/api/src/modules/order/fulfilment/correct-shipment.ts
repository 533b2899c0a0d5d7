import { Inject, Injectable } from '@nestjs/common'
import type { CorrectShipmentBody } from '@jishi/contracts/order/shipment.schema'
import { DomainError } from '@jishi/kernel/errors'
import { idOf } from '@jishi/kernel/id'
import type { Clock } from '@jishi/kernel/time'
import { isoOf } from '@jishi/kernel/time'
import { AuditLog } from '../../../infra/audit-log/audit-log.js'
import type { OperatorActor } from '../../../infra/auth/actor.js'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Database } from '../../../infra/database/database.js'
import { isUniqueViolation } from '../../../infra/database/failures.js'
import type { Tx } from '../../../infra/database/sql.js'
import { Idempotency, type IdempotentCall } from '../../../infra/idempotency/idempotency.js'
import { Outbox } from '../../../infra/outbox/outbox.js'
import { PARCEL_ON_ITS_WAY } from '../order.rows.js'
import { CarrierTable } from './carriers.js'

interface Shipment {
  orderId: string
  memberId: string
  /** Of the order, or of the exchange whose replacement it is. */
  state: string
  onItsWay: boolean
  carrierCode: string
  trackingNo: string
}

/** Puts a parcel's wrong number right, once: carriers and WeChat take one change as well. */
@Injectable()
export class CorrectShipment {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly carriers: CarrierTable,
    private readonly auditLog: AuditLog,
    private readonly outbox: Outbox,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Answers the parcel's order. Throws NOT_FOUND, ORDER_ACTION_NOT_ALLOWED once its goods were received, CARRIER_UNKNOWN,
   * SHIPMENT_CORRECTED or SHIPMENT_NO_TAKEN.
   */
  async run(
    operator: OperatorActor,
    shipmentId: string,
    call: IdempotentCall,
    body: CorrectShipmentBody,
  ): Promise<string> {
    const to = { carrierCode: body.carrierCode, trackingNo: body.trackingNo.toUpperCase() }
    const { id } = await this.database.transaction((tx) =>
      this.idempotency.run(tx, call, 'order', async () => {
        const found = await tx.maybe<Shipment>(
          `select s.order_id as "orderId", s.member_id as "memberId", coalesce(a.state, o.state) as state, ${PARCEL_ON_ITS_WAY} as "onItsWay",
                  s.carrier_code as "carrierCode", s.tracking_no as "trackingNo"
             from shipments s join orders o on o.id = s.order_id left join after_sales a on a.id = s.after_sale_id where s.id = $1 for update of s`,
          [shipmentId],
        )
        if (found === undefined) throw new DomainError('NOT_FOUND')
        if (!found.onItsWay) throw new DomainError('ORDER_ACTION_NOT_ALLOWED', { state: found.state })
        await this.carriers.demandOffered(tx, to.carrierCode)
        await this.correct(tx, operator, { id: shipmentId, ...found }, to)
        return idOf<'order'>(found.orderId)
      }),
    )
    return id
  }

  private async correct(
    tx: Tx,
    operator: OperatorActor,
    { id, orderId, memberId, carrierCode, trackingNo }: Shipment & { id: string },
    to: CorrectShipmentBody,
  ): Promise<void> {
    if (carrierCode === to.carrierCode && trackingNo === to.trackingNo) return
    const written = await tx.execute(
      `insert into shipment_corrections (shipment_id, order_id, member_id, operator_id, old_carrier_code, old_tracking_no,
              new_carrier_code, new_tracking_no, corrected_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (shipment_id) do nothing`,
      [
        id,
        orderId,
        memberId,
        operator.operatorId,
        carrierCode,
        trackingNo,
        to.carrierCode,
        to.trackingNo,
        isoOf(this.clock.now()),
      ],
    )
    if (written === 0) throw new DomainError('SHIPMENT_CORRECTED')
    await this.renumber(tx, id, to)
    await this.outbox.publish(tx, 'order.parcel-corrected', { orderId, memberId, shipmentId: id })
    await this.auditLog.write(tx, {
      actor: operator,
      permission: 'order.ship',
      action: 'order.shipment_corrected',
      subject: { kind: 'order', id: orderId },
      before: { shipmentId: id, carrierCode, trackingNo },
      after: { shipmentId: id, ...to },
    })
  }

  private async renumber(tx: Tx, shipmentId: string, to: CorrectShipmentBody): Promise<void> {
    try {
      await tx.execute(`update shipments set carrier_code = $2, tracking_no = $3 where id = $1`, [
        shipmentId,
        to.carrierCode,
        to.trackingNo,
      ])
    } catch (error) {
      if (isUniqueViolation(error, 'shipments_tracking_once'))
        throw new DomainError('SHIPMENT_NO_TAKEN', { trackingNo: to.trackingNo })
      throw error
    }
  }
}
