import type { MigrationInterface, QueryRunner } from 'typeorm'

/** The operators' list of after-sales runs by time and is searched by the start of a number: on a million of them both read the whole table. */
export class OrderAfterSalesByTime1700000000340 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create index after_sales_by_time on after_sales (applied_at desc, id desc);
      create index after_sales_by_no on after_sales (after_sale_no text_pattern_ops);
    `)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}
