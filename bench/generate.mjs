/**
 * Goods in any number, made by the database itself: titles from words that goods have, three SKUs each, brands, attributes,
 * tags, prices with their history, stock with its moves. The same number gives the same goods.
 */
const ADJECTIVES =
  '新鲜 有机 高山 冰糖心 无糖 全麦 手工 轻薄 速干 冰丝 纯棉 加厚 便携 智能 降噪 复古 儿童 大号 礼盒装 家用 进口 现摘 低脂 经典'.split(
    ' ',
  )
const NOUNS =
  '苹果 草莓 车厘子 脐橙 猕猴桃 土豆 番茄 玉米 牛奶 面包 蛋糕 巧克力 咖啡 绿茶 蜂蜜 大米 牛排 水饺 耳机 键盘 鼠标 手表 充电宝 数据线 台灯 雨伞 毛巾 牙刷 洗衣液 抽纸 保温杯 拖鞋 跑鞋 围巾 手套 袜子 防晒衣 羽绒服 双肩包 帽子'.split(
    ' ',
  )
const PLACES = '陕西 新疆 云南 山东 海南 四川 浙江 福建 广西 内蒙古 东北 江苏'.split(' ')

const texts = (words) => `array[${words.map((word) => `'${word}'`).join(',')}]`
/** A number that looks like chance and is the same each time. */
const chance = (salt, most) => `(abs(hashtextextended(n::text, ${salt})) % ${most})::int`
const pick = (words, salt) => `(${texts(words)})[1 + ${chance(salt, words.length)}]`
/** Keys that begin with the time, a millisecond each, as the shop's own do; twelve bits tell what they are the key of. */
const FIRST_MS = 1_735_689_600_000
const key = (kind, n) =>
  `(lpad(to_hex(${FIRST_MS} + (${n})), 12, '0') || '7${kind}8000' || lpad(to_hex(${n}), 12, '0'))::uuid`
const keyOf = (kind, n) => {
  const [time, rest] = [FIRST_MS + n, n].map((part) => part.toString(16).padStart(12, '0'))
  return `${time.slice(0, 8)}-${time.slice(8)}-7${kind}-8000-${rest}`
}

const CATEGORIES = 60
const BRANDS = 200
const VALUES = 40

const frame = [
  `insert into categories (id, code, name, path, position, created_at)
   select ${key('001', 'n')}, 'bench-' || n, '大类 ' || n, '/' || ${key('001', 'n')} || '/', 1000 + n, now() from generate_series(1, 10) n`,
  `insert into categories (id, parent_id, code, name, path, position, created_at)
   select ${key('002', 'n')}, ${key('001', '1 + n % 10')}, 'bench-leaf-' || n, '类目 ' || n,
          '/' || ${key('001', '1 + n % 10')} || '/' || ${key('002', 'n')} || '/', n, now() from generate_series(1, ${CATEGORIES}) n`,
  `insert into brands (id, name, created_at) select ${key('003', 'n')}, '牌子' || n, now() from generate_series(1, ${BRANDS}) n`,
  `insert into attributes (id, category_id, name, kind, filterable, required, position, created_at)
   select ${key('004', 'n')}, ${key('001', '1 + n / 4')}, '属性 ' || n, 'choice', true, false, n, now() from generate_series(0, 39) n`,
  `insert into attribute_values (id, attribute_id, name, position)
   select ${key('005', 'n')}, ${key('004', 'n / 10')}, '值 ' || n % 10, n % 10 from generate_series(0, ${VALUES * 10 - 1}) n`,
  `insert into tags (id, name, shown, position, created_at) select ${key('006', 'n')}, '标签' || n, true, n, now() from generate_series(1, 8) n`,
]

const goods = (from, to) => {
  const series = `generate_series(${from}::bigint, ${to}::bigint) n`
  const skus = `generate_series(${from}::bigint, ${to}::bigint) n, generate_series(0, 2) k`
  const sku = key('008', 'n * 3 + k')
  const price = `(990 + ${chance(5, 30_000)} + k * 500)`
  return [
    `insert into spus (id, code, state, category_id, title, subtitle, keywords, services, no_reason_return, brand_id, price_from_fen,
       price_to_fen, sold_count, featured, created_at, on_shelf_at, pictures)
     select ${key('007', 'n')}, 'bench-' || n, 'on_shelf', ${key('002', `1 + ${chance(1, CATEGORIES)}`)},
            ${pick(PLACES, 2)} || ${pick(ADJECTIVES, 3)} || ${pick(NOUNS, 4)} || ' ' || n || ' 号', '好好吃饭，好好生活', ${pick(NOUNS, 4)},
            '[{"name":"坏果包赔","note":"签收 24 小时内联系客服"}]', false, ${key('003', `1 + ${chance(6, BRANDS)}`)},
            (990 + ${chance(5, 30_000)}), (1990 + ${chance(5, 30_000)}), 0, 0,
            now() - n * interval '1 minute', now() - n * interval '1 minute',
            '[{"id":"bench","width":800,"height":800,"colour":"#eeeeee"}]' from ${series}`,
    `insert into spu_options (id, spu_id, name, position) select ${key('009', 'n')}, ${key('007', 'n')}, '规格', 0 from ${series}`,
    `insert into spu_option_values (id, option_id, name, position)
     select ${key('00a', 'n * 3 + k')}, ${key('009', 'n')}, '规格 ' || k, k from ${skus}`,
    `insert into skus (id, spu_id, value_ids, option_key, label, external_code, weight_g, position, created_at)
     select ${sku}, ${key('007', 'n')}, array[${key('00a', 'n * 3 + k')}], ${key('00a', 'n * 3 + k')}::text, '规格 ' || k,
            'bench-' || n || '-' || k, 500, k, now() from ${skus}`,
    `insert into sku_prices (id, sku_id, list, price_fen) select ${key('00b', 'n * 3 + k')}, ${sku}, 'base', ${price} from ${skus}`,
    `insert into price_history (id, sku_id, effective_fen, from_at)
     select ${key('00c', 'n * 3 + k')}, ${sku}, ${price}, now() - interval '30 days' from ${skus}`,
    // One product in twenty is sold out.
    `insert into stocks (sku_id, location_id, on_hand) select ${sku}, l.id, case when n % 20 = 0 then 0 else 100 end
       from ${skus}, locations l where l.code = 'main'`,
    `insert into stock_moves (kind, reference, sku_id, location_id, on_hand_delta, reserved_delta, moved_at)
     select 'receive', 'bench', ${sku}, l.id, 100, 0, now() from ${skus}, locations l where l.code = 'main' and n % 20 <> 0`,
    `insert into spu_attribute_values (spu_id, attribute_id, value_id)
     select ${key('007', 'n')}, ${key('004', 'a')}, ${key('005', `a * 10 + abs(hashtextextended(n::text, a)) % 10`)}
       from ${series}, lateral (select 4 * ((1 + ${chance(1, CATEGORIES)}) % 10) + g as a from generate_series(0, 3) g) own`,
    `insert into spu_tags (spu_id, tag_id) select ${key('007', 'n')}, ${key('006', '1 + n % 8')} from ${series} where n % 5 = 0`,
  ]
}

const STEP = 20_000

/** Tables whose indexes are made anew after the rows are there: a sorted build instead of a search for each row. */
const BULKY = [
  'spus',
  'skus',
  'sku_prices',
  'price_history',
  'stocks',
  'stock_moves',
  'spu_attribute_values',
  'spu_tags',
]

/** Runs `work` while these tables have no indexes but those that guard something, and builds the others again. */
const withoutIndexes = async (client, tables, work) => {
  const { rows } = await client.query(
    `select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition from pg_index i
      where i.indrelid = any($1::regclass[]) and not i.indisunique
        and not exists (select 1 from pg_constraint c where c.conindid = i.indexrelid)`,
    [tables],
  )
  for (const { name } of rows) await client.query(`drop index ${name}`)
  try {
    return await work()
  } finally {
    for (const { definition } of rows) await client.query(definition)
  }
}

/**
 * Adds goods up to so many in all; what is there stays. The rows are made inside the database, so nothing travels; keys
 * that refer to each other are right by construction and not looked up again, and the audit of the run checks them all.
 */
export const generateGoods = async (client, { from = 1, to }) => {
  if (from === 1) for (const text of frame) await client.query(text)
  await client.query('set session_replication_role = replica')
  await withoutIndexes(client, BULKY, async () => {
    for (let begun = from; begun <= to; begun += STEP)
      for (const text of goods(begun, Math.min(to, begun + STEP - 1))) await client.query(text)
  })
  await client.query('set session_replication_role = default')
  await client.query('vacuum analyze')
}

/** Lets the shop's own rebuild take all goods into the search, and waits for its end. Answers the milliseconds it took. */
export const rebuildSearch = async (client, within = 7_200_000) => {
  const begun = performance.now()
  await withoutIndexes(client, ['product_search'], async () => {
    await client.query(
      `insert into search_rebuilds (id, begun_at) values (1, now())
       on conflict (id) do update set begun_at = now(), behind = null, done_at = null`,
    )
    for (;;) {
      const { rows } = await client.query('select done_at is not null as done from search_rebuilds')
      if (rows[0].done) break
      if (performance.now() - begun > within) throw new Error('the search was not rebuilt in time')
      await new Promise((resolve) => setTimeout(resolve, 250))
    }
  })
  await client.query('vacuum analyze product_search')
  return performance.now() - begun
}

export const benchTopCategory = (n) => keyOf('001', n)
export const benchCategory = (n) => keyOf('002', n)
export const benchBrand = (n) => keyOf('003', n)
export const benchValue = (n) => keyOf('005', n)
export const benchProduct = (n) => keyOf('007', n)
