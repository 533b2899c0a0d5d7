import type { ProductFacets } from '@jishi/contracts/shopfront/search.schema'
import { questionQuery, type Question } from './read-question.js'
import { namedConditions, type FilterName, type KnownFilters, type Places } from './search-filters.js'
import type { Statement } from './search-statement.js'

/** So many fitting products are counted; past them the counts only say "at least". */
export const COUNTED = 5_000
const CHOICES = 30
const VALUES = 20

type Counted = { id: string; name: string; count: number }

export interface FacetsRow {
  total: number
  brands: Counted[]
  categories: Counted[]
  tags: Counted[]
  fromFen: number | null
  toFen: number | null
  inStock: number
  values: (Counted & { attributeId: string; attributeName: string })[]
}

const SCOPES = ['category', 'brand', 'tag', 'price', 'stock'] as const

const counting = (scope: string, join: string, kind: string): string => `
  (select coalesce(jsonb_agg(jsonb_build_object('id', id, 'name', name, 'count', count) order by count desc, position, name), '[]') from (
     select n.id, n.name, n.position, count(*) as count from ${scope} r ${join} where n.kind = '${kind}' and n.filterable
      group by n.id order by count(*) desc, n.position, n.name limit ${CHOICES}) counted)`

const values = (scope: string, attributes: string): string => `
  select n.attribute_id, n.attribute_name, n.id, n.name, n.position, count(*) as count
    from ${scope} r cross join unnest(r.value_ids) as v (id) join search_names n on n.id = v.id
   where n.filterable and ${attributes} group by n.id`

/**
 * All counts in one statement. What fits everything is read once; a filter that is set gets a reading of its own without
 * itself, so that its other choices keep their counts. Every reading stops after so many rows.
 */
export const facetsStatement = (
  question: Question | undefined,
  filters: KnownFilters,
  attributeIds: readonly string[],
  places: Places,
): Statement => {
  const named = namedConditions(filters, places)
  const query = question === undefined ? '' : questionQuery(question.terms)
  const words = query === '' ? [] : [`p.words @@ ${places.add(query, 'tsquery')}`]
  const scopes: string[] = []
  const read = (name: string, conditions: readonly string[]): string => {
    scopes.push(`${name} as materialized (
      select brand_id, category_id, value_ids, tag_ids, price_from_fen, in_stock from product_search p
       where ${conditions.join(' and ') || 'true'} limit ${COUNTED + 1})`)
    return name
  }
  const everything = read('fitting', [...words, ...named.values()])
  const without = (name: FilterName): string => {
    if (!named.has(name)) return everything
    return read(`but_${name}`, [...words, ...[...named].flatMap(([other, text]) => (other === name ? [] : [text]))])
  }
  const [category, brand, tag, price, stock] = SCOPES.map(without)
  const own = attributeIds.map((id, index) => {
    const place = places.add(id, 'uuid')
    return { place, text: values(without(`values${index}`), `n.attribute_id = ${place}`) }
  })
  const others = own.length === 0 ? 'true' : `n.attribute_id not in (${own.map(({ place }) => place).join(', ')})`
  const text = `
    with ${scopes.join(', ')},
    counted_values as (${[values(everything, others), ...own.map((one) => one.text)].join(' union all ')}),
    best_values as (
      select *, row_number() over (partition by attribute_id order by count desc, position, name) as nth from counted_values)
    select (select count(*) from ${everything}) as total,
           ${counting(brand ?? everything, 'join search_names n on n.id = r.brand_id', 'brand')} as brands,
           ${counting(category ?? everything, 'join search_names n on n.id = r.category_id', 'category')} as categories,
           ${counting(tag ?? everything, 'cross join unnest(r.tag_ids) as t (id) join search_names n on n.id = t.id', 'tag')} as tags,
           (select min(price_from_fen) from ${price}) as "fromFen", (select max(price_from_fen) from ${price}) as "toFen",
           (select count(*) from ${stock} where in_stock) as "inStock",
           (select coalesce(jsonb_agg(jsonb_build_object('attributeId', attribute_id, 'attributeName', attribute_name, 'id', id,
                     'name', name, 'count', count) order by attribute_name, attribute_id, position, name), '[]')
              from best_values where nth <= ${VALUES}) as "values"`
  return { text, values: places.values }
}

/** Values under their attributes, as people choose them. */
export const facetsOf = (row: FacetsRow): ProductFacets => {
  const attributes = new Map<string, ProductFacets['attributes'][number]>()
  for (const { attributeId, attributeName, ...value } of row.values) {
    const attribute = attributes.get(attributeId) ?? { id: attributeId, name: attributeName, values: [] }
    attribute.values.push(value)
    attributes.set(attributeId, attribute)
  }
  const { total, brands, categories, tags, fromFen, toFen, inStock } = row
  return {
    total: Math.min(total, COUNTED),
    more: total > COUNTED,
    ...{ brands, categories, tags, inStock },
    attributes: [...attributes.values()],
    price: fromFen === null || toFen === null ? null : { fromFen, toFen },
  }
}
