import { allocate } from '@jishi/kernel/allocate'
import { assert, present } from '@jishi/kernel/assert'
import { percentOf, timesFen } from '@jishi/kernel/money'
import { points, type Points } from '@jishi/kernel/points'
import { besideActivity } from './activity.js'
import type { PointsFacts } from './coupon-facts.js'
import type { PriceContext } from './facts.js'
import { goodsOf, lessShares, type GoodsLine } from './goods-line.js'
import type { PricedRule, Refusal } from './receipt.js'
import { refusalOf } from './refusals.js'
import { appliedRule, refusedRule, sharesOf } from './rules.js'

const NAMING = { stage: 'points', code: 'points', label: '积分抵扣' } as const

const withPoints = (lines: readonly GoodsLine[], used: Points): readonly GoodsLine[] => {
  const byLine = allocate(
    used,
    lines.map(({ goodsFen }) => goodsFen),
  )
  return lines.map((line, position) => ({ ...line, pointsUsed: present(byLine[position], 'points of a line') }))
}

const stepsOf = (lines: readonly GoodsLine[], facts: PointsFacts): number | Refusal => {
  const { wanted, held, stepPoints, stepFen, maxShareBp } = facts
  assert(stepPoints > 0 && stepFen > 0, 'a step of points is worth something')
  const usable = Math.max(0, Math.min(wanted, held))
  const whole = Math.floor(usable / stepPoints)
  if (whole === 0) return refusalOf('too_few_points', { qty: stepPoints - usable, gainFen: stepFen })
  const allowed = Math.floor(percentOf(goodsOf(lines), maxShareBp, 'down') / stepFen)
  return allowed === 0 ? refusalOf('nothing_left') : Math.min(whole, allowed)
}

/** Stage 4: whole steps of points, up to a share of the goods after the coupon; the points are split as their fen are. */
export function pointsStage(
  facts: PointsFacts | null,
  lines: readonly GoodsLine[],
  context: PriceContext,
): { readonly lines: readonly GoodsLine[]; readonly rules: readonly PricedRule[] } {
  if (facts === null) return { lines, rules: [] }
  const steps = besideActivity('points', context) ?? stepsOf(lines, facts)
  if (typeof steps !== 'number') return { lines, rules: [refusedRule(NAMING, steps)] }
  const offFen = timesFen(facts.stepFen, steps)
  const shares = sharesOf(offFen, lines, ({ goodsFen }) => goodsFen)
  const used = withPoints(lines, points(facts.stepPoints * steps))
  return { lines: lessShares(used, shares, 'pointsFen'), rules: [appliedRule(NAMING, offFen, shares)] }
}
