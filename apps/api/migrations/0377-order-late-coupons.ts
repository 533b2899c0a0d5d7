import type { MigrationInterface, QueryRunner } from 'typeorm'
import { appendOnly } from '../src/infra/database/append-only.js'

/** Orders that waited for their parcel beyond what the shop promised, each once: the coupon that made up for it, or why there was none. */
export class OrderLateCoupons1700000000377 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table order_late_coupons (
        order_id uuid primary key references orders (id),
        member_id uuid not null,
        -- until when it should have left, by the promise that held when this was decided
        promised_at timestamptz not null,
        -- null: the buyer had as many of these coupons as one may have
        coupon_id uuid constraint order_late_coupons_coupon_once unique,
        coupon_name text,
        given_at timestamptz not null,
        constraint order_late_coupons_coupon_is_named check ((coupon_id is null) = (coupon_name is null)),
        constraint order_late_coupons_was_late check (given_at >= promised_at)
      );
      ${appendOnly('order_late_coupons')}
    `)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}
