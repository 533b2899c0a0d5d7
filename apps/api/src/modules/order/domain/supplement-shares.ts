import { allocate } from '@jishi/kernel/allocate'
import { addFen, minFen, subFen, sumFen, zeroFen, type Fen } from '@jishi/kernel/money'
import type { BackOfLine, LineStanding } from './refund-shares.js'

/** What was paid beside the order for a dearer way, and what of it has gone back. */
export interface SupplementStanding {
  readonly termId: string
  readonly amountFen: Fen
  readonly refundedFen: Fen
}

export interface BackOfSupplement {
  readonly termId: string
  readonly amountFen: Fen
}

const leftOf = ({ amountFen, refundedFen }: SupplementStanding): Fen => subFen(amountFen, refundedFen)
const some = (termId: string, amountFen: Fen): BackOfSupplement[] => (amountFen > 0 ? [{ termId, amountFen }] : [])

/**
 * A dearer way is freight and goes back by freight's table: whole once nothing was shipped and nothing is kept; where the shop
 * is at fault, the faulty line's share with its last piece; otherwise not at all. `backs` is what the lines give this time.
 */
export function supplementsBackOf(
  lines: readonly LineStanding[],
  backs: readonly BackOfLine[],
  supplements: readonly SupplementStanding[],
  fault: 'shop' | 'nobody',
): BackOfSupplement[] {
  const backOf = new Map(backs.map((back) => [back.lineId, back]))
  if (lines.every((line) => line.shippedQty === 0 && goneOf(line, backOf.get(line.id)) === line.qty)) {
    return supplements.flatMap((one) => some(one.termId, leftOf(one)))
  }
  if (fault !== 'shop') return []
  const faulty = lines.map((line) => endsWith(line, backOf.get(line.id)))
  return supplements.flatMap((one) => {
    const shares = allocate(one.amountFen, weightsOf(lines)).filter((_, place) => faulty[place])
    return some(one.termId, minFen(sumFen(shares), leftOf(one)))
  })
}

/** Pieces that never left or came back, this time included. */
const goneOf = (line: LineStanding, back: BackOfLine | undefined): number =>
  line.cancelledQty + line.returnedQty + (back?.cancelled ?? 0) + (back?.returned ?? 0)

/** Whether the last piece of the line is used up this time. */
const endsWith = (line: LineStanding, back: BackOfLine | undefined): boolean =>
  back !== undefined &&
  back.cancelled + back.returned + back.kept > 0 &&
  goneOf(line, back) + line.keptQty + back.kept === line.qty

/** A way is shared as its freight was; where that was free, by what was paid for the goods. */
function weightsOf(lines: readonly LineStanding[]): readonly number[] {
  const freight = lines.map(({ freightFen }) => freightFen)
  return sumFen(freight) > 0 ? freight : lines.map(({ goodsPaidFen }) => goodsPaidFen)
}

/** Of a way that became shorter again: the newest supplement first, each what is left of it. */
export function supplementsLess(amountFen: Fen, newestFirst: readonly SupplementStanding[]): BackOfSupplement[] {
  let rest = amountFen
  return newestFirst.flatMap((one) => {
    const part = minFen(rest, leftOf(one))
    rest = subFen(rest, part)
    return some(one.termId, part)
  })
}

export const supplementsFen = (backs: readonly BackOfSupplement[]): Fen =>
  backs.reduce((sum, { amountFen }) => addFen(sum, amountFen), zeroFen)

/** What has not gone back of all of them. */
export const supplementsLeftFen = (supplements: readonly SupplementStanding[]): Fen => sumFen(supplements.map(leftOf))
