import type { Rule } from '../invariant.js'

/** What was sold of each SKU by the orders whose payment the counter has heard of. */
const SOLD = `
  select l.spu_id, l.sku_id, sum(l.qty) as qty
    from outbox o
    join handled_events h on h.event_id = o.id and h.handler = 'catalog.count-sales'
    join order_lines l on l.order_id = (o.payload ->> 'orderId')::uuid and l.role = 'main'
   where o.name = 'order.paid' group by 1, 2`

export const catalogRules: readonly Rule[] = [
  {
    id: 'B1',
    title: 'sold counts are the paid pieces, and nothing else',
    sql: `
      with sold as (${SOLD})
      select 'product' as of, s.id, s.sold_count as stands, coalesce(sum(sold.qty), 0) as paid
        from spus s left join sold on sold.spu_id = s.id group by s.id having s.sold_count <> coalesce(sum(sold.qty), 0)
      union all
      select 'sku', k.id, k.sold_count, coalesce(sum(sold.qty), 0)
        from skus k left join sold on sold.sku_id = k.id group by k.id having k.sold_count <> coalesce(sum(sold.qty), 0)`,
  },
  {
    id: 'B2',
    title: 'what a product answers is a value of the attribute it answers, of a kind that takes it',
    sql: `
      select sv.spu_id, sv.attribute_id, sv.value_id
        from spu_attribute_values sv join attributes a on a.id = sv.attribute_id
        left join attribute_values v on v.id = sv.value_id
       where (a.kind = 'text') <> (sv.value_id is null) or v.attribute_id <> sv.attribute_id
      union all
      select sv.spu_id, sv.attribute_id, null
        from spu_attribute_values sv join attributes a on a.id = sv.attribute_id and a.kind = 'choice'
       group by sv.spu_id, sv.attribute_id having count(*) > 1`,
  },
  {
    id: 'B3',
    title: 'no rich text holds what the allow-list never lets through',
    sql: `
      select id, substring(detail_html from '(?i)<(?:script|iframe|svg|style|object|form)|javascript:|<[^>]*\\son[a-z]+\\s*=') as found
        from spus
       where detail_html ~* '<(script|iframe|svg|style|object|form)|javascript:|<[^>]*\\son[a-z]+\\s*='`,
  },
]
