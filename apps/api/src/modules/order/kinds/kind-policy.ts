import type { DeliveryCode } from '@jishi/contracts/order/order.terms'

/** What else of the price may apply beside the kind's own unit price; each false is refused by name on the receipt. */
export interface KindStack {
  readonly memberPrice: boolean
  readonly fullReduction: boolean
  readonly coupon: boolean
  readonly shippingCoupon: boolean
  readonly points: boolean
}

/** What a paid order of the kind earns for others; it goes out with `order.paid`, for whoever gives. */
export interface KindEarns {
  readonly points: boolean
  readonly growth: boolean
  readonly commission: boolean
  /** Gifts after payment. */
  readonly gifts: boolean
}

/** What order code obeys for an order of a kind. It is frozen with the order: a rule that changes tomorrow changes no order of today. */
export interface KindPolicy {
  /** `buyNow`: one purchase by itself, never a line of the cart; a request that comes out of the cart cannot even name a kind. */
  readonly path: 'cart' | 'buyNow'
  readonly maxLines: number
  readonly stack: KindStack
  readonly earns: KindEarns
  /** `activity`: what is bought comes out of the units `activityId` was armed with, and goes back to them while it lives. */
  readonly stockPool: 'sale' | 'activity'
  readonly activityId: string | null
  /** null: as long as the shop gives everybody. */
  readonly payWithinMs: number | null
  /** The most pieces of one order; null: no more than a line may hold. */
  readonly limit: number | null
  /** `notWhileHeld`: every hold of the kind keeps after-sales from being begun as well. */
  readonly afterSale: 'normal' | 'notWhileHeld'
  readonly mayChangeAddress: boolean
  /** How such goods may travel; null: in any way. */
  readonly deliveryCodes: readonly DeliveryCode[] | null
}

export const EARNS_ALL: KindEarns = { points: true, growth: true, commission: true, gifts: true }
export const EARNS_NOTHING: KindEarns = { points: false, growth: false, commission: false, gifts: false }
export const STACKS_ALL: KindStack = {
  memberPrice: true,
  fullReduction: true,
  coupon: true,
  shippingCoupon: true,
  points: true,
}
/** The default of an activity: its price and nothing beside it. */
export const STACKS_NOTHING: KindStack = {
  memberPrice: false,
  fullReduction: false,
  coupon: false,
  shippingCoupon: false,
  points: false,
}

export const NORMAL_POLICY: KindPolicy = {
  path: 'cart',
  maxLines: Number.MAX_SAFE_INTEGER,
  stack: STACKS_ALL,
  earns: EARNS_ALL,
  stockPool: 'sale',
  activityId: null,
  payWithinMs: null,
  limit: null,
  afterSale: 'normal',
  mayChangeAddress: true,
  deliveryCodes: null,
}
