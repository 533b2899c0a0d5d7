import type { MigrationInterface, QueryRunner } from 'typeorm'

const KINDS_AND_STATES = `
  alter table after_sales
    drop constraint after_sales_kind_known,
    add constraint after_sales_kind_known check (kind in ('refund_only', 'return_refund', 'exchange')),
    drop constraint after_sales_state_known,
    add constraint after_sales_state_known check (state in (
      'requested', 'evidence_asked', 'awaiting_difference', 'awaiting_return', 'returning', 'to_resend', 'resent', 'refunding',
      'refused', 'arbitrating', 'done', 'withdrawn', 'closed')),
    -- where the goods are to be sent back to, sealed: somebody's name and phone are in it
    add column return_address_enc text;
  alter table after_sale_lines
    add column wanted_sku_id uuid,
    -- label, picture and price of what is wanted, as they were when it was asked for
    add column wanted jsonb,
    add constraint after_sale_lines_wanted_is_shown check ((wanted_sku_id is null) = (wanted is null));`

const EXCHANGES = `
  create table after_sale_exchanges (
    after_sale_id uuid primary key references after_sales (id),
    order_id uuid not null references orders (id),
    member_id uuid not null,
    -- above zero the buyer pays it, below zero it goes back
    difference_fen bigint not null,
    reserved_at timestamptz,
    released_at timestamptz,
    resent_at timestamptz,
    constraint after_sale_exchanges_released_was_reserved check (released_at is null or reserved_at is not null),
    constraint after_sale_exchanges_resent_was_reserved check (resent_at is null or (reserved_at is not null and released_at is null))
  );
  create index after_sale_exchanges_of_order on after_sale_exchanges (order_id);

  create table exchange_differences (
    id uuid primary key,
    after_sale_id uuid not null references after_sales (id),
    order_id uuid not null references orders (id),
    member_id uuid not null,
    amount_fen bigint not null constraint exchange_differences_amount_positive check (amount_fen > 0),
    state text not null constraint exchange_differences_state_known check (state in ('waiting', 'paid', 'dropped', 'given_back')),
    refund_id uuid references order_refunds (id),
    asked_at timestamptz not null,
    settled_at timestamptz,
    constraint exchange_differences_settled_has_time check ((state = 'waiting') = (settled_at is null)),
    constraint exchange_differences_back_has_refund check ((state = 'given_back') = (refund_id is not null))
  );
  create unique index exchange_differences_standing_once on exchange_differences (after_sale_id) where state in ('waiting', 'paid');
  create index exchange_differences_of_order on exchange_differences (order_id, asked_at);

  -- a parcel that replaces goods: it holds no pieces of the order's lines, those were shipped before
  alter table shipments
    add column after_sale_id uuid constraint shipments_replacement_known references after_sales (id),
    add constraint shipments_replacement_once unique (after_sale_id);`

const REFUNDS = `
  alter table order_refunds
    drop constraint order_refunds_cause_known,
    add constraint order_refunds_cause_known check (cause in ('after_sale', 'cancelled', 'address', 'exchange'));`

/** Exchanges 换货: what is wanted for which pieces, the stock kept for it, the difference of the prices, and the parcel that replaces. */
export class OrderExchanges1700000000305 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(KINDS_AND_STATES)
    await runner.query(EXCHANGES)
    await runner.query(REFUNDS)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}
