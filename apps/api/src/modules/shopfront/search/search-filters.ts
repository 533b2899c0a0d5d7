import type { SqlValue } from '../../../infra/database/sql.js'
import type { GoodsNames, Scope } from '../../pricing/index.js'
import type { ValueGroup } from './known-names.js'
import type { SearchFilters } from './search-port.js'

/** Collects the parameters of one statement. */
export class Places {
  readonly values: SqlValue[] = []

  add(value: SqlValue, type: string): string {
    this.values.push(value)
    return `$${this.values.length}::${type}`
  }
}

/** Filters with what the database had to be asked about them. */
export interface KnownFilters extends SearchFilters {
  /** Asked values by their attribute: any of one attribute, one of each. */
  readonly valueGroups?: readonly ValueGroup[] | undefined
  /** A category that has others below it is found by its subtree, any other by its own index. */
  readonly hasBelow?: boolean | undefined
  /** What the asked promotion is for; null: it does not run, so nothing is. */
  readonly offerScope?: Scope | null | undefined
  /** What the asked coupon is for; null: nobody could have it, so nothing is. */
  readonly couponScope?: Scope | null | undefined
}

export type FilterName = 'category' | 'brand' | 'tag' | 'price' | 'stock' | 'offer' | 'coupon' | `values${number}`

const category = ({ categoryId, hasBelow }: KnownFilters, places: Places): string | undefined => {
  if (categoryId === undefined) return undefined
  const place = places.add(categoryId, 'uuid')
  return hasBelow === false ? `p.category_id = ${place}` : `p.category_ids @> array[${place}]`
}

const price = ({ priceFromFen, priceToFen }: KnownFilters, places: Places): string | undefined => {
  const ends = [
    ...(priceFromFen === undefined ? [] : [`p.price_from_fen >= ${places.add(priceFromFen, 'bigint')}`]),
    ...(priceToFen === undefined ? [] : [`p.price_from_fen <= ${places.add(priceToFen, 'bigint')}`]),
  ]
  return ends.length === 0 ? undefined : ends.join(' and ')
}

/** One brand is read in the order of its own index; several are not in one order. */
const brand = (ids: readonly string[] | undefined, places: Places): string | undefined => {
  if (ids === undefined) return undefined
  return ids.length === 1
    ? `p.brand_id = ${places.add(ids[0], 'uuid')}`
    : `p.brand_id = any(${places.add(ids, 'uuid[]')})`
}

/** Without a brand, goods are of none of the named ones, and not of an unknown one. */
const areNamed = ({ spuIds, categoryIds, brandIds }: GoodsNames, places: Places): string[] => [
  ...(categoryIds.length === 0 ? [] : [`p.category_ids && ${places.add(categoryIds, 'uuid[]')}`]),
  ...(brandIds.length === 0 ? [] : [`coalesce(p.brand_id = any(${places.add(brandIds, 'uuid[]')}), false)`]),
  ...(spuIds.length === 0 ? [] : [`p.spu_id = any(${places.add(spuIds, 'uuid[]')})`]),
]

/** The same question as `isInScope` asks of one product, here of all of them. */
const within = (scope: Scope | null | undefined, places: Places): string | undefined => {
  if (scope === undefined) return undefined
  if (scope === null) return 'false'
  const named = scope.all ? ['true'] : areNamed(scope.named, places)
  const excluded = areNamed(scope.excluded, places)
  const left = excluded.length === 0 ? '' : ` and not (${excluded.join(' or ')})`
  return `(${named.join(' or ') || 'false'})${left}`
}

/** Each filter by its name, so that a facet can leave out its own. */
export const namedConditions = (filters: KnownFilters, places: Places): Map<FilterName, string> => {
  const { brandIds, tagId, inStock, offerScope, couponScope, valueGroups = [] } = filters
  const given: (readonly [FilterName, string | undefined])[] = [
    ['category', category(filters, places)],
    ['brand', brand(brandIds, places)],
    ['tag', tagId === undefined ? undefined : `p.tag_ids @> array[${places.add(tagId, 'uuid')}]`],
    ['price', price(filters, places)],
    ['stock', inStock === true ? 'p.in_stock' : undefined],
    ['offer', within(offerScope, places)],
    ['coupon', within(couponScope, places)],
    ...valueGroups.map(({ ids }, index): [FilterName, string] => [
      `values${index}`,
      `p.value_ids && ${places.add(ids, 'uuid[]')}`,
    ]),
  ]
  return new Map(given.flatMap(([name, text]) => (text === undefined ? [] : [[name, text] as const])))
}

export const conditionsOf = (filters: KnownFilters, places: Places): string[] => [
  ...namedConditions(filters, places).values(),
]
