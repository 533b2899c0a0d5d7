import { isoOf, type Instant } from '@jishi/kernel/time'
import type { Tx } from '../../../infra/database/sql.js'
import type { LineBack } from './domain/earned.js'

interface OrderOf {
  readonly orderId: string
  readonly memberId: string
}

/**
 * One row an order, which whoever hears of it writes first: its payment and what goes back of it may be heard in any order and
 * at once, and here they take turns, so that neither misses the other.
 */
export const takeTurn = async (tx: Tx, { orderId, memberId }: OrderOf, paidAt: Instant | null): Promise<void> => {
  await tx.execute(
    `insert into gift_orders (order_id, member_id, paid_at) values ($1, $2, $3)
     on conflict (order_id) do update set paid_at = coalesce(gift_orders.paid_at, excluded.paid_at)`,
    [orderId, memberId, paidAt === null ? null : isoOf(paidAt)],
  )
}

/** What has gone back of an order so far, as far as it was heard. */
export const backsOf = (tx: Tx, orderId: string): Promise<LineBack[]> =>
  tx.rows<LineBack>(
    `select line_id as "lineId", sum(qty)::int as qty, sum(fen)::bigint as fen from gift_lines_back where order_id = $1 group by line_id`,
    [orderId],
  )
