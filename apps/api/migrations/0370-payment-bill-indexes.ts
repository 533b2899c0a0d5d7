import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Lists of reconciliation at any size: differences of a rare kind, and the rows of a day that do not fit. */
export class PaymentBillIndexes1700000000370 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create index recon_breaks_by_kind on recon_breaks (kind, found_at desc, id desc);
      create index bill_rows_unmatched on bill_rows (file_id) where outcome is distinct from 'matched';`)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}
