import { Injectable } from '@nestjs/common'
import type { SkuQty } from '@jishi/contracts/order/cart.schema'
import { present } from '@jishi/kernel/assert'
import { fen, zeroFen } from '@jishi/kernel/money'
import type { Instant } from '@jishi/kernel/time'
import type { Sql } from '../../infra/database/sql.js'
import { CatalogFacade, type SkuFacts } from '../catalog/index.js'
import { flatFreight, noExtras, type FreightFacts, type PriceContext, type PricingFacts } from '../pricing/index.js'
import { SettingsFacade, type SettingValue } from '../settings/index.js'

/** The least an order may cost: nothing. A zero payable is waived when it is placed. */
const MINIMUM_PAYABLE_FEN = zeroFen

export type FreightTerms = SettingValue<'freight'>

/** One SKU is one line, however often it was named. */
export function mergedLines(lines: readonly SkuQty[]): SkuQty[] {
  const qtyBySku = new Map<string, number>()
  for (const { skuId, qty } of lines) qtyBySku.set(skuId, (qtyBySku.get(skuId) ?? 0) + qty)
  return [...qtyBySku].map(([skuId, qty]) => ({ skuId, qty }))
}

/** Collects what a price depends on; the same way for cart, quote and order. */
@Injectable()
export class GoodsFacts {
  constructor(
    private readonly catalog: CatalogFacade,
    private readonly settings: SettingsFacade,
  ) {}

  /** Asked for before a transaction is opened: inside one it could wait for a second connection. */
  freight(): Promise<FreightTerms> {
    return this.settings.get('freight')
  }

  /** Prices are those of the context's moment, so that facts and engine look at one clock. */
  ofSkus(sql: Sql, skuIds: readonly string[], at?: Instant): Promise<Map<string, SkuFacts>> {
    return this.catalog.skuFacts(sql, skuIds, at)
  }
}

/** Facts for the engine. Every line must have its SKU in the map. */
export function pricingFacts(
  lines: readonly SkuQty[],
  skus: ReadonlyMap<string, SkuFacts>,
  freight: FreightTerms,
  regionCode: string | null,
  context: PriceContext,
): PricingFacts {
  return {
    context,
    lines: lines.map(({ skuId, qty }) => {
      const sku = present(skus.get(skuId), 'the facts of a priced SKU')
      const { prices, spuId, categoryIds, brandId, weightG, volumeCm3 } = sku
      const [parcel, freightTemplateId] = [sku.kind === 'physical', sku.freightTemplate?.id ?? null]
      return { skuId, qty, prices, parcel, spuId, categoryIds, brandId, weightG, volumeCm3, freightTemplateId }
    }),
    ...noExtras,
    freight: freightFacts(lines, skus, freight),
    regionCode,
    minimumFen: MINIMUM_PAYABLE_FEN,
  }
}

/** The shop's own freight, and the templates of the goods beside it. */
function freightFacts(
  lines: readonly SkuQty[],
  skus: ReadonlyMap<string, SkuFacts>,
  { baseFen, freeOverFen, noDeliveryRegionPrefixes }: FreightTerms,
): FreightFacts {
  const own = flatFreight(fen(baseFen), freeOverFen === null ? null : fen(freeOverFen), noDeliveryRegionPrefixes)
  const templates = lines.flatMap(({ skuId }) => skus.get(skuId)?.freightTemplate ?? [])
  const byId = new Map(templates.map((template) => [template.id, template]))
  return { ...own, templates: [...own.templates, ...byId.values()] }
}
