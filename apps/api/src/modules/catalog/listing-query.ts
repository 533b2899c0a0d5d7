import { isoOf, type Instant } from '@jishi/kernel/time'
import type { SqlValue } from '../../infra/database/sql.js'
import type { Listing, ListingKey } from './catalog.types.js'
import { tagsOf } from './product-labels.query.js'
import { BASE_PRICE, PATH_IDS, priceFacts } from './price-columns.js'

/** The columns a list is ordered by, all in one direction and ending in the id, so that no two rows tie. */
interface Order {
  readonly columns: readonly string[]
  readonly types: readonly string[]
  readonly direction: 'asc' | 'desc'
}

const MAX_WORDS = 5
const TEXT = `(s.title || ' ' || s.subtitle || ' ' || s.keywords)`

const ORDERS: Record<Exclude<Listing['sort'], 'relevance'>, Order> = {
  sales: { columns: ['s.sold_count', 's.id'], types: ['bigint', 'uuid'], direction: 'desc' },
  newest: { columns: ['s.on_shelf_at', 's.id'], types: ['timestamptz', 'uuid'], direction: 'desc' },
  price_asc: { columns: ['s.price_from_fen', 's.id'], types: ['bigint', 'uuid'], direction: 'asc' },
  price_desc: { columns: ['s.price_from_fen', 's.id'], types: ['bigint', 'uuid'], direction: 'desc' },
  weight: { columns: ['s.featured', 's.id'], types: ['bigint', 'uuid'], direction: 'desc' },
  created: { columns: ['s.created_at', 's.id'], types: ['timestamptz', 'uuid'], direction: 'desc' },
  archived: { columns: ['s.archived_at', 's.id'], types: ['timestamptz', 'uuid'], direction: 'desc' },
}

/** How many keys a position in this order has; a cursor with another number is not one of ours. */
export const keyTypesOf = (listing: Pick<Listing, 'sort'>): readonly string[] =>
  listing.sort === 'relevance' ? ['bigint', 'bigint', 'uuid'] : ORDERS[listing.sort].types

export const wordsOf = (text: string | undefined): string[] =>
  (text ?? '')
    .split(/\s+/)
    .filter((word) => word !== '')
    .slice(0, MAX_WORDS)

const likePattern = (word: string): string => `%${word.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`

/** Collects parameters of one statement. */
class Parameters {
  readonly values: SqlValue[] = []

  add(value: SqlValue, type: string): string {
    this.values.push(value)
    return `$${this.values.length}::${type}`
  }
}

/** Without words: what the shop recommends, then what sells. With words: a hit in the title first. */
const relevance = (words: readonly string[], parameters: Parameters): Order => {
  const first = words[0]
  const rank = first === undefined ? 's.featured' : `(s.title ilike ${parameters.add(likePattern(first), 'text')})::int`
  return { columns: [rank, 's.sold_count', 's.id'], types: ['bigint', 'bigint', 'uuid'], direction: 'desc' }
}

const behind = (order: Order, after: readonly ListingKey[], parameters: Parameters): string => {
  const places = after.map((key, index) => parameters.add(key, order.types[index] ?? 'text'))
  return `(${order.columns.join(', ')}) ${order.direction === 'asc' ? '>' : '<'} (${places.join(', ')})`
}

const stateOf = (state: Listing['state'], parameters: Parameters): string[] => {
  if (state === 'recycled') return ['s.archived_at is not null']
  // The literal state lets the planner use the partial indexes of the shelf; it comes from our own union, not from a caller's text.
  if (state === 'on_shelf') return ['s.archived_at is null', `s.state = 'on_shelf'`]
  return ['s.archived_at is null', ...(state === undefined ? [] : [`s.state = ${parameters.add(state, 'text')}`])]
}

const conditionsOf = (listing: Listing, words: readonly string[], parameters: Parameters): string[] => {
  const conditions =
    listing.only === undefined
      ? stateOf(listing.state, parameters)
      : [`s.id = any(${parameters.add(listing.only, 'uuid[]')})`]
  if (listing.categoryId !== undefined) {
    conditions.push(`s.category_id in (
      select below.id from categories above join categories below on starts_with(below.path, above.path)
       where above.id = ${parameters.add(listing.categoryId, 'uuid')} and above.archived_at is null and below.archived_at is null)`)
  }
  if (listing.refused === true) conditions.push('s.shelf_refusal is not null')
  if (listing.brandId !== undefined) conditions.push(`s.brand_id = ${parameters.add(listing.brandId, 'uuid')}`)
  if (listing.tagId !== undefined)
    conditions.push(
      `exists (select 1 from spu_tags st where st.spu_id = s.id and st.tag_id = ${parameters.add(listing.tagId, 'uuid')})`,
    )
  for (const word of words) conditions.push(`${TEXT} ilike ${parameters.add(likePattern(word), 'text')}`)
  if (listing.sellsBesides !== undefined) {
    conditions.push(`exists (select 1 from skus k where k.spu_id = s.id and k.on_sale and k.archived_at is null
      and k.id <> all(${parameters.add(listing.sellsBesides, 'uuid[]')}))`)
  }
  return conditions
}

/** One statement for one page: the rows in order, each with its keys, its first picture and its SKUs. */
export const listingStatement = (listing: Listing, at: Instant): { text: string; values: readonly SqlValue[] } => {
  const parameters = new Parameters()
  const words = wordsOf(listing.words)
  const order = listing.sort === 'relevance' ? relevance(words, parameters) : ORDERS[listing.sort]
  const conditions = conditionsOf(listing, words, parameters)
  if (listing.after !== undefined) conditions.push(behind(order, listing.after, parameters))
  const ordering = order.columns.map((column) => `${column} ${order.direction}`).join(', ')
  const prices = priceFacts(parameters.add(isoOf(at), 'timestamptz'))
  const keys = order.columns.map((column) => `to_jsonb(${column})`).join(', ')
  const text = `
    with page as (
      select s.*, jsonb_build_array(${keys}) as keys, row_number() over (order by ${ordering}) as place
        from spus s where ${conditions.join(' and ')} order by ${ordering} limit ${parameters.add(listing.limit, 'int')}
    )
    select page.id, page.version, page.state, page.kind, b.name as "brandName", page.featured as weight,
           page.shelf_from as "shelfFrom", page.shelf_until as "shelfUntil", page.archived_at as "archivedAt",
           ${tagsOf('page.id')} as tags, page.title, page.subtitle, c.name as "categoryName", page.pictures -> 0 as picture,
           page.services, page.brand_id as "brandId", ${PATH_IDS} as "categoryIds", page.sold_count as "soldCount", page.created_at as "createdAt", page.keys,
           coalesce((
             select jsonb_agg(jsonb_build_object('id', k.id, 'priceFen', p.price_fen, 'onSale', k.on_sale, ${prices}) order by k.position)
               from skus k ${BASE_PRICE}
              where k.spu_id = page.id and k.archived_at is null), '[]') as skus
      from page join categories c on c.id = page.category_id left join brands b on b.id = page.brand_id
     order by page.place`
  return { text, values: parameters.values }
}
