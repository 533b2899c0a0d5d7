import { present } from '@jishi/kernel/assert'
import { addFen, subFen, sumFen, type Fen } from '@jishi/kernel/money'
import type { AdjustmentFacts } from './facts.js'
import { goodsOf, type GoodsLine } from './goods-line.js'
import type { PricedRule, RuleShare } from './receipt.js'
import { appliedRule } from './rules.js'

interface Adjusted {
  readonly lines: readonly GoodsLine[]
  readonly rules: readonly PricedRule[]
}

const moved = (lines: readonly GoodsLine[], { skuId, amountFen }: RuleShare): readonly GoodsLine[] => {
  const asked = present(
    lines.find((line) => line.skuId === skuId),
    `the line of SKU ${skuId}, which is adjusted,`,
  )
  const goodsFen = addFen(asked.goodsFen, amountFen)
  const after = { ...asked, goodsFen, adjustFen: addFen(asked.adjustFen, amountFen) }
  return lines.map((line) => (line === asked ? after : line))
}

/** Stage 6: an operator's changes of single lines, signed. */
export function adjusted(lines: readonly GoodsLine[], adjustments: readonly AdjustmentFacts[]): Adjusted {
  const inOrder = [...adjustments].sort((left, right) => (left.id < right.id ? -1 : 1))
  return {
    lines: inOrder.flatMap(({ shares }) => shares).reduce(moved, lines),
    rules: inOrder.map(({ id, shares }) => {
      const naming = { stage: 'adjustment' as const, code: `adjust.${id}`, label: '店铺改价' }
      return appliedRule(naming, sumFen(shares.map(({ amountFen }) => amountFen)), shares)
    }),
  }
}

/** A payable below the minimum is raised to it on the first line, as an adjustment everybody can read. */
export function raisedToMinimum(lines: readonly GoodsLine[], freightFen: Fen, minimumFen: Fen): Adjusted {
  const missing = subFen(minimumFen, addFen(goodsOf(lines), freightFen))
  if (missing <= 0) return { lines, rules: [] }
  const share = { skuId: present(lines[0], 'first line').skuId, amountFen: missing }
  const naming = { stage: 'minimum', code: 'minimum', label: '最低支付金额' } as const
  return { lines: moved(lines, share), rules: [appliedRule(naming, missing, [share])] }
}
