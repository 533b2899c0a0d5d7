import { Injectable } from '@nestjs/common'
import { INVOICE_ISSUE_DAYS } from '@jishi/contracts/invoice/invoice.terms'
import { addDays, isoOf, type Instant } from '@jishi/kernel/time'
import type { Tx } from '../../infra/database/sql.js'
import type { DomainEvent } from '../../infra/outbox/event-map.js'
import { On } from '../../infra/worker/decorators.js'
import { InvoiceStore } from './invoice.store.js'

/** What happens to an order happens to its invoice: it becomes due with receipt or the end, and shrinks, ends or is reversed by what goes back. */
@Injectable()
export class FollowOrders {
  constructor(private readonly store: InvoiceStore) {}

  @On('order.completed', 'invoice.become-due')
  received(tx: Tx, { payload, occurredAt }: DomainEvent<'order.completed'>): Promise<void> {
    return this.becomeDue(tx, payload.orderId, occurredAt)
  }

  /** Freight alone may be left of it, and no receipt comes any more. */
  @On('order.refunded', 'invoice.become-due-by-end')
  ended(tx: Tx, { payload, occurredAt }: DomainEvent<'order.refunded'>): Promise<void> {
    return this.becomeDue(tx, payload.orderId, occurredAt)
  }

  @On('order.gave_back', 'invoice.follow-giving-back')
  async gaveBack(tx: Tx, { payload }: DomainEvent<'order.gave_back'>): Promise<void> {
    const held = await this.store.lockOfOrder(tx, payload.orderId)
    if (held !== undefined) await this.store.follow(tx, held)
  }

  private async becomeDue(tx: Tx, orderId: string, occurredAt: Instant): Promise<void> {
    const held = await this.store.lockOfOrder(tx, orderId)
    if (held === undefined || held.row.dueAt !== null) return
    const dueAt = addDays(held.order.receivedAt ?? occurredAt, INVOICE_ISSUE_DAYS)
    await tx.execute('update invoices set due_at = $2 where id = $1', [held.row.id, isoOf(dueAt)])
  }
}
