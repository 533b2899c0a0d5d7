import { unheard, type Rule } from '../invariant.js'

const LIVE_REFUND = `('created', 'processing', 'abnormal', 'succeeded')`

export const paymentRules: readonly Rule[] = [
  {
    id: 'M1',
    title:
      'a paid term has exactly one settled intent of its amount, paid by its tenders; an order past payment owes nothing due',
    sql: `
      select 'term' as of, t.id, t.amount_fen, count(i.id) as settled from order_terms t
        left join payment_intents i on i.subject_kind = 'order_term' and i.subject_id = t.id and i.state = 'settled'
        left join payment_attempts a on a.id = i.settled_attempt_id and a.state = 'succeeded' and a.intent_id = i.id
        left join payment_attempts b on b.intent_id = i.id and b.channel = 'balance' and b.state = 'succeeded' and b.id <> a.id
       where t.state = 'paid' group by t.id
      having count(i.id) <> 1 or count(a.id) <> 1 or min(i.amount_fen) <> t.amount_fen
          or min(a.amount_fen) + coalesce(min(b.amount_fen), 0) <> t.amount_fen
      union all
      select 'order', o.id, o.payable_fen, 0 from orders o join order_terms t on t.order_id = o.id
       where o.state in ('paid', 'shipped', 'completed') and t.state = 'open' and t.kind <> 'supplement'`,
  },
  {
    id: 'M2',
    title: 'a payment that succeeded paid its term or goes back in full',
    sql: `
      select a.id, a.attempt_no, a.amount_fen from payment_attempts a join payment_intents i on i.id = a.intent_id
        left join order_terms t on i.subject_kind = 'order_term' and t.id = i.subject_id
        left join stored_recharges c on i.subject_kind = 'recharge' and c.id = i.subject_id
       where a.state = 'succeeded'
         and not (i.state = 'settled' and (a.id = i.settled_attempt_id or a.channel = 'balance') and coalesce(t.state, c.state, '') = 'paid')
         and not ${unheard('payment.succeeded', 'attemptNo', 'a.attempt_no')}
         and (select coalesce(sum(r.amount_fen), 0) from refunds r where r.attempt_id = a.id and r.state in ${LIVE_REFUND}) <> a.amount_fen`,
  },
  {
    id: 'M3',
    title: 'numbers of attempts, refunds and channel transactions are each given once',
    sql: `
      select 'attempt' as of, attempt_no as number from payment_attempts group by 2 having count(*) > 1
      union all select 'transaction', channel || ':' || channel_txn from payment_attempts where channel_txn is not null group by 2 having count(*) > 1
      union all select 'refund', refund_no from refunds group by 2 having count(*) > 1`,
  },
  {
    id: 'M4',
    title: 'success rests on verified evidence of the same amount, app, merchant and transaction',
    sql: `
      select a.id, a.attempt_no from payment_attempts a left join payment_evidence e on e.attempt_id = a.id
       where a.state = 'succeeded' and (e.id is null
          or (e.amount_fen, e.app_id, e.merchant_id, e.channel_txn) is distinct from (a.amount_fen, a.app_id, a.merchant_id, a.channel_txn))`,
  },
  {
    id: 'M5',
    title: 'at most one applied effect per number',
    sql: `
      select number, count(*) as effects from payment_notices where effect in ('settled', 'suspense', 'refunded') group by kind, number having count(*) > 1
      union all select attempt_id::text, count(*) from payment_evidence group by 1 having count(*) > 1`,
  },
  {
    id: 'M6',
    title: 'what was not verified had no effect',
    sql: `select id, number, effect from payment_notices where not verified`,
  },
  {
    id: 'M7',
    title: 'a payment that was told is answered within 60 s',
    live: true,
    sql: `
      select o.id, o.name, o.occurred_at from outbox o
       where o.name = 'payment.succeeded' and o.occurred_at < $1::timestamptz - interval '60 seconds'
         and not exists (select 1 from handled_events h where h.event_id = o.id)`,
  },
  {
    id: 'M8',
    title: 'an open outcome is known within 30 min, or a person has been told',
    live: true,
    sql: `
      select 'attempt' as of, a.attempt_no as number, a.state, a.created_at from payment_attempts a
       where a.state in ('created', 'closing') and a.expires_at < $1::timestamptz - interval '30 minutes'
         and not exists (select 1 from payment_incidents x where x.reference = a.attempt_no and x.resolved_at is null)
      union all
      select 'refund', r.refund_no, r.state, r.created_at from refunds r
       where r.state in ('created', 'processing', 'abnormal') and r.created_at < $1::timestamptz - interval '30 minutes'
         and not exists (select 1 from payment_incidents x where x.reference = r.refund_no and x.resolved_at is null)`,
  },
  {
    id: 'R1',
    title: 'refunds that have not failed stay within their payment, and are what is reserved of it',
    sql: `
      select a.id, a.attempt_no, a.amount_fen, a.refund_reserved_fen, coalesce(r.total, 0) as refunds from payment_attempts a
        left join (select attempt_id, sum(amount_fen) as total from refunds where state in ${LIVE_REFUND} group by 1) r on r.attempt_id = a.id
       where coalesce(r.total, 0) > a.amount_fen or coalesce(r.total, 0) <> a.refund_reserved_fen`,
  },
  {
    id: 'R2',
    title:
      'what went back of a line, a supplement, an order and a term is the sum of its refunds, within what was paid',
    sql: `
      select 'line' as of, l.id, l.refunded_fen as stands, coalesce(b.amount, 0) as expected from order_lines l
        left join (
          select line_id, sum(amount_fen) as amount, sum(amount_fen) filter (where kind = 'freight') as freight,
                 sum(cancelled_qty) as cancelled, sum(returned_qty) as returned, sum(kept_qty) as kept
            from order_refund_lines group by 1
        ) b on b.line_id = l.id
       where (l.refunded_fen, l.freight_refunded_fen, l.cancelled_qty, l.returned_qty, l.kept_qty) is distinct from
             (coalesce(b.amount, 0), coalesce(b.freight, 0), coalesce(b.cancelled, 0), coalesce(b.returned, 0), coalesce(b.kept, 0))
          or l.refunded_fen > l.payable_fen
      union all
      select 'supplement', s.term_id, s.refunded_fen, coalesce(b.amount, 0) from order_supplements s join order_terms t on t.id = s.term_id
        left join (select term_id, sum(amount_fen) as amount from order_refund_supplements group by 1) b on b.term_id = s.term_id
       where s.refunded_fen <> coalesce(b.amount, 0) or s.refunded_fen > case t.state when 'paid' then t.amount_fen else 0 end
      union all
      select 'order', o.id, o.refunded_fen, coalesce(b.amount, 0) + coalesce(w.amount, 0) from orders o
        left join (select order_id, sum(amount_fen) as amount from order_refund_lines group by 1) b on b.order_id = o.id
        left join (select order_id, sum(amount_fen) as amount from order_refund_supplements group by 1) w on w.order_id = o.id
       where o.supplement_refunded_fen <> coalesce(w.amount, 0)
          or o.refunded_fen - o.supplement_refunded_fen <> coalesce(b.amount, 0)
      union all
      select 'refund', r.id, r.goods_fen + r.freight_fen + r.supplement_fen, coalesce(t.amount, 0) from order_refunds r
        left join (select refund_id, sum(amount_fen) as amount from order_refund_terms group by 1) t on t.refund_id = r.id
        left join (select refund_id, sum(amount_fen) as amount from order_refund_lines group by 1) b on b.refund_id = r.id
        left join (select refund_id, sum(amount_fen) as amount from order_refund_supplements group by 1) w on w.refund_id = r.id
       where r.goods_fen + r.freight_fen + r.supplement_fen <> coalesce(t.amount, 0)
          or r.goods_fen + r.freight_fen <> coalesce(b.amount, 0) or r.supplement_fen <> coalesce(w.amount, 0)
      union all
      select 'term', t.id, sum(b.amount_fen), t.amount_fen from order_refund_terms b join order_terms t on t.id = b.term_id
       group by t.id having sum(b.amount_fen) > t.amount_fen`,
  },
  {
    id: 'R3',
    title: 'a refund, its payment and the order it is for belong together',
    sql: `select r.id, r.refund_no from refunds r join payment_attempts a on a.id = r.attempt_id where r.member_id <> a.member_id
      union all
      -- whoever pays in another's place does so by a link of theirs
      select a.id, a.attempt_no from payment_attempts a join payment_intents i on i.id = a.intent_id
        left join payment_friend_attempts f on f.attempt_id = a.id
        left join payment_friend_links l on l.id = f.link_id
       where (a.member_id, i.member_id) is distinct from (coalesce(f.payer_id, i.member_id), coalesce(f.asker_id, i.member_id))
          or (f.attempt_id is not null and l.member_id <> i.member_id)
      union all
      select b.refund_id, o.order_no from order_refund_terms b join orders o on o.id = b.order_id
        join order_terms t on t.id = b.term_id join order_refunds f on f.id = b.refund_id
        left join payment_intents i on i.subject_kind = 'order_term' and i.subject_id = t.id and i.state = 'settled'
       where t.order_id <> b.order_id or f.order_id <> b.order_id
          or (select sum(r.amount_fen) from refunds r join payment_attempts a on a.id = r.attempt_id
               where a.intent_id = i.id and (a.id = i.settled_attempt_id or a.channel = 'balance') and r.try_no = 1
                 and r.cause = 'order_refund' and r.reference = b.refund_id::text) is distinct from b.amount_fen`,
  },
  {
    id: 'R4',
    title: 'only money that came is given back, and more than nothing of it',
    sql: `
      select r.id, r.refund_no, r.amount_fen, a.state from refunds r join payment_attempts a on a.id = r.attempt_id
       where a.state <> 'succeeded' or r.amount_fen <= 0`,
  },
]
