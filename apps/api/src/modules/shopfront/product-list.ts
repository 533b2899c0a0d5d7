import { Injectable } from '@nestjs/common'
import type { ProductSort } from '@jishi/contracts/catalog/catalog.terms'
import type { Page } from '@jishi/contracts/primitives.schema'
import { PAGE_SIZE } from '@jishi/contracts/primitives.terms'
import type { ProductsQuery } from '@jishi/contracts/shopfront/search.schema'
import type { ProductCard, ProductList as ProductListView } from '@jishi/contracts/shopfront/shopfront.schema'
import { DomainError } from '@jishi/kernel/errors'
import type { Sql } from '../../infra/database/sql.js'
import type { Visit } from '../../infra/http/visit.js'
import { keysFit, listCursorOf, listPositionOf, type ListPosition } from './domain/list-cursor.js'
import { FoundCards } from './found-cards.js'
import { AskedWordsBook } from './search/asked-words.js'
import { filtersOf, stampOfList } from './search/asked-filters.js'
import { PostgresSearch } from './search/postgres-search.js'
import { ReadQuestion, type Question } from './search/read-question.js'
import type { Found, FoundProduct } from './search/search-port.js'

interface Look extends Omit<ProductListView, 'items'> {
  readonly products: readonly FoundProduct[]
  /** What the products were found by, for marking titles. */
  readonly question: Question | undefined
}

export interface Opening {
  readonly feed: Page<ProductCard>
  readonly best: ProductCard[]
}

const DEFAULT_SORT: ProductSort = 'relevance'

/**
 * The list of products, in two statements, three where nothing fits the question. It goes on behind the last row's own
 * keys, so rows that come, go or change meanwhile neither repeat nor hide the others.
 */
@Injectable()
export class ProductList {
  constructor(
    private readonly search: PostgresSearch,
    private readonly reading: ReadQuestion,
    private readonly cards: FoundCards,
    private readonly book: AskedWordsBook,
  ) {}

  /** `asker` tells whose search it was, for counting. Throws VALIDATION_FAILED for a cursor that is not of this very list. */
  async page(reader: Sql, query: ProductsQuery, visit: Visit, asker?: string): Promise<ProductListView> {
    const { products, question, ...rest } = await this.look(reader, query, asker)
    return { items: await this.cards.of(reader, products, question, visit), ...rest }
  }

  /** The first page as the shop recommends it and what sells best, in three statements. */
  async opening(reader: Sql, best: number, visit: Visit): Promise<Opening> {
    const first = await this.look(reader, {})
    const selling = await this.look(reader, { sort: 'sales', limit: best })
    const cards = await this.cards.of(reader, [...first.products, ...selling.products], undefined, visit)
    const known = new Map(cards.map((card) => [card.id, card]))
    const cardsOf = (products: readonly FoundProduct[]): ProductCard[] =>
      products.flatMap(({ id }) => known.get(id) ?? [])
    return {
      feed: { items: cardsOf(first.products), nextCursor: first.nextCursor },
      best: cardsOf(selling.products),
    }
  }

  private async look(reader: Sql, query: ProductsQuery, asker?: string): Promise<Look> {
    const limit = query.limit ?? PAGE_SIZE
    const sort = query.sort ?? DEFAULT_SORT
    const asked = await this.reading.run(query.q)
    const position = this.positionOf(query, sort)
    const { way, keys: after, words: put } = position ?? { way: 'asked' as const, keys: undefined, words: [] }
    const question = way === 'similar' ? this.reading.ofWords(put) : asked
    const found = await this.search.search(reader, {
      question,
      filters: filtersOf(query),
      sort,
      way,
      after,
      limit: limit + 1,
    })
    if (position === undefined) this.count(asked, found, asker)
    const words = position === undefined ? found.words : put
    const shown = found.products.slice(0, limit)
    const last = found.products.length > limit ? shown[shown.length - 1] : undefined
    const spelt = found.way === 'similar' ? this.reading.ofWords(words) : question
    return {
      products: shown,
      question: spelt,
      nextCursor:
        last === undefined
          ? null
          : listCursorOf({ sort, stamp: stampOfList(query), way: found.way, words, keys: last.keys }),
      ...whatItIs(found, spelt, asked),
    }
  }

  private count(asked: Question | undefined, { way, products }: Found, asker: string | undefined): void {
    if (asker !== undefined && asked !== undefined)
      this.book.note(asker, asked.key, way === 'asked' && products.length > 0)
  }

  private positionOf(query: ProductsQuery, sort: ProductSort): ListPosition | undefined {
    if (query.cursor === undefined) return undefined
    const position = listPositionOf(query.cursor, sort, stampOfList(query))
    if (position === undefined || !keysFit(position.keys, this.search.keyTypes(sort, position.way)))
      throw new DomainError('VALIDATION_FAILED', [{ path: 'cursor', message: 'not a cursor of this list' }])
    return position
  }
}

const whatItIs = (
  { way, products }: Found,
  question: Question | undefined,
  asked: Question | undefined,
): Pick<ProductListView, 'fallback' | 'words'> => ({
  fallback: way === 'asked' || products.length === 0 ? null : way,
  words: way === 'best_sellers' || asked === undefined ? [] : (question?.terms ?? []).map(({ word }) => word),
})
