import { assert } from '@jishi/kernel/assert'
import { addFen, subFen, sumFen, timesFen, zeroFen, type Fen } from '@jishi/kernel/money'
import { zeroPoints, type Points } from '@jishi/kernel/points'
import type { UnitRule } from '@jishi/contracts/pricing/pricing.terms'
import type { LineFacts, ListPrice, PriceContext } from './facts.js'
import type { RuleShare } from './receipt.js'
import { unitPriceOf, withoutAlone, type UnitPrice } from './unit-price.js'

/** A bought line on its way through the stages. */
export interface GoodsLine {
  readonly skuId: string
  readonly qty: number
  readonly facts: LineFacts
  /** The rows stage 1 looked at; fewer than the facts hold once a price alone was given up. */
  readonly prices: readonly ListPrice[]
  readonly unit: UnitPrice
  /** The price alone that was given up for a promotion. */
  readonly givenUp: UnitRule | null
  /** Goods after stage 1. */
  readonly pricedFen: Fen
  /** Goods after the stages so far. */
  readonly goodsFen: Fen
  /** `taken`: a full reduction or an n-th piece has had it; `bundled`: a bundle, so that stage 2 is over for it. */
  readonly standing: 'free' | 'taken' | 'bundled'
  /** An applied gift has counted it. */
  readonly counted: boolean
  readonly promotionFen: Fen
  readonly couponFen: Fen
  readonly pointsFen: Fen
  readonly pointsUsed: Points
  readonly adjustFen: Fen
}

const begun = (
  facts: LineFacts,
  prices: readonly ListPrice[],
  context: PriceContext,
  givenUp: UnitRule | null,
): GoodsLine => {
  const { skuId, qty } = facts
  const unit = unitPriceOf(prices, qty, context)
  const pricedFen = timesFen(unit.unitFen, qty)
  return {
    skuId,
    qty,
    facts,
    prices,
    unit,
    givenUp,
    pricedFen,
    goodsFen: pricedFen,
    standing: 'free',
    counted: false,
    promotionFen: zeroFen,
    couponFen: zeroFen,
    pointsFen: zeroFen,
    pointsUsed: zeroPoints,
    adjustFen: zeroFen,
  }
}

/** Stage 1, over lines in canonical order: position decides who gets the odd fen, so it must not depend on the order given. */
export function begunLines(lines: readonly LineFacts[], context: PriceContext): readonly GoodsLine[] {
  assert(lines.length > 0, 'an order has a line')
  const sorted = [...lines].sort((left, right) => (left.skuId < right.skuId ? -1 : 1))
  sorted.forEach(({ skuId }, position) => {
    assert(skuId !== sorted[position - 1]?.skuId, () => `SKU ${skuId} stands on two lines`)
  })
  return sorted.map((line) => begun(line, line.prices, context, null))
}

/** The line at its best other price; itself where it has none. */
export function withAloneGivenUp(line: GoodsLine, context: PriceContext): GoodsLine {
  const others = withoutAlone(line.prices, line.qty, context)
  return others === null ? line : begun(line.facts, others, context, line.unit.rule)
}

/** Takes shares of a stage off the lines they name. */
export function lessShares(
  lines: readonly GoodsLine[],
  shares: readonly RuleShare[],
  column: 'promotionFen' | 'couponFen' | 'pointsFen',
): readonly GoodsLine[] {
  const bySku = new Map(shares.map(({ skuId, amountFen }) => [skuId, amountFen]))
  return lines.map((line) => {
    const off = bySku.get(line.skuId)
    if (off === undefined) return line
    const less = { ...line, goodsFen: subFen(line.goodsFen, off) }
    less[column] = addFen(line[column], off)
    return less
  })
}

export const goodsOf = (lines: readonly GoodsLine[]): Fen => sumFen(lines.map(({ goodsFen }) => goodsFen))
export const piecesOf = (lines: readonly GoodsLine[]): number => lines.reduce((sum, { qty }) => sum + qty, 0)
