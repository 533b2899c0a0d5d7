import { Inject, Injectable } from '@nestjs/common'
import type { ProductCard } from '@jishi/contracts/shopfront/shopfront.schema'
import type { Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import type { Sql } from '../../infra/database/sql.js'
import type { Visit } from '../../infra/http/visit.js'
import type { CardProduct, CardSku, ListedProduct } from '../catalog/index.js'
import { InventoryFacade } from '../inventory/index.js'
import { shopperContext, tagPrice, type PriceContext, type PriceTag } from '../pricing/index.js'
import { OffersFacade, offersFor, spokenOffers, type SpokenOffer } from '../promotion/index.js'

const TAGS_ON_A_CARD = 2
const OFFERS_ON_A_CARD = 2

/** Who looks, when, and what runs then: one for all the cards of an answer. */
export interface Look {
  readonly context: PriceContext
  readonly offers: readonly SpokenOffer[]
}

/** The SKUs that set a price: those on sale, or all where none is (the page then says that it cannot be bought). */
const telling = <S extends CardSku>(skus: readonly S[]): readonly S[] => {
  const onSale = skus.filter((sku) => sku.onSale)
  return onSale.length > 0 ? onSale : skus
}

export const priceOf = (skus: readonly CardSku[], context: PriceContext): PriceTag =>
  tagPrice({ skus: telling(skus), context })

/** Turns listed products into cards: price from pricing, the stock mark from inventory. */
@Injectable()
export class ProductCards {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly inventory: InventoryFacade,
    private readonly offers: OffersFacade,
  ) {}

  async look(visit: Visit): Promise<Look> {
    const context = shopperContext(visit.channel, this.clock.now())
    return { context, offers: spokenOffers(await this.offers.running(context.at), visit) }
  }

  /** One statement for all the cards of a page. */
  async available(reader: Sql, products: readonly ListedProduct[]): Promise<Map<string, number>> {
    return this.inventory.available(
      reader,
      products.flatMap(({ skus }) => skus.map(({ id }) => id)),
    )
  }

  card(product: ListedProduct, available: ReadonlyMap<string, number>, look: Look): ProductCard {
    const inStock = product.skus.some(({ id, onSale }) => onSale && (available.get(id) ?? 0) > 0)
    return this.shown(product, inStock, look)
  }

  /** For whoever knows already whether something of it can be bought. */
  shown(product: CardProduct, inStock: boolean, { context, offers }: Look): ProductCard {
    const place = { spuId: product.id, categoryIds: product.categoryIds, brandId: product.brandId }
    return {
      id: product.id,
      title: product.title,
      subtitle: product.subtitle,
      picture: product.picture,
      price: priceOf(product.skus, context),
      tags: product.services.slice(0, TAGS_ON_A_CARD).map(({ name }) => name),
      soldCount: product.soldCount,
      inStock,
      brandName: product.brandName,
      offers: offersFor(offers, place)
        .slice(0, OFFERS_ON_A_CARD)
        .map(({ id, label }) => ({ id, label })),
      titleMarks: [],
    }
  }
}
