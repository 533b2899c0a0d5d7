import { Inject, Injectable } from '@nestjs/common'
import type { ResendBody } from '@jishi/contracts/order/exchange.schema'
import { allocate } from '@jishi/kernel/allocate'
import { DomainError } from '@jishi/kernel/errors'
import { newId } from '@jishi/kernel/id'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { present } from '@jishi/kernel/assert'
import { negateFen } from '@jishi/kernel/money'
import { CLOCK } from '../../../../infra/clock/clock.js'
import type { Tx } from '../../../../infra/database/sql.js'
import { Outbox } from '../../../../infra/outbox/outbox.js'
import { CarrierTable } from '../../fulfilment/carriers.js'
import type { LockedOrder } from '../../locked-order.js'
import { GiveBack } from '../../refunds/give-back.js'
import { AfterSaleStore } from '../after-sale.store.js'
import type { LockedAfterSale, Party } from '../locked-after-sale.js'
import { Exchanges } from './exchanges.js'

/** The other goods of an exchange leave: parcel, stock, counters, and what they are cheaper by, in the caller's Tx. */
@Injectable()
export class SendReplacement {
  constructor(
    private readonly store: AfterSaleStore,
    private readonly exchanges: Exchanges,
    private readonly carriers: CarrierTable,
    private readonly giveBack: GiveBack,
    private readonly outbox: Outbox,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Throws AFTER_SALE_ACTION_NOT_ALLOWED, CARRIER_UNKNOWN or SHIPMENT_NO_TAKEN. Answers the shipment's id. */
  async run(tx: Tx, order: LockedOrder, sale: LockedAfterSale, by: Party, parcel: ResendBody): Promise<string> {
    await this.store.take(tx, sale, 'resend', { step: 'resend', by })
    await this.carriers.demandOffered(tx, parcel.carrierCode)
    const shipmentId = await this.pack(tx, sale, parcel)
    await this.exchanges.send(tx, sale, shipmentId)
    await this.giveCheaperBack(tx, order, sale)
    const parcelOf = { orderId: order.id, memberId: order.memberId, shipmentId }
    await this.outbox.publish(tx, 'order.replacement-shipped', { ...parcelOf, afterSaleId: sale.id })
    return shipmentId
  }

  private async pack(tx: Tx, sale: LockedAfterSale, { carrierCode, trackingNo: typed }: ResendBody): Promise<string> {
    const [shipmentId, trackingNo] = [newId<'shipment'>(this.clock), typed.toUpperCase()]
    const written = await tx.execute(
      `insert into shipments (id, order_id, member_id, carrier_code, tracking_no, phone_tail, shipped_at, after_sale_id)
       select $1, o.id, o.member_id, $3, $4, o.receiver_tail, $5, $6 from orders o where o.id = $2
       on conflict on constraint shipments_tracking_once do nothing`,
      [shipmentId, sale.orderId, carrierCode, trackingNo, isoOf(this.clock.now()), sale.id],
    )
    if (written === 0) throw new DomainError('SHIPMENT_NO_TAKEN', { trackingNo })
    return shipmentId
  }

  /** Taken from the lines that became cheaper, in proportion: an amount without pieces, which later pieces give less for. */
  private async giveCheaperBack(tx: Tx, order: LockedOrder, sale: LockedAfterSale): Promise<void> {
    const { differenceFen } = present(sale.exchange, 'the exchange of a replacement')
    if (differenceFen >= 0) return
    const shares = allocate(
      negateFen(differenceFen),
      sale.lines.map((line) => Math.max(0, -(line.differenceFen ?? 0))),
    )
    const lines = sale.lines.flatMap(({ lineId }, place) => {
      const goodsFen = shares[place]
      return goodsFen === undefined || goodsFen === 0 ? [] : [{ lineId, qty: 0, how: 'kept' as const, goodsFen }]
    })
    const what = { lines, fault: 'nobody' } as const
    const given = await this.giveBack.run(tx, order, { cause: 'after_sale', reference: sale.id, what })
    await tx.execute(`update after_sales set agreed_fen = $2, refund_id = $3 where id = $1`, [
      ...[sale.id, given.amountFen, given.refundId],
    ])
  }
}
