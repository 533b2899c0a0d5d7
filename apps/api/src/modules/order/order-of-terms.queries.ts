import type { PaymentSubject } from '../../events/payment.events.js'
import type { Sql } from '../../infra/database/sql.js'
import { termSubject } from './locked-order.js'

export interface OrderOfTerm {
  readonly termId: string
  readonly id: string
  readonly orderNo: string
}

/** Whose terms these are, for whoever knows only what was owed. */
export const ordersOfTerms = (sql: Sql, termIds: readonly string[]): Promise<OrderOfTerm[]> =>
  sql.rows(
    `select t.id as "termId", o.id, o.order_no as "orderNo" from order_terms t join orders o on o.id = t.order_id
      where t.id = any($1::uuid[])`,
    [termIds],
  )

/** Everything owed for the order of a number; nothing for a number that is none. */
export async function subjectsOfOrderNo(sql: Sql, orderNo: string): Promise<PaymentSubject[]> {
  const terms = await sql.rows<{ id: string }>(
    `select t.id from orders o join order_terms t on t.order_id = o.id where o.order_no = $1`,
    [orderNo],
  )
  return terms.map(({ id }) => termSubject(id))
}
