import { PLATFORMS } from '@jishi/contracts/order/order.terms'
import { MAX_LINE_QTY } from '@jishi/contracts/primitives.terms'
import { fen, timesFen, zeroFen, type Fen } from '@jishi/kernel/money'
import type { Instant } from '@jishi/kernel/time'
import type { SkuFacts } from '../../catalog/index.js'
import {
  flatFreight,
  noExtras,
  priceOrder,
  shopperContext,
  unitFenAt,
  type OfferFacts,
  type PriceContext,
  type Receipt,
} from '../../pricing/index.js'

/** A cart nobody has filled: these pieces, at this moment, for this buyer. */
export interface TriedCart {
  readonly context: PriceContext
  readonly pieces: readonly { readonly sku: SkuFacts; readonly qty: number }[]
}

/** What a cart costs with a promotion and nothing else: no coupon, no points, no freight. */
export const triedReceipt = ({ context, pieces }: TriedCart, offers: readonly OfferFacts[]): Receipt =>
  priceOrder({
    ...noExtras,
    context,
    lines: pieces.map(({ sku, qty }) => ({
      ...{
        skuId: sku.skuId,
        qty,
        prices: sku.prices,
        parcel: false,
        weightG: 0,
        volumeCm3: 0,
        freightTemplateId: null,
      },
      ...{ spuId: sku.spuId, categoryIds: sku.categoryIds, brandId: sku.brandId },
    })),
    offers,
    freight: flatFreight(zeroFen, null, []),
    regionCode: null,
    minimumFen: zeroFen,
  })

/**
 * The carts in which a promotion brings goods lowest: for every moment of its days at which a price begins, on every platform and
 * level that has prices of its own, for a new member with a paid card (the lowest price wins, so everybody else pays as much or
 * more), each SKU alone with just the pieces that reach a tier or the n-th piece; a bundle's goods as one set.
 */
export function lowestCarts(goods: readonly SkuFacts[], offer: OfferFacts, from: Instant): TriedCart[] {
  const { rule } = offer
  const contexts = contextsOf(goods, offer, from)
  if (rule.kind === 'gift') return []
  if (rule.kind === 'bundle') {
    const bySku = new Map(goods.map((sku) => [sku.skuId, sku]))
    const pieces = rule.items.flatMap(({ skuId, qty }) => {
      const sku = bySku.get(skuId)
      return sku === undefined ? [] : [{ sku, qty }]
    })
    return contexts.map((context) => ({ context, pieces }))
  }
  return goods.flatMap((sku) =>
    contexts.flatMap((context) => quantities(rule, sku, context).map((qty) => ({ context, pieces: [{ sku, qty }] }))),
  )
}

function contextsOf(goods: readonly SkuFacts[], { platforms, untilAt }: OfferFacts, from: Instant): PriceContext[] {
  const prices = goods.flatMap((sku) => sku.prices)
  const lists = new Set(prices.map(({ list }) => list))
  const begin = prices.flatMap(({ fromAt }) => (fromAt !== null && fromAt > from && fromAt < untilAt ? [fromAt] : []))
  const channels = platforms ?? [null, ...PLATFORMS.filter((platform) => lists.has(`channel:${platform}`))]
  const levels = [...lists].flatMap((list) => (list.startsWith('level:') ? [Number(list.slice('level:'.length))] : []))
  return [...new Set([from, ...begin])].flatMap((at) =>
    channels.flatMap((channel) =>
      [null, ...levels].map((level) => ({ ...shopperContext(channel, at), level, card: true, newMember: true })),
    ),
  )
}

type LineRule = Exclude<OfferFacts['rule'], { kind: 'bundle' | 'gift' }>

const quantities = (rule: LineRule, sku: SkuFacts, context: PriceContext): number[] => {
  if (rule.kind === 'nth_piece') return [rule.nth]
  if (rule.measure === 'pieces') return rule.tiers.map(({ from }) => from)
  return rule.tiers.flatMap(({ from }) => reaching(fen(from), sku, context))
}

/** The fewest pieces that come to an amount; none where a whole line does not. */
const reaching = (amount: Fen, { prices }: SkuFacts, context: PriceContext): number[] => {
  const single = Math.max(1, unitFenAt(prices, 1, context))
  for (let qty = Math.max(1, Math.ceil(amount / single)); qty <= MAX_LINE_QTY; qty += 1) {
    if (timesFen(unitFenAt(prices, qty, context), qty) >= amount) return [qty]
  }
  return []
}
