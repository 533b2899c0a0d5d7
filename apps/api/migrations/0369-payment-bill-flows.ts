import type { MigrationInterface, QueryRunner } from 'typeorm'

/**
 * What moved in the merchant's account at a wallet, and what of it went to the bank. A movement is kept as the wallet says it and is
 * booked once; what does not fit our books is a difference like any other.
 */
export class PaymentBillFlows1700000000369 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(FLOWS)
    await runner.query(BREAKS)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}

const FLOWS = `
  create table bill_flows (
    id uuid primary key,
    file_id uuid not null references bill_files (id),
    wallet text not null,
    merchant_id text not null,
    bill_date date not null,
    flow_no text not null check (flow_no <> ''),
    kind text not null check (kind in ('trade', 'refund', 'fee', 'withdrawal', 'payout', 'other')),
    -- in the wallet's words
    word text not null,
    business_no text not null,
    -- as it moved the account: what left it is negative
    amount_fen bigint not null check (amount_fen <> 0),
    balance_fen bigint not null,
    booked_at timestamptz not null,
    outcome text check (outcome in ('agrees', 'booked', 'differs')),
    outcome_at timestamptz,
    constraint bill_flows_once unique (wallet, merchant_id, bill_date, flow_no),
    constraint bill_flows_outcome_when check ((outcome is null) = (outcome_at is null)),
    constraint bill_flows_booked_leaves check (outcome is distinct from 'booked' or kind in ('withdrawal', 'payout'))
  );
  create index bill_flows_to_judge on bill_flows (file_id, booked_at, id) where outcome is null;
  create index bill_flows_of_file on bill_flows (file_id, kind, business_no);

  create function bill_flow_is_kept() returns trigger language plpgsql as $$
  begin
    if old.outcome in ('agrees', 'booked') or old.outcome is not null and new.outcome is null then
      raise exception 'movement % has its answer', old.flow_no using errcode = 'check_violation';
    end if;
    if (to_jsonb(new) - '{outcome,outcome_at}'::text[]) <> (to_jsonb(old) - '{outcome,outcome_at}'::text[]) then
      raise exception 'what movement % says never changes', old.flow_no using errcode = 'check_violation';
    end if;
    return new;
  end $$;
  create trigger bill_flows_kept before update on bill_flows for each row execute function bill_flow_is_kept();
  create trigger bill_flows_stay before delete on bill_flows for each row execute function forbid_change();`

const BREAKS = `
  alter table recon_breaks
    add column flow_id uuid references bill_flows (id),
    drop constraint recon_breaks_kind_check,
    drop constraint recon_breaks_subject_check,
    drop constraint recon_breaks_sides,
    drop constraint recon_breaks_own,
    add constraint recon_breaks_kind_known
      check (kind in ('long', 'short', 'amount', 'fee', 'status', 'suspense', 'uncovered', 'flow_amount', 'flow_fee', 'flow_other')),
    add constraint recon_breaks_subject_known check (subject in ('payment', 'refund', 'flow')),
    add constraint recon_breaks_sides check (case
      when kind in ('short', 'suspense') then bill_row_id is null and bill_fen is null
      when kind in ('uncovered', 'flow_amount', 'flow_fee', 'flow_other') then bill_row_id is null and bill_fen is not null
      else bill_row_id is not null and bill_fen is not null end),
    add constraint recon_breaks_own check (case
      when kind in ('uncovered', 'flow_amount', 'flow_fee', 'flow_other') then own_fen is not null
      else bill_row_id is not null or attempt_id is not null and own_fen is not null end),
    add constraint recon_breaks_flow_named check ((kind in ('uncovered', 'flow_other')) <= (flow_id is not null)),
    add constraint recon_breaks_flow unique (flow_id);
  create unique index recon_breaks_flow_number on recon_breaks (file_id, number) where kind in ('flow_amount', 'flow_fee');`
