import type { ProductSort } from '@jishi/contracts/catalog/catalog.terms'
import type { ProductFacets, Suggestions } from '@jishi/contracts/shopfront/search.schema'
import type { Sql, Tx } from '../../../infra/database/sql.js'
import type { ListKey, ListWay } from '../domain/list-cursor.js'
import type { Question } from './read-question.js'

/** What goods must be, besides fitting the question. */
export interface SearchFilters {
  readonly categoryId?: string | undefined
  readonly brandIds?: readonly string[] | undefined
  readonly valueIds?: readonly string[] | undefined
  readonly tagId?: string | undefined
  readonly priceFromFen?: number | undefined
  readonly priceToFen?: number | undefined
  readonly inStock?: boolean | undefined
  /** Goods a running promotion is for. */
  readonly offerId?: string | undefined
  /** Goods the coupons of a template are for. */
  readonly couponTemplateId?: string | undefined
}

export interface SearchAsk {
  readonly question: Question | undefined
  readonly filters: SearchFilters
  readonly sort: ProductSort
  /** How the pages before came about, and behind which keys this one begins. */
  readonly way: ListWay
  readonly after?: readonly ListKey[] | undefined
  readonly limit: number
}

export interface FoundProduct {
  readonly id: string
  readonly inStock: boolean
  readonly keys: readonly ListKey[]
}

export interface Found {
  /** In order; one more than asked for tells that there are further ones. */
  readonly products: readonly FoundProduct[]
  readonly way: ListWay
  /** The words that were put in the place of the asked ones. */
  readonly words: readonly string[]
}

/**
 * What the shop needs of a search. Postgres serves it; another engine would keep its own index in `index` and answer ids in
 * the same order with the same keys, and nobody else would notice.
 */
export interface SearchPort {
  /** Types of the keys of a position in this order, by which a cursor is checked before it reaches a query. */
  keyTypes(sort: ProductSort, way: ListWay): readonly string[]
  /** One page, in one statement, two where nothing fits and the nearest is looked for. */
  search(reader: Sql, ask: SearchAsk): Promise<Found>
  /** Counts of each further choice, in one statement. */
  facets(reader: Sql, question: Question | undefined, filters: SearchFilters): Promise<ProductFacets>
  /** Words that begin like this, by sign, sound or first letters, in one statement. */
  suggest(reader: Sql, text: string, limit: number): Promise<Suggestions>
  /** Takes products in, changes or drops them, by what the catalogue and the stock say now. */
  index(tx: Tx, spuIds: readonly string[]): Promise<void>
}
