import type { MigrationInterface, QueryRunner } from 'typeorm'

/**
 * Daily bills of the channels and what they differ in from our books. A bill is kept whole or not at all; what a row of it says
 * never changes; a difference ends once, by the facts or by two operators.
 */
export class PaymentBills1700000000359 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(FILES)
    await runner.query(ROWS)
    await runner.query(BREAKS)
    await runner.query(RESOLUTIONS)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}

const FILES = `
  create table bill_files (
    id uuid primary key,
    wallet text not null check (wallet <> ''),
    merchant_id text not null check (merchant_id <> ''),
    bill_date date not null,
    kind text not null check (kind in ('trade', 'funds')),
    state text not null check (state in ('waiting', 'empty', 'staged', 'reconciled')),
    problem text,
    tries integer not null default 0 check (tries >= 0),
    -- when the day is looked at next: a bill that waits, or differences that are asked for once more
    next_try_at timestamptz,
    hash text,
    payments integer, paid_fen bigint, refunds integer, refunded_fen bigint, fee_fen bigint,
    own_payments integer not null default 0, own_paid_fen bigint not null default 0,
    own_refunds integer not null default 0, own_refunded_fen bigint not null default 0,
    fetched_at timestamptz,
    reconciled_at timestamptz,
    created_at timestamptz not null,
    constraint bill_files_once unique (wallet, merchant_id, bill_date, kind),
    constraint bill_files_waiting_due check (state <> 'waiting' or next_try_at is not null),
    constraint bill_files_whole check ((state in ('staged', 'reconciled')) = (num_nulls(hash, payments, paid_fen, refunds, refunded_fen, fee_fen, fetched_at) = 0)),
    constraint bill_files_reconciled_when check ((state = 'reconciled') = (reconciled_at is not null))
  );
  create index bill_files_due on bill_files (next_try_at) where next_try_at is not null;
  create index bill_files_newest on bill_files (bill_date desc, id desc);

  create function bill_file_moves_on() returns trigger language plpgsql as $$
  declare ranks constant text[] := array['waiting', 'empty', 'staged', 'reconciled'];
  begin
    if array_position(ranks, new.state) < array_position(ranks, old.state) then
      raise exception 'bill % cannot go from % back to %', old.id, old.state, new.state using errcode = 'check_violation';
    end if;
    if (new.wallet, new.merchant_id, new.bill_date, new.kind) is distinct from (old.wallet, old.merchant_id, old.bill_date, old.kind)
       or old.hash is not null and (new.hash, new.payments, new.paid_fen, new.refunds, new.refunded_fen, new.fee_fen)
         is distinct from (old.hash, old.payments, old.paid_fen, old.refunds, old.refunded_fen, old.fee_fen) then
      raise exception 'what was fetched of bill % never changes', old.id using errcode = 'check_violation';
    end if;
    return new;
  end $$;
  create trigger bill_files_move_on before update on bill_files for each row execute function bill_file_moves_on();
  -- our own side of a day
  create index payment_attempts_paid on payment_attempts (merchant_id, paid_at) where state = 'succeeded';`

const ROWS = `
  create table bill_rows (
    id uuid primary key,
    file_id uuid not null references bill_files (id),
    wallet text not null,
    merchant_id text not null,
    bill_date date not null,
    row_key text not null check (row_key <> ''),
    subject text not null check (subject in ('payment', 'refund')),
    attempt_no text not null,
    refund_no text,
    channel_txn text not null,
    channel_refund_id text,
    -- in the channel's words, and whether they mean that the money moved
    state text not null,
    settled boolean not null,
    amount_fen bigint not null check (amount_fen >= 0),
    fee_fen bigint not null,
    booked_at timestamptz not null,
    outcome text check (outcome in ('matched', 'differs')),
    attempt_id uuid references payment_attempts (id),
    refund_id uuid references refunds (id),
    outcome_at timestamptz,
    constraint bill_rows_once unique (wallet, merchant_id, bill_date, row_key),
    constraint bill_rows_refund_numbered check ((subject = 'refund') = (refund_no is not null)),
    constraint bill_rows_outcome_when check ((outcome is null) = (outcome_at is null)),
    constraint bill_rows_matched_ours check (outcome is distinct from 'matched' or attempt_id is not null and (subject = 'refund') = (refund_id is not null))
  );
  create index bill_rows_to_match on bill_rows (file_id, row_key) where outcome is null;
  create index bill_rows_of_file on bill_rows (file_id, booked_at, id);
  create index bill_rows_of_attempt on bill_rows (attempt_id) where attempt_id is not null;
  -- a payment or a refund is settled by one row of one bill
  create unique index bill_rows_payment_matched on bill_rows (attempt_id) where outcome = 'matched' and subject = 'payment';
  create unique index bill_rows_refund_matched on bill_rows (refund_id) where outcome = 'matched' and subject = 'refund';

  create function bill_row_is_kept() returns trigger language plpgsql as $$
  begin
    if old.outcome = 'matched' or old.outcome is not null and new.outcome is null then
      raise exception 'row % has its answer', old.row_key using errcode = 'check_violation';
    end if;
    if (to_jsonb(new) - '{outcome,outcome_at,attempt_id,refund_id}'::text[]) <> (to_jsonb(old) - '{outcome,outcome_at,attempt_id,refund_id}'::text[]) then
      raise exception 'what row % says never changes', old.row_key using errcode = 'check_violation';
    end if;
    return new;
  end $$;
  create trigger bill_rows_kept before update on bill_rows for each row execute function bill_row_is_kept();
  create trigger bill_rows_stay before delete on bill_rows for each row execute function forbid_change();`

const BREAKS = `
  create table recon_breaks (
    id uuid primary key,
    file_id uuid not null references bill_files (id),
    kind text not null check (kind in ('long', 'short', 'amount', 'fee', 'status', 'suspense')),
    subject text not null check (subject in ('payment', 'refund')),
    number text not null check (number <> ''),
    bill_row_id uuid references bill_rows (id),
    attempt_id uuid references payment_attempts (id),
    refund_id uuid references refunds (id),
    bill_fen bigint,
    own_fen bigint,
    fee_fen bigint,
    expected_fee_fen bigint,
    channel_said text,
    state text not null check (state in ('open', 'proposed', 'resolved', 'cleared')),
    found_at timestamptz not null,
    settled_at timestamptz,
    constraint recon_breaks_row unique (bill_row_id),
    constraint recon_breaks_sides check ((kind in ('short', 'suspense')) = (bill_row_id is null) and (bill_row_id is null) = (bill_fen is null)),
    constraint recon_breaks_own check (bill_row_id is not null or attempt_id is not null and own_fen is not null),
    constraint recon_breaks_settled_when check ((state in ('resolved', 'cleared')) = (settled_at is not null))
  );
  create unique index recon_breaks_own_payment on recon_breaks (attempt_id) where bill_row_id is null and subject = 'payment';
  create unique index recon_breaks_own_refund on recon_breaks (refund_id) where bill_row_id is null and subject = 'refund';
  create index recon_breaks_newest on recon_breaks (found_at desc, id desc);
  create index recon_breaks_by_state on recon_breaks (state, found_at desc, id desc);
  create index recon_breaks_of_file on recon_breaks (file_id, found_at desc, id desc);

  create function recon_break_ends_once() returns trigger language plpgsql as $$
  begin
    if old.state in ('resolved', 'cleared') then
      raise exception 'difference % has ended as %', old.id, old.state using errcode = 'check_violation';
    end if;
    if new.kind <> old.kind and not (old.kind = 'suspense' and new.kind = 'short') then
      raise exception 'difference % is % and does not become %', old.id, old.kind, new.kind using errcode = 'check_violation';
    end if;
    return new;
  end $$;
  create trigger recon_breaks_end_once before update on recon_breaks for each row execute function recon_break_ends_once();
  create trigger recon_breaks_stay before delete on recon_breaks for each row execute function forbid_change();`

const RESOLUTIONS = `
  create table recon_resolutions (
    id uuid primary key,
    break_id uuid not null references recon_breaks (id),
    action text not null check (action in ('write_off', 'to_suspense', 'explained')),
    reason text not null check (reason <> ''),
    -- what its approval posts, as the maker saw it
    legs jsonb not null,
    state text not null check (state in ('proposed', 'approved', 'rejected')),
    maker_id uuid not null,
    checker_id uuid,
    note text,
    proposed_at timestamptz not null,
    decided_at timestamptz,
    constraint recon_resolutions_two_people check (checker_id <> maker_id),
    constraint recon_resolutions_decided_whole check ((state <> 'proposed') = (checker_id is not null and decided_at is not null)),
    constraint recon_resolutions_posts check ((action = 'explained') = (jsonb_array_length(legs) = 0))
  );
  create index recon_resolutions_of_one on recon_resolutions (break_id, proposed_at desc);
  create unique index recon_resolutions_one on recon_resolutions (break_id) where state <> 'rejected';

  create function recon_resolution_is_decided_once() returns trigger language plpgsql as $$
  begin
    if old.state <> 'proposed' then
      raise exception 'resolution % was decided', old.id using errcode = 'check_violation';
    end if;
    if (to_jsonb(new) - '{state,checker_id,note,decided_at}'::text[]) <> (to_jsonb(old) - '{state,checker_id,note,decided_at}'::text[]) then
      raise exception 'what was proposed in % never changes', old.id using errcode = 'check_violation';
    end if;
    return new;
  end $$;
  create trigger recon_resolutions_decided_once before update on recon_resolutions
    for each row execute function recon_resolution_is_decided_once();
  create trigger recon_resolutions_stay before delete on recon_resolutions for each row execute function forbid_change();`
