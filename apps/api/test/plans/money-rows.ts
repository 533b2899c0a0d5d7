import type { Client } from 'pg'
import { AT, copyOut, idOf, type Copy } from './many-rows.js'

/** One row of each sort, made by the shop itself, of which all others are copies. */
export interface MoneyOriginals {
  readonly attemptNo: string
  readonly refundNo: string
  /** The number of a row of a bill that differs in its amount, of which an incident was told. */
  readonly differing: string
}

const NO = `'M' || lpad(n::text, 19, '0')`
const DAY = `((now() at time zone 'Asia/Shanghai')::date - 400 + (n % 400)::int)`

/**
 * Copies by one statement a table, with keys and histories unchecked. A hundredth of the attempts is open, of the refunds processing, of
 * the incidents and differences unsettled; a day has the 400th part of the rows of its bill, of which every tenth differs.
 */
export async function multiplyMoney(client: Client, from: MoneyOriginals, rows: number): Promise<void> {
  const intent = `(select intent_id from payment_attempts where attempt_no = '${from.attemptNo}')`
  const differs = 'n % 10 = 0'
  const copies: readonly Copy[] = [
    {
      ...{ table: 'payment_intents', where: `t.id = ${intent}` },
      changed: { id: idOf(21), subject_id: idOf(3), created_at: AT },
    },
    {
      ...{ table: 'payment_attempts', where: `t.attempt_no = '${from.attemptNo}'` },
      changed: {
        ...{ id: idOf(22), attempt_no: NO, intent_id: idOf(21), channel_txn: NO, created_at: AT, paid_at: AT },
        state: `case when n % 100 = 0 then 'open' else 'succeeded' end`,
        channel: `case when n % 1000 = 0 then 'alipay_wap' else 'wechat_h5' end`,
      },
    },
    {
      ...{ table: 'refunds', where: `t.refund_no = '${from.refundNo}'` },
      changed: {
        ...{
          id: idOf(23),
          refund_no: NO,
          attempt_id: idOf(22),
          channel_refund_id: NO,
          created_at: AT,
          succeeded_at: AT,
        },
        state: `case when n % 100 = 0 then 'processing' else 'succeeded' end`,
      },
    },
    {
      ...{ table: 'payment_incidents', where: `t.reference = '${from.differing}'` },
      changed: {
        ...{ id: idOf(24), reference: NO, opened_at: AT },
        resolved_at: `case when n % 100 = 0 then null else ${AT} end`,
      },
    },
    {
      ...{
        table: 'bill_files',
        where: `t.id = (select file_id from bill_rows where attempt_no = '${from.differing}') and n <= 400`,
      },
      changed: {
        ...{ id: idOf(25, '(n % 400)'), bill_date: DAY },
        ...{ payments: `${rows} / 400`, refunds: '0' },
      },
    },
    {
      ...{ table: 'bill_rows', where: `t.attempt_no = '${from.differing}'` },
      changed: {
        ...{
          id: idOf(26),
          file_id: idOf(25, '(n % 400)'),
          bill_date: DAY,
          row_key: NO,
          attempt_no: NO,
          attempt_id: idOf(22),
        },
        outcome: `case when ${differs} then 'differs' else 'matched' end`,
      },
    },
    {
      ...{ table: 'recon_breaks', where: `t.number = '${from.differing}'` },
      changed: {
        ...{
          id: idOf(27),
          file_id: idOf(25, '(n % 400)'),
          bill_row_id: idOf(26),
          number: NO,
          attempt_id: idOf(22),
          found_at: AT,
        },
        ...{ state: `case when n % 100 = 0 then 'open' else 'resolved' end`, settled_at: AT },
      },
    },
  ]
  await client.query('set session_replication_role = replica')
  for (const { table } of copies) await withoutChecks(client, table)
  for (const copy of copies) await copyOut(client, copy, rows)
  await ledgerOf(client, rows)
}

/** Half of what a copy says is its original's: what must agree within a row does not always. */
async function withoutChecks(client: Client, table: string): Promise<void> {
  const { rows } = await client.query<{ statement: string }>(
    `select format('alter table %s drop constraint %I', conrelid::regclass, conname) as statement
       from pg_constraint where contype = 'c' and conrelid = $1::regclass`,
    [table],
  )
  for (const { statement } of rows) await client.query(statement)
}

/** As many transactions of two entries as make so many entries, and the sums of their days as the sweep would have made them. */
async function ledgerOf(client: Client, rows: number): Promise<void> {
  const txns = Math.ceil(rows / 2)
  await client.query(
    `insert into ledger_txns (id, kind, reference, posted_at) select ${idOf(28)}, 'term.paid', ${NO}, ${AT} from generate_series(1::bigint, $1::bigint) n`,
    [txns],
  )
  await client.query(
    `insert into ledger_entries (txn_id, leg, account_code, owner, amount_fen)
     select ${idOf(28)}, leg, code, owner, fen from generate_series(1::bigint, $1::bigint) n,
       (values (1, 'clearing', 'wechat_h5', 9900), (2, 'contract_liability', '', -9900)) as l (leg, code, owner, fen)`,
    [txns],
  )
  await client.query(
    `insert into ledger_day_sums (day, account_code, owner, debit_fen, credit_fen)
     select (t.posted_at at time zone 'Asia/Shanghai')::date, e.account_code, e.owner,
            coalesce(sum(e.amount_fen) filter (where e.amount_fen > 0), 0), coalesce(0 - sum(e.amount_fen) filter (where e.amount_fen < 0), 0)
       from ledger_txns t join ledger_entries e on e.txn_id = t.id where t.reference like 'M%' group by 1, 2, 3
     on conflict (day, account_code, owner) do nothing`,
  )
  for (const table of ['ledger_txns', 'ledger_entries', 'ledger_day_sums']) await client.query(`analyze ${table}`)
}
