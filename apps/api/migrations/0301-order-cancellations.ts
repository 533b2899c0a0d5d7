import type { MigrationInterface, QueryRunner } from 'typeorm'
import { appendOnly } from '../src/infra/database/append-only.js'

/** What the shop cancels of paid orders: why, in which words, with which coupon; pieces and money stand in the refund of the same reference. */
export class OrderCancellations1700000000301 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table order_cancellations (
        id uuid primary key,
        order_id uuid not null references orders (id),
        member_id uuid not null,
        operator_id uuid not null,
        reason text not null constraint order_cancellations_reason_known check (
          reason in ('out_of_stock', 'cannot_deliver', 'listing_wrong', 'asked_by_buyer', 'risk', 'other')),
        note_enc text,
        coupon_id uuid constraint order_cancellations_coupon_once unique,
        coupon_name text,
        created_at timestamptz not null,
        constraint order_cancellations_coupon_is_named check ((coupon_id is null) = (coupon_name is null))
      );
      create index order_cancellations_of_order on order_cancellations (order_id, created_at);
      ${appendOnly('order_cancellations')}

      alter table orders add column cancel_reason text constraint orders_cancel_reason_known check (
        cancel_reason in ('changed_mind', 'wrong_goods', 'wrong_address', 'found_cheaper', 'cannot_pay', 'other'));
    `)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}
