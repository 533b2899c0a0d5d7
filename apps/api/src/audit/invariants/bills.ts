import { unheard, type Rule } from '../invariant.js'

const SIGNED = `case r.subject when 'payment' then r.amount_fen else 0 - r.amount_fen end`
/** A fee is charged with a payment and given back with a refund. */
const SIDE = `case when m.kind = 'refund' or m.kind = 'fee' and m.amount_fen > 0 then 'refund' else 'payment' end`
/** By what number the account of each wallet books a row of its bill. */
const BUSINESS = `case r.wallet when 'wechat' then coalesce(r.channel_refund_id, r.channel_txn) else r.channel_txn end`
const legs = (of: string): string =>
  `(select coalesce(sum(e.amount_fen) filter (where ${of}), 0) from ledger_entries e where e.txn_id = t.id)`

export const billRules: readonly Rule[] = [
  {
    id: 'E1',
    title:
      'a row of a bill that fits says what our books say, and is posted once between the two clearings; no other row is',
    sql: `
      select r.id, r.outcome, r.subject, r.amount_fen, r.fee_fen, t.id as txn_id, t.reference, a.channel, a.state as paid,
             a.amount_fen as paid_fen, f.state as refunded, f.amount_fen as refunded_fen
        from bill_rows r full join (select id, reference from ledger_txns where kind = 'bill.settled') t on t.reference = r.id::text
        left join payment_attempts a on a.id = r.attempt_id left join refunds f on f.id = r.refund_id
       where (r.outcome is not distinct from 'matched') <> (t.id is not null)
          or t.id is not null and (r.id is null
             or (${legs(`e.account_code = 'clearing' and e.owner = r.wallet`)}, ${legs(`e.account_code = 'channel_fee'`)},
                 ${legs(`e.account_code = 'clearing' and e.owner = a.channel`)})
               is distinct from (${SIGNED} - r.fee_fen, r.fee_fen, 0 - (${SIGNED}))
             or (a.state, a.merchant_id, a.attempt_no, coalesce(a.channel_txn, r.channel_txn))
               is distinct from ('succeeded', r.merchant_id, r.attempt_no, r.channel_txn)
             or r.subject = 'payment' and a.amount_fen is distinct from r.amount_fen
             or r.subject = 'refund' and (f.state, f.attempt_id, f.refund_no, f.amount_fen)
               is distinct from ('succeeded', a.id, r.refund_no, r.amount_fen))`,
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
    title:
      'a reconciled day has an answer for every row and movement, and a difference for each that differs, in trade, refund or fee',
    sql: `
      with parts as (
        select m.file_id, m.business_no, ${SIDE} as subject, m.kind as part, m.amount_fen as flow_fen, 0 as bill_fen, null as number
          from bill_flows m join bill_files f on f.id = m.file_id where f.state = 'reconciled' and m.kind in ('trade', 'refund', 'fee')
        union all
        select f.id, ${BUSINESS}, r.subject, p.part, 0, p.fen, coalesce(r.refund_no, r.attempt_no) from bill_files f
          join bill_files t on (t.wallet, t.merchant_id, t.bill_date, t.kind) = (f.wallet, f.merchant_id, f.bill_date, 'trade')
          join bill_rows r on r.file_id = t.id and r.settled
         cross join lateral (values (case r.subject when 'payment' then 'trade' else 'refund' end, ${SIGNED}), ('fee', 0 - r.fee_fen)) as p (part, fen)
         where f.kind = 'funds' and f.state = 'reconciled'
      ), compared as (
        select file_id, business_no, subject, part, sum(flow_fen) as flow_fen, sum(bill_fen) as bill_fen,
               coalesce(min(min(number)) over (partition by file_id, business_no, subject), business_no) as number
          from parts group by file_id, business_no, subject, part
      ), apart as (
        select c.*, b.kind as told from compared c
          left join recon_breaks b on (b.file_id, b.number, b.subject) = (c.file_id, c.number, c.subject) and b.kind in ('flow_amount', 'flow_fee')
         where c.flow_fen <> c.bill_fen
      )
      select f.id, f.bill_date, r.id as row_id, null::uuid as flow_id, r.outcome, null as part, null as told from bill_files f
        join bill_rows r on r.file_id = f.id
       where f.state = 'reconciled' and (r.outcome is null
          or r.outcome = 'differs' and not exists (select 1 from recon_breaks b where b.bill_row_id = r.id))
      union all
      select f.id, f.bill_date, null, m.id, m.outcome, m.kind, null from bill_files f join bill_flows m on m.file_id = f.id
       where f.state = 'reconciled' and (m.outcome is null
          or m.outcome = 'differs' and m.kind in ('withdrawal', 'payout', 'other')
             and not exists (select 1 from recon_breaks b where b.flow_id = m.id)
          or m.kind in ('trade', 'refund', 'fee') and (m.outcome = 'differs') <> exists (
             select 1 from apart a where (a.file_id, a.business_no, a.subject) = (m.file_id, m.business_no, ${SIDE})))
      union all
      select f.id, f.bill_date, null, null, null, a.part, a.told from apart a join bill_files f on f.id = a.file_id
       where a.told is null or a.part <> 'fee' and a.told <> 'flow_amount'
      union all
      select f.id, f.bill_date, null, null, null, null, b.kind from recon_breaks b join bill_files f on f.id = b.file_id
       where b.kind in ('flow_amount', 'flow_fee')
         and not exists (select 1 from apart a where (a.file_id, a.number, a.subject) = (b.file_id, b.number, b.subject))
         and f.state = 'reconciled'`,
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
  {
    id: 'E7',
    title:
      'what the days of an account have moved in clearing of its wallet is what was posted for them, and all that is there',
    sql: `
      with moved as (
        select of.wallet, of.merchant_id, of.bill_date, sum(e.amount_fen) as fen from (
          select id::text as reference, 'bill.settled' as kind, wallet, merchant_id, bill_date from bill_rows
          union all
          select id::text, 'bill.withdrawn', wallet, merchant_id, bill_date from bill_flows
          union all
          select x.id::text, 'bill.adjusted', f.wallet, f.merchant_id, f.bill_date from recon_resolutions x
            join recon_breaks b on b.id = x.break_id join bill_files f on f.id = b.file_id
        ) of join ledger_txns t on (t.kind, t.reference) = (of.kind, of.reference)
          join ledger_entries e on e.txn_id = t.id and e.account_code = 'clearing' and e.owner = of.wallet
         group by 1, 2, 3
      )
      select 'day' as of, wallet, s.bill_date::text as day, coalesce(s.moved_fen, 0) as stands, coalesce(moved.fen, 0) as expected
        from bill_day_sums s full join moved using (wallet, merchant_id, bill_date) where coalesce(s.moved_fen, 0) <> coalesce(moved.fen, 0)
      union all
      select 'wallet', w.wallet, null, coalesce(s.fen, 0), coalesce(e.fen, 0) from (select distinct wallet from bill_files) w
        left join (select wallet, sum(moved_fen) as fen from bill_day_sums group by 1) s using (wallet)
        left join (select owner as wallet, sum(amount_fen) as fen from ledger_entries where account_code = 'clearing' group by 1) e using (wallet)
       where coalesce(s.fen, 0) <> coalesce(e.fen, 0)`,
  },
  {
    id: 'E8',
    title: 'a difference that waits for people was told to them as a task of its own, which ended with it',
    sql: `
      select b.id, b.kind, b.number, b.state, x.id as incident from recon_breaks b
        left join payment_incidents x on x.difference_id = b.id and (x.resolved_at is null or x.resolution is not null)
       where b.state in ('open', 'proposed') and b.kind not in ('fee', 'suspense') and x.id is null
      union all
      select b.id, b.kind, b.number, b.state, x.id from payment_incidents x join recon_breaks b on b.id = x.difference_id
       where x.resolved_at is null and b.state not in ('open', 'proposed')`,
  },
]
