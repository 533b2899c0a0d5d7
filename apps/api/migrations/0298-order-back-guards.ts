import type { MigrationInterface, QueryRunner } from 'typeorm'

/**
 * Two rules of order lines that stronger ones have come to say: what went back of goods and of freight is each within its own
 * part (and so within both), and what came back, was kept and was exchanged is together within what was shipped.
 */
export class OrderBackGuards1700000000298 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table order_lines
        drop constraint order_lines_refund_within_payable,
        drop constraint order_lines_return_within_shipped;
    `)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}
