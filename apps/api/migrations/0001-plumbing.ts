import type { MigrationInterface, QueryRunner } from 'typeorm'
import { appendOnly } from '../src/infra/database/append-only.js'

/** What every module stands on: the outbox and its receipts, keys of repeated requests, the audit log, leases. */
export class Plumbing1700000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create function forbid_change() returns trigger language plpgsql as $$
      begin
        raise exception 'rows of % are never changed', tg_table_name using errcode = 'restrict_violation';
      end $$;

      create table outbox (
        id uuid primary key,
        seq bigint generated always as identity unique,
        name text not null,
        version integer not null check (version > 0),
        payload jsonb not null,
        occurred_at timestamptz not null,
        published_at timestamptz,
        settled_at timestamptz,
        attempts integer not null default 0 check (attempts >= 0),
        retry_at timestamptz,
        check (settled_at is null or published_at is not null)
      );
      create index outbox_unpublished on outbox (seq) where published_at is null;
      create index outbox_unsettled on outbox (retry_at, seq) where published_at is not null and settled_at is null;

      create table handled_events (
        handler text not null,
        event_id uuid not null references outbox (id),
        handled_at timestamptz not null,
        primary key (event_id, handler)
      );
      ${appendOnly('handled_events')}

      create table worker_heartbeats (
        worker_id uuid primary key,
        started_at timestamptz not null,
        beat_at timestamptz not null
      );
      create index worker_heartbeats_latest on worker_heartbeats (beat_at desc);

      create table sweep_leases (
        name text primary key,
        next_run_at timestamptz not null,
        leased_until timestamptz
      );

      create table idempotency_keys (
        actor text not null,
        route text not null,
        key text not null check (length(key) between 1 and 128),
        body_hash bytea not null,
        resource_kind text,
        resource_id uuid,
        created_at timestamptz not null,
        primary key (actor, route, key),
        check ((resource_kind is null) = (resource_id is null))
      );
      create index idempotency_keys_age on idempotency_keys (created_at);

      create table audit_log (
        id uuid primary key,
        seq bigint generated always as identity unique,
        at timestamptz not null,
        actor_kind text not null,
        actor_id uuid,
        permission text,
        action text not null,
        subject_kind text not null,
        subject_id text not null,
        before jsonb,
        after jsonb,
        request_id text
      );
      create index audit_log_subject on audit_log (subject_kind, subject_id, seq);
      ${appendOnly('audit_log')}
    `)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}
