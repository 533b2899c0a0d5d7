import type { SkuQty } from '@jishi/contracts/order/cart.schema'
import { BASE_LIST } from '@jishi/contracts/pricing/pricing.terms'
import { present } from '@jishi/kernel/assert'
import { fen, zeroFen } from '@jishi/kernel/money'
import type { SkuFacts } from '../catalog/index.js'
import {
  activityPrice,
  everybody,
  flatFreight,
  isInScope,
  noExtras,
  shippingTerms,
  unitFenAt,
  type CouponFacts,
  type FreightFacts,
  type GiftFacts,
  type GoodsNames,
  type GoodsPlace,
  type OfferFacts,
  type PricingFacts,
  type Scope,
} from '../pricing/index.js'
import type { AskedKind } from './kinds/ask-kind.js'
import type { FreshOffer } from '../promotion/index.js'
import type { FreightTerms, Gathered } from './goods-facts.js'

/** The least an order may cost: nothing. A zero payable is waived when it is placed. */
export const MINIMUM_PAYABLE_FEN = zeroFen

/** What the kind of an order says of its prices; the plain one nothing. */
export type KindPrices = Pick<AskedKind, 'activity' | 'prices'>

/** Facts for the engine, without coupons yet. Every line must have its SKU among what was gathered. */
export function pricingFacts(
  lines: readonly SkuQty[],
  gathered: Gathered,
  regionCode: string | null,
  ofKind?: KindPrices,
): PricingFacts {
  const skus = lines.map(({ skuId }) => present(gathered.skus.get(skuId), 'the facts of a priced SKU'))
  return {
    context: ofKind?.activity === undefined ? gathered.context : { ...gathered.context, activity: ofKind.activity },
    lines: lines.map(({ skuId, qty }, position) => {
      const {
        prices: ofShop,
        spuId,
        categoryIds,
        brandId,
        weightG,
        volumeCm3,
        kind,
        freightTemplate,
      } = present(skus[position], 'the facts of a priced SKU')
      const prices = pricesOf(skuId, ofShop, ofKind)
      const [parcel, freightTemplateId] = [kind === 'physical', freightTemplate?.id ?? null]
      return { skuId, qty, prices, parcel, spuId, categoryIds, brandId, weightG, volumeCm3, freightTemplateId }
    }),
    ...noExtras,
    offers: offersOf(skus, gathered),
    freight: freightFacts(skus, gathered.freight),
    regionCode,
    minimumFen: MINIMUM_PAYABLE_FEN,
  }
}

/** Those of the shop, and the one the kind asks for beside them. */
function pricesOf(skuId: string, ofShop: SkuFacts['prices'], kind: KindPrices | undefined): SkuFacts['prices'] {
  const unitFen = kind?.prices.get(skuId)
  if (kind?.activity === undefined || unitFen === undefined) return ofShop
  return [...ofShop, activityPrice(kind.activity, unitFen)]
}

/**
 * The promotions that mean any of these goods: others are no part of their price, and their coming and going changes no quote. A scope
 * keeps the names that these goods bear, which says the same of them and is short enough to be frozen with the order.
 */
const offersOf = (skus: readonly SkuFacts[], gathered: Gathered): OfferFacts[] => {
  const bought = new Set(skus.map(({ skuId }) => skuId))
  const means = ({ rule, scope }: FreshOffer): boolean =>
    rule.kind === 'bundle'
      ? rule.items.some(({ skuId }) => bought.has(skuId))
      : skus.some((sku) => isInScope(sku, scope))
  return gathered.offers.filter(means).map((offer) => ({
    ...offer,
    scope: shortScope(offer.scope, skus),
    rule: offer.rule.kind === 'gift' ? { ...offer.rule, gifts: giftsOf(offer.rule.gifts, gathered) } : offer.rule,
  }))
}

/** What is given along is worth its plain list price. Of what has left the shelf there is nothing to give. */
const giftsOf = (gifts: readonly SkuQty[], { skus, available, context }: Gathered): GiftFacts[] =>
  gifts.map(({ skuId, qty }) => {
    const sku = skus.get(skuId)
    if (sku?.onSale !== true) return { skuId, qty, valueFen: zeroFen, available: 0 }
    const plain = sku.prices.filter(({ list, limited }) => list === BASE_LIST && !limited)
    return { skuId, qty, valueFen: unitFenAt(plain, 1, everybody(context.at)), available: available.get(skuId) ?? 0 }
  })

/** A coupon with as much of its scope as these goods need. */
export const shortCoupon = (coupon: CouponFacts, goods: readonly GoodsPlace[]): CouponFacts => ({
  ...coupon,
  scope: shortScope(coupon.scope, goods),
})

const shortScope = ({ all, named, excluded }: Scope, goods: readonly GoodsPlace[]): Scope => ({
  all,
  named: borneBy(named, goods),
  excluded: borneBy(excluded, goods),
})

const borneBy = ({ spuIds, categoryIds, brandIds }: GoodsNames, goods: readonly GoodsPlace[]): GoodsNames => {
  const borne = new Set(goods.flatMap((place) => [place.spuId, ...place.categoryIds, place.brandId]))
  const kept = (ids: readonly string[]): string[] => ids.filter((id) => borne.has(id))
  return { spuIds: kept(spuIds), categoryIds: kept(categoryIds), brandIds: kept(brandIds) }
}

/** The shop's own freight, and the templates of the goods beside it. */
function freightFacts(skus: readonly SkuFacts[], terms: FreightTerms): FreightFacts {
  const { baseFen, freeOverFen, noDeliveryRegionPrefixes } = terms
  const own = flatFreight(fen(baseFen), freeOverFen === null ? null : fen(freeOverFen), noDeliveryRegionPrefixes)
  const templates = skus.flatMap(({ freightTemplate }) => freightTemplate ?? [])
  const byId = new Map(templates.map((template) => [template.id, template]))
  return { ...own, templates: [...own.templates, ...byId.values()], shipping: shippingTerms(terms) }
}
