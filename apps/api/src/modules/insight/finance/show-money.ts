import { Injectable } from '@nestjs/common'
import type {
  AdminIncident,
  AdminPaymentRow,
  AdminPaymentsQuery,
  AdminPaymentView,
  AdminRefundRow,
  AdminRefundsQuery,
  AdminRefundView,
  FinancePosting,
  IncidentsQuery,
} from '@jishi/contracts/payment/finance.schema'
import type { Page } from '@jishi/contracts/primitives.schema'
import { isoOf } from '@jishi/kernel/time'
import { Database } from '../../../infra/database/database.js'
import { postingsOf } from '../../ledger/index.js'
import { PaymentDesk, PaymentDeskActs } from '../../payment/index.js'
import { MoneyOrders } from './money-orders.js'

/** Payments, refunds and incidents with the orders they are for and what the ledger has of them. */
@Injectable()
export class ShowMoney {
  constructor(
    private readonly database: Database,
    private readonly desk: PaymentDesk,
    private readonly acts: PaymentDeskActs,
    private readonly orders: MoneyOrders,
  ) {}

  async payments(query: AdminPaymentsQuery): Promise<Page<AdminPaymentRow>> {
    const { items, nextCursor } = await this.desk.payments(query, await this.orders.sought(query.q))
    return { items: await this.orders.beside(items), nextCursor }
  }

  async refunds(query: AdminRefundsQuery): Promise<Page<AdminRefundRow>> {
    const { items, nextCursor } = await this.desk.refunds(query, await this.orders.sought(query.q))
    return { items: await this.orders.beside(items), nextCursor }
  }

  async incidents(query: IncidentsQuery): Promise<Page<AdminIncident>> {
    const { items, nextCursor } = await this.desk.incidents(query, await this.orders.sought(query.q))
    return { items: await this.orders.beside(items), nextCursor }
  }

  /** Throws NOT_FOUND. */
  async payment(id: string): Promise<AdminPaymentView> {
    const payment = await this.orders.besideOne(await this.desk.payment(id))
    const numbers = [payment.attemptNo, ...payment.refunds.map(({ refundNo }) => refundNo)]
    return {
      ...payment,
      replayable: this.acts.notices.replayable,
      postings: await this.postings(payment.memberId, numbers),
    }
  }

  /** Throws NOT_FOUND. */
  async refund(id: string): Promise<AdminRefundView> {
    const refund = await this.orders.besideOne(await this.desk.refund(id))
    return { ...refund, postings: await this.postings(refund.memberId, [refund.refundNo, refund.reference]) }
  }

  async incident(id: string): Promise<AdminIncident> {
    return this.orders.besideOne(await this.desk.incident(id))
  }

  private async postings(memberId: string, references: readonly string[]): Promise<FinancePosting[]> {
    const found = new Map<string, FinancePosting>()
    for (const { kind, reference, account, amountFen, at } of await postingsOf(this.database, memberId, references)) {
      const key = `${kind} ${reference}`
      const posting = found.get(key) ?? { kind, reference, at: isoOf(at), legs: [] }
      posting.legs.push({ account, amountFen })
      found.set(key, posting)
    }
    return [...found.values()]
  }
}
