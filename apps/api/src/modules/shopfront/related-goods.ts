import { Injectable } from '@nestjs/common'
import type { Page } from '@jishi/contracts/primitives.schema'
import type { ProductCard } from '@jishi/contracts/shopfront/shopfront.schema'
import { DomainError } from '@jishi/kernel/errors'
import type { Sql } from '../../infra/database/sql.js'
import type { Visit } from '../../infra/http/visit.js'
import { CatalogFacade, type ListedProduct, type ProductCore } from '../catalog/index.js'
import { ProductCards } from './product-cards.js'

const MOST = 12

/** What to look at beside a product, in four statements. */
@Injectable()
export class RelatedGoods {
  constructor(
    private readonly catalog: CatalogFacade,
    private readonly cards: ProductCards,
  ) {}

  /** Works for a product off the shelf as well: who finds it gone is shown something instead. Throws NOT_FOUND. */
  async page(reader: Sql, id: string, visit: Visit): Promise<Page<ProductCard>> {
    const core = await this.catalog.productCore(reader, id)
    if (core === undefined || core.state === 'draft' || core.state === 'scheduled') throw new DomainError('NOT_FOUND')
    const products = await this.beside(reader, core)
    const look = await this.cards.look(visit)
    const available = await this.cards.available(reader, products)
    return { items: products.map((product) => this.cards.card(product, available, look)), nextCursor: null }
  }

  /** What the shop chose comes first, in its order; the rest of the row is filled with what sells best of the same category. */
  private async beside(reader: Sql, core: ProductCore): Promise<ListedProduct[]> {
    const named = new Map((await this.catalog.named(reader, core.relatedIds)).map((product) => [product.id, product]))
    const chosen = core.relatedIds.flatMap((id) => {
      const product = named.get(id)
      return product !== undefined && product.state === 'on_shelf' && product.archivedAt === null ? [product] : []
    })
    const known = new Set([core.id, ...chosen.map(({ id }) => id)])
    const sort = 'sales'
    const limit = MOST + known.size
    const alike = await this.catalog.listed(reader, { sort, state: 'on_shelf', categoryId: core.categoryId, limit })
    return [...chosen, ...alike.filter(({ id }) => !known.has(id))].slice(0, MOST)
  }
}
