import type { MigrationInterface, QueryRunner } from 'typeorm'

/** What a platform's check said of a member's words, for the operator who reads them. */
export class ServiceVerdicts1700000000333 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table feedback_messages add column verdict text
        constraint feedback_messages_verdict_known check (verdict in ('pass', 'unknown', 'review', 'risky'));`)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}
