import type { MigrationInterface, QueryRunner } from 'typeorm'

/**
 * What an author writes when appealing is for the shop's eyes, and may name a phone: notes are sealed from now on. Notes of
 * before stay where they are, because no key is at hand here.
 */
export class ReviewNotesSealed1700000000334 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table review_events
        alter column note set default '',
        add column note_enc text constraint review_events_note_sealed check (note_enc ~ '^v[0-9]+[.]'),
        add constraint review_events_note_once check (note = '' or note_enc is null)
    `)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}
