import { Inject, Injectable } from '@nestjs/common'
import { instantOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import type { Tx } from '../../infra/database/sql.js'
import { together } from '../../infra/database/together.js'
import type { DomainEvent } from '../../infra/outbox/event-map.js'
import { On } from '../../infra/worker/decorators.js'
import { BecomePaid, type TermPayment } from './become-paid.js'
import { holdOrderOfTerm, withFacts } from './locked-order.js'
import { Supplements } from './supplement/supplements.js'

/** A term was settled at a channel: the order that owes it becomes paid, or the change it was the price of takes effect. */
@Injectable()
export class OnPaymentSucceeded {
  constructor(
    private readonly becomePaid: BecomePaid,
    private readonly supplements: Supplements,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @On('payment.succeeded', 'order.on-payment-succeeded', {
    queue: 'money',
    concerns: ({ subject }) => subject.kind === 'order_term',
  })
  async run(tx: Tx, { payload }: DomainEvent<'payment.succeeded'>): Promise<void> {
    const payment: TermPayment = {
      termId: payload.subject.id,
      amountFen: payload.amountFen,
      channel: payload.channel,
      paidAt: instantOf(payload.paidAt),
    }
    const held = await holdOrderOfTerm(tx, payment.termId)
    const [order, owed] = await together(tx, (one) => [
      withFacts(one, held, this.clock.now()),
      this.becomePaid.owedBy(one, payment),
    ])
    if (held.kind === 'supplement') await this.supplements.settled(tx, order, payment)
    else await this.becomePaid.settled(tx, order, payment, owed)
  }
}
