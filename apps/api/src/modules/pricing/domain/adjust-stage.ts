import { assert, present } from '@jishi/kernel/assert'
import { addFen, subFen, sumFen, zeroFen, type Fen } from '@jishi/kernel/money'
import type { AdjustmentFacts } from './facts.js'
import type { PricedRule, RuleShare } from './receipt.js'
import { appliedRule } from './rules.js'

/** What the last stage knows of a bought line; those before it know more. */
export interface AdjustableLine {
  readonly skuId: string
  readonly goodsFen: Fen
  readonly adjustFen: Fen
}

interface Adjusted<Line> {
  readonly lines: readonly Line[]
  readonly rules: readonly PricedRule[]
}

const moved = <Line extends AdjustableLine>(
  lines: readonly Line[],
  { skuId, amountFen }: RuleShare,
): readonly Line[] => {
  const asked = present(
    lines.find((line) => line.skuId === skuId),
    `the line of SKU ${skuId}, which is adjusted,`,
  )
  const goodsFen = addFen(asked.goodsFen, amountFen)
  const after = { ...asked, goodsFen, adjustFen: addFen(asked.adjustFen, amountFen) }
  return lines.map((line) => (line === asked ? after : line))
}

/** Stage 6: an operator's changes of single lines, signed. */
export function adjusted<Line extends AdjustableLine>(
  lines: readonly Line[],
  adjustments: readonly AdjustmentFacts[],
): Adjusted<Line> {
  const inOrder = [...adjustments].sort((left, right) => (left.id < right.id ? -1 : 1))
  return {
    lines: inOrder.flatMap(({ shares }) => shares).reduce<readonly Line[]>(moved, lines),
    rules: inOrder.map(({ id, shares }) => {
      const naming = { stage: 'adjustment' as const, code: `adjust.${id}`, label: '店铺改价' }
      return appliedRule(naming, sumFen(shares.map(({ amountFen }) => amountFen)), shares)
    }),
  }
}

/** A payable below the minimum is raised to it on the first line, as an adjustment everybody can read. */
export function raisedToMinimum<Line extends AdjustableLine>(
  lines: readonly Line[],
  freightFen: Fen,
  minimumFen: Fen,
): Adjusted<Line> {
  const goodsFen = sumFen(lines.map((line) => line.goodsFen))
  const missing = subFen(minimumFen, addFen(goodsFen, freightFen))
  if (missing <= 0) return { lines, rules: [] }
  const share = { skuId: present(lines[0], 'first line').skuId, amountFen: missing }
  const naming = { stage: 'minimum', code: 'minimum', label: '最低支付金额' } as const
  return { lines: moved(lines, share), rules: [appliedRule(naming, missing, [share])] }
}

/** A placed order before its last stage: what its other stages came to is frozen. */
export interface FrozenPrice {
  /** Bought lines in canonical order, each after points, with the adjustment that it has now. */
  readonly lines: readonly AdjustableLine[]
  readonly freightFen: Fen
  readonly minimumFen: Fen
}

export interface Adjustment {
  /** The same lines with nothing but this adjustment, the minimum included. */
  readonly lines: readonly AdjustableLine[]
  /** The rules of stage 6 as a receipt tells them; none where a line is moved by nothing and the minimum is reached anyhow. */
  readonly rules: readonly PricedRule[]
  readonly payableFen: Fen
}

/**
 * Stage 6 alone, over frozen amounts: the earlier stages are not run again, so no price, promotion or coupon of today can get
 * into an order of yesterday. `lines[].goodsFen` comes without any adjustment. A line below zero was never right to ask for.
 */
export function adjustFrozen({ lines, freightFen, minimumFen }: FrozenPrice, adjustment: AdjustmentFacts): Adjustment {
  const bare = lines.map((line) => ({ ...line, adjustFen: zeroFen }))
  const shares = adjustment.shares.filter(({ amountFen }) => amountFen !== 0)
  const changed = adjusted(bare, shares.length === 0 ? [] : [{ ...adjustment, shares }])
  for (const { skuId, goodsFen } of changed.lines)
    assert(goodsFen >= zeroFen, () => `SKU ${skuId} is adjusted below zero`)
  const raised = raisedToMinimum(changed.lines, freightFen, minimumFen)
  return {
    lines: raised.lines,
    rules: [...changed.rules, ...raised.rules],
    payableFen: addFen(sumFen(raised.lines.map(({ goodsFen }) => goodsFen)), freightFen),
  }
}
