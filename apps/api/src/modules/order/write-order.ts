import { DomainError } from '@jishi/kernel/errors'
import { isCheckViolation, isUniqueViolation, LostRace } from '../../infra/database/failures.js'
import { inSteps, json, type Tx } from '../../infra/database/sql.js'
import type { OrderRows } from './order-draft.js'

const AMOUNTS =
  'list_fen, unit_discount_fen, promotion_fen, coupon_fen, points_fen, adjust_fen, goods_paid_fen, freight_fen, payable_fen'

const ORDER_COLUMNS = `id, order_no, member_id, state, platform, receipt_id, qty, ${AMOUNTS}, delivery_code, draws_offers, kind, kind_ref, kind_snapshot,
       address_enc, region_code, receiver_phone_bidx, receiver_tail, note_enc, created_at`

/** Columns that are left out take their defaults, so a column added later needs no change here. */
const inserted = (table: string, columns: string, parameter: number): string =>
  `insert into ${table} (${columns}) select ${columns} from jsonb_populate_recordset(null::${table}, $${parameter}::jsonb)`

/**
 * The last place is held by a constraint: a member without a free one gets a number that it refuses. Each order begins to
 * look at a place of its own, so that several of one member at once seldom want the same.
 */
const UNPAID_PLACES = 20

/** The whole order in one statement; its foreign keys are checked when the statement ends. */
const WRITE = inSteps(
  `receipt as (
    ${inserted('price_receipts', 'id, member_id, quote_id, engine_version, facts, rules, totals, created_at', 1)}
  ), place as (
    select n as slot from generate_series(1, ${UNPAID_PLACES}) as n, jsonb_to_recordset($2::jsonb) as asked (id text)
     where not exists (select 1 from orders o where o.member_id = $8 and o.unpaid_slot = n)
     order by (n + abs(hashtext(asked.id)::bigint)) % ${UNPAID_PLACES} limit 1
  ), placed as (
    insert into orders (${ORDER_COLUMNS}, unpaid_slot)
    select ${ORDER_COLUMNS}, coalesce((select slot from place), ${UNPAID_PLACES + 1})
      from jsonb_populate_recordset(null::orders, $2::jsonb)
  ), lines as (
    ${inserted('order_lines', `id, order_id, member_id, position, sku_id, spu_id, delivery_code, snapshot, qty, role, gift_of_line_id, gift_value_fen, no_reason_confirmed_at, unit_fen, unit_rule, ${AMOUNTS}`, 3)}
  ), shares as (
    ${inserted('order_line_shares', 'line_id, rule, stage, order_id, member_id, amount_fen', 4)}
  ), term as (
    ${inserted('order_terms', 'id, order_id, member_id, seq, kind, amount_fen, state, opens_at, due_at, on_overdue', 5)}
  ), left_cart as (
    delete from cart_lines where id = any($7::uuid[])
  )`,
  inserted('order_events', 'order_id, seq, member_id, action, to_state, actor_kind, actor_id, happened_at', 6),
)

/** Writes the order and takes what is ordered out of the cart. Throws TOO_MANY_UNPAID, or LostRace for the place. */
export async function writeOrder(tx: Tx, rows: OrderRows, cartLineIds: readonly string[]): Promise<void> {
  const { receipt, order, lines, shares, term, event } = rows
  const written = [json([receipt]), json([order]), json(lines), json(shares), json([term]), json([event])]
  try {
    await tx.execute(WRITE, [...written, cartLineIds, rows.memberId])
  } catch (error) {
    if (isCheckViolation(error, 'orders_unpaid_limit'))
      throw new DomainError('TOO_MANY_UNPAID', { limit: UNPAID_PLACES })
    if (isUniqueViolation(error, 'orders_unpaid_slot')) throw new LostRace(error)
    throw error
  }
}
