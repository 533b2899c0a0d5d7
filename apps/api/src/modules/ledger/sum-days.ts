import { Injectable } from '@nestjs/common'
import { Database } from '../../infra/database/database.js'
import { Sweep } from '../../infra/worker/decorators.js'

const BATCH = 2_000
/** So many batches in one go; what is left then waits for the next. */
const MOST_BATCHES = 50

/**
 * A transaction leaves the list of those that are not summed in the statement that adds it to its days, so it is counted once:
 * among the sums or beside them. Rows are taken in one order, so that two workers never wait for each other.
 */
const SUM = `
  with taken as (
    delete from ledger_unsummed where txn_id in (
      select txn_id from ledger_unsummed order by txn_id limit $1 for update skip locked) returning txn_id
  ), sums as (
    select (t.posted_at at time zone 'Asia/Shanghai')::date as day, e.account_code,
           case when a.owned_by = 'channel' then e.owner else '' end as owner,
           coalesce(sum(e.amount_fen) filter (where e.amount_fen > 0), 0) as debit,
           coalesce(-sum(e.amount_fen) filter (where e.amount_fen < 0), 0) as credit
      from taken join ledger_txns t on t.id = taken.txn_id join ledger_entries e on e.txn_id = t.id
      join ledger_accounts a on a.code = e.account_code
     group by 1, 2, 3
  ), added as (
    insert into ledger_day_sums as s (day, account_code, owner, debit_fen, credit_fen)
    select day, account_code, owner, debit, credit from sums order by day, account_code, owner
    on conflict (day, account_code, owner)
      do update set debit_fen = s.debit_fen + excluded.debit_fen, credit_fen = s.credit_fen + excluded.credit_fen
  )
  select count(*) as taken from taken`

/** Adds postings to the sums of their days, behind them: no posting waits for it, and no page needs it to be right. */
@Injectable()
export class SumDays {
  constructor(private readonly database: Database) {}

  @Sweep('ledger.days', 60_000)
  async sweep(): Promise<number> {
    let all = 0
    for (let batch = 0; batch < MOST_BATCHES; batch += 1) {
      const { taken } = await this.database.transaction((tx) => tx.one<{ taken: number }>(SUM, [BATCH]))
      all += taken
      if (taken < BATCH) break
    }
    return all
  }
}
