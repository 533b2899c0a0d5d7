import type { Rule } from '../invariant.js'

/** Pieces an exchange sends, by the case. */
const WANTED = `(select after_sale_id, sum(qty) as qty from after_sale_lines where wanted_sku_id is not null group by 1)`

export const exchangeRules: readonly Rule[] = [
  {
    id: 'X1',
    title: 'what an exchange promised is kept until it leaves, and nothing longer than the exchange lives',
    sql: `
      select 'kept' as of, x.after_sale_id as id, coalesce(r.qty, 0) as stands,
             case when x.reserved_at is not null and x.released_at is null and x.resent_at is null then n.qty else 0 end as expected
        from after_sale_exchanges x join ${WANTED} n using (after_sale_id)
        left join (
          select owner_id, sum(qty) as qty from stock_reservations where owner_kind = 'exchange' and state in ('held', 'firm') group by 1
        ) r on r.owner_id = x.after_sale_id
       where coalesce(r.qty, 0) <>
             case when x.reserved_at is not null and x.released_at is null and x.resent_at is null then n.qty else 0 end
      union all
      select 'promised', a.id, 0, n.qty from after_sales a join after_sale_exchanges x on x.after_sale_id = a.id join ${WANTED} n using (after_sale_id)
       where a.kind = 'exchange' and a.state in ('awaiting_difference', 'awaiting_return', 'returning', 'to_resend')
         and (x.reserved_at is null or x.released_at is not null)
      union all
      select 'over', a.id, n.qty, 0 from after_sales a join after_sale_exchanges x on x.after_sale_id = a.id join ${WANTED} n using (after_sale_id)
       where (a.state in ('withdrawn', 'closed') or a.kind <> 'exchange') and x.reserved_at is not null and x.released_at is null and x.lost_at is null
      union all
      select 'owner', r.owner_id, r.qty, 0 from stock_reservations r
       where r.owner_kind = 'exchange' and not exists (select 1 from after_sale_exchanges x where x.after_sale_id = r.owner_id)`,
  },
  {
    id: 'X2',
    title:
      'a piece is exchanged when its replacement has left in a parcel of its own, and is then no more with the line',
    sql: `
      select 'line' as of, l.id, l.exchanged_qty as stands, coalesce(n.qty, 0) as expected from order_lines l
        left join (
          select p.line_id, sum(p.qty) as qty from after_sale_lines p join after_sale_exchanges x using (after_sale_id)
           where x.resent_at is not null and x.lost_at is null group by 1
        ) n on n.line_id = l.id
       where l.exchanged_qty <> coalesce(n.qty, 0)
      union all
      select 'sent', x.after_sale_id, coalesce(r.qty, 0), case when x.resent_at is null then 0 else n.qty end
        from after_sale_exchanges x join ${WANTED} n using (after_sale_id)
        left join (
          select owner_id, sum(qty) as qty from stock_reservations where owner_kind = 'exchange' and state = 'consumed' group by 1
        ) r on r.owner_id = x.after_sale_id
       where coalesce(r.qty, 0) <> case when x.resent_at is null then 0 else n.qty end
      union all
      select 'parcel', x.after_sale_id, count(s.id), 1 from after_sale_exchanges x left join shipments s on s.after_sale_id = x.after_sale_id
       group by x.after_sale_id having count(s.id) <> (max(x.resent_at) is not null)::int
      union all
      select 'state', a.id, 0, 1 from after_sales a join after_sale_exchanges x on x.after_sale_id = a.id
       where (a.kind = 'exchange' and a.state in ('resent', 'done')) <> (x.resent_at is not null and x.lost_at is null)
      union all
      select 'lost', a.id, 0, 1 from after_sales a join after_sale_exchanges x on x.after_sale_id = a.id
       where x.lost_at is not null and (a.kind = 'exchange' or a.state not in ('refunding', 'done') or not exists (
         select 1 from order_refunds f where f.id = a.refund_id and f.cause = 'replacement_lost' and f.reference = a.id))`,
  },
  {
    id: 'X3',
    title:
      'dearer goods are sent for a difference that was paid, and what was paid for an exchange that did not happen goes back',
    sql: `
      select 'unpaid' as of, a.id, x.difference_fen as stands from after_sales a join after_sale_exchanges x on x.after_sale_id = a.id
       where a.kind = 'exchange' and x.difference_fen > 0 and a.state in ('awaiting_return', 'returning', 'to_resend', 'resent', 'done')
         and not exists (select 1 from exchange_differences d
              where d.after_sale_id = a.id and d.state = 'paid' and d.amount_fen = x.difference_fen)
      union all
      select 'kept', a.id, d.amount_fen from exchange_differences d join after_sales a on a.id = d.after_sale_id
       where d.state in ('waiting', 'paid') and (a.state in ('withdrawn', 'closed') or a.kind <> 'exchange')
      union all
      select 'term', d.id, d.amount_fen from exchange_differences d
        left join order_supplements s on s.purpose = 'exchange' and s.reference = d.id left join order_terms t on t.id = s.term_id
       where (t.state, t.amount_fen) is distinct from
             (case d.state when 'waiting' then 'open' when 'dropped' then 'dropped' else 'paid' end, d.amount_fen)
      union all
      select 'refund', d.id, d.amount_fen from exchange_differences d join order_refunds f on f.id = d.refund_id
       where (f.cause, f.reference, f.supplement_fen) is distinct from ('exchange', d.id, d.amount_fen)`,
  },
]
