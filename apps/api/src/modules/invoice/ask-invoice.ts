import { Inject, Injectable } from '@nestjs/common'
import type { AskInvoiceBody, ChangeInvoiceBody, ResendInvoiceBody } from '@jishi/contracts/invoice/invoice.schema'
import { DomainError } from '@jishi/kernel/errors'
import { idOf, type Id } from '@jishi/kernel/id'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import { Database } from '../../infra/database/database.js'
import type { Tx } from '../../infra/database/sql.js'
import { Idempotency, type IdempotentCall } from '../../infra/idempotency/idempotency.js'
import { InvoicedOrders } from '../order/index.js'
import { hindranceOf } from './domain/hindrance.js'
import { checkedHolder, InvoiceSeals } from './invoice-seals.js'
import { InvoiceStore } from './invoice.store.js'

export type InvoiceId = Id<'invoice'>

/** What a buyer does: asks, makes it out to somebody else, takes it back, and has the message sent again. */
@Injectable()
export class AskInvoice {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly orders: InvoicedOrders,
    private readonly store: InvoiceStore,
    private readonly seals: InvoiceSeals,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Throws NOT_FOUND for an order that is not the member's, INVOICE_NOT_POSSIBLE with why, TAX_NUMBER_WRONG. */
  ask(memberId: Id<'member'>, call: IdempotentCall, { orderId, holder, email }: AskInvoiceBody): Promise<InvoiceId> {
    const buyer = { holder: checkedHolder(holder), email }
    return this.once(call, async (tx, id) => {
      const order = await this.orders.lock(tx, orderId, memberId)
      const reason = hindranceOf(order, false, this.clock.now())
      if (reason !== null) throw new DomainError('INVOICE_NOT_POSSIBLE', { reason })
      await this.store.begin(tx, id, order, { buyer, actor: { kind: 'member', id: memberId } })
      return id
    })
  }

  /** Throws NOT_FOUND, INVOICE_ACTION_NOT_ALLOWED once an operator took it, TAX_NUMBER_WRONG. */
  async change(memberId: Id<'member'>, id: string, { holder, email }: ChangeInvoiceBody): Promise<void> {
    const buyer = { holder: checkedHolder(holder), email }
    await this.database.transaction(async (tx) => {
      const held = await this.store.lock(tx, id, memberId)
      await this.store.take(tx, held, 'change', { actor: { kind: 'member', id: memberId } })
      await tx.execute('update invoices set kind = $2, buyer_enc = $3 where id = $1', [
        ...[id, buyer.holder.kind, this.seals.sealBuyer(buyer)],
      ])
    })
  }

  /** Throws NOT_FOUND, INVOICE_ACTION_NOT_ALLOWED. */
  withdraw(memberId: Id<'member'>, call: IdempotentCall, id: string): Promise<InvoiceId> {
    return this.once(call, async (tx) => {
      await this.store.take(tx, await this.store.lock(tx, id, memberId), 'withdraw', {
        actor: { kind: 'member', id: memberId },
      })
      return idOf<'invoice'>(id)
    })
  }

  /** To the same address or another one, once a day. Throws NOT_FOUND, INVOICE_ACTION_NOT_ALLOWED. */
  resend(memberId: Id<'member'>, call: IdempotentCall, id: string, { email }: ResendInvoiceBody): Promise<InvoiceId> {
    return this.once(call, async (tx) => {
      const held = await this.store.lock(tx, id, memberId)
      await this.store.take(tx, held, 'ask_resend', { actor: { kind: 'member', id: memberId } })
      const { holder } = this.seals.openBuyer(held.row.buyerEnc)
      await tx.execute('update invoices set buyer_enc = $2, resend_asked_at = $3 where id = $1', [
        ...[id, this.seals.sealBuyer({ holder, email }), isoOf(this.clock.now())],
      ])
      return idOf<'invoice'>(id)
    })
  }

  private async once(
    call: IdempotentCall,
    effect: (tx: Tx, proposed: InvoiceId) => Promise<InvoiceId>,
  ): Promise<InvoiceId> {
    const { id } = await this.database.transaction((tx) =>
      this.idempotency.run(tx, call, 'invoice', (proposed) => effect(tx, proposed)),
    )
    return id
  }
}
