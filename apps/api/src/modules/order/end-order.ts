import { Injectable } from '@nestjs/common'
import type { CloseCause } from '@jishi/contracts/order/order.terms'
import { present } from '@jishi/kernel/assert'
import type { Tx } from '../../infra/database/sql.js'
import { Outbox } from '../../infra/outbox/outbox.js'
import { PaymentFacade } from '../payment/index.js'
import { BecomePaid } from './become-paid.js'
import { LetGo } from './let-go.js'
import { termSubject, type LockedOrder } from './locked-order.js'
import { PriceChangeStore } from './price-change/price-change.store.js'
import { OrderSteps, type StepActor } from './order-steps.js'

/** The last step of an unpaid order, decided by its intent: cancelled → closed, settled meanwhile → paid. */
@Injectable()
export class EndOrder {
  constructor(
    private readonly payment: PaymentFacade,
    private readonly letGo: LetGo,
    private readonly becomePaid: BecomePaid,
    private readonly priceChanges: PriceChangeStore,
    private readonly steps: OrderSteps,
    private readonly outbox: Outbox,
  ) {}

  async run(
    tx: Tx,
    order: LockedOrder,
    actor: StepActor,
    details: { cause?: CloseCause; note?: string } = {},
  ): Promise<void> {
    const term = present(order.openTerm, `the open term of unpaid order ${order.id}`)
    if ((await this.payment.cancelIntent(tx, termSubject(term.id))) === 'settled') {
      await this.takeTheMoney(tx, order, term)
      return
    }
    const cause = present(details.cause ?? (order.closedCause as CloseCause | null), 'the cause of a close')
    await this.steps.take(tx, order, 'close', actor, { ...details, cause })
    await tx.execute(`update order_terms set state = 'dropped' where order_id = $1 and state in ('open', 'planned')`, [
      order.id,
    ])
    await this.priceChanges.overtake(tx, order.id)
    await this.letGo.run(tx, order, cause)
    await this.outbox.publish(tx, 'order.closed', { orderId: order.id, memberId: order.memberId, cause })
  }

  /** Money that came before the close was written wins; the event that tells of it will find the order paid. */
  private async takeTheMoney(tx: Tx, order: LockedOrder, term: { id: string; amountFen: number }): Promise<void> {
    const standing = await this.payment.statusOf(tx, termSubject(term.id))
    const payment = {
      termId: term.id,
      amountFen: term.amountFen,
      channel: present(standing.channel, 'the channel of a settled intent'),
      paidAt: present(standing.paidAt, 'the time a settled intent was paid at'),
    }
    await this.becomePaid.settled(tx, order, payment, await this.becomePaid.owedBy(tx, payment))
  }
}
