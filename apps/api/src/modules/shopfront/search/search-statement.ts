import type { ProductSort } from '@jishi/contracts/catalog/catalog.terms'
import type { SqlValue } from '../../../infra/database/sql.js'
import type { ListKey, ListWay } from '../domain/list-cursor.js'
import { questionQuery, termQuery, type Question } from './read-question.js'
import type { SearchAsk } from './search-port.js'
import { conditionsOf, type Places } from './search-filters.js'
import { soundOf } from './segmenter.js'

interface Statement {
  readonly text: string
  readonly values: readonly SqlValue[]
}

/** The columns a list is ordered by, all in one direction and ending in the key, so that no two rows tie. */
interface Order {
  readonly columns: readonly string[]
  readonly types: readonly string[]
  readonly direction: 'asc' | 'desc'
}

const ORDERS: Record<ProductSort, Order> = {
  relevance: {
    columns: ['p.featured', 'p.sold_count', 'p.spu_id'],
    types: ['bigint', 'bigint', 'uuid'],
    direction: 'desc',
  },
  sales: { columns: ['p.sold_count', 'p.spu_id'], types: ['bigint', 'uuid'], direction: 'desc' },
  newest: { columns: ['p.on_shelf_at', 'p.spu_id'], types: ['timestamptz', 'uuid'], direction: 'desc' },
  price_asc: { columns: ['p.price_from_fen', 'p.spu_id'], types: ['bigint', 'uuid'], direction: 'asc' },
  price_desc: { columns: ['p.price_from_fen', 'p.spu_id'], types: ['bigint', 'uuid'], direction: 'desc' },
}

/** By how well a title fits: the whole title, words of it, brand and category and keywords, anything. */
const RANKS = [4, 3, 2, 1] as const
const RANKED = ['bigint', 'bigint', 'uuid'] as const

const isRanked = (sort: ProductSort, way: ListWay, asked: boolean): boolean =>
  sort === 'relevance' && way === 'asked' && asked

/** With a question the recommended order has the rank in the place of the operator's weight, with the same types. */
export const keyTypesOf = (sort: ProductSort, way: ListWay): readonly string[] => {
  if (way === 'fewer_words') return RANKED
  return way === 'asked' ? ORDERS[sort].types : ORDERS.sales.types
}

const keysOf = (columns: readonly string[]): string =>
  `jsonb_build_array(${columns.map((column) => `to_jsonb(${column})`).join(', ')}) as keys`
const SHOWN = `p.spu_id as id, p.in_stock as "inStock"`

const behind = (order: Order, after: readonly ListKey[] | undefined, places: Places): string[] => {
  if (after === undefined) return []
  const keys = after.map((key, index) => places.add(key, order.types[index] ?? 'text'))
  return [`(${order.columns.join(', ')}) ${order.direction === 'asc' ? '>' : '<'} (${keys.join(', ')})`]
}

const inOrder = (order: Order): string => order.columns.map((column) => `${column} ${order.direction}`).join(', ')

const ordered = (order: Order, conditions: readonly string[], limit: string): string =>
  `select ${SHOWN}, ${keysOf(order.columns)} from product_search p
    where ${conditions.join(' and ') || 'true'} order by ${inOrder(order)} limit ${limit}`

/**
 * Ranks are looked through from the best down, each in the order of sales, and a lower one only while the page is not full:
 * a common word is answered by walking the index of sales, a rare one by its few rows.
 */
const ranked = (
  { question, after, limit }: SearchAsk & { question: Question },
  base: readonly string[],
  places: Places,
): string => {
  const title = places.add(questionQuery(question.terms, 'title'), 'tsquery')
  const named = places.add(questionQuery(question.terms, 'named'), 'tsquery')
  const any = places.add(questionQuery(question.terms), 'tsquery')
  const key = places.add(question.key, 'text')
  const fits: Record<(typeof RANKS)[number], string> = {
    4: `p.title_key = ${key}`,
    3: `p.words @@ ${title} and p.title_key <> ${key}`,
    2: `p.words @@ ${named} and not p.words @@ ${title} and p.title_key <> ${key}`,
    1: `p.words @@ ${any} and not p.words @@ ${named} and p.title_key <> ${key}`,
  }
  const most = places.add(limit, 'int')
  const from = after === undefined ? 4 : Number(after[0])
  const ranks = RANKS.filter((rank) => rank <= from)
  const parts = ranks.map((rank) => {
    const left = ranks.filter((better) => better > rank).map((better) => `(select count(*) from rank_${better})`)
    const room = left.length === 0 ? [] : [`${left.join(' + ')} < ${most}`]
    const order = { ...ORDERS.sales, columns: ['p.sold_count', 'p.spu_id'] }
    const further = rank === from ? behind(order, after?.slice(1), places) : []
    const conditions = [...room, fits[rank], ...base, ...further].join(' and ')
    return `rank_${rank} as materialized (
      select ${SHOWN}, ${keysOf([`${rank}`, 'p.sold_count', 'p.spu_id'])}, row_number() over (order by ${inOrder(order)}) as place
        from product_search p where ${conditions} order by ${inOrder(order)} limit ${most})`
  })
  const all = ranks.map((rank) => `select *, ${rank} as rank from rank_${rank}`).join(' union all ')
  return `with ${parts.join(', ')} select id, "inStock", keys from (${all}) found order by rank desc, place limit ${most}`
}

/** How many of the asked words a product has; one is enough. */
const matchedOf = (question: Question, places: Places): { any: string; count: string } => {
  const each = question.terms.map((term) => places.add(termQuery(term), 'tsquery'))
  return {
    any: `p.words @@ ${places.add(question.terms.map((term) => termQuery(term)).join(' | '), 'tsquery')}`,
    count: `(${each.map((query) => `(p.words @@ ${query})::int`).join(' + ')})`,
  }
}

const fewer = (
  ask: SearchAsk & { question: Question },
  base: readonly string[],
  places: Places,
  limit: string,
): string => {
  const { any, count } = matchedOf(ask.question, places)
  const order: Order = { columns: [count, 'p.sold_count', 'p.spu_id'], types: RANKED, direction: 'desc' }
  return ordered(order, [any, ...base, ...behind(order, ask.after, places)], limit)
}

/** One page in the way that was chosen. */
export const pageStatement = (ask: SearchAsk, places: Places): Statement => {
  const { question, sort, way, limit, after } = ask
  const base = conditionsOf(ask.filters, places)
  if (question !== undefined && isRanked(sort, way, question.terms.length > 0))
    return { text: ranked({ ...ask, question }, base, places), values: places.values }
  if (question !== undefined && way === 'fewer_words')
    return { text: fewer({ ...ask, question }, base, places, places.add(limit, 'int')), values: places.values }
  const order = way === 'asked' ? ORDERS[sort] : ORDERS.sales
  const words = question === undefined || way === 'best_sellers' ? [] : [questionQuery(question.terms)]
  const fitting = words.filter((query) => query !== '').map((query) => `p.words @@ ${places.add(query, 'tsquery')}`)
  const conditions = [...fitting, ...base, ...behind(order, after, places)]
  return { text: ordered(order, conditions, places.add(limit, 'int')), values: places.values }
}

/** Sounds alike from here on: below it, what is offered has nothing to do with what was asked. */
const ALIKE = 0.5
/** A question that sounds as a whole so much like one word was meant as that word. */
const MEANT = 0.7

/** The known words that sound most like the asked ones, one each. */
const nearest = (words: string, sounds: string, least: number, unless: string): string => `
  select g.place, w.word from unnest(${words}, ${sounds}) with ordinality as g (word, sound, place)
   cross join lateral (
     select s.word from search_words s
      where s.pinyin % g.sound and similarity(s.pinyin, g.sound) >= ${least}${unless}
      order by similarity(s.pinyin, g.sound) desc, s.weight desc, s.word limit 1) w`

const asQuery = (from: string): string => `
  select string_agg('''' || replace(piece, '''', '''''') || '''', ' & ')::tsquery as query
    from ${from}, unnest(string_to_array(${from}.word, ' ')) as piece`

const unlessFound = (...names: readonly string[]): string[] => names.map((name) => `not exists (select 1 from ${name})`)

/**
 * The nearest there is where nothing fits: the one word the whole question sounds like, fewer of its words, words that sound
 * alike, what sells best. Each is looked for only where the ones before found nothing, all in one statement.
 */
export const nearestStatement = (ask: SearchAsk & { question: Question }, places: Places): Statement => {
  const { terms, key } = ask.question
  const base = conditionsOf(ask.filters, places)
  const limit = places.add(ask.limit, 'int')
  const words = places.add(
    terms.map(({ word }) => word),
    'text[]',
  )
  const sounds = places.add(
    terms.map(({ word }) => soundOf(word)),
    'text[]',
  )
  const whole = places.add(terms.length > 1 && !key.includes(' ') ? [key] : [], 'text[]')
  const wholeSound = places.add(terms.length > 1 && !key.includes(' ') ? [soundOf(key)] : [], 'text[]')
  const partly =
    terms.length > 1
      ? fewer(ask, [...unlessFound('meant'), ...base], places, limit)
      : `select ${SHOWN}, '[]'::jsonb as keys from product_search p where false`
  const alike = (query: string, ...unless: readonly string[]): string =>
    ordered(ORDERS.sales, [`p.words @@ (select query from ${query})`, ...unlessFound(...unless), ...base], limit)
  const text = `
    with whole as materialized (${nearest(whole, wholeSound, MEANT, '')}),
    whole_spelt as materialized (${asQuery('whole')}),
    meant as materialized (${alike('whole_spelt')}),
    partly as materialized (${partly}),
    near as materialized (${nearest(words, sounds, ALIKE, ' and not exists (select 1 from meant) and not exists (select 1 from partly)')}),
    near_spelt as materialized (${asQuery('near')}),
    alike as materialized (${alike('near_spelt', 'meant', 'partly')}),
    best as materialized (${ordered(ORDERS.sales, [...unlessFound('meant', 'partly', 'alike'), ...base], limit)})
    select 'similar' as way, (select array_agg(word) from whole) as words, * from meant
    union all select 'fewer_words', array[]::text[], * from partly
    union all select 'similar', (select array_agg(word order by place) from near), * from alike
    union all select 'best_sellers', array[]::text[], * from best`
  return { text, values: places.values }
}
