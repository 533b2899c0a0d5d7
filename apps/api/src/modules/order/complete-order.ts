import { Inject, Injectable } from '@nestjs/common'
import { idOf } from '@jishi/kernel/id'
import type { Clock } from '@jishi/kernel/time'
import type { CompletedLine } from '../../events/order.events.js'
import { CLOCK } from '../../infra/clock/clock.js'
import { Database } from '../../infra/database/database.js'
import type { Sql, Tx } from '../../infra/database/sql.js'
import { Idempotency, type IdempotentCall } from '../../infra/idempotency/idempotency.js'
import { Outbox } from '../../infra/outbox/outbox.js'
import { lockOrder, type LockedOrder } from './locked-order.js'
import { OrderSteps, SYSTEM, type StepActor } from './order-steps.js'
import { RecogniseRevenue } from './recognise-revenue.js'

/** The goods were received: the order is complete and what was owed in goods becomes revenue. */
@Injectable()
export class CompleteOrder {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly steps: OrderSteps,
    private readonly revenue: RecogniseRevenue,
    private readonly outbox: Outbox,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** By the member. Throws NOT_FOUND or ORDER_ACTION_NOT_ALLOWED. */
  async byMember(memberId: string, orderId: string, call: IdempotentCall): Promise<void> {
    await this.database.transaction((tx) =>
      this.idempotency.run(tx, call, 'order', async () => {
        const order = await lockOrder(tx, orderId, this.clock.now(), memberId)
        await this.complete(tx, order, 'confirm_receipt', { kind: 'member', id: memberId })
        return idOf<'order'>(orderId)
      }),
    )
  }

  /**
   * Their wallet says that the buyer confirmed; whoever was faster is left alone. A wallet says the same when its own time ran
   * out, and knows nothing of what was agreed here. Unless the buyer came and said so themselves, its word is therefore no more
   * than that of our own timer: it waits for what holds the order, and for the end of an extension, at which that timer acts.
   */
  async onPlatformsWord(memberId: string, orderId: string, byBuyer: boolean): Promise<void> {
    await this.database.transaction(async (tx) => {
      const order = await lockOrder(tx, orderId, this.clock.now(), memberId)
      if (order.state !== 'shipped') return
      if (!byBuyer && (order.facts.blocked.has('autoConfirm') || order.facts.extended)) return
      await this.complete(tx, order, 'confirm_receipt', { kind: 'member', id: memberId })
    })
  }

  /** By time. The sweep may be late or doubled: an order that is already complete or held is left alone. */
  async whenDue(orderId: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const order = await lockOrder(tx, orderId, this.clock.now())
      if (order.state !== 'shipped' || order.facts.blocked.has('autoConfirm')) return
      await this.complete(tx, order, 'auto_confirm', SYSTEM)
    })
  }

  private async complete(
    tx: Tx,
    order: LockedOrder,
    step: 'confirm_receipt' | 'auto_confirm',
    actor: StepActor,
  ): Promise<void> {
    await this.steps.take(tx, order, step, actor)
    const goodsPaidFen = await this.revenue.run(tx, order)
    await this.outbox.publish(tx, 'order.completed', {
      orderId: order.id,
      memberId: order.memberId,
      goodsPaidFen,
      lines: await boughtLines(tx, order.id),
    })
  }
}

const boughtLines = (sql: Sql, orderId: string): Promise<CompletedLine[]> =>
  sql.rows<CompletedLine>(
    `select id as "lineId", spu_id as "spuId", sku_id as "skuId", snapshot ->> 'title' as title,
            snapshot ->> 'skuLabel' as "skuLabel", snapshot -> 'picture' as picture, qty
       from order_lines where order_id = $1 and role = 'main' and qty > cancelled_qty order by position`,
    [orderId],
  )
