import type { MigrationInterface, QueryRunner } from 'typeorm'
import { appendOnly } from '../src/infra/database/append-only.js'

/**
 * Intent: the amount owed by one opaque subject. Attempt: one try on one channel under its own number, recorded
 * before the call. Evidence: what a verified notice, a verified query or the demo channel said. Payment knows no order.
 */
export class Payment1700000000080 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table payment_intents (
        id uuid primary key,
        subject_kind text not null check (subject_kind <> ''),
        subject_id uuid not null,
        member_id uuid not null,
        amount_fen bigint not null check (amount_fen > 0),
        credit_account text not null,
        description text not null,
        state text not null check (state in ('open', 'settled', 'cancelled')),
        settled_attempt_id uuid,
        settled_at timestamptz,
        due_at timestamptz,
        created_at timestamptz not null,
        constraint payment_intents_settled_whole check ((state = 'settled') = (settled_attempt_id is not null and settled_at is not null))
      );
      -- one live intent a subject: what is owed is settled once
      create unique index payment_intents_live on payment_intents (subject_kind, subject_id) where state <> 'cancelled';
      create index payment_intents_subject on payment_intents (subject_kind, subject_id, created_at);

      create table payment_attempts (
        id uuid primary key,
        attempt_no text not null constraint payment_attempts_no unique check (attempt_no ~ '^[0-9A-Z]{20}$'),
        intent_id uuid not null references payment_intents (id),
        member_id uuid not null,
        channel text not null,
        app_id text not null,
        merchant_id text not null,
        amount_fen bigint not null check (amount_fen > 0),
        state text not null check (state in ('created', 'open', 'closing', 'closed', 'succeeded')),
        -- what the channel must be told again, exactly: a retry repeats the same parameters under the same number
        request jsonb not null,
        pay_url text,
        channel_txn text,
        paid_at timestamptz,
        expires_at timestamptz not null,
        next_query_at timestamptz,
        last_query_at timestamptz,
        queries integer not null default 0 check (queries >= 0),
        refund_reserved_fen bigint not null default 0,
        created_at timestamptz not null,
        constraint payment_attempts_paid_whole check ((state = 'succeeded') = (channel_txn is not null and paid_at is not null)),
        constraint payment_attempts_refund_within check (refund_reserved_fen between 0 and amount_fen),
        constraint payment_attempts_refund_of_paid check (refund_reserved_fen = 0 or state = 'succeeded')
      );
      create unique index payment_attempts_txn on payment_attempts (channel, channel_txn) where channel_txn is not null;
      -- one attempt under way per intent: changing the channel closes the open one at the channel first
      create unique index payment_attempts_one_open on payment_attempts (intent_id) where state in ('created', 'open', 'closing');
      create index payment_attempts_due on payment_attempts (next_query_at) where state in ('created', 'open', 'closing');
      create index payment_attempts_intent on payment_attempts (intent_id, created_at);

      create function payment_attempt_moves_on() returns trigger language plpgsql as $$
      declare ranks constant text[] := array['created', 'open', 'closing', 'closed', 'succeeded'];
      begin
        if array_position(ranks, new.state) < array_position(ranks, old.state) then
          raise exception 'attempt % cannot go from % back to %', old.attempt_no, old.state, new.state using errcode = 'check_violation';
        end if;
        if (new.attempt_no, new.amount_fen, new.channel, new.intent_id) is distinct from (old.attempt_no, old.amount_fen, old.channel, old.intent_id) then
          raise exception 'what an attempt was recorded with never changes' using errcode = 'check_violation';
        end if;
        return new;
      end $$;
      create trigger payment_attempts_move_on before update on payment_attempts for each row execute function payment_attempt_moves_on();

      create table payment_evidence (
        id uuid primary key,
        attempt_id uuid not null references payment_attempts (id),
        source text not null check (source in ('notice', 'query', 'demo')),
        channel_txn text not null,
        app_id text not null,
        merchant_id text not null,
        amount_fen bigint not null,
        effect text not null check (effect in ('settled', 'suspense')),
        at timestamptz not null,
        constraint payment_evidence_once unique (attempt_id)
      );
      ${appendOnly('payment_evidence')}

      create table payment_notices (
        id uuid primary key,
        channel text not null,
        event_key text not null,
        kind text not null check (kind in ('payment', 'refund')),
        number text not null,
        raw bytea not null,
        verified boolean not null check (verified),
        effect text not null check (effect in ('settled', 'suspense', 'refunded', 'noted', 'repeated', 'quarantined')),
        received_at timestamptz not null,
        constraint payment_notices_once unique (channel, event_key)
      );
      create index payment_notices_number on payment_notices (number, received_at);
      ${appendOnly('payment_notices')}

      create table refunds (
        id uuid primary key,
        refund_no text not null constraint refunds_no unique check (refund_no ~ '^[0-9A-Z]{20}$'),
        attempt_id uuid not null references payment_attempts (id),
        member_id uuid not null,
        cause text not null check (cause <> ''),
        -- one refund per cause and reference: asking twice finds the first
        reference text not null,
        amount_fen bigint not null check (amount_fen > 0),
        debit_account text not null,
        state text not null check (state in ('created', 'processing', 'abnormal', 'closed', 'succeeded')),
        channel_refund_id text,
        succeeded_at timestamptz,
        next_query_at timestamptz,
        queries integer not null default 0,
        created_at timestamptz not null,
        constraint refunds_once unique (attempt_id, cause, reference),
        constraint refunds_done_whole check ((state = 'succeeded') = (succeeded_at is not null))
      );
      create index refunds_due on refunds (next_query_at) where state in ('created', 'processing', 'abnormal');

      create function refund_moves_on() returns trigger language plpgsql as $$
      begin
        if old.state in ('succeeded', 'closed') and new.state <> old.state then
          raise exception 'refund % has ended as %', old.refund_no, old.state using errcode = 'check_violation';
        end if;
        if (new.refund_no, new.amount_fen, new.attempt_id) is distinct from (old.refund_no, old.amount_fen, old.attempt_id) then
          raise exception 'what a refund was recorded with never changes' using errcode = 'check_violation';
        end if;
        return new;
      end $$;
      create trigger refunds_move_on before update on refunds for each row execute function refund_moves_on();

      create table payment_incidents (
        id uuid primary key,
        kind text not null check (kind in ('mismatch', 'unknown_number', 'refund_abnormal', 'refund_not_enough', 'outcome_unknown')),
        reference text not null,
        details jsonb not null,
        opened_at timestamptz not null,
        resolved_at timestamptz
      );
      create unique index payment_incidents_open on payment_incidents (kind, reference) where resolved_at is null;
    `)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}
