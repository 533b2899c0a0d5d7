import type { Rule } from '../invariant.js'

export const couponRules: readonly Rule[] = [
  {
    id: 'K4',
    title: 'a coupon is locked or used by one live order of its owner, which took it within its days',
    sql: `
      select 'twice' as of, u.coupon_id, min(u.order_id::text) as order_id from coupon_uses u
       where u.state <> 'returned' group by u.coupon_id having count(*) > 1
      union all
      select 'owner or days', u.coupon_id, u.order_id::text from coupon_uses u join coupons c on c.id = u.coupon_id
       where u.member_id is distinct from c.member_id or u.template_id <> c.template_id
          or u.locked_at < c.from_at or u.locked_at >= c.until_at
      union all
      select 'state', c.id, u.order_id::text from coupons c
        left join coupon_uses u on u.coupon_id = c.id and u.state <> 'returned'
       where c.state in ('locked', 'used') and u.state is distinct from c.state
          or u.state is not null and c.state is distinct from u.state
      union all
      select 'order', u.coupon_id, u.order_id::text from coupon_uses u
        left join orders o on o.id = u.order_id and o.member_id = u.member_id
       where o.id is null
          or u.state = 'locked' and (o.paid_at is not null or o.state = 'closed')
          or u.state = 'used' and o.paid_at is null
          or u.state = 'returned' and o.paid_at is null and o.state <> 'closed'`,
  },
  {
    id: 'K5',
    title: 'a template counts the coupons there are, and nobody has more of one than they may',
    sql: `
      select 'claimed' as of, t.id as template_id, null::uuid as member_id, t.claimed as counted, count(c.id) as there, t.total as most
        from coupon_templates t left join coupons c on c.template_id = t.id
       group by t.id having t.claimed <> count(c.id) or count(c.id) > t.total
      union all
      select 'member', t.id, c.member_id, max(c.ordinal), count(*), t.per_member
        from coupons c join coupon_templates t on t.id = c.template_id where c.member_id is not null
       group by t.id, c.member_id having count(*) > t.per_member or max(c.ordinal) <> count(*)
      union all
      select 'never given out', t.id, null, t.claimed, 0, t.total from coupon_templates t where t.state = 'draft' and t.claimed > 0`,
  },
]
