import type { Rule } from '../invariant.js'

const HANDLER = 'promotion.take-back-gifts'

/** What went back of an order and was told, but not heard by whoever takes gifts back: on its way. */
const BACK_UNHEARD = `exists (
  select 1 from outbox o where o.name = 'order.gave_back' and o.payload ->> 'orderId' = d.order_id::text
     and not exists (select 1 from handled_events h where h.event_id = o.id and h.handler = '${HANDLER}'))`

/** What is left of the lines that counted, by the order's own books: pieces, and what was paid for them. */
const LEFT = `
  select sum(l.qty - l.cancelled_qty - l.returned_qty - l.kept_qty) as qty,
         sum(l.goods_paid_fen - (l.refunded_fen - l.freight_refunded_fen)) as fen
    from jsonb_to_recordset(d.lines) as c ("lineId" uuid) join order_lines l on l.id = c."lineId"`

const DAY_OF = (at: string): string => `(${at} at time zone 'Asia/Shanghai')::date`
/** What the days say, and what the gifts and the uses of their coupons add up to; days of nothing left out. */
const SUMS = `
  select gift_id, day, fact, sum(n) as n from pay_gift_sums cross join lateral (
    values ('given', given::bigint), ('paid', paid_fen), ('missed', missed), ('taken back', taken_back), ('spent', spent),
           ('used', used), ('discount', discount_fen), ('sales', sales_fen)) as of (fact, n)
   group by 1, 2, 3 having sum(n) <> 0`
const FACTS = `
  select gift_id, day, fact, sum(n) as n from (
    select gift_id, ${DAY_OF('given_at')} as day, case when state = 'missed' then 'missed' else 'given' end as fact, 1 as n from given_gifts
    union all select gift_id, ${DAY_OF('given_at')}, 'paid', paid_fen from given_gifts where state <> 'missed'
    union all select gift_id, ${DAY_OF('ended_at')}, case when state = 'spent' then 'spent' else 'taken back' end, 1
      from given_gifts where ended_at is not null
    union all select d.gift_id, ${DAY_OF('u.used_at')}, of.fact, of.n from given_gifts d
      join coupon_uses u on u.coupon_id = d.id and u.state = 'used'
      cross join lateral (values ('used', 1::bigint), ('discount', u.amount_fen), ('sales', u.payable_fen)) as of (fact, n)
  ) facts group by 1, 2, 3 having sum(n) <> 0`

export const payGiftRules: readonly Rule[] = [
  {
    id: 'K7',
    title:
      'gifts after payment: no more than a rule gives, of paid orders, each the thing it says, none for what went back',
    sql: `
      select 'given' as of, g.id, null::uuid as member_id, g.given as counted, count(d.id) as there
        from pay_gifts g left join given_gifts d on d.gift_id = g.id and d.state in ('given', 'spent')
       group by g.id having g.given <> count(d.id) or count(d.id) > g.total_limit
      union all
      select 'member', d.gift_id, d.member_id, g.member_limit, count(*)
        from given_gifts d join pay_gifts g on g.id = d.gift_id where d.state in ('given', 'spent')
       group by d.gift_id, d.member_id, g.member_limit having count(*) > g.member_limit
      union all
      select 'of member', coalesce(m.gift_id, d.gift_id), coalesce(m.member_id, d.member_id), coalesce(m.given, 0), coalesce(d.n, 0)
        from pay_gift_members m full join (
          select gift_id, member_id, count(*) as n from given_gifts where state in ('given', 'spent') group by 1, 2
        ) d on d.gift_id = m.gift_id and d.member_id = m.member_id
       where coalesce(m.given, 0) <> coalesce(d.n, 0)
      union all
      select 'day', coalesce(s.gift_id, d.gift_id), null, s.n, d.n
        from (${SUMS}) s full join (${FACTS}) d on (d.gift_id, d.day, d.fact) = (s.gift_id, s.day, s.fact)
       where s.n is distinct from d.n
      union all
      select 'order', d.id, d.member_id, null, null from given_gifts d
        left join orders o on o.id = d.order_id and o.member_id = d.member_id
       where o.paid_at is null
      union all
      select 'coupon', d.id, d.member_id, null, null from given_gifts d
        join pay_gifts g on g.id = d.gift_id and g.kind = 'coupon' left join coupons c on c.id = d.id
       where d.state <> 'missed'
         and (c.member_id is distinct from d.member_id or c.template_id::text <> g.gift ->> 'templateId'
              or d.state = 'taken_back' and c.state <> 'revoked'
              or d.state = 'spent' and (c.state = 'held' or c.state in ('locked', 'used') and not c.revoke_when_free))
          or d.state = 'missed' and c.id is not null
      union all
      select 'not earned', d.id, d.member_id, g.threshold_fen, left_of.fen from given_gifts d
        join pay_gifts g on g.id = d.gift_id cross join lateral (${LEFT}) left_of
       where d.state = 'given' and not ${BACK_UNHEARD}
         and not (left_of.qty > 0 and left_of.fen >= g.threshold_fen and (left_of.fen > 0 or g.waived and d.paid_fen = 0))`,
  },
]
