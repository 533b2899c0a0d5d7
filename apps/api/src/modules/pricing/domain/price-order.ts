import { assert, present } from '@jishi/kernel/assert'
import { addFen, subFen, sumFen, timesFen, zeroFen, type Fen } from '@jishi/kernel/money'
import type { LineFacts, PriceContext, PricingFacts } from './facts.js'
import { zeroPoints } from '@jishi/kernel/points'
import { freightOf, type FreightLine } from './freight.js'
import {
  ENGINE_VERSION,
  type LineAmounts,
  type PricedLine,
  type PricedRule,
  type Receipt,
  type ReceiptTotals,
} from './receipt.js'
import { unitPriceOf } from './unit-price.js'
import { unitRulesOf } from './unit-rules.js'

type GoodsLine = Omit<PricedLine, 'freightFen' | 'payableFen'>

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
export function priceOrder(facts: PricingFacts): Receipt {
  const asked = canonicalLines(facts.lines)
  const goods = asked.map((line) => goodsLine(line, facts.context))
  const freight = freightOf(parcelOf(facts.lines, goods), facts.freight, facts.regionCode)
  const lines = goods.map((line) => withFreight(line, freight.shares.get(line.skuId) ?? zeroFen))
  const raised = raiseToMinimum(lines, facts.minimumFen)
  return {
    engineVersion: ENGINE_VERSION,
    lines: raised.lines,
    rules: [...unitRulesOf(asked, facts.context), ...freight.rules, ...raised.rules],
    totals: totalsOf(raised.lines),
    deliverable: freight.deliverable,
  }
}

/** Position decides who gets the odd fen, so it must not depend on the order the lines were given in. */
function canonicalLines(lines: readonly LineFacts[]): readonly LineFacts[] {
  assert(lines.length > 0, 'an order has a line')
  const sorted = [...lines].sort((left, right) => (left.skuId < right.skuId ? -1 : 1))
  sorted.forEach(({ skuId, qty }, position) => {
    assert(skuId !== sorted[position - 1]?.skuId, `SKU ${skuId} stands on two lines`)
    assert(Number.isSafeInteger(qty) && qty > 0, `not a quantity: ${qty}`)
  })
  return sorted
}

function goodsLine({ skuId, qty, prices }: LineFacts, context: PriceContext): GoodsLine {
  const { listFen, unitFen, discountFen, rule } = unitPriceOf(prices, qty, context)
  return {
    skuId,
    qty,
    role: 'main',
    giftOfSkuId: null,
    giftValueFen: zeroFen,
    pointsUsed: zeroPoints,
    unitFen,
    unitRule: rule,
    listFen: timesFen(listFen, qty),
    unitDiscountFen: timesFen(discountFen, qty),
    promotionFen: zeroFen,
    couponFen: zeroFen,
    pointsFen: zeroFen,
    adjustFen: zeroFen,
    goodsPaidFen: timesFen(unitFen, qty),
  }
}

/** The lines that share the freight, each with what its goods cost after the goods coupon and before points. */
function parcelOf(facts: readonly LineFacts[], goods: readonly GoodsLine[]): FreightLine[] {
  const inParcel = new Set(facts.filter(({ parcel }) => parcel).map(({ skuId }) => skuId))
  return goods
    .filter(({ skuId }) => inParcel.has(skuId))
    .map(({ skuId, qty, goodsPaidFen, pointsFen }) => ({ skuId, qty, goodsFen: addFen(goodsPaidFen, pointsFen) }))
}

function withFreight(line: GoodsLine, freightFen: Fen): PricedLine {
  return { ...line, freightFen, payableFen: addFen(line.goodsPaidFen, freightFen) }
}

/** A payable below the minimum is raised to it on the first line, as an adjustment everybody can read. */
function raiseToMinimum(lines: readonly PricedLine[], minimumFen: Fen): { lines: PricedLine[]; rules: PricedRule[] } {
  const missing = subFen(minimumFen, sumFen(lines.map(({ payableFen }) => payableFen)))
  if (missing <= 0) return { lines: [...lines], rules: [] }
  const [first, ...rest] = lines
  const raised = adjusted(present(first, 'first line'), missing)
  const rule: PricedRule = {
    stage: 'minimum',
    code: 'minimum',
    label: '最低支付金额',
    applied: true,
    reason: null,
    refusal: null,
    amountFen: missing,
    shares: [{ skuId: raised.skuId, amountFen: missing }],
  }
  return { lines: [raised, ...rest], rules: [rule] }
}

function adjusted(line: PricedLine, amountFen: Fen): PricedLine {
  return {
    ...line,
    adjustFen: addFen(line.adjustFen, amountFen),
    goodsPaidFen: addFen(line.goodsPaidFen, amountFen),
    payableFen: addFen(line.payableFen, amountFen),
  }
}

function totalsOf(lines: readonly PricedLine[]): ReceiptTotals {
  const amounts = Object.fromEntries(
    AMOUNTS.map((amount) => [amount, sumFen(lines.map((line) => line[amount]))]),
  ) as unknown as LineAmounts
  return { ...amounts, qty: lines.reduce((sum, { qty }) => sum + qty, 0), pointsUsed: zeroPoints }
}
