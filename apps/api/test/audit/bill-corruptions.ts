import { billDay } from './bill-day.js'
import type { Corruption } from './corruption.js'

const NEW = 'gen_random_uuid()'
const ATTEMPT = '(select id from payment_attempts order by id limit 1)'
const DAY = `'wechat', 'm', '2020-01-01'::date`

/** The lived-in shop has no bills: each corruption brings the rows it is about. */
const file = (state: string, kind = 'trade', [payments, paidFen] = [0, 0]): string => `
  insert into bill_files (id, wallet, merchant_id, bill_date, kind, state, hash, payments, paid_fen, refunds, refunded_fen, fee_fen, fetched_at,
                          reconciled_at, created_at)
  values (${NEW}, ${DAY}, '${kind}', '${state}', 'x', ${payments}, ${paidFen}, 0, 0, 0, now(), case when '${state}' = 'reconciled' then now() end, now())
  returning id`
const row = (outcome: string, fileId: string): string => `
  insert into bill_rows (id, file_id, wallet, merchant_id, bill_date, row_key, subject, attempt_no, channel_txn, state, settled, amount_fen, fee_fen,
                         booked_at, outcome, attempt_id, outcome_at)
  select ${NEW}, ${fileId}, ${DAY}, 'x', 'payment', 'x', 'x', 'SUCCESS', true, 100, 1, now(), ${outcome}, ${ATTEMPT},
         case when ${outcome} is not null then now() end returning id`
const flow = (kind: string, outcome: string, fileId: string): string => `
  insert into bill_flows (id, file_id, wallet, merchant_id, bill_date, flow_no, kind, word, business_no, amount_fen, balance_fen, booked_at, outcome,
                          outcome_at)
  select ${NEW}, ${fileId}, ${DAY}, 'x', '${kind}', 'x', 'x', -100, 0, now(), ${outcome}, case when ${outcome} is not null then now() end returning id`
const difference = (state: string): string => `
  insert into recon_breaks (id, file_id, kind, subject, number, flow_id, bill_fen, own_fen, state, found_at, settled_at)
  select ${NEW}, ${NEW}, 'uncovered', 'flow', 'x', ${NEW}, -5, 0, '${state}', now(), case '${state}' when 'cleared' then now() end returning id`
const resolution = (state: string): string => `
  insert into recon_resolutions (id, break_id, action, reason, legs, state, maker_id, checker_id, proposed_at, decided_at)
  values (${NEW}, ${NEW}, 'write_off', 'x', '[{"account": "suspense", "amountFen": 5}, {"account": "clearing:wechat", "amountFen": -5}]', '${state}',
          ${NEW}, case '${state}' when 'proposed' then null else ${NEW} end, now(), case '${state}' when 'proposed' then null else now() end)
  returning id`
const posted = (kind: string, reference: string): string => `
  insert into ledger_txns (id, kind, reference, posted_at) select ${NEW}, '${kind}', ${reference}, now()`
/** The fact, and a posting of it that says something else. */
const otherwise = (
  fact: string,
  kind: string,
  ...legs: readonly (readonly [code: string, owner: string, fen: number])[]
): string => `
  with fact as (${fact}), posting as (${posted(kind, 'id::text')} from fact returning id)
  insert into ledger_entries (txn_id, leg, account_code, owner, amount_fen)
  select posting.id, leg, code, owner, fen from posting,
    (values ${legs.map(([code, owner, fen], at) => `(${at + 1}, '${code}', '${owner}', ${fen})`).join()}) as l (leg, code, owner, fen)`

/** What is done to the bills of a sound shop. */
export const BILL_CORRUPTIONS: Record<string, Corruption[]> = {
  E1: [
    { what: 'a row fits and was never posted', sql: row(`'matched'`, NEW), seenAs: '"txn_id":null' },
    { what: 'a posting belongs to no row', sql: posted('bill.settled', `'nothing'`), seenAs: '"reference":"nothing"' },
    {
      what: 'the fee stayed in clearing',
      sql: otherwise(
        row(`'matched'`, NEW),
        'bill.settled',
        ['clearing', 'wechat', 100],
        ['clearing', 'wechat_h5', -100],
      ),
      seenAs: '"amount_fen":"100"',
    },
    {
      what: 'our own payment is of another amount',
      sql: billDay({ paidBeyond: 1 }),
      seenAs: '"subject":"payment"',
      alone: true,
    },
    {
      what: 'our own refund is of another amount',
      sql: billDay({ backBeyond: 1 }),
      seenAs: '"subject":"refund"',
      alone: true,
    },
    {
      what: 'it settled a payment of another number',
      sql: billDay({ attemptNo: `'x'` }),
      seenAs: '"txn_id"',
      alone: true,
    },
    {
      what: 'it was taken from clearing of another channel than it was paid by',
      sql: billDay({ postedTo: `'other'` }),
      seenAs: '"txn_id"',
      alone: true,
    },
  ],
  E2: [
    { what: 'it was agreed and never posted', sql: resolution('approved'), seenAs: '"txn_id":null' },
    {
      what: 'nobody has agreed to a posting',
      sql: posted('bill.adjusted', `'nothing'`),
      seenAs: '"reference":"nothing"',
    },
    {
      what: 'it is posted and only proposed',
      sql: otherwise(resolution('proposed'), 'bill.adjusted', ['suspense', '', 5], ['clearing', 'wechat', -5]),
      seenAs: '"proposed"',
    },
    {
      what: 'another account was used than was agreed',
      sql: otherwise(resolution('approved'), 'bill.adjusted', ['bank', '', 5], ['clearing', 'wechat', -5]),
      seenAs: '"approved"',
    },
  ],
  E3: [
    {
      what: 'a withdrawal is booked and was never posted',
      sql: flow('withdrawal', `'booked'`, NEW),
      seenAs: '"txn_id":null',
    },
    {
      what: 'money came to the bank from nowhere',
      sql: posted('bill.withdrawn', `'nothing'`),
      seenAs: '"reference":"nothing"',
    },
    {
      what: 'less arrived than left',
      sql: otherwise(
        flow('withdrawal', `'booked'`, NEW),
        'bill.withdrawn',
        ['bank', '', 99],
        ['clearing', 'wechat', -99],
      ),
      seenAs: '"booked"',
    },
    {
      what: 'a payout was booked as if it had gone to the bank',
      sql: otherwise(
        flow('payout', `'booked'`, NEW),
        'bill.withdrawn',
        ['bank', '', 100],
        ['clearing', 'wechat', -100],
      ),
      seenAs: '"payout"',
    },
  ],
  E4: [
    { what: 'a row of a bill is lost', sql: file('staged', 'trade', [1, 100]), seenAs: '"trade"' },
    { what: 'a movement of a flow is lost', sql: file('staged', 'funds', [1, 100]), seenAs: '"funds"' },
    {
      what: 'a row came twice',
      sql: `with bill as (${file('staged')}) ${row(`'differs'`, '(select id from bill)')}`,
      seenAs: '"in_fen":"100"',
    },
  ],
  E5: [
    {
      what: 'a row has no answer',
      sql: `with bill as (${file('reconciled')}) ${row('null', '(select id from bill)')}`,
      seenAs: '"outcome":null',
    },
    {
      what: 'a row differs and nobody is told',
      sql: `with bill as (${file('reconciled')}) ${row(`'differs'`, '(select id from bill)')}`,
      seenAs: '"flow_id":null',
    },
    {
      what: 'a withdrawal differs and nobody is told',
      sql: `with bill as (${file('reconciled', 'funds')}) ${flow('withdrawal', `'differs'`, '(select id from bill)')}`,
      seenAs: '"row_id":null',
    },
    {
      what: 'a movement has no answer',
      sql: `with bill as (${file('reconciled', 'funds')}) ${flow('trade', 'null', '(select id from bill)')}`,
      seenAs: '"row_id":null',
    },
    ...(['trade', 'refund', 'fee'] as const).map((part) => ({
      what: `the account moved another ${part} than the bill says, and nobody is told`,
      sql: billDay({ flow: { [part]: 1 } }),
      seenAs: `"part":"${part}","told":null`,
      alone: true as const,
    })),
    {
      what: 'what is missing of a payment is made up for by its refund',
      sql: billDay({ flow: { trade: -1, refund: -1 } }),
      seenAs: '"part":"refund","told":null',
      alone: true,
    },
    {
      what: 'movements are said to differ that do not',
      sql: billDay({ answer: 'differs' }),
      seenAs: '"outcome":"differs"',
      alone: true,
    },
  ],
  E6: [
    {
      what: 'an order would leave whose payment is missing',
      sql: `insert into recon_breaks (id, file_id, kind, subject, number, attempt_id, own_fen, state, found_at)
        select ${NEW}, ${NEW}, 'short', 'payment', a.attempt_no, a.id, a.amount_fen, 'open', now() from orders o
          join order_terms t on t.order_id = o.id join payment_intents i on i.subject_kind = 'order_term' and i.subject_id = t.id
          join payment_attempts a on a.intent_id = i.id and a.state = 'succeeded' where o.state = 'paid' limit 1`,
      seenAs: '"held":null',
    },
    {
      what: 'an order is held though nothing is missing',
      sql: `insert into order_holds (id, order_id, member_id, key, blocks, reason, created_at)
        select ${NEW}, id, member_id, 'bill:X', '{ship}', 'x', now() from orders limit 1`,
      seenAs: '"bill:X"',
    },
  ],
  E7: [
    {
      what: 'a day has moved what nothing was posted for',
      sql: `insert into bill_day_sums values (${DAY}, 5)`,
      seenAs: '"stands":"5","expected":"0"',
    },
    {
      what: 'a posting is not counted for its day',
      sql: otherwise(row(`'matched'`, NEW), 'bill.settled', ['clearing', 'wechat', 99], ['clearing', 'wechat_h5', -99]),
      seenAs: '"stands":"0","expected":"99"',
    },
    {
      what: 'clearing of a wallet holds what no day has moved',
      sql: `with bill as (${file('staged')})
        insert into ledger_entries (txn_id, leg, account_code, owner, amount_fen) select ${NEW}, 1, 'clearing', 'wechat', 7 from bill`,
      seenAs: '"of":"wallet"',
    },
  ],
  E8: [
    {
      what: 'nobody was told of a difference',
      sql: difference('open'),
      seenAs: '"incident":null',
    },
    {
      what: 'people are still told of what has ended',
      sql: `with d as (${difference('cleared')})
        insert into payment_incidents (id, kind, reference, details, opened_at, difference_id) select ${NEW}, 'mismatch', 'x', '{}', now(), id from d`,
      seenAs: '"state":"cleared"',
    },
  ],
}
