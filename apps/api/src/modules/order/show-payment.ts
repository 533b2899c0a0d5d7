import { Injectable } from '@nestjs/common'
import type { PaymentStatus } from '@jishi/contracts/payment/payment.schema'
import type { PaymentState } from '@jishi/contracts/payment/payment.terms'
import type { OrderState } from '@jishi/contracts/order/order.terms'
import { DomainError } from '@jishi/kernel/errors'
import type { Instant } from '@jishi/kernel/time'
import { isoOf } from '@jishi/kernel/time'
import { Database } from '../../infra/database/database.js'
import { PaymentFacade, type PaymentStanding } from '../payment/index.js'
import { termSubject } from './locked-order.js'

interface TermRow {
  orderState: OrderState
  termId: string
  termState: 'planned' | 'open' | 'paid' | 'waived' | 'dropped'
  amountFen: number
  paidAt: Instant | null
  dueAt: Instant
  afterSaleId: string | null
}

const TERM = `
  select o.state as "orderState", t.id as "termId", t.state as "termState", t.amount_fen as "amountFen",
         t.paid_at as "paidAt", t.due_at as "dueAt", d.after_sale_id as "afterSaleId"
    from orders o join order_terms t on t.order_id = o.id
         left join order_supplements s on s.term_id = t.id and s.purpose = 'exchange'
         left join exchange_differences d on d.id = s.reference
   where o.id = $1 and o.member_id = $2 order by t.seq desc limit 1`

/**
 * How the payment stands, asked again and again by a page that came back from the cashier. While it is open the
 * channel is asked as well (payment limits how often), so a lost notification costs seconds.
 */
@Injectable()
export class ShowPayment {
  constructor(
    private readonly database: Database,
    private readonly payment: PaymentFacade,
  ) {}

  /** Throws NOT_FOUND, for a foreign order as well. */
  async run(memberId: string, orderId: string): Promise<PaymentStatus> {
    const term = await this.termOf(memberId, orderId)
    const seen = await this.seen(term)
    if (seen.state !== 'open' && seen.state !== 'confirming') return seen
    await this.payment.askChannel(termSubject(term.termId))
    return this.seen(await this.termOf(memberId, orderId))
  }

  private async termOf(memberId: string, orderId: string): Promise<TermRow> {
    const row = await this.database.maybe<TermRow>(TERM, [orderId, memberId])
    if (row === undefined) throw new DomainError('NOT_FOUND')
    return row
  }

  /** The term's own word counts first; money that payment has taken but the order has not heard of is being confirmed. */
  private stateOf(term: TermRow, { state }: PaymentStanding): PaymentState {
    if (term.termState === 'paid' || term.termState === 'waived') return 'paid'
    if (term.termState === 'dropped') return 'closed'
    if (state === 'paid' || term.orderState === 'closing') return 'confirming'
    return state
  }

  private async seen(term: TermRow): Promise<PaymentStatus> {
    const standing = await this.payment.statusOf(this.database, termSubject(term.termId))
    const state = this.stateOf(term, standing)
    return {
      state,
      orderState: term.orderState,
      amountFen: term.amountFen,
      paidAt: term.paidAt === null ? null : isoOf(term.paidAt),
      dueAt: term.termState === 'open' ? isoOf(term.dueAt) : null,
      afterSaleId: term.afterSaleId,
      byFriend: state === 'paid' && standing.friendId !== null,
      balanceFen: standing.balanceFen,
    }
  }
}
