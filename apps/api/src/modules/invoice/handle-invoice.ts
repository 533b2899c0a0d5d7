import { Inject, Injectable } from '@nestjs/common'
import { isoOf, type Clock } from '@jishi/kernel/time'
import type { OperatorActor } from '../../infra/auth/actor.js'
import { CLOCK } from '../../infra/clock/clock.js'
import type { IdempotentCall } from '../../infra/idempotency/idempotency.js'
import { InvoiceDesk } from './invoice-desk.js'
import { InvoiceStore } from './invoice.store.js'

/** What an operator does with a request before and after the tax bureau: takes it, gives it up, refuses it, sends it again. */
@Injectable()
export class HandleInvoice {
  constructor(
    private readonly desk: InvoiceDesk,
    private readonly store: InvoiceStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** From here on its amount is fixed at what is left of the order now. Throws INVOICE_ACTION_NOT_ALLOWED before receipt. */
  take(operator: OperatorActor, call: IdempotentCall, id: string): Promise<void> {
    return this.desk.once(operator, call, id, {
      action: 'take',
      deed: 'invoice.taken',
      amountFen: ({ order, row }) => (order.leftFen > 0 ? order.leftFen : row.amountFen),
    })
  }

  /** Nothing was issued; what went back meanwhile is followed now. */
  putBack(operator: OperatorActor, call: IdempotentCall, id: string): Promise<void> {
    return this.desk.once(operator, call, id, {
      action: 'put_back',
      deed: 'invoice.put_back',
      after: (tx, held) => this.store.follow(tx, held),
    })
  }

  refuse(operator: OperatorActor, call: IdempotentCall, id: string, note: string): Promise<void> {
    return this.desk.once(operator, call, id, { action: 'refuse', deed: 'invoice.refused', note })
  }

  /** The message with it was sent once more. */
  sent(operator: OperatorActor, call: IdempotentCall, id: string): Promise<void> {
    return this.desk.once(operator, call, id, {
      action: 'sent',
      deed: 'invoice.sent_again',
      after: async (tx) => {
        await tx.execute('update invoices set resent_at = $2 where id = $1', [id, isoOf(this.clock.now())])
      },
    })
  }
}
