import type { TestDatabase } from '@jishi/testing/database'
import type pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { OFFER_TABLES, OFFER_VIOLATIONS } from './offer-guards.js'
import { copyOf, MomentaryDatabase } from '../support/broken-for-a-moment.js'
import { ACTIVITY_STOCK_TABLES, ACTIVITY_STOCK_VIOLATIONS } from './activity-stock-guards.js'
import { AFTER_SALE_TABLES, AFTER_SALE_VIOLATIONS } from './after-sale-guards.js'
import { BOOK_TABLES, BOOK_VIOLATIONS } from './ledger-guards.js'
import { COUPON_TABLES, COUPON_VIOLATIONS } from './coupon-guards.js'
import { FRIEND_PAY_TABLES, FRIEND_PAY_VIOLATIONS } from './friend-pay-guards.js'
import { INVOICE_TABLES, INVOICE_VIOLATIONS } from './invoice-guards.js'
import { PAYOUT_TABLES, PAYOUT_VIOLATIONS } from './payout-guards.js'
import { PRICE_CHANGE_TABLES, PRICE_CHANGE_VIOLATIONS } from './price-change-guards.js'
import { PRICE_PROPOSAL_TABLES, PRICE_PROPOSAL_VIOLATIONS } from './price-proposal-guards.js'
import { RECON_TABLES, RECON_VIOLATIONS } from './recon-guards.js'
import { REVIEW_TABLES, REVIEW_VIOLATIONS } from './review-guards.js'
import { SERVICE_TABLES, SERVICE_VIOLATIONS } from './service-guards.js'
import { SHIP_SHEET_TABLES, SHIP_SHEET_VIOLATIONS } from './ship-sheet-guards.js'
import { STORED_TABLES, STORED_VIOLATIONS } from './stored-guards.js'
import { livedInShop } from '../support/lived-in-shop.js'

/** The tables whose rules the database itself keeps. */
const GUARDED = [
  ...OFFER_TABLES,
  'brands',
  'freight_templates',
  'tags',
  'attributes',
  'attribute_values',
  'spu_attribute_values',
  'spu_tags',
  'spu_related',
  'spus',
  'skus',
  'sku_prices',
  'stocks',
  'stock_reservations',
  'stock_reservation_steps',
  'stock_moves',
  'card_secrets',
  'ledger_accounts',
  'ledger_txns',
  ...BOOK_TABLES,
  'ledger_entries',
  'price_receipts',
  'orders',
  'order_lines',
  'order_line_shares',
  'order_terms',
  'order_holds',
  'order_events',
  'order_supplements',
  'order_address_changes',
  'shipments',
  'shipment_lines',
  'carriers',
  'shipment_corrections',
  'parcel_trackings',
  'platform_reports',
  'platform_order_paths',
  'payment_intents',
  'payment_attempts',
  'payment_evidence',
  'payment_notices',
  'payment_incidents',
  'refunds',
  'payment_attempt_steps',
  'refund_steps',
  'handled_events',
  'idempotency_keys',
  'audit_log',
  'member_shelves',
  'favourites',
  'browse_history',
  'media',
  'media_tickets',
  'search_names',
  'search_words',
  'search_rebuilds',
  'search_sales_seen',
  'search_history',
  'search_asks',
  'search_days',
  'search_wishes',
  'product_imports',
  'product_import_rows',
  'product_import_products',
  ...COUPON_TABLES,
  ...ACTIVITY_STOCK_TABLES,
  ...AFTER_SALE_TABLES,
  ...FRIEND_PAY_TABLES,
  ...INVOICE_TABLES,
  ...PAYOUT_TABLES,
  ...PRICE_CHANGE_TABLES,
  ...PRICE_PROPOSAL_TABLES,
  ...RECON_TABLES,
  ...REVIEW_TABLES,
  ...SERVICE_TABLES,
  ...SHIP_SHEET_TABLES,
  ...STORED_TABLES,
]

interface Guard {
  readonly kind: 'constraint' | 'index' | 'trigger'
  readonly table: string
  readonly name: string
}

const NEW = 'gen_random_uuid()'
const HOLD = `insert into order_holds (id, order_id, member_id, key, blocks, reason, created_at)
  select ${NEW}, o.id, o.member_id, 'fraud', '{ship}', '核实', now() from orders o, generate_series(1, 2) where o.state = 'paid'`
const INCIDENT = `insert into payment_incidents (id, kind, reference, details, opened_at)
  select ${NEW}, 'mismatch', 'x', '{}', now() from generate_series(1, 2)`

const NEW_CODE = { id: NEW, secret_bidx: `'\\x00'` }

const TICKET = (over: Readonly<Record<string, string>> = {}, rows = 1): string => {
  const made: Record<string, string> = {
    ...{ id: NEW, operator_id: NEW, purpose: `'product'`, type: `'video/mp4'`, bytes: '9', name: `'x'` },
    ...{ media_id: `rpad(n::text, 22, 'x')`, state: `'open'`, flaw: 'null::text' },
    ...{ created_at: 'now()', expires_at: `now() + interval '1 minute'`, ...over },
  }
  const [columns, values] = [Object.keys(made).join(), Object.values(made).join()]
  return `insert into media_tickets (${columns}) select ${values} from generate_series(1, ${rows}) as n`
}

const insertOf = (table: string, made: Readonly<Record<string, string>>, from = ''): string =>
  `insert into ${table} (${Object.keys(made).join()}) select ${Object.values(made).join()} ${from}`

const IMPORT = (over: Readonly<Record<string, string>> = {}): string =>
  insertOf('product_imports', {
    ...{ id: NEW, file_name: `'x'`, format: `'csv'`, bytes: '9', state: `'reading'`, created_by: NEW },
    ...{ created_by_name: `'x'`, created_at: 'now()', touched_at: 'now()', ...over },
  })
/** The row of an import that is made beside it. */
const IMPORTED = (table: string, made: Readonly<Record<string, string>>, rows = 1): string =>
  `with i as (${IMPORT()} returning id) ${insertOf(table, { import_id: 'i.id', row: '2', ...made }, `from i, generate_series(1, ${rows})`)}`
const ROW = { product_code: `'x'`, sku_code: `'x'`, barcode: `''`, cells: `'{}'` }

/** A supplement for a term; the same term or the same change may be named for several. */
const SUPPLEMENT = (over: Readonly<Record<string, string>> = {}, rows = 1): string =>
  insertOf(
    'order_supplements',
    {
      ...{ term_id: 't.id', order_id: 't.order_id', member_id: 't.member_id', purpose: `'address'`, reference: NEW },
      ...{ created_at: 'now()', ...over },
    },
    `from (select * from order_terms where kind <> 'supplement' order by id limit ${rows}) t`,
  )
const READDRESSING = (over: Readonly<Record<string, string>> = {}, rows = 1): string =>
  insertOf(
    'order_address_changes',
    {
      ...{
        id: NEW,
        order_id: 'o.id',
        member_id: 'o.member_id',
        state: `'waiting'`,
        before_enc: `'x'`,
        after_enc: `'x'`,
      },
      ...{
        freight_before_fen: '0',
        freight_after_fen: '0',
        asked_at: 'now()',
        settled_at: 'null::timestamptz',
        ...over,
      },
    },
    `from (select * from orders order by id limit 1) o, generate_series(1, ${rows})`,
  )

/** A statement that only this guard refuses. */
const VIOLATIONS: Readonly<Record<string, string>> = {
  ...OFFER_VIOLATIONS,
  ...FRIEND_PAY_VIOLATIONS,
  ...BOOK_VIOLATIONS,
  ...INVOICE_VIOLATIONS,
  ...PAYOUT_VIOLATIONS,
  ...PRICE_CHANGE_VIOLATIONS,
  ...PRICE_PROPOSAL_VIOLATIONS,
  ...RECON_VIOLATIONS,
  ...REVIEW_VIOLATIONS,
  ...SERVICE_VIOLATIONS,
  ...SHIP_SHEET_VIOLATIONS,
  ...STORED_VIOLATIONS,
  sku_prices_list_known: copyOf('sku_prices', { id: NEW, list: `'level:10'` }),
  sku_prices_limited_has_days: `update sku_prices set limited = true`,
  sku_prices_some_days: copyOf('sku_prices', { id: NEW, valid: `'empty'` }),
  sku_prices_sku_id_list_min_qty_valid_excl: copyOf('sku_prices', { id: NEW }),

  freight_templates_version_check: `update freight_templates set version = 0`,
  freight_templates_name_length: `update freight_templates set name = '' where name = '冷链'`,
  freight_templates_unit_known: `update freight_templates set unit = 'mile'`,
  freight_templates_has_rates: `update freight_templates set rates = '[]'`,
  freight_templates_name_once: copyOf('freight_templates', { id: NEW }),
  spus_freight_template_known: `update spus set freight_template_id = ${NEW}`,

  brands_name_length: `update brands set name = ''`,
  brands_story_length: `update brands set story = repeat('长', 501)`,
  brands_name_once: copyOf('brands', { id: NEW }),
  tags_name_length: `update tags set name = repeat('长', 11)`,
  tags_name_once: copyOf('tags', { id: NEW }),
  attributes_name_length: `update attributes set name = '' where kind = 'text'`,
  attributes_kind_known: `update attributes set kind = 'number'`,
  attributes_text_is_no_filter: `update attributes set filterable = true where kind = 'text'`,
  attributes_name_once: copyOf('attributes', { id: NEW }),
  attribute_values_name_length: `update attribute_values set name = '' where id = (select id from attribute_values limit 1)`,
  attribute_values_name_once: copyOf('attribute_values', { id: NEW }),
  spu_attribute_values_words_length: `update spu_attribute_values set words = repeat('长', 81) where words is not null`,
  spu_attribute_values_one_of_both: `update spu_attribute_values set value_id = null where value_id is not null`,
  spu_attribute_values_once: copyOf('spu_attribute_values', {}, 'words is not null'),
  spu_tags_pkey: copyOf('spu_tags'),
  spu_related_pkey: copyOf('spu_related'),
  spu_related_to_another: `update spu_related set related_id = spu_id`,
  spus_code_key: copyOf('spus', { id: NEW }),
  spus_kind_known: `update spus set kind = 'goods'`,
  spus_state_known: `update spus set state = 'hidden', shelf_from = null where on_shelf_at is not null`,
  spus_shelf_has_day: `update spus set state = 'off_shelf' where on_shelf_at is null`,
  spus_detail_length: `update spus set detail_html = repeat('x', 60001)`,
  spus_scheduled_has_day: `update spus set state = 'scheduled'`,
  spus_shelf_days_in_order: `update spus set shelf_from = now(), shelf_until = now() where state = 'draft'`,
  spus_shelf_refusal_known: `update spus set shelf_refusal = 'WEATHER' where state = 'draft'`,
  spus_refused_is_off_shelf: `update spus set shelf_refusal = 'PERMIT_MISSING' where state = 'on_shelf'`,
  spus_weight_known: `update spus set featured = -1`,
  spus_on_shelf_waits_no_more: `update spus set shelf_from = now() where state = 'on_shelf'`,
  skus_external_code_key: copyOf(
    'skus',
    { id: NEW, spu_id: `(select id from spus where state = 'draft')` },
    `option_key <> ''`,
  ),
  skus_barcode_key: `update skus set barcode = '690' where archived_at is null`,
  skus_spu_id_option_key_key: copyOf('skus', { id: NEW, external_code: `'another'` }),
  skus_label_length: `update skus set label = repeat('长', 261)`,

  search_names_kind_known: `insert into search_names (id, kind, name, filterable, position) values (${NEW}, 'colour', '红', true, 0)`,
  search_names_value_has_attribute: `insert into search_names (id, kind, name, filterable, position) values (${NEW}, 'value', '红', true, 0)`,
  search_words_kind_known: `insert into search_words (word, kind, pinyin, initials, weight, seen_at) values ('x', 'x', 'x', 'x', 1, now())`,
  search_rebuilds_one_row: `insert into search_rebuilds (id, begun_at) values (2, now())`,
  search_sales_seen_one_row: `insert into search_sales_seen (id, until_at) values (2, now())`,
  search_history_length: `insert into search_history (member_id, words, searched_at) values (${NEW}, '', now())`,
  search_asks_length: `insert into search_asks (day, asker, words) values (now(), 'x', repeat('长', 61))`,
  search_days_somebody_asked: `insert into search_days (day, words, askers, found) values (now(), '苹果', 0, true)`,
  search_wishes_length: `insert into search_wishes (member_id, words, wished_at) values (${NEW}, '', now())`,
  stocks_pkey: copyOf('stocks'),
  stocks_reserved_within_on_hand: `update stocks set reserved = on_hand + 1`,
  stock_reservations_line_once: copyOf('stock_reservations', { id: NEW }, `state = 'held' or state = 'firm'`),
  stock_reservations_go_on: `update stock_reservations set state = 'firm'
    where id = (select id from stock_reservations where state = 'consumed' order by id limit 1)`,
  stock_reservations_held_expires: `update stock_reservations set expires_at = null where state = 'held'`,
  stock_moves_once: copyOf('stock_moves', { id: '1000000' }),
  stock_moves_move_something: copyOf('stock_moves', {
    id: '1000000',
    reference: `'x'`,
    on_hand_delta: '0',
    reserved_delta: '0',
  }),

  card_secrets_state_known: `update card_secrets set state = 'lost', voided_at = null where state = 'available'`,
  card_secrets_batch_length: `update card_secrets set batch = ''`,
  card_secrets_sealed: `update card_secrets set secret_enc = 'CODE-1'`,
  card_secrets_ordinal_positive: copyOf('card_secrets', { ...NEW_CODE, ordinal: '0' }, `state = 'issued'`),
  card_secrets_once: copyOf('card_secrets', { id: NEW }, `state = 'available'`),
  card_secrets_piece_once: copyOf('card_secrets', NEW_CODE, `state = 'issued'`),
  card_secrets_issued_is_whole: `update card_secrets set ordinal = 7 where state = 'available'`,
  card_secrets_void_has_time: `update card_secrets set voided_at = now() where state = 'available'`,
  card_secrets_spent_stay: `delete from card_secrets where state = 'issued'`,

  ledger_txns_once: copyOf('ledger_txns', { id: NEW }),
  ledger_txns_balanced: copyOf('ledger_txns', { id: NEW, reference: `'x'` }),
  ledger_entries_pkey: copyOf('ledger_entries'),
  ledger_entries_balanced: copyOf('ledger_entries', { leg: '9' }),
  ledger_entries_owner: copyOf('ledger_entries', { leg: '9', owner: `'somebody'` }, `owner = ''`),

  orders_no_once: copyOf('orders', { id: NEW }, `unpaid_slot is null`),
  orders_unpaid_limit: `update orders set unpaid_slot = 21 where unpaid_slot is not null`,
  orders_unpaid_slot: copyOf('orders', { id: NEW, order_no: `'ANOTHER'` }, `unpaid_slot is not null`),
  orders_identity: `update orders set payable_fen = payable_fen + 1`,
  orders_parts_not_negative: `update orders set freight_fen = -1, payable_fen = goods_paid_fen - 1 where refunded_fen = 0`,
  orders_refund_within_payable: `update orders set refunded_fen = payable_fen + 1`,
  orders_delivery_known: `update orders set delivery_code = 'drone' where delivery_code <> 'express'`,
  orders_parcel_has_receiver: `update orders set receiver_tail = null where delivery_code = 'express'`,
  orders_closed_has_cause: `update orders set closed_cause = null where state = 'closed'`,
  orders_past_payment_was_paid: `update orders set paid_at = null where state = 'paid'`,
  order_lines_identity: `update order_lines set payable_fen = payable_fen + 1`,
  order_lines_parts_not_negative: `update order_lines set promotion_fen = -1, coupon_fen = coupon_fen + promotion_fen + 1`,
  order_lines_delivery_known: `update order_lines set delivery_code = 'drone'`,
  order_lines_qty_positive: `update order_lines set qty = 0 where shipped_qty + cancelled_qty = 0`,
  order_lines_position_once: copyOf('order_lines', { id: NEW }),
  order_lines_unit_rule_known: `update order_lines set unit_rule = 'unit.base.0'`,
  order_lines_gift_is_free: `update order_lines set gift_of_line_id = id`,
  order_lines_role_known: `
    update order_lines set role = 'loan', gift_value_fen = 0, unit_fen = 0, list_fen = 0, unit_discount_fen = 0, promotion_fen = 0,
      coupon_fen = 0, points_fen = 0, adjust_fen = 0, goods_paid_fen = 0, freight_fen = 0, payable_fen = 0, refunded_fen = 0,
      freight_refunded_fen = 0`,
  order_lines_ship_within_qty: `update order_lines set shipped_qty = qty + 1`,
  order_lines_kept_not_negative: `update order_lines set kept_qty = -1`,
  order_lines_exchanged_not_negative: `update order_lines set exchanged_qty = -1`,
  order_lines_back_was_shipped: `update order_lines set kept_qty = shipped_qty + 1`,
  order_lines_freight_back_within: `
    update order_lines set freight_refunded_fen = freight_fen + 1, refunded_fen = freight_fen + 1 where goods_paid_fen > 0`,
  order_lines_goods_back_within: `update order_lines set refunded_fen = goods_paid_fen + 1 where freight_fen > 0`,
  order_line_shares_pkey: copyOf('order_line_shares'),
  order_terms_seq_once: copyOf('order_terms', { id: NEW }),
  order_terms_waived_is_zero: `update order_terms set state = 'waived' where state = 'open'`,
  order_terms_paid_has_time: `update order_terms set paid_at = null where state = 'paid'`,
  order_holds_open_once: HOLD,
  order_events_pkey: copyOf('order_events'),
  order_events_extended_once: `
    insert into order_events (order_id, seq, member_id, action, from_state, to_state, actor_kind, happened_at)
    select o.id, 90 + n, o.member_id, 'extend_receipt', 'shipped', 'shipped', 'member', now()
      from (select * from orders order by id limit 1) o, generate_series(1, 2) n`,
  orders_extended_was_shipped: `update orders set extended_at = now() where state = 'paid' and shipped_at is null`,
  orders_hidden_is_over: `update orders set hidden_at = now() where state = 'paid'`,
  order_supplements_pkey: `${SUPPLEMENT()} union all select id, order_id, member_id, 'address', gen_random_uuid(), now()
    from (select * from order_terms where kind <> 'supplement' order by id limit 1) again`,
  order_supplements_back_not_negative: SUPPLEMENT({ refunded_fen: '-1' }),
  order_supplements_purpose_known: SUPPLEMENT({ purpose: `'gift'` }),
  order_supplements_change_once: SUPPLEMENT({ reference: `'00000000-0000-7000-8000-000000000000'::uuid` }, 2),
  order_address_changes_state_known: READDRESSING({ state: `'lost'`, settled_at: 'now()' }),
  order_address_changes_before_positive: READDRESSING({ freight_before_fen: '-1' }),
  order_address_changes_after_positive: READDRESSING({ freight_after_fen: '-1' }),
  order_address_changes_settled_has_time: READDRESSING({ state: `'done'` }),
  order_address_changes_waiting_once: READDRESSING({}, 2),
  order_events_first_has_no_from: copyOf('order_events', { seq: '99', from_state: 'null' }),
  shipments_tracking_once: copyOf('shipments', { id: NEW }),
  shipment_lines_pkey: copyOf('shipment_lines'),
  carriers_pkey: copyOf('carriers', { name: `'另一家'`, kuaidi100_code: `'another'`, wechat_code: `'ANOTHER'` }),
  carriers_code_shape: copyOf('carriers', {
    ...{ code: `'顺丰'`, name: `'另一家'`, kuaidi100_code: `'another'`, wechat_code: `'ANOTHER'` },
  }),
  carriers_name_once: `update carriers set name = (select name from carriers where code = 'SF') where code = 'EMS'`,
  carriers_kuaidi100_once: `update carriers set kuaidi100_code = 'shunfeng' where code = 'EMS'`,
  carriers_wechat_once: `update carriers set wechat_code = 'SF' where code = 'EMS'`,
  carriers_position_positive: `update carriers set position = 0`,
  carriers_version_positive: `update carriers set version = 0`,
  shipments_carrier_known: `update shipments set carrier_code = 'NOBODY'`,
  shipment_corrections_pkey: copyOf('shipment_corrections'),
  shipment_corrections_differs: copyOf('shipment_corrections', {
    ...{
      shipment_id: `(select id from shipments where tracking_no = 'SF7000000001')`,
      new_carrier_code: 'old_carrier_code',
      new_tracking_no: 'old_tracking_no',
    },
  }),
  parcel_trackings_pkey: copyOf('parcel_trackings'),
  parcel_trackings_state_known: `update parcel_trackings set state = 'lost', news_enc = 'x', news_count = 1, newest_at = now()`,
  parcel_trackings_watch_known: `update parcel_trackings set watch = 'asleep'`,
  parcel_trackings_tries_not_negative: `update parcel_trackings set tries = -1`,
  parcel_trackings_count_not_negative: `update parcel_trackings set state = 'collected', news_enc = 'x', news_count = -1, newest_at = now()`,
  parcel_trackings_asks_while_open: `update parcel_trackings set next_at = null`,
  parcel_trackings_news_whole: `update parcel_trackings set state = 'collected'`,

  platform_reports_pkey: copyOf('platform_reports', { attempt_no: `'ANOTHER'` }),
  platform_reports_attempt_once: copyOf('platform_reports', {
    term_id:
      '(select t.id from order_terms t where not exists (select 1 from platform_reports p where p.term_id = t.id) limit 1)',
  }),
  platform_reports_platform_known: `update platform_reports set platform = 'unionpay'`,
  platform_reports_state_known: `update platform_reports set state = 'lost'`,
  platform_reports_wanted_positive: `update platform_reports set wanted = 0`,
  platform_reports_one_change: `update platform_reports set changes = 2`,
  platform_reports_tries_not_negative: `update platform_reports set tries = -1`,
  platform_reports_receipt_tries: `update platform_reports set receipt_tries = -1`,
  platform_reports_due_while_open: `update platform_reports set next_at = now()`,
  platform_reports_told_by_state: `update platform_reports set told_at = null`,
  platform_reports_problem_by_state: `update platform_reports set problem = 'x'`,
  platform_order_paths_pkey: copyOf('platform_order_paths'),
  platform_order_paths_not_empty: `update platform_order_paths set path = ''`,

  payment_intents_settled_whole: `update payment_intents set settled_at = null where state = 'settled'`,
  payment_intents_live: copyOf('payment_intents', { id: NEW }, `state = 'settled'`),
  payment_attempts_no: copyOf(
    'payment_attempts',
    { id: NEW },
    `state in ('closed', 'succeeded') and channel <> 'balance'`,
  ).replace('jsonb_build_object(', `jsonb_build_object('channel_txn', 'another', `),
  payment_attempts_paid_whole: `update payment_attempts set paid_at = null where state = 'succeeded'`,
  payment_attempts_refund_within: `update payment_attempts set refund_reserved_fen = amount_fen + 1 where state = 'succeeded'`,
  payment_attempts_refund_of_paid: `update payment_attempts set refund_reserved_fen = 1 where state <> 'succeeded'`,
  payment_attempts_txn: copyOf('payment_attempts', { id: NEW, attempt_no: `repeat('0', 20)` }, `state = 'succeeded'`),
  payment_attempts_one_open: copyOf('payment_attempts', { id: NEW, attempt_no: `repeat('0', 20)` }, `state = 'open'`),
  payment_attempts_one_balance: ['0', '1']
    .map((digit) =>
      copyOf(
        'payment_attempts',
        { id: NEW, attempt_no: `repeat('${digit}', 20)`, channel: `'balance'` },
        `state = 'open'`,
      ),
    )
    .join(';\n'),
  payment_attempts_steps_kept: `update payment_attempts set state = 'closing', state_at = null where state = 'open'`,
  refunds_steps_kept: `${copyOf('refunds', { id: NEW, refund_no: `repeat('0', 20)`, reference: `'x'`, state: `'created'`, succeeded_at: 'null' })};
    update refunds set state = 'processing', state_at = null where state = 'created'`,
  payment_attempts_move_on: `update payment_attempts set state = 'created' where state = 'open'`,
  payment_evidence_source_known: copyOf('payment_evidence', {
    ...{ id: NEW, source: `'rumour'` },
    attempt_id: `(select id from payment_attempts a where not exists (select 1 from payment_evidence e where e.attempt_id = a.id) limit 1)`,
  }),
  payment_evidence_once: copyOf('payment_evidence', { id: NEW }),
  payment_notices_once: copyOf('payment_notices', { id: NEW }),
  payment_notices_verified_check: copyOf('payment_notices', { id: NEW, event_key: `'x'`, verified: 'false' }),
  payment_incidents_open: INCIDENT,
  payment_incidents_reason_whole: `insert into payment_incidents (id, kind, reference, details, opened_at, resolution)
    values (${NEW}, 'mismatch', 'y', '{}', now(), 'x')`,
  refunds_no: copyOf('refunds', { id: NEW, cause: `'again'` }),
  refunds_once: copyOf('refunds', {
    ...{ id: NEW, refund_no: `repeat('0', 20)`, state: `'closed'`, succeeded_at: 'null', next_query_at: 'null' },
  }),
  refunds_one_live: copyOf('refunds', { id: NEW, refund_no: `repeat('0', 20)`, try_no: '2' }, `state <> 'closed'`),
  refunds_tries_bounded: `update refunds set try_no = 101`,
  refunds_done_whole: `update refunds set succeeded_at = null where state = 'succeeded'`,
  refunds_amount_fen_check: copyOf('refunds', {
    id: NEW,
    refund_no: `repeat('0', 20)`,
    cause: `'again'`,
    amount_fen: '0',
  }),
  refunds_move_on: `update refunds set state = 'processing', state_at = now(), succeeded_at = null where state = 'succeeded'`,

  audit_log_seq_key: copyOf('audit_log', { id: NEW }),
  member_shelves_pkey: copyOf('member_shelves'),
  member_shelves_bounded: `update member_shelves set favourites = 501`,
  favourites_pkey: copyOf('favourites'),
  favourites_price_not_negative: `update favourites set price_fen = -1`,
  browse_history_pkey: copyOf('browse_history'),

  handled_events_pkey: copyOf('handled_events'),
  idempotency_keys_pkey: copyOf('idempotency_keys'),

  media_purpose_known: `update media set purpose = 'anything' where member_id is null`,
  media_kind_known: `update media set kind = 'sound'`,
  media_seconds_of_video: `update media set seconds = 5`,
  media_seconds_range: `update media set kind = 'video', seconds = 601 where member_id is null`,
  media_poster_of_video: `update media set poster_id = id`,
  media_removed_after_archived: `update media set removing_at = now()`,
  media_tickets_purpose_known: TICKET({ purpose: `'anything'` }),
  media_tickets_type_known: TICKET({ type: `'image/svg+xml'` }),
  media_tickets_bytes_range: TICKET({ bytes: '104857601' }),
  media_tickets_name_length: TICKET({ name: `repeat('x', 121)` }),
  media_tickets_media_once: TICKET({ media_id: `repeat('A', 22)` }, 2),
  media_tickets_media_shape: TICKET({ media_id: `'../../../etc/passwd'` }),
  media_tickets_state_known: TICKET({ state: `'anything'` }),
  media_tickets_flaw_of_refused: TICKET({ flaw: `'unreadable'` }),
  product_imports_name_length: IMPORT({ file_name: `''` }),
  product_imports_format_known: IMPORT({ format: `'xls'` }),
  product_imports_bytes_bounded: IMPORT({ bytes: '20971521' }),
  product_imports_state_known: IMPORT({ state: `'anything'` }),
  product_imports_rows_bounded: IMPORT({ rows_read: '20001' }),
  product_imports_written_by_somebody: IMPORT({ state: `'done'` }),
  product_imports_checked_first: IMPORT({ applied_by: NEW }),
  product_import_rows_below_header: IMPORTED('product_import_rows', { ...ROW, row: '1' }),
  product_import_rows_once: IMPORTED('product_import_rows', ROW, 2),
  product_import_products_once: IMPORTED('product_import_products', { code: `'x'` }, 2),
  product_import_products_verdict_known: IMPORTED('product_import_products', { code: `'x'`, verdict: `'anything'` }),
  product_import_products_outcome_known: IMPORTED('product_import_products', {
    ...{ code: `'x'`, verdict: `'new'`, outcome: `'anything'` },
  }),
  product_import_products_written_if_wanted: IMPORTED('product_import_products', {
    ...{ code: `'x'`, verdict: `'unchanged'`, outcome: `'applied'` },
  }),
  product_import_products_sees_a_version: IMPORTED('product_import_products', { code: `'x'`, verdict: `'changed'` }),
  ...COUPON_VIOLATIONS,
  ...ACTIVITY_STOCK_VIOLATIONS,
  ...AFTER_SALE_VIOLATIONS,
  media_tickets_days_in_order: TICKET({ expires_at: `now() - interval '1 minute'` }),
}

/** What may not be changed refuses even a change that changes nothing. */
const violationOf = (guard: Guard, firstColumn: string): string | undefined => {
  if (guard.name.endsWith('_no_truncate')) return `truncate ${guard.table}`
  if (guard.name.endsWith('_append_only')) return `update ${guard.table} set ${firstColumn} = ${firstColumn}`
  return VIOLATIONS[guard.name]
}

const UNDO: Readonly<Record<Guard['kind'], (guard: Guard) => string>> = {
  constraint: ({ table, name }) => `alter table ${table} drop constraint ${name} cascade`,
  index: ({ name }) => `drop index ${name}`,
  trigger: ({ table, name }) => `alter table ${table} disable trigger ${name}`,
}

let database: TestDatabase
let momentary: MomentaryDatabase
let guards: (Guard & { firstColumn: string })[]

const GUARDS = `
  with guard as (
    select 'constraint' as kind, conrelid as relation, conname as name from pg_constraint
     where contype = 'u' or (contype = 'c' and conname !~ '_check[0-9]*$')
    union all
    select 'index', indrelid, indexrelid::regclass::text from pg_index i
     where indisunique and not exists (select 1 from pg_constraint c where c.conindid = i.indexrelid)
    union all
    select 'trigger', tgrelid, tgname from pg_trigger where not tgisinternal
    union all
    select 'constraint', conrelid, conname from pg_constraint where contype <> 't' and conname = any($2)
  )
  select distinct kind, relation::regclass::text as "table", name,
         (select attname from pg_attribute where attrelid = relation and attnum > 0 and attidentity = '' order by attnum limit 1) as "firstColumn"
    from guard where relation = any($1::regclass[]) order by 2, 3`

beforeAll(async () => {
  database = await livedInShop()
  momentary = await MomentaryDatabase.open(database.url)
  guards = await momentary.undone(
    async (client) =>
      (await client.query<Guard & { firstColumn: string }>(GUARDS, [GUARDED, Object.keys(VIOLATIONS)])).rows,
  )
}, 600_000)
afterAll(async () => {
  await momentary.close()
  await database.drop()
})

/** The refusal of a statement, deferred ones included; undefined when it goes through. */
const refusalOf = async (client: pg.Client, statement: string): Promise<pg.DatabaseError | undefined> => {
  try {
    const { rowCount } = await client.query(statement)
    expect(rowCount, `${statement} touched nothing`).not.toBe(0)
    await client.query('set constraints all immediate')
    return undefined
  } catch (error) {
    if (error instanceof Error && 'severity' in error) return error as pg.DatabaseError
    throw error
  }
}

/** The balance of the ledger would speak before the guards of its single rows. */
const BALANCE = ['ledger_txns', 'ledger_entries']
  .map((table) => `alter table ${table} disable trigger ${table}_balanced`)
  .join('; ')
const besideOf = ({ table, name }: Guard): string =>
  table.startsWith('ledger_') && !name.endsWith('_balanced') ? BALANCE : ''

/** A table that others refer to cannot be emptied anyway; without them only its own guard speaks. */
const withoutReferences = async (client: pg.Client, table: string): Promise<void> => {
  const { rows } = await client.query<{ statement: string }>(
    `select format('alter table %s drop constraint %I', conrelid::regclass, conname) as statement
       from pg_constraint where contype = 'f' and confrelid = $1::regclass`,
    [table],
  )
  for (const { statement } of rows) await client.query(statement)
}

/** Whether the refusal is this guard's own word, and no other's. */
const speaks = (guard: Guard, refusal: pg.DatabaseError | undefined): boolean => {
  if (guard.kind !== 'trigger') return refusal?.constraint === guard.name
  const frozen = /_(append_only|no_truncate)$|^(bill_(rows|flows)|recon_[a-z]+)_stay$/.test(guard.name)
  if (frozen) return refusal?.code === '23001' && refusal.message === `rows of ${guard.table} are never changed`
  return refusal?.code !== undefined && ['23000', '23514'].includes(refusal.code) && !refusal.constraint
}

/** What is wrong with a guard; empty for one that refuses what breaks its rule while it stands, and only then. */
const faultOf = async (guard: Guard & { firstColumn: string }): Promise<string> => {
  const violation = violationOf(guard, guard.firstColumn) ?? ''
  const tried = (prepared: string) =>
    momentary.undone(async (client) => {
      await withoutReferences(client, guard.table)
      await client.query(besideOf(guard))
      await client.query(prepared)
      return refusalOf(client, violation)
    })
  const standing = await tried('')
  if (!speaks(guard, standing))
    return `${guard.name} stands: ${standing?.code ?? ''} ${standing?.message ?? 'went through'}`
  const fallen = await tried(UNDO[guard.kind](guard))
  return fallen === undefined ? '' : `${guard.name} has fallen: ${fallen.message}`
}

it('knows a violation for every guard of the tables that matter', () => {
  const unknown = guards.filter((guard) => violationOf(guard, guard.firstColumn) === undefined)
  expect(unknown.map(({ name }) => name)).toEqual([])
  const names = new Set(guards.map(({ name }) => name))
  expect(Object.keys(VIOLATIONS).filter((name) => !names.has(name))).toEqual([])
})

/** Where money is, was, or is owed; the running sums of the ledger among them. */
const OF_MONEY = '^(payment|refund|ledger|stored|payout|bill|recon)s?(_|$)'

it('every table of money is among them, so that a new one brings the proof of its guards', async () => {
  const guarded = new Set<string>(GUARDED)
  const tables = await momentary.undone(
    async (client) =>
      (
        await client.query<{ name: string }>(
          `select relname as name from pg_class
            where relkind in ('r', 'p') and not relispartition and relnamespace = 'public'::regnamespace and relname ~ $1 order by 1`,
          [OF_MONEY],
        )
      ).rows,
  )
  expect(tables.length).toBeGreaterThan(20)
  expect(tables.map(({ name }) => name).filter((name) => !guarded.has(name))).toEqual([])
})

it('every guard refuses what breaks its rule while it stands, and only then', async () => {
  const faults: string[] = []
  for (const guard of guards) faults.push(await faultOf(guard))
  expect(faults.filter((fault) => fault !== '')).toEqual([])
}, 600_000)
