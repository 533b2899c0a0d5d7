import { Inject, Injectable } from '@nestjs/common'
import type { ProductForm } from '@jishi/contracts/catalog/catalog-editing.schema'
import type {
  AdminProduct,
  AdminProductCounts,
  AdminProductDetail,
  AdminProductsQuery,
} from '@jishi/contracts/catalog/catalog.schema'
import { LOW_STOCK } from '@jishi/contracts/inventory/inventory.terms'
import type { Page } from '@jishi/contracts/primitives.schema'
import { PAGE_SIZE } from '@jishi/contracts/primitives.terms'
import { DomainError } from '@jishi/kernel/errors'
import { isoOf, type Clock, type Instant } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import type { Sql } from '../../infra/database/sql.js'
import { CatalogFacade, type CoreSku, type ListedProduct } from '../catalog/index.js'
import { InventoryFacade, type StockLevel } from '../inventory/index.js'
import { everybody, type PriceContext } from '../pricing/index.js'
import { priceOf } from './product-cards.js'
import { afterOf, cursorBehind } from './catalog-cursor.js'

const NOTHING_THERE = { onHand: 0, reserved: 0, available: 0 }

type Levels = ReadonlyMap<string, StockLevel>
type Sku = ListedProduct['skus'][number]

/** A row of the list; the detail has the same facts. */
type Product = Omit<ListedProduct, 'services' | 'keys'>

/** Products as the people of the shop see them: every state, with stock. */
@Injectable()
export class AdminProducts {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly catalog: CatalogFacade,
    private readonly inventory: InventoryFacade,
  ) {}

  async page(reader: Sql, query: AdminProductsQuery): Promise<Page<AdminProduct>> {
    const limit = query.limit ?? PAGE_SIZE
    const context = everybody(this.clock.now())
    const sort = query.sort ?? (query.state === 'recycled' ? 'archived' : 'created')
    const sellsBesides = query.stock === 'low' ? await this.inventory.plentiful(reader, LOW_STOCK) : undefined
    const rows = await this.catalog.listed(reader, {
      sort,
      state: query.state,
      categoryId: query.category,
      brandId: query.brand,
      tagId: query.tag,
      refused: query.shelf === 'refused',
      words: query.q,
      sellsBesides,
      after: afterOf(query.cursor, sort),
      limit: limit + 1,
    })
    const shown = rows.slice(0, limit)
    const levels = await this.levels(
      reader,
      shown.flatMap(({ skus }) => skus),
    )
    return {
      items: shown.map((product) => rowOf(product, levels, context)),
      nextCursor: cursorBehind(shown[shown.length - 1], rows.length > limit, sort),
    }
  }

  /** How many products each tab of the list holds. */
  counts(reader: Sql): Promise<AdminProductCounts> {
    return this.catalog.productCounts(reader)
  }

  /** Throws NOT_FOUND. */
  async detail(reader: Sql, id: string): Promise<AdminProductDetail> {
    const core = await this.catalog.productCore(reader, id)
    if (core === undefined) throw new DomainError('NOT_FOUND')
    const levels = await this.levels(reader, core.skus)
    return {
      ...rowOf(
        {
          ...core,
          picture: core.pictures[0] ?? null,
          brandId: core.brand?.id ?? null,
          brandName: core.brand?.name ?? null,
          archivedAt: null,
        },
        levels,
        everybody(this.clock.now()),
      ),
      pictures: core.pictures,
      skus: core.skus.map((sku) => skuOf(sku, levels)),
    }
  }

  /** What the editor starts from, stock beside each SKU. Throws NOT_FOUND. */
  async form(reader: Sql, id: string): Promise<ProductForm> {
    const product = await this.catalog.editing(reader, id)
    if (product === undefined) throw new DomainError('NOT_FOUND')
    const levels = await this.inventory.levels(
      reader,
      product.skus.map((sku) => sku.id),
    )
    return {
      ...product,
      shelfFrom: moment(product.shelfFrom),
      shelfUntil: moment(product.shelfUntil),
      keywords: product.keywords.split(' ').filter((word) => word !== ''),
      skus: product.skus.map((sku) => ({ ...sku, ...(levels.get(sku.id) ?? NOTHING_THERE) })),
    }
  }

  private levels(reader: Sql, skus: readonly Sku[]): Promise<Levels> {
    return this.inventory.levels(
      reader,
      skus.map(({ id }) => id),
    )
  }
}

const moment = (at: Instant | null): string | null => (at === null ? null : isoOf(at))

const rowOf = (product: Product, levels: Levels, context: PriceContext): AdminProduct => {
  const { fromFen, toFen } = priceOf(product.skus, context)
  const stock = product.skus.map(({ id }) => levels.get(id))
  const onHand = stock.reduce((sum, level) => sum + (level?.onHand ?? 0), 0)
  const reserved = stock.reduce((sum, level) => sum + (level?.reserved ?? 0), 0)
  return {
    id: product.id,
    title: product.title,
    subtitle: product.subtitle,
    picture: product.picture,
    state: product.state,
    categoryName: product.categoryName,
    skuCount: product.skus.length,
    priceFromFen: fromFen,
    priceToFen: toFen,
    onHand,
    available: onHand - reserved,
    soldCount: product.soldCount,
    createdAt: isoOf(product.createdAt),
    version: product.version,
    kind: product.kind,
    brandName: product.brandName,
    tags: product.tags.map(({ name }) => name),
    weight: product.weight,
    shelfFrom: moment(product.shelfFrom),
    shelfUntil: moment(product.shelfUntil),
    archivedAt: moment(product.archivedAt),
  }
}

const skuOf = (sku: CoreSku, levels: Levels): AdminProductDetail['skus'][number] => {
  const level = levels.get(sku.id)
  const onHand = level?.onHand ?? 0
  const reserved = level?.reserved ?? 0
  const { id, label, externalCode, priceFen, soldCount, onSale } = sku
  return { id, label, externalCode, priceFen, onHand, reserved, available: onHand - reserved, soldCount, onSale }
}
