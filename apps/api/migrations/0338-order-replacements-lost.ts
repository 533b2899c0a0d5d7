import type { MigrationInterface, QueryRunner } from 'typeorm'

/** A replacement that left and never came: money goes back for the pieces it stood for. */
export class OrderReplacementsLost1700000000338 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table after_sale_exchanges add column lost_at timestamptz,
        add constraint after_sale_exchanges_lost_was_resent check (lost_at is null or resent_at is not null);
      alter table order_refunds
        drop constraint order_refunds_cause_known,
        add constraint order_refunds_cause_known check (cause in ('after_sale', 'cancelled', 'address', 'exchange', 'replacement_lost'));`)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}
