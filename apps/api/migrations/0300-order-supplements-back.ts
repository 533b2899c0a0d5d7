import type { MigrationInterface, QueryRunner } from 'typeorm'
import { appendOnly } from '../src/infra/database/append-only.js'

/**
 * What was paid beside an order for a dearer way goes back by the rule of freight. Each giving back says how much of which
 * supplement it returns, beside its lines; an order's total counts both.
 */
export class OrderSupplementsBack1700000000300 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table order_supplements
        add column refunded_fen bigint not null default 0
          constraint order_supplements_back_not_negative check (refunded_fen >= 0);

      alter table order_refunds
        add column supplement_fen bigint not null default 0
          constraint order_refunds_supplement_not_negative check (supplement_fen >= 0);

      alter table orders
        add column supplement_refunded_fen bigint not null default 0
          constraint orders_supplement_back_not_negative check (supplement_refunded_fen >= 0),
        drop constraint orders_refund_within_payable,
        add constraint orders_refund_within_payable check (refunded_fen - supplement_refunded_fen between 0 and payable_fen);

      create table order_refund_supplements (
        refund_id uuid not null references order_refunds (id),
        -- the supplement that goes back; which terms carry the money is said by order_refund_terms
        term_id uuid not null references order_supplements (term_id),
        order_id uuid not null references orders (id),
        amount_fen bigint not null constraint order_refund_supplements_amount_positive check (amount_fen > 0),
        primary key (refund_id, term_id)
      );
      create index order_refund_supplements_of_term on order_refund_supplements (term_id);
      create index order_refund_supplements_of_order on order_refund_supplements (order_id);
      ${appendOnly('order_refund_supplements')}
    `)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}
