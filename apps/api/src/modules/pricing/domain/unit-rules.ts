import { unitRuleCode, type UnitRule } from '@jishi/contracts/pricing/pricing.terms'
import { sumFen, timesFen, zeroFen, type Fen } from '@jishi/kernel/money'
import type { LineFacts, PriceContext } from './facts.js'
import type { PricedRule } from './receipt.js'
import { cheaperTier, isPlain, unitPriceOf, unitRuleLabel } from './unit-price.js'

interface Considered {
  readonly rule: UnitRule
  readonly reason: string | null
  readonly skuId: string
  readonly amountFen: Fen
}

const consideredFor = ({ skuId, qty, prices }: LineFacts, context: PriceContext): Considered[] => {
  const { rule, refused, discountFen } = unitPriceOf(prices, qty, context)
  const next = cheaperTier(prices, qty, context)
  return [
    ...(isPlain(rule) ? [] : [{ rule, reason: null, skuId, amountFen: timesFen(discountFen, qty) }]),
    ...(refused === null ? [] : [{ rule: refused, reason: '现价已不高于会员价', skuId, amountFen: zeroFen }]),
    ...(next === undefined
      ? []
      : [{ rule: next.rule, reason: `再买 ${next.minQty - qty} 件`, skuId, amountFen: zeroFen }]),
  ]
}

/** Lines that share a rule stand under it together; a rule that one line reached is not refused for another. */
const grouped = (considered: readonly Considered[]): PricedRule[] => {
  const byCode = new Map<string, Considered[]>()
  for (const one of considered) {
    const code = unitRuleCode(one.rule)
    byCode.set(code, [...(byCode.get(code) ?? []), one])
  }
  return [...byCode].flatMap(([code, [first, ...more]]) => {
    if (first === undefined) return []
    const shares = [first, ...more].map(({ skuId, amountFen }) => ({ skuId, amountFen }))
    return [
      {
        stage: 'unit' as const,
        code,
        label: unitRuleLabel(first.rule),
        applied: first.reason === null,
        reason: first.reason,
        refusal: null,
        amountFen: sumFen(shares.map((share) => share.amountFen)),
        shares,
      },
    ]
  })
}

/**
 * How stage 1 stands on a receipt: every price that is not simply the base price of one piece, and what was looked at and
 * not taken with its reason. A list price takes nothing off itself, so such a rule may stand with an amount of zero.
 */
export function unitRulesOf(lines: readonly LineFacts[], context: PriceContext): readonly PricedRule[] {
  const considered = lines.flatMap((line) => consideredFor(line, context))
  const applied = considered.filter(({ reason }) => reason === null)
  const codes = new Set(applied.map(({ rule }) => unitRuleCode(rule)))
  const refused = considered.filter(({ rule, reason }) => reason !== null && !codes.has(unitRuleCode(rule)))
  return [...grouped(applied), ...grouped(refused)]
}
