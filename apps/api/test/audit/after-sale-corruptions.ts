import type { Corruption } from './corruption.js'

const NEW = 'gen_random_uuid()'
const IDENTITY = ['order_refund_lines.order_refund_lines_identity']

/** What is done to what went back of a sound shop's orders. */
export const AFTER_SALE_CORRUPTIONS: Record<string, Corruption[]> = {
  R2: [
    {
      what: 'a line was refunded by nothing',
      sql: `update order_lines set refunded_fen = refunded_fen + 1 where refunded_fen < goods_paid_fen`,
      seenAs: '"line"',
    },
    {
      what: 'a piece came back in no parcel',
      sql: `update order_lines set returned_qty = 1 where shipped_qty > 0`,
      seenAs: '"line"',
    },
    {
      what: 'a piece is kept that was cancelled',
      sql: `update order_refund_lines set cancelled_qty = 0, kept_qty = cancelled_qty where cancelled_qty > 0`,
      seenAs: '"line"',
    },
    {
      what: 'a dearer way went back in no refund',
      sql: `insert into order_supplements (term_id, order_id, member_id, purpose, reference, created_at, refunded_fen)
        select id, order_id, member_id, 'address', ${NEW}, now(), 1 from order_terms where state = 'paid' limit 1`,
      seenAs: '"supplement"',
    },
    {
      what: 'an order tells more than its lines',
      sql: `update orders set refunded_fen = refunded_fen + 1 where refunded_fen < payable_fen`,
      seenAs: '"order"',
    },
    {
      what: 'a line carries more than the refund',
      without: IDENTITY,
      sql: `update order_refund_lines set amount_fen = amount_fen + 1`,
      seenAs: '"refund"',
    },
    { what: 'no term carries the refund', sql: `delete from order_refund_terms`, seenAs: '"refund"' },
    {
      what: 'more goes back of a term than was paid',
      sql: `update order_refund_terms b set amount_fen = t.amount_fen + 1 from order_terms t where t.id = b.term_id`,
      seenAs: '"term"',
    },
  ],
  X1: [
    {
      what: 'what is promised is let go',
      sql: `update stock_reservations set state = 'released' where owner_kind = 'exchange' and state = 'firm'`,
      seenAs: '"kept"',
    },
    {
      what: 'nothing was kept for what was approved',
      sql: `update after_sale_exchanges set reserved_at = null where resent_at is null`,
      seenAs: '"promised"',
    },
    {
      what: 'it ended and keeps its goods',
      sql: `update after_sales set state = 'closed', ended_at = now() where state = 'awaiting_return'`,
      seenAs: '"over"',
    },
    {
      what: 'goods are kept for no exchange',
      sql: `update stock_reservations set owner_id = ${NEW} where owner_kind = 'exchange' and state = 'firm'`,
      seenAs: '"owner"',
    },
  ],
  X2: [
    { what: 'a piece is exchanged for nothing', sql: `update order_lines set exchanged_qty = 0`, seenAs: '"line"' },
    {
      what: 'it is on its way and still in the shop',
      sql: `update stock_reservations set state = 'firm' where owner_kind = 'exchange' and state = 'consumed'`,
      seenAs: '"sent"',
    },
    {
      what: 'no parcel carries it',
      sql: `update shipments set after_sale_id = null where after_sale_id is not null`,
      seenAs: '"parcel"',
    },
    {
      what: 'it is done and was never sent',
      sql: `update after_sales set state = 'done', ended_at = now() where state = 'awaiting_return'`,
      seenAs: '"state"',
    },
  ],
  X3: [
    {
      what: 'dearer goods are awaited for nothing',
      sql: `update after_sale_exchanges set difference_fen = difference_fen + 1 where difference_fen > 0`,
      seenAs: '"unpaid"',
    },
    {
      what: 'the buyer gave it up and the difference stays',
      sql: `update after_sales set state = 'withdrawn', ended_at = now() where state = 'awaiting_return'`,
      seenAs: '"kept"',
    },
    {
      what: 'it counts as paid and its term does not',
      sql: `update order_terms set state = 'dropped', paid_at = null where kind = 'supplement'`,
      seenAs: '"term"',
    },
    {
      what: 'another sum went back than was paid',
      sql: `update exchange_differences set state = 'given_back', refund_id = (select id from order_refunds limit 1)`,
      seenAs: '"refund"',
    },
  ],
  R3: [
    { what: 'a friend paid by no link', sql: `delete from payment_friend_attempts` },
    { what: 'the link is another member’s', sql: `update payment_friend_links set member_id = ${NEW}` },
    { what: 'the money goes to another member', sql: `update refunds set member_id = ${NEW}` },
    {
      what: 'what was decided is given back by nothing',
      sql: `delete from refunds where cause = 'order_refund'`,
    },
    {
      what: 'another sum goes back than was decided',
      sql: `update refunds set amount_fen = amount_fen + 1 where cause = 'order_refund'`,
    },
    {
      what: 'the term is another order’s',
      sql: `update order_refund_terms b set term_id =
        (select t.id from order_terms t where t.state = 'paid' and t.order_id <> b.order_id order by t.id = b.term_id, t.id limit 1)
        where b.refund_id = (select refund_id from order_refund_terms group by 1 having count(*) = 1 limit 1)`,
    },
    {
      what: 'the refund is another order’s',
      sql: `update order_refunds f set order_id = (select o.id from orders o where o.id <> f.order_id limit 1)`,
    },
  ],
}
