import type { Corruption } from './corruption.js'

const UNPAID = `(select id from orders where state = 'pending_payment' and kind = 'normal')`

/** What is done to the prices of a sound shop: those that were shown, and those that were changed. */
export const PRICE_CHANGE_CORRUPTIONS: Record<string, Corruption[]> = {
  P5: [
    {
      what: 'an order says another amount than its receipt',
      sql: `update price_receipts set totals = totals || '{"payableFen": 1}'`,
      seenAs: '"receipt"',
    },
    {
      what: 'a piece cost more than its price lists say',
      sql: `update order_lines set unit_fen = unit_fen + 1 where role = 'main'`,
      seenAs: '"unit"',
    },
    {
      what: 'lists showed another price',
      sql: `update price_history set effective_fen = effective_fen + 1`,
      seenAs: '"shown"',
    },
    {
      what: 'nobody knows what a piece was priced by',
      sql: `update price_receipts set facts = jsonb_set(facts, '{lines}', '[]')`,
      seenAs: '"facts"',
    },
  ],
  P6: [
    {
      what: 'history ends before today',
      sql: `update price_history set to_at = now() where to_at is null`,
      seenAs: '"hole"',
    },
    { what: 'a SKU has no history', sql: `delete from price_history`, seenAs: '"nothing"' },
    {
      what: 'history says another price than the one that stands',
      sql: `update price_history set effective_fen = effective_fen + 1`,
      seenAs: '"now"',
    },
  ],
  P7: [
    {
      what: 'a line is moved by more than its change says',
      sql: `update order_line_shares set amount_fen = amount_fen - 1 where stage = 'adjustment'`,
      seenAs: '"line"',
    },
    {
      what: 'a line of the change is lost',
      sql: `delete from order_price_change_lines where change_id in (select id from order_price_changes where state = 'in_force')`,
      seenAs: '"line"',
    },
    {
      what: 'it makes another price than the order has',
      sql: `update order_price_changes set payable_after_fen = payable_after_fen + 1 where state = 'in_force'`,
      seenAs: '"order"',
    },
    {
      what: 'the buyer reads the receipt of before',
      sql: `update orders o set receipt_id = c.receipt_before_id from order_price_changes c where c.order_id = o.id and c.state = 'in_force'`,
      seenAs: '"order"',
    },
    {
      what: 'the old price is owed as well',
      sql: `update order_terms set state = 'open' where id in (select term_before_id from order_price_changes)`,
      seenAs: '"term"',
    },
  ],
  P8: [
    { what: 'a step is lost', sql: `delete from order_price_change_steps where seq = 1` },
    { what: 'a step that no life knows', sql: `update order_price_change_steps set step = 'anything'` },
    {
      what: 'it ends without a step',
      sql: `update order_price_changes set state = 'withdrawn' where state = 'proposed'`,
      seenAs: '"last"',
    },
    {
      what: 'it holds and nobody else has agreed',
      without: ['order_price_changes.order_price_changes_second_agreed'],
      sql: `update order_price_changes set needs_second = true where state = 'in_force'`,
      seenAs: '"second"',
    },
    {
      what: 'it waits although the order is paid',
      sql: `update orders set state = 'paid', paid_at = now() where id = ${UNPAID}`,
      seenAs: '"waits"',
    },
  ],
}
