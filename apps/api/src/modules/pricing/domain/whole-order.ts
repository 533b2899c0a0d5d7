import { assert } from '@jishi/kernel/assert'
import { addFen, zeroFen, type Fen } from '@jishi/kernel/money'
import { adjusted, raisedToMinimum } from './adjust-stage.js'
import { meetsAlone, promoted, type WholeOrder } from './alone-prices.js'
import type { GivenCoupons } from './coupon-facts.js'
import type { PricingFacts } from './facts.js'
import { freightOf } from './freight.js'
import { goodsCoupon } from './goods-coupon.js'
import { begunLines, goodsOf, type GoodsLine } from './goods-line.js'
import { pointsStage } from './points-stage.js'
import { orderOffers, type GivenGift, type OrderOffer, type Promoted } from './promotion-stage.js'
import type { PricedRule } from './receipt.js'

/** An order behind stage 1, with what stage 2 needs to know found once. */
export interface BegunOrder {
  readonly facts: PricingFacts
  readonly start: Promoted
  readonly offers: readonly OrderOffer[]
  /** Some promotion meets a price alone, so that stage 2 depends on all that comes behind it. */
  readonly compares: boolean
}

/** An order behind its last stage. */
export interface Settled extends WholeOrder {
  readonly lines: readonly GoodsLine[]
  readonly gifts: readonly GivenGift[]
  readonly freightFen: Fen
  readonly freightShares: ReadonlyMap<string, Fen>
  /** Of the stages behind the unit price. */
  readonly rules: readonly PricedRule[]
  readonly deliverable: boolean
}

export function begunOrder(facts: PricingFacts): BegunOrder {
  const lines = begunLines(facts.lines, facts.context)
  const start: Promoted = { lines, gifts: [], rules: [] }
  const offers = orderOffers(facts.offers, lines, facts.context)
  return { facts, start, offers, compares: offers.some((one) => meetsAlone(one, start)) }
}

/** Stage 2 with these coupons; they matter only where it compares whole orders. */
export const promotedWith = ({ facts, start, offers }: BegunOrder, coupons: GivenCoupons): Promoted =>
  promoted(start, offers, facts.context, (order) => settled(order, facts, coupons))

/** Stages 3 to 6 and the minimum. */
export function settled(order: Promoted, facts: PricingFacts, { goods, shipping }: GivenCoupons): Settled {
  const { context, regionCode } = facts
  const coupon = goodsCoupon(goods, order.lines, context)
  const barred = goods !== null && goods.exclusive && coupon.rules.some(({ applied }) => applied)
  const points = pointsStage(facts.points, coupon.lines, context)
  const freight = freightOf(points.lines, { freight: facts.freight, regionCode, coupon: shipping, barred, context })
  const changed = adjusted(points.lines, facts.adjustments)
  const raised = raisedToMinimum(changed.lines, freight.totalFen, facts.minimumFen)
  const { totalFen, deliverable, shares } = freight
  const rules = [...order.rules, ...coupon.rules, ...points.rules, ...freight.rules, ...changed.rules, ...raised.rules]
  return {
    lines: raised.lines,
    gifts: order.gifts,
    freightFen: totalFen,
    freightShares: shares,
    rules,
    deliverable,
    payableFen: addFen(goodsOf(raised.lines), totalFen),
    applied: rules.filter(({ applied, code }) => applied && /^(?:offer|coupon)\./.test(code)).length,
  }
}

/** The whole order with these coupons. An adjustment that takes a line below zero was never right to make. */
export function settledWith(begun: BegunOrder, coupons: GivenCoupons): Settled {
  const order = settled(promotedWith(begun, coupons), begun.facts, coupons)
  for (const { skuId, goodsFen } of order.lines)
    assert(goodsFen >= zeroFen, () => `SKU ${skuId} is adjusted below zero`)
  return order
}
