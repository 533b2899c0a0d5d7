import type { MigrationInterface, QueryRunner } from 'typeorm'
import { appendOnly } from '../src/infra/database/append-only.js'

/**
 * When the phone itself was last proven, apart from when its account was last used: who comes by a platform every day
 * may have given the number up long ago. And where a number went that a phone alone took from an account asleep.
 */
export class PhoneProven1700000000150 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table members add column phone_proven_at timestamptz;
      -- Whoever has no platform's account came by a message each time; of anybody else only the beginning is certain.
      update members m set phone_proven_at = coalesce(
          (select max(s.family_started_at) from sessions s where s.member_id = m.id
              and not exists (select 1 from member_identities i where i.member_id = m.id)),
          m.created_at)
        where m.phone_enc is not null;
      alter table members
        add constraint members_phone_proven check ((phone_enc is null) = (phone_proven_at is null));

      create table phone_journal (
        id uuid primary key,
        phone_bidx bytea not null,
        from_member_id uuid not null references members (id),
        into_member_id uuid not null references members (id),
        moved_at timestamptz not null,
        check (from_member_id <> into_member_id)
      );
      create index phone_journal_from on phone_journal (from_member_id);
      create index phone_journal_into on phone_journal (into_member_id);
      ${appendOnly('phone_journal')}
    `)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}
