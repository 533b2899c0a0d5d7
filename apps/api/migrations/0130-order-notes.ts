import type { MigrationInterface, QueryRunner } from 'typeorm'
import { appendOnly } from '../src/infra/database/append-only.js'

/**
 * What operators write beside an order: each version is a row of its own, so what was said before stays. And the
 * indexes of the figures: money is read by the time it was paid, refunds by the time they arrived.
 */
export class OrderNotes1700000000130 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table order_notes (
        order_id uuid not null references orders (id),
        version integer not null check (version > 0),
        member_id uuid not null,
        operator_id uuid not null,
        flag text check (flag in ('red', 'yellow', 'green', 'blue', 'purple')),
        text_enc text,
        written_at timestamptz not null,
        primary key (order_id, version)
      );
      create index order_notes_by_flag on order_notes (flag, order_id) where flag is not null;
      ${appendOnly('order_notes')}
      create index order_terms_paid on order_terms (paid_at) include (order_id, member_id, amount_fen) where state = 'paid';
      create index orders_paid_waiting on orders (paid_at) where state = 'paid';
      create index refunds_succeeded on refunds (succeeded_at) include (amount_fen) where state = 'succeeded';
    `)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}
