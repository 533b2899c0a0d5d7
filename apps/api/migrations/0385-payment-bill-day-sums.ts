import type { MigrationInterface, QueryRunner } from 'typeorm'

/**
 * What the bills of a day have moved in clearing of their wallet, a row for each account and day. It is written in the Tx of every
 * such posting, so what an account carries at the end of any day is a sum of days: no entry is added up, and days that came out of
 * turn do not count for those before them.
 */
export class PaymentBillDaySums1700000000385 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table bill_day_sums (
        wallet text not null,
        merchant_id text not null,
        bill_date date not null,
        moved_fen bigint not null,
        constraint bill_day_sums_once primary key (wallet, merchant_id, bill_date)
      );
      insert into bill_day_sums (wallet, merchant_id, bill_date, moved_fen)
      select of.wallet, of.merchant_id, of.bill_date, sum(e.amount_fen) from (
          select id::text as reference, 'bill.settled' as kind, wallet, merchant_id, bill_date from bill_rows where outcome = 'matched'
          union all
          select id::text, 'bill.withdrawn', wallet, merchant_id, bill_date from bill_flows where outcome = 'booked'
          union all
          select x.id::text, 'bill.adjusted', f.wallet, f.merchant_id, f.bill_date from recon_resolutions x
            join recon_breaks b on b.id = x.break_id join bill_files f on f.id = b.file_id where x.state = 'approved'
        ) of join ledger_txns t on (t.kind, t.reference) = (of.kind, of.reference)
        join ledger_entries e on e.txn_id = t.id and e.account_code = 'clearing' and e.owner = of.wallet
       group by 1, 2, 3;

      -- movements that wait for clearing to carry them, and those that were booked: a few of very many
      create index recon_breaks_movement_open on recon_breaks (flow_id) where state = 'open' and flow_id is not null;
      create index bill_flows_booked on bill_flows (wallet, merchant_id, bill_date) where outcome = 'booked';`)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}
