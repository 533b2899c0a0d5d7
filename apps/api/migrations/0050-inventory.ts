import type { MigrationInterface, QueryRunner } from 'typeorm'
import { appendOnly } from '../src/infra/database/append-only.js'

/** Stock per location: two counters that fold from their moves, and reservations that belong to an owner. */
export class Inventory1700000000050 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table locations (
        id uuid primary key,
        code text not null constraint locations_code_once unique,
        kind text not null check (kind in ('warehouse', 'store')),
        name text not null,
        store_id uuid
      );
      insert into locations (id, code, kind, name)
        values ('019a0000-0000-7000-8000-000000000001', 'main', 'warehouse', '总仓');

      create table stocks (
        sku_id uuid not null,
        location_id uuid not null references locations (id),
        on_hand bigint not null default 0,
        reserved bigint not null default 0,
        primary key (sku_id, location_id),
        constraint stocks_reserved_within_on_hand check (0 <= reserved and reserved <= on_hand)
      );

      create table stock_reservations (
        id uuid primary key,
        owner_kind text not null,
        owner_id uuid not null,
        line_id uuid not null,
        sku_id uuid not null,
        location_id uuid not null,
        pool text not null default 'sale' check (pool in ('sale', 'activity')),
        qty integer not null check (qty > 0),
        state text not null check (state in ('held', 'firm', 'consumed', 'released')),
        expires_at timestamptz,
        created_at timestamptz not null,
        changed_at timestamptz not null,
        foreign key (sku_id, location_id) references stocks (sku_id, location_id),
        constraint stock_reservations_line_once unique (owner_kind, owner_id, line_id, sku_id, location_id),
        constraint stock_reservations_held_expires check ((state = 'held') = (expires_at is not null))
      );
      create index stock_reservations_open on stock_reservations (sku_id, location_id) where state in ('held', 'firm');
      create index stock_reservations_expiring on stock_reservations (expires_at) where state = 'held';

      create table stock_moves (
        id bigint generated always as identity primary key,
        kind text not null check (kind in ('receive', 'reserve', 'release', 'consume', 'adjust', 'return')),
        reference text not null check (reference <> ''),
        sku_id uuid not null,
        location_id uuid not null,
        on_hand_delta bigint not null,
        reserved_delta bigint not null,
        reason text,
        moved_at timestamptz not null,
        foreign key (sku_id, location_id) references stocks (sku_id, location_id),
        constraint stock_moves_once unique (kind, reference, sku_id, location_id),
        constraint stock_moves_move_something check (on_hand_delta <> 0 or reserved_delta <> 0)
      );
      create index stock_moves_of_sku on stock_moves (sku_id, location_id, id);
      ${appendOnly('stock_moves')}
    `)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}
