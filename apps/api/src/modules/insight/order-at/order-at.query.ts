import type { OrderAtView } from '@jishi/contracts/insight/order-at.schema'
import { isoOf, type Instant } from '@jishi/kernel/time'
import type { Sql } from '../../../infra/database/sql.js'
import { stockPastOf, stockReturnsOf } from '../../inventory/index.js'
import { postingsOf } from '../../ledger/index.js'
import { orderPastOf, type OrderPast } from '../../order/index.js'
import { paymentPastOf } from '../../payment/index.js'
import { drawsOf } from '../../promotion/index.js'
import { differencesOf, momentsOf, orderAt, type OrderHistories } from '../domain/order-at.js'

/** Each module's history of one order. Nine statements, along an index each. */
async function historiesOf(sql: Sql, order: OrderPast): Promise<OrderHistories> {
  const termIds = order.terms.map(({ termId }) => termId)
  const { attempts, refunds } = await paymentPastOf(sql, 'order_term', termIds)
  const references = [
    order.id,
    ...termIds,
    ...attempts.map(({ attemptNo }) => attemptNo),
    ...refunds.flatMap(({ refundNo, reference }) => [refundNo, reference]),
  ]
  return {
    order,
    attempts,
    refunds,
    stock: await stockPastOf(sql, 'order', [order.id]),
    kept: await stockPastOf(sql, 'exchange', [...new Set(order.exchanges.map(({ afterSaleId }) => afterSaleId))]),
    returns: await stockReturnsOf(sql, [...new Set(order.afterSales.map(({ id }) => `after_sale:${id}`))]),
    postings: await postingsOf(sql, order.memberId, [...new Set(references)]),
    draws: await drawsOf(sql, order.id),
  }
}

export interface AskedMoments {
  readonly at: Instant
  /** The other moment, where the difference is wanted. */
  readonly than?: Instant | undefined
}

/**
 * An order at a moment, and what is otherwise than at another, rebuilt from histories, ledgers and what was frozen when it was
 * placed; no row that says how something is now is read. Undefined where there is no such order.
 */
export async function orderAtOf(
  sql: Sql,
  which: { readonly id: string } | { readonly orderNo: string },
  { at, than }: AskedMoments,
): Promise<OrderAtView | undefined> {
  const order = await orderPastOf(sql, which)
  if (order === undefined) return undefined
  const past = await historiesOf(sql, order)
  const standing = orderAt(past, at)
  return {
    orderId: order.id,
    orderNo: order.orderNo,
    kind: order.kind,
    kindRef: order.kindRef,
    at: isoOf(at),
    standing,
    moments: momentsOf(past).map((moment) => ({ ...moment, at: isoOf(moment.at) })),
    difference:
      than === undefined ? null : { than: isoOf(than), changes: differencesOf(orderAt(past, than), standing) },
  }
}
