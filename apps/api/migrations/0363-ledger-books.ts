import type { MigrationInterface, QueryRunner } from 'typeorm'

/**
 * Books that are read at any size. What members and promoters have is kept as a balance in the posting's own Tx, a row each, so
 * nobody waits for anybody else's. What the shop itself has is summed by day behind the postings: each new transaction stands in
 * ledger_unsummed until a worker has added it to its days, so a sum and what is not in it yet are the entries, whatever the clock does.
 */
export class LedgerBooks1700000000363 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table ledger_unsummed (
        txn_id uuid constraint ledger_unsummed_once primary key references ledger_txns (id)
      );
      insert into ledger_unsummed select id from ledger_txns;

      create table ledger_day_sums (
        day date not null,
        account_code text not null references ledger_accounts (code),
        -- the channel where an account is one for each; empty where it is one, or members' and promoters' together
        owner text not null default '',
        debit_fen bigint not null constraint ledger_day_sums_debit check (debit_fen >= 0),
        credit_fen bigint not null constraint ledger_day_sums_credit check (credit_fen >= 0),
        constraint ledger_day_sums_once primary key (day, account_code, owner)
      );
      create index ledger_day_sums_of_account on ledger_day_sums (account_code, owner, day);

      create table account_balances (
        account_code text not null references ledger_accounts (code),
        owner text not null constraint account_balances_owned check (owner <> ''),
        balance_fen bigint not null,
        changed_at timestamptz not null,
        constraint account_balances_once primary key (account_code, owner)
      );
      insert into account_balances (account_code, owner, balance_fen, changed_at)
      select e.account_code, e.owner, sum(e.amount_fen), max(t.posted_at)
        from ledger_entries e join ledger_txns t on t.id = e.txn_id join ledger_accounts a on a.code = e.account_code
       where a.owned_by in ('member', 'promoter') group by 1, 2;

      create index ledger_txns_by_time on ledger_txns (posted_at, id);`)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}
