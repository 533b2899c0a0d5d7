import type { MigrationInterface, QueryRunner } from 'typeorm'
import { appendOnly } from '../src/infra/database/append-only.js'

/**
 * People known by a platform's account as well as by a phone: members without a phone, identities of three platforms,
 * the merging of two accounts into one, and the access token that all processes share.
 */
export class SignInByPlatform1700000000100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(PEOPLE)
    await runner.query(PROOFS)
    await runner.query(MERGES)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}

const PEOPLE = `
  alter table members
    alter column phone_enc drop not null,
    alter column phone_bidx drop not null,
    -- Null until somebody comes back after the day they joined; kept to the day, not to the request.
    add column last_used_at timestamptz,
    add constraint members_phone_whole check ((phone_enc is null) = (phone_bidx is null));
  create index members_merged on members (merged_into_id) where merged_into_id is not null;
  update members m set last_used_at = s.used_at
    from (select member_id, max(created_at) as used_at from sessions group by member_id) s where s.member_id = m.id;

  alter table member_identities
    drop constraint member_identities_provider_check,
    -- 'weixin_union' is not a way to sign in: one person of WeChat's open platform, whichever app they came by.
    add constraint member_identities_provider_check check (provider in ('weixin', 'weixin_oa', 'alipay', 'weixin_union')),
    -- Of several accounts of one platform, the one that was last here pays.
    add column seen_at timestamptz;
  update member_identities set seen_at = created_at;
  alter table member_identities alter column seen_at set not null;
`

const PROOFS = `
  alter table sms_codes
    drop constraint sms_codes_purpose_check,
    add constraint sms_codes_purpose_check check (purpose in ('sign_in', 'bind_phone'));

  -- Somebody who comes by a platform has no phone yet: until the code is used, its digest says who agreed.
  alter table consents alter column phone_bidx drop not null;
  alter table consents add column code_bidx bytea;
  alter table consents drop constraint consents_purpose_check;
  alter table consents drop constraint consents_check;
  alter table consents drop constraint consents_phone_bidx_policy_version_purpose_member_id_key;
  alter table consents
    add constraint consents_purpose_check check (purpose in ('sms', 'sign_in', 'membership', 'phone')),
    add constraint consents_member_check check ((purpose in ('membership', 'phone')) = (member_id is not null)),
    add constraint consents_by_somebody check (num_nonnulls(phone_bidx, code_bidx, member_id) > 0),
    add constraint consents_once unique nulls not distinct (phone_bidx, code_bidx, policy_version, purpose, member_id);

  -- A sealed phone of Alipay's has no end of its own and names no moment: here each is taken once.
  create table phone_proofs (
    proof_bidx bytea primary key,
    used_at timestamptz not null
  );

  create table platform_tokens (
    app_id text primary key,
    token_enc text,
    expires_at timestamptz,
    -- Which token it is, without opening it: whoever found it refused asks for another only if nobody has yet.
    token_bidx bytea,
    -- One process fetches while the others wait; a process that died on it is not waited for.
    fetching_until timestamptz,
    check ((token_enc is null) = (expires_at is null) and (token_enc is null) = (token_bidx is null))
  );
`

const MERGES = `
  alter table sessions
    drop constraint sessions_revoked_cause_check,
    add constraint sessions_revoked_cause_check check (revoked_cause in ('sign_out', 'reuse', 'blocked', 'merged', 'rebound'));

  create table merge_journal (
    id uuid primary key,
    from_member_id uuid not null references members (id),
    into_member_id uuid not null references members (id),
    cause text not null check (cause in ('phone', 'identity')),
    copied_addresses integer not null check (copied_addresses between 0 and 20),
    merged_at timestamptz not null,
    unique (from_member_id),
    check (from_member_id <> into_member_id)
  );
  create index merge_journal_into on merge_journal (into_member_id);
  ${appendOnly('merge_journal')}
`
