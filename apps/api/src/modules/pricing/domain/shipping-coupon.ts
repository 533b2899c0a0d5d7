import { assert } from '@jishi/kernel/assert'
import { minFen, subFen, sumFen, type Fen } from '@jishi/kernel/money'
import { besideActivity } from './activity.js'
import type { CouponFacts } from './coupon-facts.js'
import type { PriceContext } from './facts.js'
import { beforePoints } from './freight-charge.js'
import type { GoodsLine } from './goods-line.js'
import type { Refusal } from './receipt.js'
import { refusalOf } from './refusals.js'
import { isInScope } from './scope.js'
import { outOfPlace } from './standing.js'

/** What a shipping coupon looks at: all bought lines after the goods coupon, the freight, and whether an exclusive coupon bars it. */
export interface ShippingCase {
  readonly lines: readonly GoodsLine[]
  readonly freightFen: Fen
  readonly barred: boolean
  readonly context: PriceContext
}

/** What it takes off the freight, or why nothing. */
export function shippingOff(coupon: CouponFacts, { lines, freightFen, barred, context }: ShippingCase): Fen | Refusal {
  assert(coupon.kind === 'shipping', 'only a shipping coupon is for the freight')
  const away = outOfPlace(coupon, context) ?? besideActivity('shippingCoupon', context)
  if (away !== null) return away
  if (barred) return refusalOf('barred_by_exclusive')
  if (freightFen === 0) return refusalOf('no_freight')
  const meant = lines.filter(({ facts }) => isInScope(facts, coupon.scope))
  if (meant.length === 0) return refusalOf('no_goods')
  const offFen = coupon.amountFen === null ? freightFen : minFen(coupon.amountFen, freightFen)
  const goodsFen = sumFen(meant.map(beforePoints))
  if (goodsFen >= coupon.thresholdFen) return offFen
  return refusalOf('short_amount', { fen: subFen(coupon.thresholdFen, goodsFen), gainFen: offFen })
}
