import { Injectable } from '@nestjs/common'
import { instantOf } from '@jishi/kernel/time'
import type { Tx } from '../../infra/database/sql.js'
import type { DomainEvent } from '../../infra/outbox/event-map.js'
import { On } from '../../infra/worker/decorators.js'
import { BecomePaid } from './become-paid.js'

/** A term was settled at a channel: the order that owes it becomes paid. */
@Injectable()
export class OnPaymentSucceeded {
  constructor(private readonly becomePaid: BecomePaid) {}

  @On('payment.succeeded', 'order.on-payment-succeeded', { queue: 'money' })
  async run(tx: Tx, { payload }: DomainEvent<'payment.succeeded'>): Promise<void> {
    if (payload.subject.kind !== 'order_term') return
    await this.becomePaid.settled(tx, {
      termId: payload.subject.id,
      amountFen: payload.amountFen,
      channel: payload.channel,
      paidAt: instantOf(payload.paidAt),
    })
  }
}
