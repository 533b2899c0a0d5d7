import { Injectable } from '@nestjs/common'
import type { PaymentSubject } from '../../../events/payment.events.js'
import { Database } from '../../../infra/database/database.js'
import { ordersOfTerms, subjectsOfOrderNo } from '../../order/index.js'

export type MoneyOrder = { readonly id: string; readonly orderNo: string } | null

/** Payment knows what was owed and not for which order: the two are put together here. */
@Injectable()
export class MoneyOrders {
  constructor(private readonly database: Database) {}

  /** Everything owed for the order with this number, so that a search finds its money. */
  sought(q: string | undefined): Promise<PaymentSubject[]> {
    return q === undefined ? Promise.resolve([]) : subjectsOfOrderNo(this.database, q)
  }

  /** The rows with their orders, in one statement for all of them. */
  async beside<Row extends { readonly subject: PaymentSubject | null }>(
    rows: readonly Row[],
  ): Promise<(Row & { order: MoneyOrder })[]> {
    const terms = rows.flatMap(({ subject }) => (subject?.kind === 'order_term' ? [subject.id] : []))
    const found = terms.length === 0 ? [] : await ordersOfTerms(this.database, terms)
    const byTerm = new Map(found.map(({ termId, id, orderNo }) => [termId, { id, orderNo }]))
    return rows.map((row) => ({ ...row, order: byTerm.get(row.subject?.id ?? '') ?? null }))
  }

  async besideOne<Row extends { readonly subject: PaymentSubject | null }>(
    row: Row,
  ): Promise<Row & { order: MoneyOrder }> {
    const [one] = await this.beside([row])
    return one ?? { ...row, order: null }
  }
}
