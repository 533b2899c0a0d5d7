import type { MigrationInterface, QueryRunner } from 'typeorm'

/** What came and what went back of one number are compared apart in the flow of an account, and differ apart. */
export class PaymentFlowSides1700000000387 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop index recon_breaks_flow_number;
      create unique index recon_breaks_flow_number on recon_breaks (file_id, number, subject) where kind in ('flow_amount', 'flow_fee');`)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}
