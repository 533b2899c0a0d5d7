import { Inject, Injectable } from '@nestjs/common'
import { isoOf, type Clock, type Instant } from '@jishi/kernel/time'
import { CLOCK } from '../../../../infra/clock/clock.js'
import type { Tx } from '../../../../infra/database/sql.js'
import type { DomainEvent } from '../../../../infra/outbox/event-map.js'
import { Queues } from '../../../../infra/queue/queues.js'
import { On } from '../../../../infra/worker/decorators.js'
import { replacementDeadline } from '../../domain/after-sale-rules.js'
import { AFTER_SALE_DUE } from '../../order-jobs.js'
import { AfterSaleStore } from '../after-sale.store.js'
import type { LockedAfterSale } from '../locked-after-sale.js'

/** How long a replacement's buyer has follows its parcel: days after it was signed for, and long while nobody knows where it is. */
@Injectable()
export class AwaitReplacement {
  constructor(
    private readonly store: AfterSaleStore,
    private readonly queues: Queues,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @On('order.parcel-signed', 'order.replacement-signed')
  async signed(tx: Tx, { payload }: DomainEvent<'order.parcel-signed'>): Promise<void> {
    await this.parcelMoved(tx, payload.shipmentId)
  }

  /** What was signed for under the wrong number was another parcel. */
  @On('order.parcel-corrected', 'order.replacement-corrected')
  async corrected(tx: Tx, { payload }: DomainEvent<'order.parcel-corrected'>): Promise<void> {
    await this.parcelMoved(tx, payload.shipmentId)
  }

  /** Sets the deadline by what is known of the parcel now; true once it is over. The case is `resent` and its row is held. */
  async isOver(tx: Tx, { id: afterSaleId, terms }: Pick<LockedAfterSale, 'id' | 'terms'>): Promise<boolean> {
    const parcel = await tx.one<{ shippedAt: Instant; signedAt: Instant | null }>(
      `select shipped_at as "shippedAt", signed_at as "signedAt" from shipments where after_sale_id = $1`,
      [afterSaleId],
    )
    const deadline = replacementDeadline(parcel, terms)
    await tx.execute(`update after_sales set deadline_at = $2 where id = $1`, [afterSaleId, isoOf(deadline)])
    if (deadline <= this.clock.now()) return true
    this.queues.scheduleAfter(tx, AFTER_SALE_DUE, { afterSaleId }, deadline)
    return false
  }

  private async parcelMoved(tx: Tx, shipmentId: string): Promise<void> {
    const of = await tx.maybe<{ afterSaleId: string }>(
      `select after_sale_id as "afterSaleId" from shipments where id = $1 and after_sale_id is not null`,
      [shipmentId],
    )
    if (of === undefined) return
    const { sale } = await this.store.lock(tx, of.afterSaleId)
    if (sale.state === 'resent') await this.isOver(tx, sale)
  }
}
