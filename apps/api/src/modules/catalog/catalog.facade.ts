import { Injectable } from '@nestjs/common'
import type { ProductListState } from '@jishi/contracts/catalog/catalog.terms'
import type { PermitBody } from '@jishi/contracts/catalog/catalog-editing.schema'
import type { CategoryNode } from '@jishi/contracts/catalog/catalog.schema'
import type { Id } from '@jishi/kernel/id'
import type { Fen } from '@jishi/kernel/money'
import type { Instant } from '@jishi/kernel/time'
import type { Doer } from '../../infra/auth/actor.js'
import type { Sql, Tx } from '../../infra/database/sql.js'
import { cardProducts } from './card-products.query.js'
import { catalogConcerns, type CatalogConcerns } from './catalog-concerns.queries.js'
import { CatalogQueries } from './catalog.queries.js'
import type {
  CardProduct,
  HeldKind,
  ListedProduct,
  Listing,
  MadeProduct,
  NewCategory,
  NewProduct,
  ProductCore,
  SkuCodes,
  SkuFacts,
} from './catalog.types.js'
import { ChangePrice } from './change-price.js'
import { CreateCategory } from './create-category.js'
import { CreateProduct } from './create-product.js'
import { flooredSkus, floorsOf, type FlooredSku } from './floored-skus.query.js'
import { goodsNames, goodsPlace } from './goods-names.query.js'
import { exportLines } from './import/sheet-export.js'
import type { Line } from './import/write-sheet.js'
import { MoveOnShelf } from './move-on-shelf.js'
import { productEditing, type ProductEditing } from './product-editing.query.js'
import { offeredLately, type OfferedLately } from './prices/raised-prices.js'
import { SavePermit } from './save-permit.js'
import type { GoodsNames, GoodsPlace, Scope } from '../pricing/index.js'

/** What the shop sells: categories, products, SKUs and their list prices in fen. */
@Injectable()
export class CatalogFacade {
  constructor(
    private readonly queries: CatalogQueries,
    private readonly creatingCategory: CreateCategory,
    private readonly creatingProduct: CreateProduct,
    private readonly changing: ChangePrice,
    private readonly shelf: MoveOnShelf,
    private readonly permits: SavePermit,
  ) {}

  /** Facts of every SKU that exists, archived ones included (not on sale); unknown ids are missing from the map. */
  skuFacts(reader: Sql, skuIds: readonly string[], at?: Instant): Promise<Map<string, SkuFacts>> {
    return this.queries.skuFacts(reader, skuIds, at)
  }

  /** What people and scanners know SKUs by, for those that have any of it: the shop's own code, and the barcode of the goods. */
  async skuCodes(reader: Sql, skuIds: readonly string[]): Promise<Map<string, SkuCodes>> {
    const rows = await reader.rows<SkuCodes & { id: string }>(
      `select id, external_code as code, barcode from skus
        where id = any($1::uuid[]) and (external_code is not null or barcode is not null)`,
      [skuIds],
    )
    return new Map(rows.map(({ id, code, barcode }) => [id, { code, barcode }]))
  }

  /** The kinds of SKUs, held until the Tx ends, so that none becomes another kind while it is being stocked. */
  heldKinds(tx: Tx, skuIds: readonly string[]): Promise<Map<string, HeldKind>> {
    return this.queries.heldKinds(tx, skuIds)
  }

  /** One page of products in the asked order, in one statement. */
  listed(reader: Sql, listing: Listing): Promise<ListedProduct[]> {
    return this.queries.listed(reader, listing)
  }

  /** How many products there are in each state, and how many in the recycle bin, in one statement. */
  productCounts(reader: Sql): Promise<Record<ProductListState, number>> {
    return this.queries.productCounts(reader)
  }

  /** Products by their ids, whatever their state and archived ones too, in no order, in one statement. */
  named(reader: Sql, ids: readonly string[]): Promise<ListedProduct[]> {
    return this.queries.named(reader, ids)
  }

  /** Those of these products that are on the shelf, as cards show them, in no order, in one statement. */
  cards(reader: Sql, ids: readonly string[], at: Instant): Promise<CardProduct[]> {
    return cardProducts(reader, ids, at)
  }

  /** One product whole, drafts included, in one statement; undefined when missing or archived. */
  productCore(reader: Sql, id: string, at?: Instant): Promise<ProductCore | undefined> {
    return this.queries.productCore(reader, id, at)
  }

  /** What products, categories and brands are called, by id; what is not there, or no longer, is missing. One statement. */
  goodsNames(reader: Sql, named: GoodsNames): Promise<Map<string, string>> {
    return goodsNames(reader, named)
  }

  /** Where rules look for a product; undefined when it is missing or archived. */
  goodsPlace(reader: Sql, spuId: string): Promise<GoodsPlace | undefined> {
    return goodsPlace(reader, spuId)
  }

  /** The SKUs of a scope that have a price floor. One statement. */
  flooredSkus(reader: Sql, scope: Scope): Promise<FlooredSku[]> {
    return flooredSkus(reader, scope)
  }

  /** Those of these SKUs that have a price floor. One statement. */
  floorsOf(reader: Sql, skuIds: readonly string[]): Promise<FlooredSku[]> {
    return floorsOf(reader, skuIds)
  }

  /** What everybody was offered of these SKUs in the seven days before `now`: for whoever promises less. One statement. */
  offeredLately(reader: Sql, skuIds: readonly string[], now: Instant): Promise<Map<string, OfferedLately>> {
    return offeredLately(reader, skuIds, now)
  }

  categoryTree(reader: Sql): Promise<CategoryNode[]> {
    return this.queries.categoryTree(reader)
  }

  createCategory(tx: Tx, category: NewCategory): Promise<Id<'category'>> {
    return this.creatingCategory.run(tx, category)
  }

  createProduct(tx: Tx, product: NewProduct): Promise<MadeProduct> {
    return this.creatingProduct.run(tx, product)
  }

  /** Throws NOT_FOUND for an unknown SKU. */
  changePrice(tx: Tx, skuId: string, priceFen: Fen): Promise<void> {
    return this.changing.run(tx, skuId, priceFen)
  }

  setState(tx: Tx, spuId: string, state: 'on_shelf' | 'off_shelf'): Promise<void> {
    return this.shelf.run(tx, spuId, state)
  }

  setSkuOnSale(tx: Tx, skuId: string, onSale: boolean): Promise<void> {
    return this.shelf.setSkuOnSale(tx, skuId, onSale)
  }

  archive(tx: Tx, spuId: string): Promise<void> {
    return this.shelf.archive(tx, spuId)
  }

  /** A product as its editor needs it, cost included; undefined when missing or archived. Never for shoppers. */
  editing(reader: Sql, id: string): Promise<ProductEditing | undefined> {
    return productEditing(reader, id)
  }

  /** How much of the catalogue waits for somebody, in one statement. */
  concerns(reader: Sql, plentiful: readonly string[], today: string, until: string): Promise<CatalogConcerns> {
    return catalogConcerns(reader, plentiful, today, until)
  }

  /** Enters a paper of the shop. Throws VALIDATION_FAILED. */
  savePermit(tx: Tx, actor: Doer, permit: PermitBody): Promise<Id<'permit'>> {
    return this.permits.run(tx, actor, permit)
  }

  /** The rows of these products as an import reads them back; cost and floor only where they may be seen. */
  exportLines(reader: Sql, ids: readonly string[], withCost: boolean): Promise<Line[]> {
    return exportLines(reader, ids, withCost)
  }
}
