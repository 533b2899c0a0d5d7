import type { CouponKind } from '@jishi/contracts/promotion/promotion.terms'
import type { Platform } from '@jishi/contracts/order/order.terms'
import type { Bp } from '@jishi/kernel/rate'
import type { Fen } from '@jishi/kernel/money'
import type { Points } from '@jishi/kernel/points'
import type { Instant } from '@jishi/kernel/time'
import type { Scope } from './scope-facts.js'

/** A coupon the buyer holds, with the terms of its template. */
export interface CouponFacts {
  readonly id: string
  readonly name: string
  readonly kind: CouponKind
  /** `amount`: this much; `shipping`: at most this much of the freight (null = all of it); `percent`: null. */
  readonly amountFen: Fen | null
  /** `percent`: this share, at most `capFen` (null = no cap). */
  readonly offBp: Bp | null
  readonly capFen: Fen | null
  /** Measured on the goods of its scope after stage 2; for shipping coupons after the goods coupon. 0 = no threshold. */
  readonly thresholdFen: Fen
  readonly scope: Scope
  readonly platforms: readonly Platform[] | null
  readonly fromAt: Instant
  readonly untilAt: Instant
  /** Leaves out lines that a promotion has already made cheaper, and bars a shipping coupon. */
  readonly exclusive: boolean
}

/** The coupons of one order: at most one for the goods and one for the freight. They are an input; `bestCoupons` tries. */
export interface GivenCoupons {
  readonly goods: CouponFacts | null
  readonly shipping: CouponFacts | null
}

/** Points the buyer wants to use, those held, and the rule: so many points a step, what a step is worth, and the largest share. */
export interface PointsFacts {
  readonly wanted: Points
  readonly held: Points
  readonly stepPoints: Points
  readonly stepFen: Fen
  readonly maxShareBp: Bp
}
