import { Injectable } from '@nestjs/common'
import type { Page, PageQuery } from '@jishi/contracts/primitives.schema'
import { PAGE_SIZE } from '@jishi/contracts/primitives.terms'
import type { BrowsedProduct, Favourite } from '@jishi/contracts/shopfront/favourites.schema'
import type { ProductCard } from '@jishi/contracts/shopfront/shopfront.schema'
import { DomainError } from '@jishi/kernel/errors'
import { fen } from '@jishi/kernel/money'
import { isoOf } from '@jishi/kernel/time'
import { Database } from '../../infra/database/database.js'
import type { Sql } from '../../infra/database/sql.js'
import { cutTimePage } from '../../infra/database/time-page.js'
import type { Visit } from '../../infra/http/visit.js'
import { BrowseHistory, CatalogFacade, Favourites } from '../catalog/index.js'
import { InventoryFacade } from '../inventory/index.js'
import { favouriteMark } from './domain/favourite-mark.js'
import { priceOf, ProductCards, type Look } from './product-cards.js'

/** What a member saved and what they looked at, as today's cards. A page is three statements. */
@Injectable()
export class KeptGoods {
  constructor(
    private readonly database: Database,
    private readonly catalog: CatalogFacade,
    private readonly inventory: InventoryFacade,
    private readonly cards: ProductCards,
    private readonly saved: Favourites,
    private readonly seen: BrowseHistory,
  ) {}

  /** Notes what it costs and whether it can be bought at this moment. Throws NOT_FOUND, FAVOURITES_FULL. */
  async save(memberId: string, spuId: string, visit: Visit): Promise<void> {
    const { context } = await this.cards.look(visit)
    await this.database.transaction(async (tx) => {
      const core = await this.catalog.productCore(tx, spuId, context.at)
      if (core === undefined || (core.state !== 'on_shelf' && core.state !== 'off_shelf'))
        throw new DomainError('NOT_FOUND')
      const sold = core.skus.filter(({ onSale }) => onSale)
      const available = await this.inventory.available(
        tx,
        sold.map(({ id }) => id),
      )
      const inStock = core.state === 'on_shelf' && sold.some(({ id }) => (available.get(id) ?? 0) > 0)
      await this.saved.save(tx, memberId, { spuId, priceFen: fen(priceOf(core.skus, context).fromFen), inStock })
    })
  }

  async favourites(memberId: string, query: PageQuery, visit: Visit): Promise<Page<Favourite>> {
    const limit = query.limit ?? PAGE_SIZE
    const page = cutTimePage(await this.saved.page(this.database, memberId, { cursor: query.cursor, limit }), limit)
    const cards = await this.cardsOf(this.database, page.rows, await this.cards.look(visit))
    const items = page.rows.flatMap((row) => {
      const product = cards.get(row.id)
      if (product === undefined) return []
      const today = { onShelf: row.onShelf, inStock: product.inStock, priceFen: fen(product.price.fromFen) }
      return [{ product, savedAt: isoOf(row.at), ...favouriteMark(row, today) }]
    })
    return { items, nextCursor: page.nextCursor }
  }

  async history(memberId: string, query: PageQuery, visit: Visit): Promise<Page<BrowsedProduct>> {
    const limit = query.limit ?? PAGE_SIZE
    const page = cutTimePage(await this.seen.page(this.database, memberId, { cursor: query.cursor, limit }), limit)
    const cards = await this.cardsOf(this.database, page.rows, await this.cards.look(visit))
    const items = page.rows.flatMap((row) => {
      const product = cards.get(row.id)
      if (product === undefined) return []
      const gone = row.onShelf ? null : ('off_shelf' as const)
      const mark = gone ?? (product.inStock ? null : ('sold_out' as const))
      return [{ product, viewedAt: isoOf(row.at), mark }]
    })
    return { items, nextCursor: page.nextCursor }
  }

  private async cardsOf(
    reader: Sql,
    rows: readonly { readonly id: string }[],
    look: Look,
  ): Promise<Map<string, ProductCard>> {
    const products = await this.catalog.named(
      reader,
      rows.map(({ id }) => id),
    )
    const available = await this.cards.available(reader, products)
    return new Map(products.map((product) => [product.id, this.cards.card(product, available, look)]))
  }
}
