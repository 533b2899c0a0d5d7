import type { Rule } from '../invariant.js'

/** What an order still has to send, by the line, and what is reserved for it. */
const ORDER_NEED = `
  select l.id as line_id, l.sku_id, l.order_id, o.state,
         case when o.state in ('pending_payment', 'awaiting_balance', 'closing', 'paid', 'shipped')
              then l.qty - l.cancelled_qty - l.shipped_qty else 0 end as needed
    from order_lines l join orders o on o.id = l.order_id`

const OPEN = `('held', 'firm')`

export const stockRules: readonly Rule[] = [
  {
    id: 'S1',
    title: 'stock: 0 ≤ reserved ≤ on hand',
    sql: `select sku_id, location_id, on_hand, reserved from stocks where reserved < 0 or reserved > on_hand`,
  },
  {
    id: 'S2',
    title: 'on hand and reserved are the sum of their moves',
    sql: `
      select s.sku_id, s.location_id, s.on_hand, s.reserved, coalesce(m.on_hand, 0) as moved_on_hand, coalesce(m.reserved, 0) as moved_reserved
        from stocks s left join (
          select sku_id, location_id, sum(on_hand_delta) as on_hand, sum(reserved_delta) as reserved from stock_moves group by 1, 2
        ) m using (sku_id, location_id)
       where s.on_hand <> coalesce(m.on_hand, 0) or s.reserved <> coalesce(m.reserved, 0)`,
  },
  {
    id: 'S3',
    title: 'reserved is the sum of open reservations, and those are the open order lines',
    sql: `
      select 'stock' as of, s.sku_id::text as id, s.reserved as stands, coalesce(r.qty, 0) as expected
        from stocks s left join (
          select sku_id, location_id, sum(qty) as qty from stock_reservations where state in ${OPEN} group by 1, 2
        ) r using (sku_id, location_id)
       where s.reserved <> coalesce(r.qty, 0)
      union all
      select 'line', n.line_id::text, coalesce(r.qty, 0), n.needed from (${ORDER_NEED}) n
        left join (
          select line_id, sum(qty) as qty from stock_reservations where owner_kind = 'order' and state in ${OPEN} group by 1
        ) r using (line_id)
       where coalesce(r.qty, 0) <> n.needed
      union all
      select 'reservation', r.id::text, r.qty, 0 from stock_reservations r
       where r.owner_kind = 'order' and r.state in ${OPEN} and not exists (select 1 from order_lines l where l.id = r.line_id)
      union all
      select 'source', r.id::text, r.qty, 0 from stock_reservations r join order_lines l on l.id = r.line_id join orders o on o.id = l.order_id
       where r.owner_kind = 'order' and r.source_id is distinct from
             case when l.role = 'main' then (o.kind_snapshot -> 'policy' ->> 'activityId')::uuid end`,
  },
  {
    id: 'S4',
    title: 'one move per kind, reference, SKU and location',
    sql: `
      select kind, reference, sku_id, location_id, count(*) as moves from stock_moves
       group by 1, 2, 3, 4 having count(*) > 1`,
  },
  {
    id: 'S5',
    title: 'what was released and consumed of a line is no more than was reserved, and consumed is what was shipped',
    sql: `
      select 'reserve' as of, sku_id::text as id, sum(reserved_delta) as net from stock_moves group by sku_id, location_id having sum(reserved_delta) < 0
      union all
      select 'line', l.id::text, l.shipped_qty - coalesce(c.qty, 0) from order_lines l
        left join (
          select line_id, sum(qty) as qty from stock_reservations where owner_kind = 'order' and state = 'consumed' group by 1
        ) c on c.line_id = l.id
       where l.shipped_qty <> coalesce(c.qty, 0)
      union all
      select 'over', l.id::text, sum(r.qty) - l.qty from stock_reservations r join order_lines l on l.id = r.line_id
       where r.owner_kind = 'order' group by l.id having sum(r.qty) > l.qty`,
  },
  {
    id: 'S10',
    title:
      'shipped is within what was bought, is what the parcels hold, follows payment, and is all of a shipped order',
    sql: `
      select l.id, l.delivery_code, l.qty, l.cancelled_qty, l.shipped_qty, coalesce(p.qty, 0) as in_parcels, o.paid_at
        from order_lines l join orders o on o.id = l.order_id
        left join (select line_id, sum(qty) as qty from shipment_lines group by 1) p on p.line_id = l.id
       where l.shipped_qty > l.qty - l.cancelled_qty 
          or coalesce(p.qty, 0) <> case l.delivery_code when 'express' then l.shipped_qty else 0 end
          or (l.shipped_qty > 0 and o.paid_at is null)
          or (o.state in ('shipped', 'completed') and l.shipped_qty < l.qty - l.cancelled_qty)`,
  },
  {
    id: 'S13',
    title:
      'units of an activity: what it was armed with is with it and its orders, and nothing stays with one that is over',
    sql: `
      select 'units' as of, id, sku_id, coalesce(r.qty, 0) as stands, coalesce(m.qty, 0) as armed from (
          select split_part(reference, ':', 2)::uuid as id, sku_id, sum(reserved_delta) as qty from stock_moves
           where kind = 'reserve' and reference like 'activity:%' group by 1, 2
        ) m full join (
          select coalesce(source_id, owner_id) as id, sku_id, sum(qty) as qty from stock_reservations
           where pool = 'activity' and state <> 'handed' group by 1, 2
        ) r using (id, sku_id)
        left join stock_activities a using (id)
       where a.id is null or coalesce(r.qty, 0) > coalesce(m.qty, 0) or (a.state = 'armed' and coalesce(r.qty, 0) <> coalesce(m.qty, 0))
      union all
      select 'over', r.owner_id, r.sku_id, r.qty, 0 from stock_reservations r join stock_activities a on a.id = r.owner_id
       where r.owner_kind = 'activity' and r.state = 'firm' and a.state = 'over'`,
  },
  {
    id: 'S11',
    title: 'the stock of codes is the codes that are free, and nothing else has codes',
    sql: `
      select 'stock' as of, k.id as sku_id, coalesce(s.on_hand, 0) as on_hand, coalesce(c.free, 0) as free
        from skus k join spus p on p.id = k.spu_id and p.kind = 'card_secret'
        left join (select sku_id, sum(on_hand) as on_hand from stocks group by 1) s on s.sku_id = k.id
        left join (select sku_id, count(*) as free from card_secrets where state = 'available' group by 1) c on c.sku_id = k.id
       where coalesce(s.on_hand, 0) <> coalesce(c.free, 0)
      union all
      select 'kind', c.sku_id, null, count(*) from card_secrets c
       where not exists (select 1 from skus k join spus p on p.id = k.spu_id where k.id = c.sku_id and p.kind = 'card_secret')
       group by c.sku_id`,
  },
  {
    id: 'S12',
    title: 'every piece of a handed-over line of codes has its own, given to its buyer, and nobody else has one',
    sql: `
      select 'pieces' as of, l.id, l.shipped_qty as pieces, count(c.id) as codes from order_lines l
        left join card_secrets c on c.order_line_id = l.id and c.state = 'issued'
       where l.delivery_code = 'card_secret' group by l.id having count(c.id) <> l.shipped_qty
      union all
      select 'buyer', c.id, null, null from card_secrets c left join order_lines l on l.id = c.order_line_id
       where c.state = 'issued' and (l.id is null or l.delivery_code <> 'card_secret' or c.ordinal > l.qty
         or (c.member_id, c.sku_id, c.order_id) is distinct from (l.member_id, l.sku_id, l.order_id))`,
  },
]
