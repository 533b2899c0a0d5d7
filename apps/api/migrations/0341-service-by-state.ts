import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Feedback of one state or one kind is read newest first; by time alone, what is rare is looked for among all there ever was. */
export class ServiceByState1700000000341 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create index feedbacks_by_state on feedbacks (state, created_at desc, id desc);
      create index feedbacks_by_kind on feedbacks (kind, created_at desc, id desc);
    `)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}
