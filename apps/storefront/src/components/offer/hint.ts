import type { CartHint, CartLine } from '@jishi/contracts/order/cart.schema'

export interface HintShown extends CartHint {
  /** 0 … 100: how far the selected goods have come. */
  percent: number
}

const FULL = 100

/** The promotion is for these goods, reached or not. */
export const means = (line: CartLine, offerId: string): boolean => line.offers.some(({ id }) => id === offerId)

/** How far: of the fen or the pieces that are needed, those that the selected goods bring already. */
const percentOf = ({ offerId, missingFen, missingQty }: CartHint, lines: readonly CartLine[]): number => {
  const counted = lines.filter((line) => line.selected && line.problem === null && means(line, offerId))
  const have =
    missingFen === null
      ? counted.reduce((sum, line) => sum + line.qty, 0)
      : counted.reduce((sum, line) => sum + line.unitFen * line.qty, 0)
  const missing = missingFen ?? missingQty ?? 0
  return have + missing === 0 ? 0 : Math.floor((have * FULL) / (have + missing))
}

/** A hint with how far the selected lines have come. */
export const hintShown = (hint: CartHint, lines: readonly CartLine[]): HintShown => ({
  ...hint,
  percent: percentOf(hint, lines),
})
