import type { MigrationInterface, QueryRunner } from 'typeorm'

/** What other modules took along when two accounts became one, by kind and in numbers: coupons moved, coupons beyond the limit. */
export class IdentityMergeMoved1700000000343 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table merge_journal add column moved jsonb not null default '{}'`)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}
