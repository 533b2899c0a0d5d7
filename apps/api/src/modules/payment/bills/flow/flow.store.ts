import type { ShopDay } from '@jishi/kernel/time'
import type { Sql } from '../../../../infra/database/sql.js'
import { FILE, type BillFile } from '../bill.store.js'

type Account = Pick<BillFile, 'wallet' | 'merchantId'>

const OF_ACCOUNT = `f.wallet = $1 and f.merchant_id = $2 and f.kind = 'funds'`

/**
 * The oldest day of an account whose flow is not judged, if its turn has come: it has been fetched, and the bill of no day up to it
 * is missing. Only then is it known what clearing carried that day. What the wallet does not keep any more never comes, and holds
 * nothing up.
 */
export const nextInTurn = (
  sql: Sql,
  { wallet, merchantId }: Account,
  keptSince: ShopDay,
): Promise<BillFile | undefined> =>
  sql.maybe(
    `select ${FILE} from bill_files f
      where ${OF_ACCOUNT} and f.state = 'staged'
        and not exists (
          select 1 from bill_files e where (e.wallet, e.merchant_id) = (f.wallet, f.merchant_id) and e.state in ('waiting', 'staged') and e.bill_date >= $3::date
             and (e.bill_date < f.bill_date or e.bill_date = f.bill_date and e.kind = 'trade'))
      order by f.bill_date limit 1`,
    [wallet, merchantId, keptSince],
  )

/** The last day of an account whose flow is judged: what has waited is looked at again as of it. */
export const lastJudged = (sql: Sql, { wallet, merchantId }: Account): Promise<BillFile | undefined> =>
  sql.maybe(
    `select ${FILE} from bill_files f where ${OF_ACCOUNT} and f.state = 'reconciled' order by f.bill_date desc limit 1`,
    [wallet, merchantId],
  )

/** Accounts with a flow that waits for its turn, or with a movement that nobody has spoken about: clearing may carry it by now. */
export const accountsWaiting = (sql: Sql): Promise<BillFile[]> =>
  sql.rows(
    `select distinct on (f.wallet, f.merchant_id) ${FILE} from bill_files f
      where f.id in (select id from bill_files where kind = 'funds' and state = 'staged'
                      union select m.file_id from recon_breaks b join bill_flows m on m.id = b.flow_id where ${STANDS_OPEN})
      order by f.wallet, f.merchant_id, f.bill_date`,
  )

const STANDS_OPEN = `b.state = 'open' and b.flow_id is not null and m.kind in ('withdrawal', 'payout')`

/** Movements of a day that left the account and have no answer yet. */
export const leaving = (sql: Sql, { id }: BillFile): Promise<{ id: string }[]> =>
  sql.rows(
    `select m.id from bill_flows m where m.file_id = $1 and m.kind in ('withdrawal', 'payout') and m.outcome is null
      order by m.booked_at, m.id`,
    [id],
  )

/** Movements of an account up to a day that differ and that nobody has spoken about, the oldest first. */
export const standingOpen = (sql: Sql, { wallet, merchantId, day }: BillFile): Promise<{ id: string }[]> =>
  sql.rows(
    `select m.id from recon_breaks b join bill_flows m on m.id = b.flow_id
      where ${STANDS_OPEN} and m.wallet = $1 and m.merchant_id = $2 and m.bill_date <= $3::date
      order by m.bill_date, m.booked_at, m.id`,
    [wallet, merchantId, day],
  )

/** Whether something was taken from clearing on a later day: what an earlier one carried is no longer all there. */
export const takenSince = async (sql: Sql, { wallet, merchantId, day }: BillFile): Promise<boolean> => {
  const taken = await sql.maybe(
    `select 1 as one from bill_flows
      where wallet = $1 and merchant_id = $2 and bill_date > $3::date and outcome = 'booked' limit 1`,
    [wallet, merchantId, day],
  )
  return taken !== undefined
}
