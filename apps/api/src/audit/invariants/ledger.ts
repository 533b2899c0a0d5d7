import type { Rule } from '../invariant.js'

export const ledgerRules: readonly Rule[] = [
  {
    id: 'L1',
    title: 'every transaction sums to zero and has two legs at least',
    sql: `
      select t.id, t.kind, t.reference, count(e.leg) as legs, coalesce(sum(e.amount_fen), 0) as total from ledger_txns t
        left join ledger_entries e on e.txn_id = t.id group by t.id having count(e.leg) < 2 or coalesce(sum(e.amount_fen), 0) <> 0`,
  },
  {
    id: 'L2',
    title: 'all entries together sum to zero, and what buyers have paid for and not received is what is owed to them',
    sql: `
      select 'all' as of, sum(amount_fen) as stands, 0::numeric as expected from ledger_entries having sum(amount_fen) <> 0
      union all
      select 'contract_liability', owed.stands, paid.expected
        from (select coalesce(-sum(amount_fen), 0) as stands from ledger_entries where account_code = 'contract_liability') owed,
             (select (select coalesce(sum(i.amount_fen), 0) from payment_intents i where i.state = 'settled' and i.credit_account = 'contract_liability')
                   - (select coalesce(sum(payable_fen), 0) from orders where state in ('completed', 'refunded'))
                   - (select coalesce(sum(r.goods_fen + r.freight_fen + r.supplement_fen), 0) from order_refunds r join orders o on o.id = r.order_id
                       where not r.received and o.state not in ('completed', 'refunded'))
                   - (select coalesce(sum(t.amount_fen), 0) from order_supplements s join order_terms t on t.id = s.term_id
                       where s.recognised_at is not null) as expected) paid
       where owed.stands <> paid.expected`,
  },
  {
    id: 'L3',
    title: 'a fact is posted once',
    sql: `select kind, reference, count(*) as postings from ledger_txns group by 1, 2 having count(*) > 1`,
  },
  {
    id: 'L4',
    title: 'balances of members and promoters are the fold of their entries',
    sql: `
      select coalesce(b.account_code, f.account_code) as account, coalesce(b.owner, f.owner) as owner,
             coalesce(b.balance_fen, 0) as stands, coalesce(f.total, 0) as expected
        from account_balances b full join (
          select e.account_code, e.owner, sum(e.amount_fen) as total from ledger_entries e join ledger_accounts a on a.code = e.account_code
           where a.owned_by in ('member', 'promoter') group by 1, 2
        ) f on (f.account_code, f.owner) = (b.account_code, b.owner)
       where coalesce(b.balance_fen, 0) <> coalesce(f.total, 0)`,
  },
  {
    id: 'L5',
    title: 'per channel, clearing is what came minus what went back, before any bill settled it',
    sql: `
      select channel, sum(moved) as expected, sum(posted) as stands from (
        select channel, amount_fen as moved, 0 as posted from payment_attempts where state = 'succeeded' and channel <> 'balance'
        union all
        select a.channel, -r.amount_fen, 0 from refunds r join payment_attempts a on a.id = r.attempt_id where r.state = 'succeeded' and a.channel <> 'balance'
        union all
        select e.owner, 0, e.amount_fen from ledger_entries e join ledger_txns t on t.id = e.txn_id
         where e.account_code = 'clearing' and t.kind not in ('bill.settled', 'bill.adjusted', 'bill.withdrawn')
      ) flows group by channel having sum(moved) <> sum(posted)`,
  },
  { id: 'L6', title: 'withdrawing is the open withdrawals', why: 'withdrawals are not built yet' },
  { id: 'L7', title: 'points liability is the value of the points', why: 'points are not built yet' },
  {
    id: 'L8',
    title: 'the sums of days are those of the entries they hold',
    sql: `
      select coalesce(s.day, f.day) as day, coalesce(s.account_code, f.account_code) as account, coalesce(s.owner, f.owner) as owner,
             s.debit_fen, s.credit_fen, f.debit, f.credit
        from ledger_day_sums s full join (
          select (t.posted_at at time zone 'Asia/Shanghai')::date as day, e.account_code, case when a.owned_by = 'channel' then e.owner else '' end as owner,
                 coalesce(sum(e.amount_fen) filter (where e.amount_fen > 0), 0) as debit, coalesce(-sum(e.amount_fen) filter (where e.amount_fen < 0), 0) as credit
            from ledger_txns t join ledger_entries e on e.txn_id = t.id join ledger_accounts a on a.code = e.account_code
           where not exists (select 1 from ledger_unsummed u where u.txn_id = t.id) group by 1, 2, 3
        ) f on (f.day, f.account_code, f.owner) = (s.day, s.account_code, s.owner)
       where coalesce(s.debit_fen, 0) <> coalesce(f.debit, 0) or coalesce(s.credit_fen, 0) <> coalesce(f.credit, 0)`,
  },
]
