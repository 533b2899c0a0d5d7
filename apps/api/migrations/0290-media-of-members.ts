import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Pictures that members send: each knows its sender, is no part of the shop's library, and is counted by the day. */
export class MediaOfMembers1700000000290 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table media
        add column member_id uuid,
        drop constraint media_purpose_known,
        add constraint media_purpose_known check (purpose in
          ('product', 'category', 'brand', 'banner', 'permit', 'review', 'feedback', 'after_sale')),
        add constraint media_of_member check
          ((member_id is not null) = (purpose in ('review', 'feedback', 'after_sale'))),
        add constraint media_of_member_is_picture check (member_id is null or kind <> 'video');
      create index media_of_members_unused on media (created_at)
        where member_id is not null and used_at is null and archived_at is null;

      create table member_upload_days (
        member_id uuid not null,
        day date not null,
        sent integer not null constraint member_upload_days_sent_positive check (sent > 0),
        primary key (member_id, day)
      );`)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}
