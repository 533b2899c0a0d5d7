import type { MigrationInterface, QueryRunner } from 'typeorm'
import { appendOnly } from '../src/infra/database/append-only.js'

/** Double entry in fen: a transaction is never changed, has at least two legs, and its legs sum to zero. */
export class Ledger1700000000060 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table ledger_accounts (
        code text primary key,
        kind text not null check (kind in ('asset', 'liability', 'revenue', 'expense')),
        -- 'channel', 'member' or 'promoter' where the account is kept apart per owner
        owned_by text check (owned_by in ('channel', 'member', 'promoter'))
      );
      insert into ledger_accounts (code, kind, owned_by) values
        ('clearing', 'asset', 'channel'), ('payout', 'asset', 'channel'), ('bank', 'asset', null), ('promoter_debt', 'asset', 'promoter'),
        ('contract_liability', 'liability', null), ('refund_payable', 'liability', null),
        ('stored_principal', 'liability', 'member'), ('stored_bonus', 'liability', 'member'), ('points_liability', 'liability', null),
        ('commission_frozen', 'liability', 'promoter'), ('commission_available', 'liability', 'promoter'),
        ('commission_withdrawing', 'liability', 'promoter'), ('tax_withheld', 'liability', null), ('suspense', 'liability', null),
        ('sales', 'revenue', null), ('freight', 'revenue', null), ('discount_promotion', 'revenue', null),
        ('discount_coupon', 'revenue', null), ('points_deferral', 'revenue', null), ('sales_return', 'revenue', null),
        ('forfeit', 'revenue', null), ('breakage', 'revenue', null),
        ('channel_fee', 'expense', null), ('commission', 'expense', null), ('marketing', 'expense', null),
        ('compensation', 'expense', null), ('reconciliation_difference', 'expense', null);
      ${appendOnly('ledger_accounts')}

      create table ledger_txns (
        id uuid primary key,
        kind text not null check (kind <> ''),
        reference text not null check (reference <> ''),
        member_id uuid,
        posted_at timestamptz not null,
        constraint ledger_txns_once unique (kind, reference)
      );
      create index ledger_txns_member on ledger_txns (member_id, id) where member_id is not null;
      ${appendOnly('ledger_txns')}

      create table ledger_entries (
        txn_id uuid not null references ledger_txns (id),
        leg smallint not null check (leg > 0),
        account_code text not null references ledger_accounts (code),
        owner text not null default '',
        -- debit is positive, credit is negative
        amount_fen bigint not null check (amount_fen <> 0),
        primary key (txn_id, leg)
      );
      create index ledger_entries_account on ledger_entries (account_code, owner, txn_id);
      ${appendOnly('ledger_entries')}

      create function ledger_txn_is_balanced() returns trigger language plpgsql as $$
      declare
        txn uuid := (to_jsonb(new) ->> tg_argv[0])::uuid;
        legs integer;
        total numeric;
      begin
        select count(*), coalesce(sum(amount_fen), 0) into legs, total from ledger_entries where txn_id = txn;
        if legs < 2 or total <> 0 then
          raise exception 'ledger transaction % has % legs that sum to %', txn, legs, total using errcode = 'integrity_constraint_violation';
        end if;
        return null;
      end $$;
      create constraint trigger ledger_txns_balanced after insert on ledger_txns
        deferrable initially deferred for each row execute function ledger_txn_is_balanced('id');
      create constraint trigger ledger_entries_balanced after insert on ledger_entries
        deferrable initially deferred for each row execute function ledger_txn_is_balanced('txn_id');
      create function ledger_owner_fits() returns trigger language plpgsql as $$
      begin
        if (select owned_by is null from ledger_accounts where code = new.account_code) <> (new.owner = '') then
          raise exception 'account % has the wrong owner "%"', new.account_code, new.owner using errcode = 'check_violation';
        end if;
        return new;
      end $$;
      create trigger ledger_entries_owner before insert on ledger_entries for each row execute function ledger_owner_fits();
    `)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}
