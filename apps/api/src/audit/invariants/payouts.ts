import type { Rule } from '../invariant.js'

export const payoutRules: readonly Rule[] = [
  {
    id: 'W1',
    title: 'a payout that arrived is posted once, with what it took, sent and kept; any other is not posted at all',
    sql: `
      select p.payout_no, p.state, p.amount_fen, p.tax_withheld_fen, e.debited, e.sent, e.kept from payouts p
        full join (
          select t.reference, count(distinct t.id) as postings,
                 sum(e.amount_fen) filter (where e.account_code not in ('payout', 'tax_withheld')) as debited,
                 -sum(e.amount_fen) filter (where e.account_code = 'payout') as sent,
                 coalesce(-sum(e.amount_fen) filter (where e.account_code = 'tax_withheld'), 0) as kept
            from ledger_txns t join ledger_entries e on e.txn_id = t.id where t.kind = 'payout.paid' group by 1
        ) e on e.reference = p.payout_no
       where (p.state is not distinct from 'succeeded') <> (e.reference is not null)
          or e.reference is not null and (p.id is null or e.postings <> 1
             or (e.debited, e.sent, e.kept) is distinct from (p.amount_fen, p.amount_fen - p.tax_withheld_fen, p.tax_withheld_fen))`,
  },
  {
    id: 'W2',
    title: 'the end of a payout is told once, and as what it was',
    sql: `
      select p.payout_no, p.state, count(o.id) as told from payouts p
        left join outbox o on o.name in ('payment.payout_succeeded', 'payment.payout_failed') and o.payload ->> 'payoutId' = p.id::text
       group by p.id
      having count(o.id) <> case when p.state in ('succeeded', 'failed', 'cancelled') then 1 else 0 end
          or bool_or((o.name = 'payment.payout_succeeded') <> (p.state = 'succeeded'))`,
  },
  {
    id: 'W3',
    title: 'per wallet, what was paid out is what left the account',
    sql: `
      select channel, sum(moved) as expected, sum(posted) as stands from (
        select channel, amount_fen - tax_withheld_fen as moved, 0 as posted from payouts where state = 'succeeded'
        union all
        select t.owner, 0, -t.amount_fen from ledger_entries t join ledger_txns x on x.id = t.txn_id
         where t.account_code = 'payout' and x.kind = 'payout.paid'
      ) flows group by channel having sum(moved) <> sum(posted)`,
  },
  {
    id: 'W4',
    title: 'a payout is as its last step says, and went through no state twice',
    sql: `
      select p.payout_no, p.state, s.states from payouts p
        left join (select payout_id, array_agg(state order by id) as states from payout_steps group by 1) s on s.payout_id = p.id
       where s.states[cardinality(s.states)] is distinct from p.state or s.states[1] is distinct from 'recorded'
          or cardinality(s.states) <> (select count(distinct state) from unnest(s.states) as state)`,
  },
  {
    id: 'W5',
    title: 'an open payout that the channel does not answer for is known to a person within two days',
    live: true,
    sql: `
      select p.payout_no, p.state, p.created_at from payouts p
       where p.state in ('recorded', 'cancelling') and p.created_at < $1::timestamptz - interval '2 days'
         and not exists (select 1 from payment_incidents x where x.reference = p.payout_no and x.resolved_at is null)`,
  },
]
