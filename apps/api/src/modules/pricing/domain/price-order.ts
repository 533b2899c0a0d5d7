import { addFen, sumFen, timesFen, zeroFen, type Fen } from '@jishi/kernel/money'
import { addPoints, zeroPoints } from '@jishi/kernel/points'
import type { PricingFacts } from './facts.js'
import type { GoodsLine } from './goods-line.js'
import type { GivenGift } from './promotion-stage.js'
import { ENGINE_VERSION, type LineAmounts, type PricedLine, type Receipt, type ReceiptTotals } from './receipt.js'
import { unitRulesOf } from './unit-rules.js'
import { begunOrder, settledWith, type Settled } from './whole-order.js'

const AMOUNTS = [
  'listFen',
  'unitDiscountFen',
  'promotionFen',
  'couponFen',
  'pointsFen',
  'adjustFen',
  'goodsPaidFen',
  'freightFen',
  'payableFen',
] as const satisfies readonly (keyof LineAmounts)[]

/**
 * The one engine: facts → price receipt. Pure, so that cart, quote and the placed order agree to the fen.
 * Stages run in their fixed order over lines in canonical order; every line and every total keeps
 * list − unit discount − promotion − coupon − points ± adjustment = goods paid, + freight = payable.
 */
export const priceOrder = (facts: PricingFacts): Receipt =>
  receiptOf(settledWith(begunOrder(facts), facts.coupons), facts)

export function receiptOf(order: Settled, { context }: PricingFacts): Receipt {
  const bought = order.lines.map((line) => boughtLine(line, order.freightShares.get(line.skuId) ?? zeroFen))
  const lines = [...bought, ...order.gifts.map(giftLine)].sort(bySku)
  return {
    engineVersion: ENGINE_VERSION,
    lines,
    rules: [...unitRulesOf(order.lines, context), ...order.rules],
    totals: totalsOf(lines),
    deliverable: order.deliverable,
  }
}

/** A gift stands behind the bought line of its SKU: sorting is stable. */
const bySku = (left: PricedLine, right: PricedLine): number => {
  if (left.skuId === right.skuId) return 0
  return left.skuId < right.skuId ? -1 : 1
}

function boughtLine(line: GoodsLine, freightFen: Fen): PricedLine {
  const { skuId, qty, unit, goodsFen } = line
  return {
    skuId,
    qty,
    role: 'main',
    giftOfSkuId: null,
    giftValueFen: zeroFen,
    pointsUsed: line.pointsUsed,
    unitFen: unit.unitFen,
    unitRule: unit.rule,
    listFen: timesFen(unit.listFen, qty),
    unitDiscountFen: timesFen(unit.discountFen, qty),
    promotionFen: line.promotionFen,
    couponFen: line.couponFen,
    pointsFen: line.pointsFen,
    adjustFen: line.adjustFen,
    goodsPaidFen: goodsFen,
    freightFen,
    payableFen: addFen(goodsFen, freightFen),
  }
}

function giftLine({ skuId, ofSkuId, qty, valueFen }: GivenGift): PricedLine {
  const nothing = Object.fromEntries(AMOUNTS.map((amount) => [amount, zeroFen])) as unknown as LineAmounts
  return {
    ...{ skuId, qty, role: 'gift', giftOfSkuId: ofSkuId, giftValueFen: valueFen, pointsUsed: zeroPoints },
    ...{ unitFen: zeroFen, unitRule: { list: 'base', minQty: 1, limited: false } },
    ...nothing,
  }
}

function totalsOf(lines: readonly PricedLine[]): ReceiptTotals {
  const amounts = Object.fromEntries(
    AMOUNTS.map((amount) => [amount, sumFen(lines.map((line) => line[amount]))]),
  ) as unknown as LineAmounts
  return {
    ...amounts,
    qty: lines.reduce((sum, { qty }) => sum + qty, 0),
    pointsUsed: lines.map(({ pointsUsed }) => pointsUsed).reduce(addPoints),
  }
}
