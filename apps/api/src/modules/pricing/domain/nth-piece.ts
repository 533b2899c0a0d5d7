import { percentOf, sumFen, timesFen, type Fen } from '@jishi/kernel/money'
import { piecesOf, type GoodsLine } from './goods-line.js'
import type { NthPieceRule } from './offer-facts.js'
import { isFree, openTo, refused, type Verdict } from './offer-verdict.js'
import { refusalOf } from './refusals.js'

const cheaperBy = ({ offBp }: NthPieceRule, { unit }: GoodsLine): Fen => percentOf(unit.unitFen, offBp, 'down')

/** All pieces in a row, the dearest first: every n-th costs a share less. Lines come in canonical order and sorting is stable. */
const offOf = (rule: NthPieceRule, lines: readonly GoodsLine[]): Fen => {
  let before = 0
  const row = [...lines].sort((left, right) => right.unit.unitFen - left.unit.unitFen)
  return sumFen(
    row.map((line) => {
      const times = Math.floor((before + line.qty) / rule.nth) - Math.floor(before / rule.nth)
      before += line.qty
      return timesFen(cheaperBy(rule, line), times)
    }),
  )
}

/** 第 N 件. What is missing would gain what it does on a piece like the cheapest that is there. */
export function nthPiece(rule: NthPieceRule, meant: readonly GoodsLine[]): Verdict {
  const { lines, closed } = openTo(meant, isFree)
  if (closed !== null) return refused(closed)
  const pieces = piecesOf(lines)
  if (pieces < rule.nth) {
    const cheapest = lines.reduce((low, line) => (line.unit.unitFen < low.unit.unitFen ? line : low))
    return refused(refusalOf('short_pieces', { qty: rule.nth - pieces, gainFen: cheaperBy(rule, cheapest) }))
  }
  const offFen = offOf(rule, lines)
  return offFen > 0 ? { kind: 'took', over: lines, offFen, next: null } : refused(refusalOf('nothing_left'))
}
