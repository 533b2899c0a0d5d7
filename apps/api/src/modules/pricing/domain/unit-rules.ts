import { activityList, unitRuleCode, type UnitRule } from '@jishi/contracts/pricing/pricing.terms'
import { subFen, sumFen, timesFen, zeroFen, type Fen } from '@jishi/kernel/money'
import type { PriceContext } from './facts.js'
import type { GoodsLine } from './goods-line.js'
import type { PricedRule, Refusal } from './receipt.js'
import { refusalOf } from './refusals.js'
import { appliedRule, refusedRule } from './rules.js'
import { barredByActivity, cheaperTier } from './unit-price.js'
import { isPlain, unitRuleLabel } from './unit-words.js'

interface Considered {
  readonly rule: UnitRule
  readonly refusal: Refusal | null
  readonly skuId: string
  readonly amountFen: Fen
}

/** The tier that would make a piece cheaper, and what that would save on as many pieces as it asks for. */
const nextTierOf = ({ prices, qty, unit }: GoodsLine, context: PriceContext): [UnitRule, Refusal][] => {
  const next = cheaperTier(prices, qty, context)
  if (next === undefined) return []
  const gainFen = timesFen(subFen(unit.unitFen, next.unitFen), next.minQty)
  return [[next.rule, refusalOf('more_pieces', { qty: next.minQty - qty, gainFen })]]
}

const consideredFor = (line: GoodsLine, context: PriceContext): Considered[] => {
  const { skuId, qty, unit, givenUp } = line
  const refused: [UnitRule, Refusal][] = [
    ...unit.refused.map((rule): [UnitRule, Refusal] => [rule, refusalOf('not_lower')]),
    ...(givenUp === null ? [] : [[givenUp, refusalOf('alone_price')] satisfies [UnitRule, Refusal]]),
    ...barredByActivity(line.prices, qty, context).map((rule): [UnitRule, Refusal] => [
      rule,
      refusalOf('activity_alone'),
    ]),
    ...nextTierOf(line, context),
  ]
  return [
    ...(isPlain(unit.rule)
      ? []
      : [{ rule: unit.rule, refusal: null, skuId, amountFen: timesFen(unit.discountFen, qty) }]),
    ...refused.map(([rule, refusal]) => ({ rule, refusal, skuId, amountFen: zeroFen })),
  ]
}

/** An activity names its price itself. */
const labelOf = (rule: UnitRule, { activity }: PriceContext): string =>
  activity !== undefined && rule.list === activityList(activity.code) ? activity.label : unitRuleLabel(rule)

/** Lines that share a rule stand under it together; a rule that one line reached is not refused for another. */
const grouped = (considered: readonly Considered[], context: PriceContext): PricedRule[] => {
  const byCode = new Map<string, Considered[]>()
  for (const one of considered) {
    const code = unitRuleCode(one.rule)
    byCode.set(code, [...(byCode.get(code) ?? []), one])
  }
  return [...byCode].flatMap(([code, [first, ...more]]) => {
    if (first === undefined) return []
    const naming = { stage: 'unit' as const, code, label: labelOf(first.rule, context) }
    const shares = [first, ...more].map(({ skuId, amountFen }) => ({ skuId, amountFen }))
    if (first.refusal !== null) return [refusedRule(naming, first.refusal, shares)]
    return [appliedRule(naming, sumFen(shares.map(({ amountFen }) => amountFen)), shares)]
  })
}

/**
 * How stage 1 stands on a receipt: every price that is not simply the base price of one piece, and what was looked at and
 * not taken with its reason. A list price takes nothing off itself, so such a rule may stand with an amount of zero.
 */
export function unitRulesOf(lines: readonly GoodsLine[], context: PriceContext): readonly PricedRule[] {
  const considered = lines.flatMap((line) => consideredFor(line, context))
  const applied = considered.filter(({ refusal }) => refusal === null)
  const codes = new Set(applied.map(({ rule }) => unitRuleCode(rule)))
  const refused = considered.filter(({ rule, refusal }) => refusal !== null && !codes.has(unitRuleCode(rule)))
  return [...grouped(applied, context), ...grouped(refused, context)]
}
