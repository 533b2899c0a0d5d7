import { Injectable } from '@nestjs/common'
import type { ProductCard } from '@jishi/contracts/shopfront/shopfront.schema'
import type { Sql } from '../../infra/database/sql.js'
import type { ListedProduct } from '../catalog/index.js'
import { InventoryFacade } from '../inventory/index.js'
import { tagPrice, type PriceTag } from '../pricing/index.js'

const TAGS_ON_A_CARD = 2

interface PricedSku {
  readonly priceFen: ListedProduct['skus'][number]['priceFen']
  readonly onSale: boolean
}

/** The SKUs that set a price: those on sale, or all where none is (the page then says that it cannot be bought). */
const telling = <S extends PricedSku>(skus: readonly S[]): readonly S[] => {
  const onSale = skus.filter((sku) => sku.onSale)
  return onSale.length > 0 ? onSale : skus
}

export const priceOf = (skus: readonly PricedSku[]): PriceTag =>
  tagPrice({ listUnitFens: telling(skus).map(({ priceFen }) => priceFen) })

/** Turns listed products into cards: price from pricing, the stock mark from inventory. */
@Injectable()
export class ProductCards {
  constructor(private readonly inventory: InventoryFacade) {}

  /** One statement for all the cards of a page. */
  async available(reader: Sql, products: readonly ListedProduct[]): Promise<Map<string, number>> {
    return this.inventory.available(
      reader,
      products.flatMap(({ skus }) => skus.map(({ id }) => id)),
    )
  }

  card(product: ListedProduct, available: ReadonlyMap<string, number>): ProductCard {
    return {
      id: product.id,
      title: product.title,
      subtitle: product.subtitle,
      picture: product.picture,
      price: priceOf(product.skus),
      tags: product.services.slice(0, TAGS_ON_A_CARD).map(({ name }) => name),
      soldCount: product.soldCount,
      inStock: product.skus.some(({ id, onSale }) => onSale && (available.get(id) ?? 0) > 0),
      brandName: null,
      titleMarks: [],
    }
  }
}
