import { Injectable } from '@nestjs/common'
import type { ProductSort } from '@jishi/contracts/catalog/catalog.terms'
import type { Platform } from '@jishi/contracts/order/order.terms'
import { PAGE_SIZE } from '@jishi/contracts/primitives.terms'
import type { ProductsQuery } from '@jishi/contracts/shopfront/search.schema'
import type { ProductCard, ProductList as ProductListView } from '@jishi/contracts/shopfront/shopfront.schema'
import { DomainError } from '@jishi/kernel/errors'
import type { Sql } from '../../infra/database/sql.js'
import { CatalogFacade, keyTypesOf, type Listing, type ListedProduct } from '../catalog/index.js'
import type { PriceContext } from '../pricing/index.js'
import { cursorOf, keysOfCursor } from './domain/cursor.js'
import { ProductCards } from './product-cards.js'

/** How often a page that leaves out what is sold out looks further before it answers with what it has. */
const MAX_ROUNDS = 4

interface Look {
  readonly cards: ProductCard[]
  /** The last row that was looked at, and whether rows come after it. */
  readonly last: ListedProduct | undefined
  readonly more: boolean
}

export const DEFAULT_SORT: ProductSort = 'relevance'

/** Throws VALIDATION_FAILED for a cursor of another list. */
export const afterOf = (cursor: string | undefined, sort: Listing['sort']): Listing['after'] => {
  if (cursor === undefined) return undefined
  const keys = keysOfCursor(cursor, sort, keyTypesOf({ sort }))
  if (keys === undefined)
    throw new DomainError('VALIDATION_FAILED', [{ path: 'cursor', message: 'not a cursor of this list' }])
  return keys
}

export const cursorBehind = (last: ListedProduct | undefined, more: boolean, sort: Listing['sort']): string | null =>
  more && last !== undefined ? cursorOf({ sort, keys: last.keys }) : null

/**
 * The list of products. It goes on behind the last row's own keys, so rows that come, go or change meanwhile
 * neither repeat nor hide the others.
 */
@Injectable()
export class ProductList {
  constructor(
    private readonly catalog: CatalogFacade,
    private readonly cards: ProductCards,
  ) {}

  async page(reader: Sql, query: ProductsQuery, channel: Platform | null): Promise<ProductListView> {
    const limit = query.limit ?? PAGE_SIZE
    const sort = query.sort ?? DEFAULT_SORT
    const context = this.cards.context(channel)
    const { at } = context
    const listing: Listing = { sort, state: 'on_shelf', categoryId: query.category, words: query.q, limit, at }
    const after = afterOf(query.cursor, sort)
    const look =
      query.inStock === true
        ? await this.inStock(reader, listing, after, context)
        : await this.look(reader, { ...listing, after }, context)
    return { items: look.cards, nextCursor: cursorBehind(look.last, look.more, sort), fallback: null, words: [] }
  }

  /** One row more than asked tells whether there is a next page. */
  private async look(reader: Sql, listing: Listing, context: PriceContext): Promise<Look> {
    const rows = await this.catalog.listed(reader, { ...listing, limit: listing.limit + 1 })
    const shown = rows.slice(0, listing.limit)
    const available = await this.cards.available(reader, shown)
    const cards = shown.map((product) => this.cards.card(product, available, context))
    return { cards, last: shown[shown.length - 1], more: rows.length > listing.limit }
  }

  /** What is sold out is passed over; a page may come out short, its cursor then stands behind all that was looked at. */
  private async inStock(reader: Sql, listing: Listing, start: Listing['after'], context: PriceContext): Promise<Look> {
    const cards: ProductCard[] = []
    let after = start
    let last: ListedProduct | undefined
    for (let round = 1; ; round += 1) {
      const look = await this.look(reader, { ...listing, limit: listing.limit - cards.length, after }, context)
      cards.push(...look.cards.filter((card) => card.inStock))
      last = look.last ?? last
      if (!look.more || cards.length === listing.limit || round === MAX_ROUNDS) return { cards, last, more: look.more }
      after = look.last?.keys
    }
  }
}
