import type { Rule } from '../invariant.js'

/** A mainland mobile number standing by itself; part of a longer number, a key or a code is none. */
const PHONE = `(^|[^0-9A-Za-z_.-])1[3-9][0-9]{9}($|[^0-9A-Za-z_.-])`
/** A street with a house number, where no address belongs. */
const STREET = `(路|街|巷|弄|大道)[0-9０-９ ]+号`
/** Words for everybody: products, policies and banners may name a street or a hot line, reviews what their authors show. */
const PUBLISHED = `('spus', 'settings', 'setting_versions', 'media', 'categories', 'review_parts', 'review_replies')`

const columns = `
  select c.table_schema, c.table_name, c.column_name from information_schema.columns c
    join information_schema.tables t using (table_schema, table_name)
   where c.table_schema in ('public', 'bullmq') and t.table_type = 'BASE TABLE'
     and c.data_type in ('text', 'character varying', 'json', 'jsonb') and c.column_name !~ '_enc$'`

/** The log of what the shop changed in its own settings tells what they say. */
const NOT_OF_SETTINGS = `case table_name when 'audit_log' then ' and subject_kind <> ''setting''' else '' end`

const found = (pattern: string): string => `
  (xpath('/row/n/text()', query_to_xml(
    format('select count(*) as n from %I.%I where %I::text ~ %L', table_schema, table_name, column_name, '${pattern}') || ${NOT_OF_SETTINGS},
    false, true, '')))[1]::text::bigint`

export const plumbingRules: readonly Rule[] = [
  {
    id: 'Q1',
    title: 'what is told leaves within 60 s and is answered within ten deliveries',
    live: true,
    sql: `
      select id, name, occurred_at, attempts from outbox
       where (published_at is null and occurred_at < $1::timestamptz - interval '60 seconds') or (settled_at is null and attempts > 10)`,
  },
  {
    id: 'Q2',
    title: 'a handler answers an event once, and the event exists',
    sql: `
      select h.handler, h.event_id, count(*) as answers from handled_events h group by 1, 2 having count(*) > 1
      union all
      select h.handler, h.event_id, 0 from handled_events h where not exists (select 1 from outbox o where o.id = h.event_id)`,
  },
  {
    id: 'Q3',
    title: 'nothing refers to what is not there',
    sql: `
      select 'intent of no term' as of, i.id from payment_intents i
       where i.subject_kind = 'order_term' and not exists (select 1 from order_terms t where t.id = i.subject_id)
      union all
      select 'order of nobody', o.id from orders o where not exists (select 1 from members m where m.id = o.member_id)
      union all
      select 'line of another member', l.id from order_lines l join orders o on o.id = l.order_id where l.member_id <> o.member_id
      union all
      select 'line of no SKU', l.id from order_lines l where not exists (select 1 from skus s where s.id = l.sku_id)
      union all
      select 'cart of nobody', c.member_id from carts c where not exists (select 1 from members m where m.id = c.member_id)
      union all
      select 'stock of no SKU', s.sku_id from stocks s where not exists (select 1 from skus k where k.id = s.sku_id)
      union all
      select 'reservation of no order', r.owner_id from stock_reservations r
       where r.owner_kind = 'order' and not exists (select 1 from orders o where o.id = r.owner_id)`,
  },
  {
    id: 'N1',
    title: 'no phone number or street address stands in clear',
    sql: `
      select table_name, column_name, 'phone' as pattern, n from (select *, ${found(PHONE)} as n from (${columns}) c where table_name not in ${PUBLISHED}) f where n > 0
      union all
      select table_name, column_name, 'street', n from (select *, ${found(STREET)} as n from (${columns}) c where table_name not in ${PUBLISHED}) f where n > 0`,
  },
]
