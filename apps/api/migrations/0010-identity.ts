import type { MigrationInterface, QueryRunner } from 'typeorm'
import { appendOnly } from '../src/infra/database/append-only.js'

/**
 * Members, their consents, sessions and addresses, and the people of the shop. Columns ending in `_enc` are
 * sealed, columns ending in `_bidx` are keyed digests for looking things up; a token is only kept as its hash.
 */
export class Identity1700000000010 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(MEMBERS)
    await runner.query(SIGN_IN)
    await runner.query(ADDRESSES)
    await runner.query(OPERATORS)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}

const MEMBERS = `
  create table members (
    id uuid primary key,
    phone_enc text not null,
    phone_bidx bytea not null,
    display_name text not null check (length(display_name) between 1 and 30),
    state text not null default 'active' check (state in ('active', 'blocked')),
    merged_into_id uuid references members (id),
    -- Counted here so that two additions at once cannot both take the last place.
    address_count integer not null default 0 check (address_count between 0 and 20),
    created_at timestamptz not null,
    check (merged_into_id <> id)
  );
  -- One phone, one account; rows merged away keep their phone for the record.
  create unique index members_phone on members (phone_bidx) where merged_into_id is null;

  create table member_identities (
    id uuid primary key,
    member_id uuid not null references members (id),
    provider text not null check (provider in ('weixin', 'alipay')),
    app_id text not null,
    subject text not null,
    created_at timestamptz not null,
    unique (provider, app_id, subject)
  );
  create index member_identities_member on member_identities (member_id);

  create table consents (
    id uuid primary key,
    phone_bidx bytea not null,
    member_id uuid references members (id),
    policy_version text not null,
    purpose text not null check (purpose in ('sms', 'sign_in', 'membership')),
    given_at timestamptz not null,
    check ((purpose = 'membership') = (member_id is not null)),
    unique nulls not distinct (phone_bidx, policy_version, purpose, member_id)
  );
  ${appendOnly('consents')}
`

const SIGN_IN = `
  create table sms_codes (
    id uuid primary key,
    phone_bidx bytea not null,
    purpose text not null check (purpose in ('sign_in')),
    code_hash bytea not null,
    tries integer not null default 0 check (tries between 0 and 5),
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz,
    delivery text not null default 'unknown' check (delivery in ('unknown', 'accepted', 'refused'))
  );
  create index sms_codes_latest on sms_codes (phone_bidx, purpose, created_at desc, id desc);
  create index sms_codes_age on sms_codes (created_at);

  -- A limit is one row and one conditional statement: so many in a window that starts with the first.
  create table allowances (
    scope text not null,
    subject bytea not null,
    taken integer not null check (taken > 0),
    window_ends_at timestamptz not null,
    primary key (scope, subject)
  );
  create index allowances_age on allowances (window_ends_at);

  -- One row per exchange of the refresh token; the rows of one sign-in share the family.
  create table sessions (
    id uuid primary key,
    family_id uuid not null,
    member_id uuid not null references members (id),
    access_hash bytea not null unique,
    access_expires_at timestamptz not null,
    refresh_hash bytea not null unique,
    refresh_expires_at timestamptz not null,
    -- The next pair of tokens follows from the presented token and this seed, so a repeated exchange gives the same pair.
    successor_seed bytea not null check (length(successor_seed) = 32),
    device text not null check (length(device) <= 120),
    family_started_at timestamptz not null,
    created_at timestamptz not null,
    rotated_at timestamptz,
    revoked_at timestamptz,
    revoked_cause text check (revoked_cause in ('sign_out', 'reuse', 'blocked')),
    check ((revoked_at is null) = (revoked_cause is null))
  );
  create index sessions_family on sessions (family_id);
  create index sessions_member on sessions (member_id);
  create index sessions_age on sessions (refresh_expires_at);
`

const ADDRESSES = `
  create table addresses (
    id uuid primary key,
    member_id uuid not null references members (id),
    receiver_enc text not null,
    phone_enc text not null,
    region_code text not null check (region_code ~ '^[0-9]{6}$'),
    detail_enc text not null,
    -- Digest of region, detail and phone together: the same place under two names can be recognised.
    full_bidx bytea not null,
    tag text check (tag in ('home', 'work', 'school')),
    is_default boolean not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
  );
  create unique index addresses_default on addresses (member_id) where is_default;
  create index addresses_member on addresses (member_id, created_at desc, id desc);
  create index addresses_full on addresses (full_bidx);
`

const OPERATORS = `
  create table operators (
    id uuid primary key,
    username text not null check (username = lower(username) and length(username) between 1 and 60),
    display_name text not null check (length(display_name) between 1 and 30),
    password_hash text not null,
    state text not null default 'active' check (state in ('active', 'disabled')),
    created_at timestamptz not null,
    unique (username)
  );

  create table roles (
    code text primary key,
    name text not null,
    -- A role that may do everything, features of later releases included.
    everything boolean not null default false
  );
  create table role_permissions (
    role_code text not null references roles (code),
    permission text not null,
    primary key (role_code, permission)
  );
  create table grants (
    operator_id uuid not null references operators (id),
    role_code text not null references roles (code),
    granted_at timestamptz not null,
    primary key (operator_id, role_code)
  );
  insert into roles (code, name, everything) values ('owner', '店主', true), ('clerk', '店员', false);
  insert into role_permissions (role_code, permission) values
    ('clerk', 'order.read'), ('clerk', 'order.ship'), ('clerk', 'order.receiver'),
    ('clerk', 'product.read'), ('clerk', 'category.read');

  create table operator_sessions (
    id uuid primary key,
    operator_id uuid not null references operators (id),
    token_hash bytea not null unique,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    seen_at timestamptz not null,
    revoked_at timestamptz
  );
  create index operator_sessions_operator on operator_sessions (operator_id);
  create index operator_sessions_age on operator_sessions (expires_at);
`
