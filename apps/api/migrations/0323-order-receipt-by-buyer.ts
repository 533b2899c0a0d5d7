import type { MigrationInterface, QueryRunner } from 'typeorm'

/**
 * Whether the buyer came back from WeChat's component and asked for the order's completion. WeChat's word alone may be that of
 * its own timer, which knows nothing of an open after-sale.
 */
export class OrderReceiptByBuyer1700000000323 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table platform_reports add column receipt_by_buyer boolean not null default false`)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}
