import type { ProductFacets } from '@jishi/contracts/shopfront/search.schema'
import { prepared, type SqlText, type SqlValue } from '../../../infra/database/sql.js'
import { questionQuery, type Question } from './read-question.js'
import { namedConditions, type FilterName, type KnownFilters, type Places } from './search-filters.js'

/** So many fitting products are counted; past them the counts only say "at least". */
export const COUNTED = 1_000
/**
 * Every sixteenth product, whichever they are, and every fourth have their words in indexes of their own (migrations 0409 and
 * 0410). A GIN index gathers all rows of a word before it gives the first, so a common word is counted among few products, and
 * only a rarer one among more.
 */
const SLICES = [
  'uuid_hash(p.spu_id) % 16 = 0',
  'uuid_hash(p.spu_id) % 4 = 0 and uuid_hash(p.spu_id) % 16 <> 0',
  'uuid_hash(p.spu_id) % 4 <> 0',
]
const READ = 'brand_id, category_id, value_ids, tag_ids, price_from_fen, in_stock'
const CHOICES = 30
/** Attributes that most of the goods answer, and so many of their answers: nobody reads on in a list of filters. */
const ATTRIBUTES = 12
const VALUES = 20

type Counted = { id: string; name: string; count: number }
type Kind = 'brand' | 'category' | 'tag' | 'value'
type Choice = readonly [
  kind: Kind,
  id: string,
  name: string,
  count: number,
  attributeId: string | null,
  attribute: string | null,
]

export interface FacetsRow {
  total: number
  /** Some reading stopped before its end, be it that of everything or one without a filter of its own. */
  partial: boolean
  choices: readonly Choice[]
  fromFen: number | null
  toFen: number | null
  inStock: number
}

/** What of a product can be chosen by, as an array, and which of the names belong to it. */
interface Facet {
  readonly filter: FilterName | undefined
  readonly ids: string
  readonly names: string
}

const FACETS: readonly Facet[] = [
  { filter: 'brand', ids: 'array[r.brand_id]', names: `n.kind = 'brand'` },
  { filter: 'category', ids: 'array[r.category_id]', names: `n.kind = 'category'` },
  { filter: 'tag', ids: 'r.tag_ids', names: `n.kind = 'tag'` },
]

/** Values of an attribute that is filtered by keep their counts; those of all others obey every filter. */
const valueFacets = (attributeIds: readonly string[], places: Places): Facet[] => {
  const own = attributeIds.map((id) => places.add(id, 'uuid'))
  const others = own.length === 0 ? '' : ` and n.attribute_id not in (${own.join(', ')})`
  return [
    { filter: undefined, ids: 'r.value_ids', names: `n.kind = 'value'${others}` },
    ...own.map((place, index) => ({
      filter: `values${index}` as const,
      ids: 'r.value_ids',
      names: `n.attribute_id = ${place}`,
    })),
  ]
}

/** Everything that is counted in one reading is counted in one pass over it: ids are nobody else's, whatever they name. */
const counting = (scope: string, facets: readonly Facet[]): string => `
  select n.kind, n.id, n.name, n.position, n.attribute_id, n.attribute_name, c.count
    from (select g.id, count(*) as count
            from (select unnest(${[...new Set(facets.map(({ ids }) => ids))].join(' || ')}) as id from ${scope} r) g group by g.id) c
    join search_names n on n.id = c.id where n.filterable and (${facets.map(({ names }) => names).join(' or ')})`

/** The choices most goods have, of the attributes most goods answer; one that is filtered by always stays. */
const choices = (counted: readonly string[], own: string): string => `
    counted as (${counted.join(' union all ')}),
    placed as (
      select *, row_number() over (partition by kind, attribute_id order by count desc, position, name) as nth,
             sum(count) over (partition by kind, attribute_id) as answered from counted),
    best as (
      select *, dense_rank() over (partition by kind order by answered desc, attribute_id) as attribute_nth from placed
       where nth <= case when kind = 'value' then ${VALUES} else ${CHOICES} end),
    chosen as (
      select json_agg(json_build_array(kind, id, name, count, attribute_id, attribute_name)
               order by kind, answered desc, attribute_id, case when kind = 'value' then position else nth end, name) as list
        from best where attribute_nth <= ${ATTRIBUTES} or ${own})`

const rows = (conditions: readonly string[]): string =>
  `select ${READ} from product_search p where ${conditions.join(' and ') || 'true'} limit ${COUNTED + 1}`

/** What fits, up to one more than is counted. With words, one slice after the other, as far as it takes to have enough. */
const reading = (name: string, words: readonly string[], filters: readonly string[]): string => {
  const conditions = [...words, ...filters]
  if (words.length === 0) return `${name} as materialized (${rows(conditions)})`
  const slices = SLICES.map((slice, nth) => {
    const before = SLICES.slice(0, nth).map((_, earlier) => `(select count(*) from ${name}_${earlier})`)
    const room = nth === 0 ? [] : [`${before.join(' + ')} <= ${COUNTED}`]
    return `${name}_${nth} as materialized (${rows([...room, ...conditions, slice])})`
  })
  const all = SLICES.map((_, nth) => `select * from ${name}_${nth}`)
  return `${slices.join(', ')}, ${name} as materialized (${all.join(' union all ')} limit ${COUNTED + 1})`
}

/** What is told of a reading as a whole, in one pass over it. */
const told = (reading: string): string => `
    told_${reading} as (
      select count(*) as total, min(price_from_fen) as least, max(price_from_fen) as most,
             count(*) filter (where in_stock) as stocked from ${reading})`

const stopped = (readings: readonly string[]): string =>
  `(${readings.map((name) => `(select total from told_${name}) > ${COUNTED}`).join(' or ')})`

/**
 * All counts in one statement. What fits everything is read once; a filter that is set gets a reading of its own without
 * itself, so that its other choices keep their counts. Every reading stops after so many rows. Words alone are always asked in
 * the same text and read by the same indexes, however common they are, and planning costs more than counting what is rare.
 */
export const facetsStatement = (
  question: Question | undefined,
  filters: KnownFilters,
  attributeIds: readonly string[],
  places: Places,
): { readonly text: SqlText; readonly values: readonly SqlValue[] } => {
  const named = namedConditions(filters, places)
  const query = question === undefined ? '' : questionQuery(question.terms)
  const words = query === '' ? [] : [`p.words @@ ${places.add(query, 'tsquery')}`]
  const readings = new Map<string, string>()
  const scopeOf = (filter: FilterName | undefined): string => {
    const own = filter !== undefined && named.has(filter) ? filter : undefined
    const name = own === undefined ? 'fitting' : `but_${own}`
    const others = [...named].flatMap(([other, text]) => (other === own ? [] : [text]))
    readings.set(name, reading(name, words, others))
    return name
  }
  const all = scopeOf(undefined)
  const [price, stock] = [scopeOf('price'), scopeOf('stock')]
  const byScope = new Map<string, Facet[]>()
  for (const facet of [...FACETS, ...valueFacets(attributeIds, places)]) {
    const scope = scopeOf(facet.filter)
    byScope.set(scope, [...(byScope.get(scope) ?? []), facet])
  }
  const own = `attribute_id = any(${places.add(attributeIds, 'uuid[]')})`
  const counted = [...byScope].map(([scope, facets]) => counting(scope, facets))
  const names = [...readings.keys()]
  const text = `
    with ${[...readings.values(), ...names.map(told)].join(', ')}, ${choices(counted, own)}
    select (select total from told_${all}) as total, ${stopped(names)} as partial, coalesce((select list from chosen), '[]') as choices,
           (select least from told_${price}) as "fromFen", (select most from told_${price}) as "toFen",
           (select stocked from told_${stock}) as "inStock"`
  const alone = words.length > 0 && named.size === 0
  return { text: alone ? prepared('search.facets', text) : text, values: places.values }
}

/** Values under their attributes, as people choose them. */
export const facetsOf = ({ total, partial, choices: found, fromFen, toFen, inStock }: FacetsRow): ProductFacets => {
  const lists: Record<Exclude<Kind, 'value'>, Counted[]> = { brand: [], category: [], tag: [] }
  const attributes = new Map<string, ProductFacets['attributes'][number]>()
  for (const [kind, id, name, count, attributeId, attributeName] of found) {
    if (kind !== 'value') lists[kind].push({ id, name, count })
    else if (attributeId !== null) {
      const attribute = attributes.get(attributeId) ?? { id: attributeId, name: attributeName ?? '', values: [] }
      attribute.values.push({ id, name, count })
      attributes.set(attributeId, attribute)
    }
  }
  return {
    total: Math.min(total, COUNTED),
    more: total > COUNTED,
    partial,
    ...{ brands: lists.brand, categories: lists.category, tags: lists.tag, inStock: Math.min(inStock, COUNTED) },
    attributes: [...attributes.values()],
    price: fromFen === null || toFen === null ? null : { fromFen, toFen },
  }
}
