import type { MigrationInterface, QueryRunner } from 'typeorm'
import { appendOnly } from '../src/infra/database/append-only.js'

const CART = `
  create table carts (
    member_id uuid primary key,
    version bigint not null default 0 check (version >= 0),
    updated_at timestamptz not null
  );
  create table cart_lines (
    id uuid primary key,
    member_id uuid not null references carts (member_id),
    sku_id uuid not null,
    -- an activity's line is another line than the plain one of the same SKU
    kind_ref text not null default '',
    qty integer not null constraint cart_lines_qty_range check (qty between 1 and 999),
    selected boolean not null default true,
    added_price_fen bigint not null check (added_price_fen >= 0),
    added_at timestamptz not null,
    constraint cart_lines_sku_once unique (member_id, sku_id, kind_ref)
  );
  create index cart_lines_of_member on cart_lines (member_id, added_at desc, id desc);`

/** The identity of money on an order and on each of its lines, and that no part but the adjustment is negative. */
const amounts = (name: string): string => `
    list_fen bigint not null,
    unit_discount_fen bigint not null,
    promotion_fen bigint not null,
    coupon_fen bigint not null,
    points_fen bigint not null,
    adjust_fen bigint not null,
    goods_paid_fen bigint not null,
    freight_fen bigint not null,
    payable_fen bigint not null,
    refunded_fen bigint not null default 0,
    constraint ${name}_identity check (
      list_fen - unit_discount_fen - promotion_fen - coupon_fen - points_fen + adjust_fen = goods_paid_fen
      and goods_paid_fen + freight_fen = payable_fen),
    constraint ${name}_parts_not_negative check (
      least(list_fen, unit_discount_fen, promotion_fen, coupon_fen, points_fen, goods_paid_fen, freight_fen, payable_fen) >= 0),
    constraint ${name}_refund_within_payable check (refunded_fen between 0 and payable_fen)`

const ORDERS = `
  create table price_receipts (
    id uuid primary key,
    member_id uuid not null,
    quote_id text not null,
    engine_version integer not null,
    facts jsonb not null,
    rules jsonb not null,
    totals jsonb not null,
    created_at timestamptz not null
  );
  ${appendOnly('price_receipts')}

  create table orders (
    id uuid primary key,
    order_no text not null constraint orders_no_once unique check (order_no ~ '^[0-9A-Za-z]{1,32}$'),
    member_id uuid not null,
    state text not null check (state in ('pending_payment', 'awaiting_balance', 'paid', 'shipped', 'completed', 'closing', 'closed', 'refunded')),
    -- how many steps the order has taken; the number of its last event
    version integer not null default 1 check (version > 0),
    kind text not null default 'normal',
    kind_ref text,
    kind_snapshot jsonb,
    platform text,
    channel_code text,
    share_id uuid,
    store_id uuid,
    delivery_code text not null default 'express',
    receipt_id uuid not null references price_receipts (id),
    qty integer not null check (qty > 0),
    ${amounts('orders')},
    -- receiver, phone, region and detailed address at the time of ordering, sealed
    address_enc text not null,
    region_code text not null,
    receiver_phone_bidx bytea not null,
    receiver_tail text not null check (receiver_tail ~ '^[0-9]{4}$'),
    note_enc text,
    closed_cause text,
    created_at timestamptz not null,
    paid_at timestamptz,
    shipped_at timestamptz,
    auto_confirm_at timestamptz,
    completed_at timestamptz,
    closing_at timestamptz,
    closed_at timestamptz,
    hidden_at timestamptz,
    constraint orders_closed_has_cause check (state not in ('closing', 'closed') or closed_cause is not null),
    constraint orders_past_payment_was_paid check (state not in ('paid', 'shipped', 'completed', 'refunded') or paid_at is not null)
  );
  create index orders_of_member on orders (member_id, created_at desc, id desc);
  create index orders_of_member_by_state on orders (member_id, state, created_at desc, id desc);
  create index orders_by_state on orders (state, created_at desc, id desc);
  create index orders_by_time on orders (created_at desc, id desc);
  create index orders_by_no on orders (order_no text_pattern_ops);
  create index orders_by_receiver_phone on orders (receiver_phone_bidx, created_at desc, id desc);
  create index orders_to_confirm on orders (auto_confirm_at) where state = 'shipped';
  create index orders_closing on orders (closing_at) where state = 'closing';

  create table order_lines (
    id uuid primary key,
    order_id uuid not null references orders (id),
    member_id uuid not null,
    position integer not null check (position > 0),
    sku_id uuid not null,
    spu_id uuid not null,
    -- title, label, picture, category, weight and promises as they were when the order was placed
    snapshot jsonb not null,
    qty integer not null constraint order_lines_qty_positive check (qty > 0),
    unit_fen bigint not null check (unit_fen >= 0),
    ${amounts('order_lines')},
    points_used bigint not null default 0 check (points_used >= 0),
    gift_of_line_id uuid references order_lines (id),
    gift_value_fen bigint check (gift_value_fen >= 0),
    no_reason_confirmed_at timestamptz,
    cancelled_qty integer not null default 0 check (cancelled_qty >= 0),
    shipped_qty integer not null default 0 check (shipped_qty >= 0),
    returned_qty integer not null default 0 check (returned_qty >= 0),
    constraint order_lines_position_once unique (order_id, position),
    constraint order_lines_ship_within_qty check (shipped_qty <= qty - cancelled_qty),
    constraint order_lines_return_within_shipped check (returned_qty <= shipped_qty)
  );
  create index order_lines_of_member on order_lines (member_id, id);

  create table order_line_shares (
    line_id uuid not null references order_lines (id),
    rule text not null,
    stage text not null,
    order_id uuid not null references orders (id),
    member_id uuid not null,
    amount_fen bigint not null,
    primary key (line_id, rule)
  );
  create index order_line_shares_of_order on order_line_shares (order_id);
  ${appendOnly('order_line_shares')}`

const MONEY_AND_HISTORY = `
  create table order_terms (
    id uuid primary key,
    order_id uuid not null references orders (id),
    member_id uuid not null,
    seq integer not null check (seq > 0),
    kind text not null check (kind in ('full', 'deposit', 'balance', 'supplement')),
    amount_fen bigint not null check (amount_fen >= 0),
    state text not null check (state in ('planned', 'open', 'paid', 'waived', 'dropped')),
    opens_at timestamptz not null,
    due_at timestamptz not null,
    on_overdue text not null check (on_overdue in ('close', 'forfeitAndClose', 'drop')),
    paid_at timestamptz,
    channel text,
    constraint order_terms_seq_once unique (order_id, seq),
    constraint order_terms_waived_is_zero check ((state = 'waived') <= (amount_fen = 0)),
    constraint order_terms_paid_has_time check ((state = 'paid') = (paid_at is not null))
  );
  create index order_terms_due on order_terms (due_at) where state = 'open';

  create table order_holds (
    id uuid primary key,
    order_id uuid not null references orders (id),
    member_id uuid not null,
    key text not null,
    blocks text[] not null check (blocks <@ array['ship', 'afterSale', 'autoConfirm', 'cancel'] and cardinality(blocks) > 0),
    reason text not null,
    until_at timestamptz,
    created_at timestamptz not null,
    released_at timestamptz
  );
  create unique index order_holds_open_once on order_holds (order_id, key) where released_at is null;

  create table order_events (
    order_id uuid not null references orders (id),
    seq integer not null check (seq > 0),
    member_id uuid not null,
    action text not null,
    from_state text,
    to_state text not null,
    actor_kind text not null check (actor_kind in ('member', 'operator', 'system', 'channel')),
    actor_id uuid,
    cause text,
    note_enc text,
    happened_at timestamptz not null,
    primary key (order_id, seq),
    constraint order_events_first_has_no_from check ((seq = 1) = (from_state is null))
  );
  ${appendOnly('order_events')}

  create table shipments (
    id uuid primary key,
    order_id uuid not null references orders (id),
    member_id uuid not null,
    carrier_code text not null,
    tracking_no text not null,
    phone_tail text not null,
    shipped_at timestamptz not null,
    signed_at timestamptz,
    constraint shipments_tracking_once unique (carrier_code, tracking_no)
  );
  create index shipments_of_order on shipments (order_id);
  create index shipments_by_tracking on shipments (tracking_no);
  create table shipment_lines (
    shipment_id uuid not null references shipments (id),
    line_id uuid not null references order_lines (id),
    qty integer not null check (qty > 0),
    primary key (shipment_id, line_id)
  );
  create index shipment_lines_of_line on shipment_lines (line_id);
  ${appendOnly('shipment_lines')}`

/** Cart, order with its terms, holds and history, and shipments. Shares, history and receipts are never changed. */
export class Order1700000000070 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(CART)
    await runner.query(ORDERS)
    await runner.query(MONEY_AND_HISTORY)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}
