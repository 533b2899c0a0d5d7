import { unheard, type Rule } from '../invariant.js'

export const reviewRules: readonly Rule[] = [
  {
    id: 'V1',
    title: 'every review is of a line its author bought and received, and was written within its days',
    sql: `
      select r.id, r.line_id from reviews r
        left join order_lines l on l.id = r.line_id and l.member_id = r.member_id and l.spu_id = r.spu_id and l.order_id = r.order_id
        left join orders o on o.id = l.order_id and o.state in ('completed', 'refunded')
        left join reviewable_lines w on w.line_id = r.line_id and w.member_id = r.member_id
       where o.id is null or w.reviewed_at is null or r.created_at >= w.closes_at
          or l.role <> 'main'`,
  },
  {
    id: 'V2',
    title: 'a part of a review stands where its history ends, and its history has no gap',
    sql: `
      select p.review_id, p.part, p.state, p.version, count(e.seq) as steps from review_parts p
        left join review_events e on e.review_id = p.review_id and e.part = p.part
       group by p.review_id, p.part
      having count(e.seq) <> p.version or max(e.seq) <> p.version
          or (array_agg(e.to_state order by e.seq desc))[1] <> p.state
          or bool_or(e.to_state = 'shown' and e.actor_kind <> 'operator'
               and not (e.actor_kind = 'system' and p.verdict is not distinct from 'pass' and p.flagged = '{}'))`,
  },
  {
    id: 'V3',
    title: 'what a product says of its reviews is what the shown ones say',
    sql: `
      with live as (
        select r.spu_id, count(*) as count, sum(r.goods) as goods, sum(r.service) as service, sum(r.delivery) as delivery,
               count(*) filter (where jsonb_array_length(p.pictures) > 0) as pictures,
               count(*) filter (where r.goods <= 2) as low, sum(cardinality(r.tags)) as tags,
               count(*) filter (where exists (select 1 from review_parts a
                 where a.review_id = r.id and a.part = 'append' and a.state = 'shown')) as appended,
               array[count(*) filter (where r.goods = 1), count(*) filter (where r.goods = 2),
                     count(*) filter (where r.goods = 3), count(*) filter (where r.goods = 4),
                     count(*) filter (where r.goods = 5)]::int[] as stars
          from reviews r join review_parts p on p.review_id = r.id and p.part = 'review' and p.state = 'shown'
         group by r.spu_id
      )
      select coalesce(s.spu_id, l.spu_id) as spu_id, s.count as told, l.count as there
        from review_summaries s full join live l on l.spu_id = s.spu_id
       where not ${unheard('review.changed', 'spuId', 'coalesce(s.spu_id, l.spu_id)::text')}
         and (coalesce(s.count, 0), coalesce(s.goods_sum, 0), coalesce(s.service_sum, 0), coalesce(s.delivery_sum, 0),
              coalesce(s.with_pictures, 0), coalesce(s.low, 0), coalesce(s.appended, 0),
              coalesce(s.stars, '{0,0,0,0,0}'),
              coalesce((select sum(value::bigint) from jsonb_each_text(s.tags)), 0))
             is distinct from
             (coalesce(l.count, 0), coalesce(l.goods, 0), coalesce(l.service, 0), coalesce(l.delivery, 0),
              coalesce(l.pictures, 0), coalesce(l.low, 0), coalesce(l.appended, 0),
              coalesce(l.stars, '{0,0,0,0,0}'), coalesce(l.tags, 0))`,
  },
]
