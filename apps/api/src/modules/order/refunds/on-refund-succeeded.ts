import { Injectable } from '@nestjs/common'
import type { Tx } from '../../../infra/database/sql.js'
import type { DomainEvent } from '../../../infra/outbox/event-map.js'
import { On } from '../../../infra/worker/decorators.js'
import { EndRefunded } from './end-refunded.js'

/** A channel has confirmed money that an order gave back. */
@Injectable()
export class OnRefundSucceeded {
  constructor(private readonly ending: EndRefunded) {}

  @On('payment.refund_succeeded', 'order.on-refund-succeeded', { queue: 'money' })
  async run(tx: Tx, { payload }: DomainEvent<'payment.refund_succeeded'>): Promise<void> {
    if (payload.cause !== 'order_refund') return
    await this.ending.arrived(tx, payload.reference, payload.subject.id)
  }
}
