import type { MigrationInterface, QueryRunner } from 'typeorm'
import { appendOnly } from '../src/infra/database/append-only.js'

/**
 * Money that leaves the shop for a person: one row for one opaque subject, under one number for its whole life, recorded
 * before anybody outside hears of it. Every state it was in is kept beside it.
 */
export class PaymentPayouts1700000000357 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table payouts (
        id uuid primary key,
        payout_no text not null constraint payouts_no unique constraint payouts_no_form check (payout_no ~ '^[0-9A-Z]{20}$'),
        subject_kind text not null constraint payouts_subject_named check (subject_kind <> ''),
        subject_id uuid not null,
        member_id uuid not null,
        channel text not null constraint payouts_channel_known check (channel in ('wechat', 'alipay')),
        app_id text not null,
        merchant_id text not null,
        -- account and name of whoever is paid, sealed
        payee_enc text not null constraint payouts_payee_sealed check (payee_enc like 'v1.%'),
        -- what the debit account loses; the payee is sent it less the tax
        amount_fen bigint not null,
        tax_withheld_fen bigint not null constraint payouts_tax_within check (tax_withheld_fen >= 0 and tax_withheld_fen < amount_fen),
        debit_account text not null,
        description text not null,
        state text not null constraint payouts_state_known check
          (state in ('recorded', 'processing', 'awaiting', 'cancelling', 'transferring', 'succeeded', 'failed', 'cancelled')),
        state_at timestamptz,
        channel_payout_id text,
        -- what the payee's client confirms with; of no use to anybody once that is over
        confirm_handle text constraint payouts_handle_while_awaiting check (confirm_handle is null or state = 'awaiting'),
        awaiting_since timestamptz,
        ended_reason text,
        queries integer not null default 0 constraint payouts_queries_counted check (queries >= 0),
        called_at timestamptz,
        next_query_at timestamptz,
        created_at timestamptz not null,
        constraint payouts_once unique (subject_kind, subject_id),
        constraint payouts_ended_rests check ((state in ('succeeded', 'failed', 'cancelled')) = (next_query_at is null)),
        constraint payouts_paid_is_known check (state <> 'succeeded' or channel_payout_id is not null)
      );
      create unique index payouts_of_channel on payouts (channel, channel_payout_id) where channel_payout_id is not null;
      create index payouts_due on payouts (next_query_at) where next_query_at is not null;
      create index payouts_by_time on payouts (created_at desc, id desc);
      create index payouts_by_state on payouts (state, created_at desc, id desc);

      create function payout_moves_on() returns trigger language plpgsql as $$
      declare ranks constant text[] := array['recorded', 'processing', 'awaiting', 'cancelling', 'transferring', 'succeeded', 'failed', 'cancelled'];
      begin
        if old.state in ('succeeded', 'failed', 'cancelled') and new.state <> old.state then
          raise exception 'payout % has ended as %', old.payout_no, old.state using errcode = 'check_violation';
        end if;
        if array_position(ranks, new.state) < array_position(ranks, old.state) then
          raise exception 'payout % cannot go from % back to %', old.payout_no, old.state, new.state using errcode = 'check_violation';
        end if;
        if (new.payout_no, new.subject_kind, new.subject_id, new.channel, new.payee_enc, new.amount_fen, new.tax_withheld_fen, new.debit_account)
           is distinct from
           (old.payout_no, old.subject_kind, old.subject_id, old.channel, old.payee_enc, old.amount_fen, old.tax_withheld_fen, old.debit_account) then
          raise exception 'what a payout was recorded with never changes' using errcode = 'check_violation';
        end if;
        return new;
      end $$;
      create trigger payouts_move_on before update on payouts for each row execute function payout_moves_on();

      create table payout_steps (
        id bigint generated always as identity primary key,
        payout_id uuid not null references payouts (id),
        state text not null,
        at timestamptz not null
      );
      create index payout_steps_of_one on payout_steps (payout_id, id);
      ${appendOnly('payout_steps')}
      create function payout_step_is_kept() returns trigger language plpgsql as $$
      begin
        if tg_op = 'UPDATE' and new.state = old.state then return null; end if;
        if tg_op = 'UPDATE' and new.state_at is null then
          raise exception 'since when is % %?', new.payout_no, new.state using errcode = 'check_violation';
        end if;
        insert into payout_steps (payout_id, state, at) values (new.id, new.state, coalesce(new.state_at, new.created_at));
        return null;
      end $$;
      create trigger payouts_steps_kept after insert or update on payouts for each row execute function payout_step_is_kept();

      insert into role_permissions (role_code, permission)
      select r.code, p.permission from roles r
        join (values ('finance', 'payout.read'), ('finance', 'payout.handle'), ('operations', 'payout.read')) p (role, permission) on p.role = r.code
      on conflict do nothing;`)
    await admit(runner, 'payment_notices', 'kind', ['payout'])
    await admit(runner, 'payment_notices', 'effect', ['paid_out', 'ended'])
    await admit(runner, 'payment_incidents', 'kind', ['payout_refused', 'payout_not_enough', 'channel_down'])
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}

/** Lets a column say these words beside those it may say already, whoever added them. */
const admit = async (runner: QueryRunner, table: string, column: string, words: readonly string[]): Promise<void> => {
  await runner.query(
    `do $$
     declare known text; rule text := '${table}_${column}_check';
     begin
       select pg_get_constraintdef(oid) into strict known from pg_constraint where conname = rule and conrelid = '${table}'::regclass;
       execute format('alter table ${table} drop constraint %I', rule);
       execute format('alter table ${table} add constraint %I %s', rule,
         regexp_replace(known, 'ARRAY\\[', 'ARRAY[${words.map((word) => `''${word}''::text`).join(', ')}, '));
     end $$`,
  )
}
