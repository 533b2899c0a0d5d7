import { copyOf } from '../support/broken-for-a-moment.js'

const NEW = 'gen_random_uuid()'
const GOODS = `kind = 'goods'`
/** Another line and not the refunded one, so that the double is no second row of the same. */
const OTHER_LINE = '(select l.id from order_lines l where l.id <> t.line_id limit 1)'

/** What was paid for a dearer way and goes back: the supplement is made beside it, of a term that has none. */
const WAY_BACK = (amountFen: string, rows = 1): string => `
  with way as (
    insert into order_supplements (term_id, order_id, member_id, purpose, reference, created_at)
    select t.id, t.order_id, t.member_id, 'address', ${NEW}, now() from order_terms t where t.state = 'paid' limit 1 returning term_id
  )
  insert into order_refund_supplements (refund_id, term_id, order_id, amount_fen)
  select f.id, way.term_id, f.order_id, ${amountFen}
    from way, (select id, order_id from order_refunds limit 1) f, generate_series(1, ${rows})`

/** Of any order: what is cancelled of it stands elsewhere. */
const CANCELLATION = (over: Readonly<Record<string, string>>, rows = 1): string => {
  const made: Record<string, string> = {
    ...{ id: NEW, order_id: 'o.id', member_id: 'o.member_id', operator_id: NEW, reason: `'other'` },
    ...{ created_at: 'now()', ...over },
  }
  const [columns, values] = [Object.keys(made).join(), Object.values(made).join()]
  return `insert into order_cancellations (${columns})
    select ${values} from (select id, member_id from orders limit 1) o, generate_series(1, ${rows})`
}

/** Of orders that were never made up to. */
const LATE_COUPON = (over: Readonly<Record<string, string>>, orders = 1): string => {
  const made: Record<string, string> = {
    ...{ order_id: 'o.id', member_id: 'o.member_id', promised_at: 'now()' },
    ...{ coupon_id: NEW, coupon_name: `'x'`, given_at: 'now()', ...over },
  }
  const [columns, values] = [Object.keys(made).join(), Object.values(made).join()]
  return `insert into order_late_coupons (${columns})
    select ${values} from (select id, member_id from orders n
      where not exists (select 1 from order_late_coupons l where l.order_id = n.id) limit ${orders}) o`
}

/** A statement that only this guard of what goes back refuses. */
export const AFTER_SALE_VIOLATIONS: Readonly<Record<string, string>> = {
  order_refunds_cause_known: copyOf('order_refunds', { id: NEW, cause: `'mood'` }),
  order_refunds_goods_not_negative: copyOf('order_refunds', { id: NEW, reference: NEW, goods_fen: '-1' }),
  order_refunds_freight_not_negative: copyOf('order_refunds', { id: NEW, reference: NEW, freight_fen: '-1' }),
  order_refunds_supplement_not_negative: copyOf('order_refunds', { id: NEW, reference: NEW, supplement_fen: '-1' }),
  orders_supplement_back_not_negative: `update orders set supplement_refunded_fen = -1 where refunded_fen = 0 and payable_fen > 0`,
  order_refund_supplements_amount_positive: WAY_BACK('0'),
  order_refund_supplements_pkey: WAY_BACK('1', 2),
  order_refunds_once: copyOf('order_refunds', { id: NEW }),
  order_refund_lines_kind_known: copyOf(
    'order_refund_lines',
    { kind: `'gift'`, cancelled_qty: '0', returned_qty: '0', kept_qty: '0', sales_fen: '0', amount_fen: '1' },
    GOODS,
  ),
  order_refund_lines_amount_not_negative: copyOf(
    'order_refund_lines',
    {
      ...{ line_id: OTHER_LINE, sales_fen: '-1', promotion_fen: '0', coupon_fen: '0', points_fen: '0' },
      amount_fen: '-1',
    },
    GOODS,
  ),
  order_refund_lines_identity: copyOf(
    'order_refund_lines',
    { line_id: OTHER_LINE, amount_fen: 't.amount_fen + 1' },
    GOODS,
  ),
  order_refund_terms_amount_positive: `update order_refund_terms set amount_fen = 0`,
  order_cancellations_reason_known: CANCELLATION({ reason: `'mood'` }),
  order_cancellations_coupon_once: CANCELLATION(
    { coupon_id: `'00000000-0000-7000-8000-000000000000'::uuid`, coupon_name: `'x'` },
    2,
  ),
  order_cancellations_coupon_is_named: CANCELLATION({ coupon_id: NEW }),
  order_late_coupons_coupon_is_named: LATE_COUPON({ coupon_id: NEW, coupon_name: 'null' }),
  order_late_coupons_coupon_once: LATE_COUPON({ coupon_id: `'00000000-0000-7000-8000-000000000000'::uuid` }, 2),
  order_late_coupons_was_late: LATE_COUPON({ given_at: `now() - interval '1 hour'` }),
  order_late_coupons_pkey: copyOf('order_late_coupons', { member_id: NEW }),
  orders_cancel_reason_known: `update orders set cancel_reason = 'mood'`,
  after_sales_no_once: copyOf('after_sales', { id: NEW }),
  after_sales_kind_known: `update after_sales set kind = 'gift'`,
  after_sales_state_known: `update after_sales set state = 'forgotten', ended_at = null`,
  after_sales_asked_not_negative: `update after_sales set asked_fen = -1`,
  after_sales_agreed_not_negative: `update after_sales set agreed_fen = -1 where refund_id is not null`,
  after_sales_ended_has_time: `update after_sales set ended_at = null where state = 'done'`,
  after_sales_refund_is_agreed: `update after_sales set agreed_fen = null where refund_id is not null`,
  after_sales_terms_whole: `update after_sales set terms = terms - 'answerMs'`,
  after_sale_lines_how_known: `update after_sale_lines set how = 'lost'`,
  after_sale_lines_qty_positive: `update after_sale_lines set qty = 0 where sellable_qty is null`,
  after_sale_lines_goods_not_negative: `update after_sale_lines set goods_fen = -1`,
  after_sale_lines_sellable_within: `update after_sale_lines set sellable_qty = qty + 1`,
  after_sale_lines_wanted_is_shown: `update after_sale_lines set wanted = null where wanted_sku_id is not null`,
  after_sale_exchanges_released_was_reserved: `update after_sale_exchanges set reserved_at = null, released_at = now() where resent_at is null`,
  after_sale_exchanges_resent_was_reserved: `update after_sale_exchanges set released_at = now() where resent_at is not null`,
  after_sale_exchanges_lost_was_resent: `update after_sale_exchanges set lost_at = now() where resent_at is null`,
  exchange_differences_amount_positive: `update exchange_differences set amount_fen = 0`,
  exchange_differences_state_known: `update exchange_differences set state = 'forgotten'`,
  exchange_differences_settled_has_time: `update exchange_differences set settled_at = null where state = 'paid'`,
  exchange_differences_back_has_refund: `update exchange_differences set state = 'given_back' where state = 'paid'`,
  exchange_differences_standing_once: copyOf('exchange_differences', { id: NEW }, `state = 'paid'`),
  shipments_replacement_once: copyOf(
    'shipments',
    { id: NEW, tracking_no: `'SF700000XX'` },
    'after_sale_id is not null',
  ),
  after_sale_events_party_known: copyOf('after_sale_events', { seq: '99', party: `'nobody'` }),
  after_sale_messages_party_known: copyOf('after_sale_messages', { id: NEW, party: `'nobody'` }),
}

export const AFTER_SALE_TABLES = [
  ...[
    'order_refunds',
    'order_refund_lines',
    'order_refund_supplements',
    'order_refund_terms',
    'after_sales',
    'after_sale_lines',
  ],
  ...['order_cancellations', 'order_late_coupons', 'after_sale_events', 'after_sale_messages', 'return_parcels'],
  ...['after_sale_exchanges', 'exchange_differences'],
]
