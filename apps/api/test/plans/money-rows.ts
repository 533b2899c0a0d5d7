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

/** One of so many movements of an account went to the bank and was not covered. */
const RARE = 2_000
/** Postings that no sum of a day holds yet. */
const UNSUMMED = 500

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
        kind: `case when n % ${RARE} = 0 then 'uncovered' else 'amount' end`,
        flow_id: `case when n % ${RARE} = 0 then ${idOf(29)} end`,
      },
    },
  ]
  await client.query('set session_replication_role = replica')
  for (const { table } of copies) await withoutChecks(client, table)
  for (const copy of copies) await copyOut(client, copy, rows)
  await flowsOf(client, rows)
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

/** What moved in the account, a few of it to the bank, and what each of its days has moved in clearing. */
async function flowsOf(client: Client, rows: number): Promise<void> {
  const of = `(select * from bill_files where kind = 'funds' order by id limit 1) f`
  await client.query(
    `insert into bill_flows (id, file_id, wallet, merchant_id, bill_date, flow_no, kind, word, business_no, amount_fen, balance_fen, booked_at,
                             outcome, outcome_at)
     select ${idOf(29)}, ${idOf(30, '(n % 400)')}, f.wallet, f.merchant_id, ${DAY}, ${NO}, w.kind, '交易', ${NO}, w.fen, 0, now(), w.outcome, now()
       from generate_series(1::bigint, $1::bigint) n cross join ${of} cross join lateral (
         select case when n % ${RARE} = 0 then 'withdrawal' else 'trade' end as kind, case when n % ${RARE} = 0 then -100 else 9900 end as fen,
                case when n % ${RARE} = 0 then 'differs' else 'agrees' end as outcome) w`,
    [rows],
  )
  await client.query(
    `insert into bill_files (id, wallet, merchant_id, bill_date, kind, state, hash, payments, paid_fen, refunds, refunded_fen, fee_fen, fetched_at,
                             reconciled_at, created_at)
     select ${idOf(30, '(n % 400)')}, f.wallet, f.merchant_id, ${DAY}, 'funds', 'reconciled', 'x', 1, 1, 0, 0, 0, now(), now(), now()
       from generate_series(1::bigint, 400) n cross join ${of}`,
  )
  await client.query(
    `insert into bill_day_sums select f.wallet, f.merchant_id, ${DAY}, 9900 from generate_series(1::bigint, 400) n cross join ${of}
     on conflict do nothing`,
  )
  for (const table of ['bill_flows', 'bill_files', 'bill_day_sums']) await client.query(`analyze ${table}`)
}

/**
 * As many transactions of two entries as make so many entries, spread over the days and with keys of their time, as the shop's own
 * have; the sums of their days as the sweep would have made them, but for the last minutes'.
 */
async function ledgerOf(client: Client, rows: number): Promise<void> {
  const txns = Math.ceil(rows / 2)
  const at = `(now() - interval '400 days' + n * (interval '400 days' / ${txns}))`
  const key = `(lpad(to_hex((extract(epoch from ${at}) * 1000)::bigint), 12, '0') || '701c8' || lpad(to_hex(n), 15, '0'))::uuid`
  await client.query(
    `insert into ledger_txns (id, kind, reference, posted_at) select ${key}, 'term.paid', ${NO}, ${at} from generate_series(1::bigint, $1::bigint) n`,
    [txns],
  )
  await client.query(
    `insert into ledger_unsummed select id from ledger_txns where reference like 'M%' order by id desc limit ${UNSUMMED}`,
  )
  await client.query(
    `insert into ledger_entries (txn_id, leg, account_code, owner, amount_fen)
     select t.id, leg, code, owner, fen from ledger_txns t,
       (values (1, 'clearing', 'wechat_h5', 9900), (2, 'contract_liability', '', -9900)) as l (leg, code, owner, fen)
      where t.reference like 'M%'`,
  )
  await client.query(
    `insert into ledger_day_sums (day, account_code, owner, debit_fen, credit_fen)
     select (t.posted_at at time zone 'Asia/Shanghai')::date, e.account_code, e.owner,
            coalesce(sum(e.amount_fen) filter (where e.amount_fen > 0), 0), coalesce(0 - sum(e.amount_fen) filter (where e.amount_fen < 0), 0)
       from ledger_txns t join ledger_entries e on e.txn_id = t.id where t.reference like 'M%'
        and not exists (select 1 from ledger_unsummed u where u.txn_id = t.id) group by 1, 2, 3
     on conflict (day, account_code, owner) do nothing`,
  )
  for (const table of ['ledger_txns', 'ledger_entries', 'ledger_day_sums', 'ledger_unsummed'])
    await client.query(`analyze ${table}`)
}
