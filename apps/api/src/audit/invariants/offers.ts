import type { Rule } from '../invariant.js'

export const offerRules: readonly Rule[] = [
  {
    id: 'K6',
    title: 'a promotion counts its uses, nobody has more of one than they may, and each is of an order that stands so',
    sql: `
      select 'counted' as of, o.id as offer_id, null::uuid as of_id, o.used as stands, count(u.id) as expected
        from offers o left join offer_usages u on u.offer_id = o.id and u.state <> 'released'
       where o.total_limit is not null group by o.id having o.used <> count(u.id)
      union all
      select 'member', o.id, u.member_id, max(u.ordinal), o.member_limit
        from offers o join offer_usages u on u.offer_id = o.id and u.state <> 'released'
       where o.member_limit is not null group by o.id, u.member_id
      having count(*) > o.member_limit or max(u.ordinal) > o.member_limit
      union all
      select 'order', u.offer_id, u.order_id, null, null from offer_usages u
        left join orders o on o.id = u.order_id and o.member_id = u.member_id
       where o.id is null
          or u.state = 'held' and (o.paid_at is not null or o.state = 'closed')
          or u.state = 'used' and o.paid_at is null
          or u.state = 'released' and o.paid_at is null and o.state <> 'closed'`,
  },
]
