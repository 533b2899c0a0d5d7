import { Inject, Injectable, Logger } from '@nestjs/common'
import type { Clock, Instant } from '@jishi/kernel/time'
import { addMs, isoOf, secondMs } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import { Database } from '../../infra/database/database.js'
import { Queues } from '../../infra/queue/queues.js'
import { Job, Sweep } from '../../infra/worker/decorators.js'
import { CloseOrder } from './close-order.js'
import { CompleteOrder } from './complete-order.js'
import { CLOSE_DUE, CLOSINGS_DUE } from './order-jobs.js'

const BATCH = 100
/** After a rush many come due in one second; what goes beyond them is the sweep's. */
const MOST_AT_ONCE = 1_000
const CLOSE_EVERY_MS = 15 * secondMs
const CONFIRM_EVERY_MS = 60 * secondMs
/** A member's own request asks the channel first; the sweep takes over when that has had its time. */
const CLOSING_PATIENCE_MS = 20 * secondMs

/** Everything about orders that time brings. The sweeps search the tables, so a lost queue loses nothing. */
@Injectable()
export class OrderTimers {
  private readonly log = new Logger('OrderTimers')

  constructor(
    private readonly database: Database,
    private readonly closeOrder: CloseOrder,
    private readonly completeOrder: CompleteOrder,
    private readonly queues: Queues,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Most orders are paid by then: those that are not are closed side by side. */
  @Job(CLOSINGS_DUE)
  async lookForDue(): Promise<void> {
    const due = await this.due(this.clock.now(), MOST_AT_ONCE)
    await this.queues.enqueueEach(
      CLOSE_DUE,
      due.map((orderId) => ({ orderId })),
    )
  }

  @Job(CLOSE_DUE)
  async closeDue({ orderId }: { orderId: string }): Promise<void> {
    await this.closeOrder.whenDue(orderId)
  }

  @Sweep('order.close-due', CLOSE_EVERY_MS)
  async sweepDue(now: Instant): Promise<number> {
    return this.each(await this.due(now, BATCH), (orderId) => this.closeOrder.whenDue(orderId))
  }

  private due(now: Instant, most: number): Promise<string[]> {
    return this.ids(
      `select t.order_id as id from order_terms t join orders o on o.id = t.order_id and o.state = 'pending_payment'
        where t.state = 'open' and t.due_at <= $1
          and not exists (select 1 from order_holds h where h.order_id = o.id and h.released_at is null
                             and (h.until_at is null or h.until_at > $1) and 'cancel' = any(h.blocks))
        order by t.due_at limit $2`,
      now,
      most,
    )
  }

  /** Answers 0: an order whose channel stays silent is asked again in the next turn, not at once. */
  @Sweep('order.finish-closing', CLOSE_EVERY_MS)
  async sweepClosing(now: Instant): Promise<number> {
    const closing = await this.ids(
      `select id from orders where state = 'closing' and closing_at <= $1 order by closing_at limit $2`,
      addMs(now, -CLOSING_PATIENCE_MS),
    )
    await this.each(closing, (orderId) => this.closeOrder.finish(orderId))
    return 0
  }

  @Sweep('order.auto-confirm', CONFIRM_EVERY_MS)
  async sweepReceipts(now: Instant): Promise<number> {
    const due = await this.ids(
      `select o.id from orders o where o.state = 'shipped' and o.auto_confirm_at <= $1
          and not exists (select 1 from order_holds h where h.order_id = o.id and h.released_at is null
                             and (h.until_at is null or h.until_at > $1) and 'autoConfirm' = any(h.blocks))
        order by o.auto_confirm_at limit $2`,
      now,
    )
    return this.each(due, (orderId) => this.completeOrder.whenDue(orderId))
  }

  private async ids(text: string, before: Instant, most = BATCH): Promise<string[]> {
    const rows = await this.database.rows<{ id: string }>(text, [isoOf(before), most])
    return rows.map((row) => row.id)
  }

  /** One order's trouble must not keep the others waiting. Counts those that went through. */
  private async each(orderIds: readonly string[], act: (orderId: string) => Promise<void>): Promise<number> {
    let done = 0
    for (const orderId of orderIds) {
      try {
        await act(orderId)
        done += 1
      } catch (error) {
        this.log.error(`order ${orderId}: ${error instanceof Error ? error.message : String(error)}`)
      }
    }
    return done
  }
}
