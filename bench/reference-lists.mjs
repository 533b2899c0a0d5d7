/**
 * The yardstick of lists, pages and search: the same tables, one statement each, no schema, no setting, no cursor check, no
 * spelling. It is told words as the shop would cut them, because cutting is what the shop adds.
 */
const ORDERS = {
  relevance: [
    'p.featured desc, p.sold_count desc, p.spu_id desc',
    '(p.featured, p.sold_count, p.spu_id) < ($1::int, $2::bigint, $3::uuid)',
  ],
  sales: ['p.sold_count desc, p.spu_id desc', '(p.sold_count, p.spu_id) < ($1::bigint, $2::uuid)'],
  newest: ['p.on_shelf_at desc, p.spu_id desc', '(p.on_shelf_at, p.spu_id) < ($1::timestamptz, $2::uuid)'],
  price_asc: ['p.price_from_fen, p.spu_id', '(p.price_from_fen, p.spu_id) > ($1::bigint, $2::uuid)'],
  price_desc: ['p.price_from_fen desc, p.spu_id desc', '(p.price_from_fen, p.spu_id) < ($1::bigint, $2::uuid)'],
}
const KEYS = {
  relevance: ({ featured, sold_count, spu_id }) => [featured, sold_count, spu_id],
  sales: ({ sold_count, spu_id }) => [sold_count, spu_id],
  newest: ({ at, spu_id }) => [at, spu_id],
  price_asc: ({ price_from_fen, spu_id }) => [price_from_fen, spu_id],
  price_desc: ({ price_from_fen, spu_id }) => [price_from_fen, spu_id],
}

/** Words already cut, as a tsquery. */
const CUT = {
  苹果: `'苹果'`,
  冰糖心苹果: `'冰糖心' & '苹果'`,
  防晒衣: `'防晒衣'`,
  '新疆 草莓': `'新疆' & '草莓'`,
  pingguo: `'p:pingguo':*`,
  cdb: `'i:cdb':*`,
  充电宝: `'充电宝'`,
  牛奶: `'牛奶'`,
  xiezi: `'p:xiezi':*`,
  有机大米: `'有机' & '大米'`,
  降噪耳机: `'降噪' & '耳机'`,
  果: `'果'`,
}

const conditionsOf = (query, values) => {
  const conditions = []
  const place = (value) => `$${values.push(value)}`
  if (query.get('q')) conditions.push(`p.words @@ ${place(CUT[query.get('q')])}::tsquery`)
  if (query.get('category')) conditions.push(`p.category_id = ${place(query.get('category'))}::uuid`)
  if (query.get('brand')) conditions.push(`p.brand_id = ${place(query.get('brand'))}::uuid`)
  if (query.get('priceFrom'))
    conditions.push(
      `p.price_from_fen between ${place(query.get('priceFrom'))}::bigint and ${place(query.get('priceTo'))}::bigint`,
    )
  if (query.get('inStock')) conditions.push('p.in_stock')
  return conditions
}

export const list = async (pool, query) => {
  const sort = query.get('q') ? 'sales' : (query.get('sort') ?? 'relevance')
  const [order, behind] = ORDERS[sort]
  const values = query.get('cursor') ? JSON.parse(Buffer.from(query.get('cursor'), 'base64url')) : []
  const conditions = [...(values.length > 0 ? [behind] : []), ...conditionsOf(query, values)]
  const { rows } = await pool.query(
    `with page as (select * from product_search p where ${conditions.join(' and ') || 'true'} order by ${order} limit 21)
     select p.spu_id, p.featured, p.sold_count, p.price_from_fen, p.on_shelf_at::text as at, p.in_stock, p.brand_name, s.title, s.subtitle,
            s.pictures -> 0 as picture, s.services, s.sold_count as sold,
            (select jsonb_agg(jsonb_build_object('id', k.id, 'price', r.price_fen)) from skus k join sku_prices r on r.sku_id = k.id and r.list = 'base'
              where k.spu_id = p.spu_id and k.archived_at is null) as skus
       from page p join spus s on s.id = p.spu_id order by ${order}`,
    values,
  )
  const items = rows.slice(0, 20)
  const last = items[items.length - 1]
  const nextCursor = rows.length > 20 ? Buffer.from(JSON.stringify(KEYS[sort](last))).toString('base64url') : null
  return { items, nextCursor }
}

export const product = async (pool, query) => {
  const id = query.get('id')
  const { rows } = await pool.query(
    `select s.*, c.name as category, b.name as brand,
            (select jsonb_agg(jsonb_build_object('id', o.id, 'name', o.name, 'values', (select jsonb_agg(jsonb_build_object('id', v.id, 'name', v.name)) from spu_option_values v where v.option_id = o.id)))
               from spu_options o where o.spu_id = s.id) as options,
            (select jsonb_agg(jsonb_build_object('id', k.id, 'label', k.label, 'values', k.value_ids, 'price', r.price_fen))
               from skus k join sku_prices r on r.sku_id = k.id and r.list = 'base' where k.spu_id = s.id and k.archived_at is null) as skus,
            (select jsonb_agg(jsonb_build_object('attribute', a.name, 'value', v.name)) from spu_attribute_values x join attribute_values v on v.id = x.value_id
               join attributes a on a.id = x.attribute_id where x.spu_id = s.id) as attributes
       from spus s join categories c on c.id = s.category_id left join brands b on b.id = s.brand_id where s.id = $1`,
    [id],
  )
  const stock = await pool.query(
    `select sku_id, sum(on_hand - reserved) as available from stocks where sku_id = any($1::uuid[]) group by sku_id`,
    [rows[0].skus.map((sku) => sku.id)],
  )
  return { ...rows[0], stock: stock.rows }
}

export const facets = async (pool, query) => {
  const values = []
  const conditions = conditionsOf(query, values)
  const { rows } = await pool.query(
    `with fitting as materialized (select brand_id, category_id, value_ids, tag_ids, price_from_fen, in_stock from product_search p
       where ${conditions.join(' and ')} limit 5001)
     select (select count(*) from fitting) as total, (select min(price_from_fen) from fitting) as least, (select max(price_from_fen) from fitting) as most,
       (select jsonb_agg(g) from (select n.id, n.name, count(*) from fitting f join search_names n on n.id = f.brand_id group by n.id order by 3 desc limit 30) g) as brands,
       (select jsonb_agg(g) from (select n.id, n.name, count(*) from fitting f join search_names n on n.id = f.category_id group by n.id order by 3 desc limit 30) g) as categories,
       (select jsonb_agg(g) from (select n.id, n.name, n.attribute_id, count(*) from fitting f, unnest(f.value_ids) v (id) join search_names n on n.id = v.id group by n.id) g) as values`,
    values,
  )
  return rows[0]
}
