import { Inject, Injectable, Logger } from '@nestjs/common'
import type { Clock, Instant } from '@jishi/kernel/time'
import { addMs, isoOf, secondMs } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Database } from '../../../infra/database/database.js'
import type { Tx } from '../../../infra/database/sql.js'
import type { DomainEvent } from '../../../infra/outbox/event-map.js'
import { Outbox } from '../../../infra/outbox/outbox.js'
import { On, Sweep } from '../../../infra/worker/decorators.js'
import { lockOrder, type LockedOrder } from '../locked-order.js'
import { OrderSteps, SYSTEM } from '../order-steps.js'
import { autoConfirmAfterMs } from './delivery-methods.js'
import { HELD_BY_BILL } from './missing-payment.js'
import { heldByKind } from '../kinds/plain-effects.js'
import { LeaveByItself } from './leave-by-itself.js'

const BATCH = 100
const AGAIN_EVERY_MS = 30 * secondMs
/** The event has this long before the sweep takes its orders for forgotten. */
const PATIENCE_MS = 10 * secondMs

const WAITING = `
  exists (select 1 from order_lines l where l.order_id = o.id and l.delivery_code <> 'express'
             and l.shipped_qty < l.qty - l.cancelled_qty)`

/** A paid order hands over at once what needs nobody; one without a parcel is thereby on its way to its buyer as a whole. */
@Injectable()
export class HandOverAtOnce {
  private readonly log = new Logger('Delivery')

  constructor(
    private readonly database: Database,
    private readonly leaving: LeaveByItself,
    private readonly steps: OrderSteps,
    private readonly outbox: Outbox,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @On('order.paid', 'order.hand-over-at-once', { concerns: ({ allByParcel }) => allByParcel !== true })
  async orderPaid(tx: Tx, { payload }: DomainEvent<'order.paid'>): Promise<void> {
    const waits = await tx.maybe(
      `select 1 as one from orders o where o.id = $1 and ${WAITING} and not ${heldByKind(2)}`,
      [...[payload.orderId, isoOf(this.clock.now())]],
    )
    if (waits !== undefined) await this.handOver(tx, await lockOrder(tx, payload.orderId, this.clock.now()))
  }

  /** Orders that were short of codes, and any the event did not reach. Answers those that are short no more. */
  @Sweep('order.hand-over-waiting', AGAIN_EVERY_MS)
  async sweepWaiting(now: Instant): Promise<number> {
    const rows = await this.database.rows<{ id: string }>(
      `select o.id from orders o where o.state = 'paid' and o.paid_at <= $1 and ${WAITING} and not ${HELD_BY_BILL} and not ${heldByKind(3)}
        order by o.paid_at limit $2`,
      [isoOf(addMs(now, -PATIENCE_MS)), BATCH, isoOf(now)],
    )
    let done = 0
    for (const { id } of rows) if (await this.again(id)) done += 1
    return done
  }

  /** One order's trouble must not keep the others waiting. */
  private async again(orderId: string): Promise<boolean> {
    try {
      return await this.database.transaction(async (tx) => {
        const order = await lockOrder(tx, orderId, this.clock.now())
        return order.state === 'paid' && (await this.handOver(tx, order))
      })
    } catch (error) {
      this.log.error(`order ${orderId}: ${error instanceof Error ? error.message : String(error)}`)
      return false
    }
  }

  private async handOver(tx: Tx, order: LockedOrder): Promise<boolean> {
    const { methods, complete } = await this.leaving.run(tx, order)
    if (!complete) tx.afterCommit(() => this.log.warn(`order ${order.id} waits for codes`))
    else if (!order.facts.parcel && order.state === 'paid') {
      const now = this.clock.now()
      const autoConfirmAt = addMs(now, autoConfirmAfterMs(methods, 0))
      await this.steps.take(tx, order, 'hand_over', SYSTEM, { at: now, autoConfirmAt })
      await this.outbox.publish(tx, 'order.shipped', { orderId: order.id, memberId: order.memberId, shipmentId: null })
    }
    return complete
  }
}
