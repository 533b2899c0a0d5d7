import { unheard, type Rule } from '../invariant.js'

const SIGNED = `case r.subject when 'payment' then r.amount_fen else 0 - r.amount_fen end`
const legs = (of: string): string =>
  `(select coalesce(sum(e.amount_fen) filter (where ${of}), 0) from ledger_entries e where e.txn_id = t.id)`

export const billRules: readonly Rule[] = [
  {
    id: 'E1',
    title: 'a row of a bill that fits is posted once, by what it says; no other row is',
    sql: `
      select r.id, r.outcome, r.subject, r.amount_fen, r.fee_fen, t.id as txn_id, t.reference from bill_rows r
        full join (select id, reference from ledger_txns where kind = 'bill.settled') t on t.reference = r.id::text
       where (r.outcome is not distinct from 'matched') <> (t.id is not null)
          or t.id is not null and (r.id is null
             or (${legs(`e.account_code = 'clearing' and e.owner = r.wallet`)}, ${legs(`e.account_code = 'channel_fee'`)})
               is distinct from (${SIGNED} - r.fee_fen, r.fee_fen))`,
  },
  {
    id: 'E2',
    title: 'what two people agreed on is posted once, leg by leg; nobody else adjusts the books to a bill',
    sql: `
      select x.id, x.state, x.legs, t.id as txn_id, t.reference from recon_resolutions x
        full join (select id, reference from ledger_txns where kind = 'bill.adjusted') t on t.reference = x.id::text
       where coalesce(x.state = 'approved' and x.action <> 'explained', false) <> (t.id is not null)
          or t.id is not null and exists (
            select 1 from (
              select l.account, l."amountFen" as fen from jsonb_to_recordset(x.legs) as l (account text, "amountFen" bigint)
              union all
              select e.account_code || case e.owner when '' then '' else ':' || e.owner end, 0 - e.amount_fen
                from ledger_entries e where e.txn_id = t.id
            ) sides group by account having sum(fen) <> 0)`,
  },
  {
    id: 'E3',
    title: 'what left the account of a wallet is posted once for each movement, and nothing else is',
    sql: `
      select m.id, m.kind, m.outcome, m.amount_fen, t.id as txn_id, t.reference from bill_flows m
        full join (select id, reference from ledger_txns where kind = 'bill.withdrawn') t on t.reference = m.id::text
       where (m.outcome is not distinct from 'booked') <> (t.id is not null)
          or t.id is not null and (m.id is null
             or (${legs(`e.account_code = 'clearing' and e.owner = m.wallet`)},
                 ${legs(`e.account_code = case m.kind when 'payout' then 'payout' else 'bank' end`)})
               is distinct from (m.amount_fen, 0 - m.amount_fen))`,
  },
  {
    id: 'E4',
    title: 'the totals of a bill and of a flow are those of their rows',
    sql: `
      select f.id, f.kind, f.bill_date, f.payments, f.paid_fen, f.refunds, f.refunded_fen, f.fee_fen, s.* from bill_files f
        cross join lateral (
          select count(*) filter (where incoming) as ins, coalesce(sum(fen) filter (where incoming), 0) as in_fen,
                 count(*) filter (where not incoming) as outs, coalesce(sum(fen) filter (where not incoming), 0) as out_fen,
                 coalesce(sum(fee), 0) as fee from (
            select r.subject = 'payment' as incoming, r.amount_fen as fen, r.fee_fen as fee from bill_rows r where r.file_id = f.id
            union all
            select m.amount_fen > 0, abs(m.amount_fen), case m.kind when 'fee' then 0 - m.amount_fen else 0 end
              from bill_flows m where m.file_id = f.id
          ) moved) s
       where f.hash is not null
         and (f.payments, f.paid_fen, f.refunds, f.refunded_fen, f.fee_fen) is distinct from (s.ins, s.in_fen, s.outs, s.out_fen, s.fee)`,
  },
  {
    id: 'E5',
    title: 'a reconciled day has an answer for every row, and a difference for every row that differs',
    sql: `
      select f.id, f.bill_date, r.id as row_id, null::uuid as flow_id, r.outcome from bill_files f join bill_rows r on r.file_id = f.id
       where f.state = 'reconciled' and (r.outcome is null
          or r.outcome = 'differs' and not exists (select 1 from recon_breaks b where b.bill_row_id = r.id))
      union all
      select f.id, f.bill_date, null, m.id, m.outcome from bill_files f join bill_flows m on m.file_id = f.id
       where f.state = 'reconciled' and (m.outcome is null
          or m.outcome = 'differs' and m.kind in ('withdrawal', 'payout', 'other')
             and not exists (select 1 from recon_breaks b where b.flow_id = m.id))`,
  },
  {
    id: 'E6',
    title: 'what is left of an order stays here while the bills lack its payment, and no longer',
    sql: `
      with missing as (
        select o.id as order_id, o.state, 'bill:' || a.attempt_no as key, a.attempt_no from recon_breaks b
          join payment_attempts a on a.id = b.attempt_id join payment_intents i on i.id = a.intent_id and i.subject_kind = 'order_term'
          join order_terms t on t.id = i.subject_id join orders o on o.id = t.order_id
         where b.kind = 'short' and b.subject = 'payment' and b.state in ('open', 'proposed')
      ), held as (
        select order_id, key from order_holds where released_at is null and starts_with(key, 'bill:')
      )
      select missing.order_id, missing.key, held.order_id as held from missing left join held using (order_id, key)
       where missing.state = 'paid' and held.order_id is null and not ${unheard('payment.missing_changed', 'attemptNo', 'missing.attempt_no')}
      union all
      select held.order_id, held.key, held.order_id from held left join missing using (order_id, key)
       where missing.order_id is null and not ${unheard('payment.missing_changed', 'attemptNo', 'substr(held.key, 6)')}`,
  },
]
