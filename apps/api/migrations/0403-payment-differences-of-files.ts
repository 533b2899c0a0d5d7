import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Differences of a wallet or of some days are found file by file: the newest of a kind or a state in each is the first of an index. */
export class PaymentDifferencesOfFiles1700000000403 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create index recon_breaks_of_file_kind on recon_breaks (file_id, kind, found_at desc, id desc);
      create index recon_breaks_of_file_state on recon_breaks (file_id, state, found_at desc, id desc);`)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}
