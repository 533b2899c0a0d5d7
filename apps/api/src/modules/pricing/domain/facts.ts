import type { Platform } from '@jishi/contracts/order/order.terms'
import type { Fen } from '@jishi/kernel/money'
import type { Instant } from '@jishi/kernel/time'
import type { GivenCoupons, PointsFacts } from './coupon-facts.js'
import type { FreightFacts } from './freight-facts.js'
import type { OfferFacts } from './offer-facts.js'
import type { GoodsPlace } from './scope-facts.js'

/** One row of a SKU's price lists: what a piece costs on this list from so many pieces on, while it is in force. */
export interface ListPrice {
  /** `base`, `market`, `new_member`, `card`, `level:<n>`, `store:<uuid>`, `channel:<platform>` or `activity:<kind>`. */
  readonly list: string
  readonly minQty: number
  readonly priceFen: Fen
  /** In force from here on; null = without a beginning. */
  readonly fromAt: Instant | null
  /** No longer in force from here on; null = without an end. */
  readonly untilAt: Instant | null
  /** Declared as a price for some days only, beside a price that stands. */
  readonly limited: boolean
  /** Not with full reduction: a line at this price takes no part in stage 2. */
  readonly alone: boolean
}

/**
 * Who asks, where and when: all that the engine may know of a buyer beside what they hold. Member levels, paid cards and
 * stores are not features yet: today's shop says null and false for them.
 */
export interface PriceContext {
  readonly channel: Platform | null
  readonly storeId: string | null
  readonly level: number | null
  /** Holds a paid card. */
  readonly card: boolean
  /** Has never had an order that was not closed: the same rule for everybody. */
  readonly newMember: boolean
  readonly at: Instant
  /** Bought in an activity, with all the goods of the order; absent where it is bought like anything else. */
  readonly activity?: ActivityFacts
}

/** An activity whose price stands among the price lists of a line, and what may apply beside it. */
export interface ActivityFacts {
  /** The kind of order. */
  readonly code: string
  /** What its price is called on the receipt. */
  readonly label: string
  readonly stack: {
    readonly memberPrice: boolean
    readonly fullReduction: boolean
    readonly coupon: boolean
    readonly shippingCoupon: boolean
    readonly points: boolean
  }
}

/**
 * What everybody was offered of a SKU, from its price history: the price of the present stretch, and the lowest of the
 * seven days before that stretch began (null where no price was shown then).
 */
export interface OfferedBefore {
  readonly presentFen: Fen
  readonly lowestBeforeFen: Fen | null
}

/** What the engine may know about one line: which SKU, how many, its price lists in any order, and how it travels. */
export interface LineFacts extends GoodsPlace {
  readonly skuId: string
  readonly qty: number
  readonly prices: readonly ListPrice[]
  /** Goes into a parcel. Codes, virtual goods and services do not, and cost no freight. */
  readonly parcel: boolean
  /** Of one piece. */
  readonly weightG: number
  readonly volumeCm3: number
  /** null: the shop's own flat freight. */
  readonly freightTemplateId: string | null
}

/** An operator's change of an unpaid order's price: signed, by line, with its reason. */
export interface AdjustmentFacts {
  readonly id: string
  readonly reason: string
  readonly shares: readonly { readonly skuId: string; readonly amountFen: Fen }[]
}

/** Everything a price depends on. Equal facts give an equal receipt, in whatever order the lines come. */
export interface PricingFacts {
  readonly context: PriceContext
  readonly lines: readonly LineFacts[]
  /** Promotions that are running now, or were refused for a reason the buyer may read; in any order. */
  readonly offers: readonly OfferFacts[]
  readonly coupons: GivenCoupons
  /** null: no points are used. */
  readonly points: PointsFacts | null
  readonly adjustments: readonly AdjustmentFacts[]
  readonly freight: FreightFacts
  /** Six digits of the county the parcel goes to; null while no address is known. */
  readonly regionCode: string | null
  /** The least a payable order may cost: 0, or 1 fen for channels that refuse zero. */
  readonly minimumFen: Fen
}

/** What a list, a page or a card needs to show a price: the price lists of the SKUs that can be bought, and their past. */
export interface TagFacts {
  readonly skus: readonly TagSku[]
  readonly context: PriceContext
}

export interface TagSku {
  readonly prices: readonly ListPrice[]
  readonly offered: OfferedBefore | null
}
