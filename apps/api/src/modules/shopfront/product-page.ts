import { Inject, Injectable } from '@nestjs/common'
import type { ProductView, SkuView } from '@jishi/contracts/shopfront/shopfront.schema'
import { DomainError } from '@jishi/kernel/errors'
import { fen } from '@jishi/kernel/money'
import type { Clock, Instant } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import type { Sql } from '../../infra/database/sql.js'
import type { Visit } from '../../infra/http/visit.js'
import { CatalogFacade, type CoreSku, type ProductCore } from '../catalog/index.js'
import { InventoryFacade } from '../inventory/index.js'
import {
  arrivalDays,
  flatTemplate,
  freightOfOnePiece,
  shippingTerms,
  shopperContext,
  tiersOf,
  type GoodsPlace,
  type PriceContext,
} from '../pricing/index.js'
import { OffersFacade } from '../promotion/index.js'
import { ReviewFacade } from '../review/index.js'
import { SettingsFacade, type SettingValue } from '../settings/index.js'
import { priceOf } from './product-cards.js'

/** One product as a shopper sees it. */
@Injectable()
export class ProductPage {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly catalog: CatalogFacade,
    private readonly inventory: InventoryFacade,
    private readonly settings: SettingsFacade,
    private readonly offers: OffersFacade,
    private readonly reviews: ReviewFacade,
  ) {}

  /**
   * A product off the shelf still shows (people come back to what they bought), with nothing to buy. A draft, one
   * that waits for its day, an archived and an unknown one are NOT_FOUND alike.
   */
  async view(reader: Sql, id: string, visit: Visit): Promise<ProductView> {
    const context = shopperContext(visit.channel, this.clock.now())
    const core = await this.catalog.productCore(reader, id, context.at)
    if (core === undefined || core.state === 'draft' || core.state === 'scheduled') throw new DomainError('NOT_FOUND')
    return this.shown(reader, core, core.state, context, visit)
  }

  /** The page as it would be on the shelf, of whatever state; `allow` throws where this reader may not see it. */
  async preview(
    reader: Sql,
    id: string,
    visit: Visit,
    allow: (product: ProductCore | undefined) => asserts product is ProductCore,
  ): Promise<ProductView> {
    const context = shopperContext(visit.channel, this.clock.now())
    const core: ProductCore | undefined = await this.catalog.productCore(reader, id, context.at)
    allow(core)
    return this.shown(reader, core, 'on_shelf', context, visit)
  }

  private async shown(
    reader: Sql,
    core: ProductCore,
    state: ProductView['state'],
    context: PriceContext,
    visit: Visit,
  ): Promise<ProductView> {
    const choices = offered(core.skus, state)
    const available = await this.inventory.available(
      reader,
      core.skus.map((sku) => sku.id),
    )
    const skus = choices.map((sku) => skuView(sku, state === 'on_shelf' ? (available.get(sku.id) ?? 0) : 0, context))
    return {
      id: core.id,
      title: core.title,
      subtitle: core.subtitle,
      state,
      kind: core.kind,
      brand: core.brand,
      offers: await this.offers.tags(reader, placeOf(core), context.at, visit),
      tags: core.tags.filter(({ shown }) => shown).map(({ name }) => name),
      categoryId: core.categoryId,
      categoryName: core.categoryName,
      pictures: core.pictures,
      price: priceOf(core.skus, context),
      soldCount: core.soldCount,
      inStock: skus.some((sku) => sku.available > 0),
      origin: core.origin,
      options: core.options,
      skus,
      services: core.services,
      noReasonReturn: core.noReasonReturn,
      delivery: deliveryOf(core, choices, await this.settings.get('freight'), context.at),
      paragraphs: core.paragraphs,
      attributes: core.attributes.map(({ name, values }) => ({ name, values })),
      parameters: core.parameters,
      detailPictures: core.detailPictures,
      detailHtml: core.detailHtml,
      video: core.video,
      reviews: await this.reviews.digest(reader, core.id),
    }
  }
}

/** The freight of one piece, of the first that can be chosen, wherever it may go. */
function deliveryOf(
  core: ProductCore,
  choices: readonly CoreSku[],
  terms: SettingValue<'freight'>,
  now: Instant,
): ProductView['delivery'] {
  const { promise, baseFen, freeOverFen, noDeliveryRegionPrefixes } = terms
  const template = core.freightTemplate ?? flatTemplate(fen(baseFen))
  const [first = { weightG: 0, volumeCm3: 0 }] = choices
  const days = arrivalDays(template, core.kind === 'physical' ? shippingTerms(terms) : null, now)
  const rates = freightOfOnePiece(template, first).map((rate, at) => ({ ...rate, arrivesOn: days[at] ?? null }))
  const usual = rates.find(({ prefixes }) => prefixes.length === 0) ?? rates[0]
  const notTo = [...noDeliveryRegionPrefixes, ...template.noDeliveryPrefixes]
  return { promise, freightFen: usual?.freightFen ?? baseFen, freeOverFen, rates, notTo }
}

const placeOf = ({ id, categoryIds, brand }: ProductCore): GoodsPlace => ({
  spuId: id,
  categoryIds,
  brandId: brand?.id ?? null,
})

/** A SKU taken off sale by itself is no longer a choice; on a product that is off the shelf all are shown, none can be bought. */
const offered = (skus: readonly CoreSku[], state: ProductView['state']): readonly CoreSku[] =>
  state === 'on_shelf' ? skus.filter((sku) => sku.onSale) : skus

const skuView = (sku: CoreSku, available: number, context: PriceContext): SkuView => ({
  id: sku.id,
  valueIds: sku.valueIds,
  label: sku.label,
  priceFen: priceOf([sku], context).fromFen,
  tiers: [...tiersOf(sku.prices, context)],
  available,
  picture: sku.picture,
})
