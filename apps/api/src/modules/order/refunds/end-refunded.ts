import { Inject, Injectable } from '@nestjs/common'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import type { Tx } from '../../../infra/database/sql.js'
import { Outbox } from '../../../infra/outbox/outbox.js'
import { lockOrder } from '../locked-order.js'
import { OrderSteps, SYSTEM } from '../order-steps.js'
import { RecogniseRevenue } from '../recognise-revenue.js'

export const REFUNDING_HOLD = 'refunding'

/** An order of which nothing is left ends when everything that goes back has arrived; until then its state stays under a hold. */
@Injectable()
export class EndRefunded {
  constructor(
    private readonly steps: OrderSteps,
    private readonly revenue: RecogniseRevenue,
    private readonly outbox: Outbox,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Money of one giving back has arrived; the second messenger changes nothing. */
  async arrived(tx: Tx, refundId: string, termId: string): Promise<void> {
    const row = await tx.maybe<{ orderId: string }>(
      `update order_refund_terms set arrived_at = $3 where refund_id = $1 and term_id = $2 and arrived_at is null
        returning order_id as "orderId"`,
      [refundId, termId, isoOf(this.clock.now())],
    )
    if (row === undefined) return
    const { orderId } = row
    const order = await lockOrder(tx, orderId, this.clock.now())
    const { open } = await tx.one<{ open: boolean }>(
      `select exists (select 1 from order_refund_terms where refund_id = $1 and arrived_at is null) as open`,
      [refundId],
    )
    if (!open) await this.outbox.publish(tx, 'order.refund_arrived', { orderId, memberId: order.memberId, refundId })
    await this.whenArrived(tx, orderId)
  }

  /** Ends the order if it waits for nothing but money and that is here. What the shop keeps of it becomes revenue. */
  async whenArrived(tx: Tx, orderId: string): Promise<void> {
    const now = this.clock.now()
    const order = await lockOrder(tx, orderId, now)
    const { done } = await tx.one<{ done: boolean }>(DONE, [orderId, REFUNDING_HOLD])
    if (!done) return
    await tx.execute(
      `update order_holds set released_at = $3 where order_id = $1 and key = $2 and released_at is null`,
      [orderId, REFUNDING_HOLD, isoOf(now)],
    )
    if (order.state !== 'completed') await this.revenue.run(tx, order)
    await this.steps.take(tx, order, 'refund_all', SYSTEM)
    await this.outbox.publish(tx, 'order.refunded', { orderId, memberId: order.memberId })
  }
}

const DONE = `
  select exists (select 1 from order_holds where order_id = $1 and key = $2 and released_at is null)
     and not exists (select 1 from order_refund_terms where order_id = $1 and arrived_at is null) as done`
