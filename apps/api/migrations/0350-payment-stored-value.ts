import type { MigrationInterface, QueryRunner } from 'typeorm'
import { appendOnly } from '../src/infra/database/append-only.js'

/**
 * Stored value: what members have put in (principal) and what the shop gave for it (bonus), apart. A balance tender is an
 * attempt of channel `balance`; its row here says of what it is made. Held parts are promised to a payment under way.
 */
export class PaymentStoredValue1700000000350 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ACCOUNTS)
    await runner.query(TENDERS)
    await runner.query(RECHARGES)
    await runner.query(PASSWORDS)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}

const ACCOUNTS = `
  create table stored_accounts (
    member_id uuid primary key,
    principal_fen bigint not null default 0,
    bonus_fen bigint not null default 0,
    held_principal_fen bigint not null default 0,
    held_bonus_fen bigint not null default 0,
    -- room that is kept for recharges which are being paid
    expected_fen bigint not null default 0 constraint stored_accounts_expected_positive check (expected_fen >= 0),
    -- what held when money was last put in; what the shop gives back may lift it, for that is never refused
    cap_fen bigint not null,
    constraint stored_accounts_principal_covers_held check (held_principal_fen between 0 and principal_fen),
    constraint stored_accounts_bonus_covers_held check (held_bonus_fen between 0 and bonus_fen),
    constraint stored_accounts_within_cap check (principal_fen + bonus_fen + expected_fen <= cap_fen)
  );

  create table stored_entries (
    id uuid primary key,
    member_id uuid not null references stored_accounts (member_id),
    reason text not null constraint stored_entries_reason_known
      check (reason in ('recharge', 'payment', 'order_refund', 'recharge_refund')),
    -- the number of the attempt or refund that moved it
    reference text not null,
    title text not null,
    principal_fen bigint not null,
    bonus_fen bigint not null,
    principal_after_fen bigint not null,
    bonus_after_fen bigint not null,
    at timestamptz not null,
    constraint stored_entries_once unique (reason, reference),
    constraint stored_entries_direction check (
      case when reason in ('recharge', 'order_refund') then least(principal_fen, bonus_fen) >= 0 and greatest(principal_fen, bonus_fen) > 0
           else greatest(principal_fen, bonus_fen) <= 0 and least(principal_fen, bonus_fen) < 0 end),
    constraint stored_entries_never_negative check (least(principal_after_fen, bonus_after_fen) >= 0)
  );
  create index stored_entries_of_member on stored_entries (member_id, at desc, id desc);
  ${appendOnly('stored_entries')}`

const TENDERS = `
  alter table payment_evidence
    drop constraint payment_evidence_source_check,
    add constraint payment_evidence_source_known check (source in ('notice', 'query', 'demo', 'balance'));

  drop index payment_attempts_one_open;
  -- one attempt under way at a channel per intent, and beside it or alone one balance tender
  create unique index payment_attempts_one_open on payment_attempts (intent_id)
    where state in ('created', 'open', 'closing') and channel <> 'balance';
  create unique index payment_attempts_one_balance on payment_attempts (intent_id) where channel = 'balance' and state <> 'closed';

  create table stored_tenders (
    attempt_id uuid primary key references payment_attempts (id),
    -- the attempt at the channel that pays the rest; none where the balance pays all of it
    beside_attempt_id uuid references payment_attempts (id) constraint stored_tenders_beside_once unique,
    member_id uuid not null references stored_accounts (member_id),
    principal_fen bigint not null,
    bonus_fen bigint not null,
    state text not null constraint stored_tenders_state_known check (state in ('held', 'taken', 'released')),
    principal_back_fen bigint not null default 0,
    bonus_back_fen bigint not null default 0,
    constraint stored_tenders_of_something check (least(principal_fen, bonus_fen) >= 0 and principal_fen + bonus_fen > 0),
    constraint stored_tenders_principal_back_within check (principal_back_fen between 0 and principal_fen),
    constraint stored_tenders_bonus_back_within check (bonus_back_fen between 0 and bonus_fen),
    constraint stored_tenders_back_of_taken check (principal_back_fen + bonus_back_fen = 0 or state = 'taken')
  );
  create function stored_tender_moves_on() returns trigger language plpgsql as $$
  begin
    if old.state <> 'held' and new.state <> old.state then
      raise exception 'balance tender % was % already', old.attempt_id, old.state using errcode = 'check_violation';
    end if;
    if (new.attempt_id, new.beside_attempt_id, new.member_id, new.principal_fen, new.bonus_fen)
       is distinct from (old.attempt_id, old.beside_attempt_id, old.member_id, old.principal_fen, old.bonus_fen) then
      raise exception 'what a balance tender was recorded with never changes' using errcode = 'check_violation';
    end if;
    return new;
  end $$;
  create trigger stored_tenders_move_on before update on stored_tenders for each row execute function stored_tender_moves_on();`

const RECHARGES = `
  create table stored_recharges (
    id uuid primary key,
    member_id uuid not null references stored_accounts (member_id),
    amount_fen bigint not null constraint stored_recharges_amount_positive check (amount_fen > 0),
    bonus_fen bigint not null,
    state text not null constraint stored_recharges_state_known check (state in ('open', 'paid', 'closed')),
    -- the filing under which it was offered
    filing_no text not null constraint stored_recharges_filed check (filing_no <> ''),
    due_at timestamptz not null,
    created_at timestamptz not null,
    paid_at timestamptz,
    refunded_fen bigint not null default 0,
    bonus_forfeited_fen bigint not null default 0,
    constraint stored_recharges_paid_whole check ((state = 'paid') = (paid_at is not null)),
    constraint stored_recharges_refund_within check (refunded_fen between 0 and case state when 'paid' then amount_fen else 0 end),
    constraint stored_recharges_forfeit_within check (bonus_forfeited_fen between 0 and bonus_fen)
  );
  -- whoever wants another one first gives up the one under way
  create unique index stored_recharges_one_open on stored_recharges (member_id) where state = 'open';
  create index stored_recharges_due on stored_recharges (due_at) where state = 'open';
  create index stored_recharges_paid on stored_recharges (member_id, paid_at desc, id desc) where state = 'paid';

  create table stored_refunds (
    id uuid primary key,
    member_id uuid not null references stored_accounts (member_id),
    -- null: everything that was left
    recharge_id uuid references stored_recharges (id),
    amount_fen bigint not null constraint stored_refunds_amount_positive check (amount_fen > 0),
    bonus_forfeited_fen bigint not null constraint stored_refunds_forfeit_positive check (bonus_forfeited_fen >= 0),
    created_at timestamptz not null
  );
  create index stored_refunds_of_member on stored_refunds (member_id, created_at desc, id desc);
  ${appendOnly('stored_refunds')}
  create table stored_refund_parts (
    refund_id uuid not null references stored_refunds (id),
    recharge_id uuid not null references stored_recharges (id),
    amount_fen bigint not null constraint stored_refund_parts_amount_positive check (amount_fen > 0),
    primary key (refund_id, recharge_id)
  );
  ${appendOnly('stored_refund_parts')}`

const PASSWORDS = `
  create table stored_passwords (
    member_id uuid primary key,
    password_hash text not null constraint stored_passwords_hashed check (password_hash like '$argon2id$%'),
    -- in a row; a right one begins anew
    tries smallint not null default 0 constraint stored_passwords_tries_range check (tries between 0 and 5),
    locked_until timestamptz,
    changed_at timestamptz not null
  );`
