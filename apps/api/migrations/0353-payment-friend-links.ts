import type { MigrationInterface, QueryRunner } from 'typeorm'
import { appendOnly } from '../src/infra/database/append-only.js'

/**
 * Paying in somebody's place: a link that its asker hands on, known by the digest of its token alone, and which attempts
 * were made through it by whom. The attempt itself names the payer as any other, so its refunds go back to them.
 */
export class PaymentFriendLinks1700000000353 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table payment_friend_links (
        id uuid primary key,
        subject_kind text not null constraint payment_friend_links_subject_named check (subject_kind <> ''),
        subject_id uuid not null,
        member_id uuid not null,
        token_hash bytea not null constraint payment_friend_links_token unique
          constraint payment_friend_links_hash_whole check (octet_length(token_hash) = 32),
        wish_enc text constraint payment_friend_links_wish_sealed check (wish_enc like 'v1.%'),
        made_at timestamptz not null,
        withdrawn_at timestamptz constraint payment_friend_links_made_first check (withdrawn_at >= made_at)
      );
      -- one link at a time for what is asked for; a withdrawn one never lives again
      create unique index payment_friend_links_live on payment_friend_links (subject_kind, subject_id) where withdrawn_at is null;

      create table payment_friend_attempts (
        attempt_id uuid primary key references payment_attempts (id),
        link_id uuid not null references payment_friend_links (id),
        asker_id uuid not null,
        payer_id uuid not null,
        made_at timestamptz not null,
        constraint payment_friend_attempts_other_payer check (payer_id <> asker_id)
      );
      create index payment_friend_attempts_payer on payment_friend_attempts (payer_id, made_at desc, attempt_id desc);
      ${appendOnly('payment_friend_attempts')}
    `)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}
