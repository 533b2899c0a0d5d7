import type { MigrationInterface, QueryRunner } from 'typeorm'

const FACTS_OF_ORDERS = `
  alter table orders
    add column reminded_at timestamptz,
    add column extended_at timestamptz,
    add constraint orders_extended_was_shipped check (extended_at is null or shipped_at is not null),
    add constraint orders_hidden_is_over check (hidden_at is null or state in ('completed', 'closed', 'refunded'));
  create unique index order_events_extended_once on order_events (order_id) where action = 'extend_receipt';
  create index orders_hidden_of_member on orders (member_id, created_at desc, id desc) where hidden_at is not null;
  create index orders_reminded on orders (reminded_at) where state = 'paid' and reminded_at is not null;`

const SUPPLEMENTS = `
  create table order_supplements (
    term_id uuid primary key references order_terms (id),
    order_id uuid not null references orders (id),
    member_id uuid not null,
    -- the change that waits for the money, and the row of its own that says what it is
    purpose text not null constraint order_supplements_purpose_known check (purpose in ('address', 'exchange')),
    reference uuid not null,
    recognised_at timestamptz,
    created_at timestamptz not null,
    constraint order_supplements_change_once unique (purpose, reference)
  );
  create index order_supplements_of_order on order_supplements (order_id);`

const ADDRESS_CHANGES = `
  create table order_address_changes (
    id uuid primary key,
    order_id uuid not null references orders (id),
    member_id uuid not null,
    state text not null constraint order_address_changes_state_known check (state in ('waiting', 'done', 'dropped')),
    -- receivers, phones and addresses, sealed
    before_enc text not null,
    after_enc text not null,
    freight_before_fen bigint not null constraint order_address_changes_before_positive check (freight_before_fen >= 0),
    freight_after_fen bigint not null constraint order_address_changes_after_positive check (freight_after_fen >= 0),
    asked_at timestamptz not null,
    settled_at timestamptz,
    constraint order_address_changes_settled_has_time check ((state = 'waiting') = (settled_at is null))
  );
  create unique index order_address_changes_waiting_once on order_address_changes (order_id) where state = 'waiting';
  create index order_address_changes_of_order on order_address_changes (order_id, asked_at);`

/** What the order centre keeps: reminders, the one extension, what is hidden, money for changes, and where parcels were to go before. */
export class OrderCentre1700000000260 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(FACTS_OF_ORDERS)
    await runner.query(SUPPLEMENTS)
    await runner.query(ADDRESS_CHANGES)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}
