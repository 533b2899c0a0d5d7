import type { MigrationInterface, QueryRunner } from 'typeorm'

/** An appeal is heard by somebody who did not take the words away: who did is kept beside them, and so is who heard the appeal. */
export class ReviewAppealsByAnother1700000000335 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table review_parts
        -- the operator who refused or hid it last; null where it was nobody of flesh and blood
        add column refused_by uuid,
        add column appeal_decided_by uuid,
        add constraint review_parts_appeal_by_another check (appeal_decided_by <> refused_by);
      update review_parts p set refused_by = (
        select e.actor_id from review_events e
         where e.review_id = p.review_id and e.part = p.part and e.to_state in ('refused', 'hidden') and e.actor_kind = 'operator'
         order by e.seq desc limit 1)
       where p.state in ('refused', 'hidden', 'appealed')`)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}
