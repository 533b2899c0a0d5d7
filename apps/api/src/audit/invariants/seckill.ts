import type { Rule } from '../invariant.js'

/** What the takes of each of the goods say. */
const BY_TAKES = `
  select item_id, sum(qty) filter (where state in ('won', 'ordered')) as drawn, sum(qty - back) filter (where state = 'sold') as sold,
         sum(qty - back) filter (where state in ('ordered', 'sold')) as gone
    from seckill_takes group by item_id`

const WINDOW = `t.taken_at < a.starts_at or t.taken_at >= a.ends_at or t.taken_at > a.stopped_at`

export const seckillRules: readonly Rule[] = [
  {
    id: 'S6',
    title: 'flash sales: held, sold and given back are never more than there were, nor less than nothing',
    sql: `
      select id, activity_id, total, drawn, sold, returned from activity_skus
       where drawn < 0 or sold < 0 or returned < 0 or drawn + sold + returned > total`,
  },
  {
    id: 'S7',
    title: 'flash sales: counters are the takes, takes their orders, and what is left lies in stock for them',
    sql: `
      select 'counter' as of, i.id, i.drawn, i.sold, coalesce(t.drawn, 0) as drawn_by_takes, coalesce(t.sold, 0) as sold_by_takes
        from activity_skus i left join (${BY_TAKES}) t on t.item_id = i.id
       where i.drawn <> coalesce(t.drawn, 0) or i.sold <> coalesce(t.sold, 0)
      union all
      select 'share', coalesce(s.item_id, t.item_id), s.qty, null, t.qty, null
        from seckill_shares s full join (
          select item_id, member_id, sum(qty - back) as qty from seckill_takes where state <> 'released' group by 1, 2
        ) t on t.item_id = s.item_id and t.member_id = s.member_id
       where coalesce(s.qty, 0) <> coalesce(t.qty, 0)
      union all
      select 'order', t.id, t.qty, null, null, null from seckill_takes t
        left join orders o on o.id = t.order_id and o.member_id = t.member_id and o.kind = 'seckill'
        left join order_lines l on l.order_id = o.id and l.sku_id = t.sku_id and l.qty = t.qty and l.unit_fen = t.price_fen
       where t.state in ('ordered', 'sold') and (l.id is null
          or t.state = 'ordered' and o.state not in ('pending_payment', 'closing')
          or t.state = 'sold' and o.paid_at is null)
      union all
      select 'taken twice', o.id, null, null, null, null from orders o
       where o.kind = 'seckill' and not exists (select 1 from seckill_takes t where t.order_id = o.id)
      union all
      select 'units', i.id, coalesce(r.qty, 0), i.total, t.gone, null
        from activity_skus i join activities a on a.id = i.activity_id and a.stock_id is not null
        left join (${BY_TAKES}) t on t.item_id = i.id
        left join (
          select owner_id, sku_id, sum(qty) as qty from stock_reservations where owner_kind = 'activity' and state = 'firm' group by 1, 2
        ) r on r.owner_id = a.stock_id and r.sku_id = i.sku_id
       where not i.given_back and coalesce(r.qty, 0) < i.total - coalesce(t.gone, 0)`,
  },
  {
    id: 'S8',
    title: 'flash sales: nobody holds or has bought more than one may',
    sql: `
      select t.item_id, t.member_id, i.per_member, sum(t.qty - t.back) as taken
        from seckill_takes t join activity_skus i on i.id = t.item_id
       where t.state <> 'released' group by 1, 2, 3 having sum(t.qty - t.back) > i.per_member`,
  },
  {
    id: 'S9',
    title:
      'flash sales: whatever was taken was taken within the window, at its price, and held as long as was promised',
    sql: `
      select 'time' as of, t.id, t.taken_at, a.starts_at, a.ends_at, a.stopped_at
        from seckill_takes t join activities a on a.id = t.activity_id where ${WINDOW}
      union all
      select 'promise', t.id, t.hold_until, t.taken_at, null, null
        from seckill_takes t join activities a on a.id = t.activity_id join activity_skus i on i.id = t.item_id
       where t.hold_until <> t.taken_at + a.pay_within_ms * interval '1 millisecond'
          or (t.price_fen, t.sku_id, t.activity_id) is distinct from (i.price_fen, i.sku_id, i.activity_id)
      union all
      select 'window', i.id, null, i.opens_at, i.closes_at, null
        from activity_skus i join activities a on a.id = i.activity_id
       where (i.opens_at, i.closes_at) is distinct from (a.starts_at, a.ends_at) or i.live <> (a.state in ('armed', 'running'))`,
  },
  {
    id: 'S14',
    title: 'flash sales: units nobody ordered within the hold are back two minutes later',
    live: true,
    sql: `
      select id, item_id, hold_until from seckill_takes
       where state = 'won' and hold_until + interval '2 minutes' < $1`,
  },
]
