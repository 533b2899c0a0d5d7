import { allocate } from '@jishi/kernel/allocate'
import { present } from '@jishi/kernel/assert'
import { zeroFen, type Fen } from '@jishi/kernel/money'
import type { PricedRule, Refusal, RuleShare } from './receipt.js'
import { refusalWords } from './refusals.js'

type Naming = Pick<PricedRule, 'stage' | 'code' | 'label'>

export const appliedRule = (
  { stage, code, label }: Naming,
  amountFen: Fen,
  shares: readonly RuleShare[],
  next: Refusal | null = null,
): PricedRule => ({ stage, code, label, applied: true, reason: null, refusal: next, amountFen, shares })

export const refusedRule = (
  { stage, code, label }: Naming,
  refusal: Refusal,
  shares: readonly RuleShare[] = [],
): PricedRule => ({
  stage,
  code,
  label,
  applied: false,
  reason: refusalWords(refusal),
  refusal,
  amountFen: zeroFen,
  shares,
})

/** Shares of an amount over lines in canonical order. */
export function sharesOf<Line extends { readonly skuId: string }>(
  totalFen: Fen,
  lines: readonly Line[],
  weightOf: (line: Line) => number,
): readonly RuleShare[] {
  const amounts = allocate(totalFen, lines.map(weightOf))
  return lines.map(({ skuId }, position) => ({ skuId, amountFen: present(amounts[position], 'share') }))
}
