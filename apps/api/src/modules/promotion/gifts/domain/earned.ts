/** What of an order counts for a gift: one line of goods of its scope, as it was paid. */
export interface CountedLine {
  readonly lineId: string
  readonly qty: number
  /** Paid for all its pieces, freight apart. */
  readonly fen: number
}

/** What went back of a line. */
export interface LineBack {
  readonly lineId: string
  readonly qty: number
  readonly fen: number
}

export interface Left {
  readonly paidFen: number
  readonly leftFen: number
  readonly leftQty: number
}

/** What the buyer keeps of these lines; what came back of other lines changes nothing. */
export const leftOf = (lines: readonly CountedLine[], backs: readonly LineBack[]): Left => {
  const counted = new Set(lines.map(({ lineId }) => lineId))
  const gone = backs.filter(({ lineId }) => counted.has(lineId))
  const paidFen = sum(lines.map(({ fen }) => fen))
  return {
    paidFen,
    leftFen: paidFen - sum(gone.map(({ fen }) => fen)),
    leftQty: sum(lines.map(({ qty }) => qty)) - sum(gone.map(({ qty }) => qty)),
  }
}

/**
 * Whether that earns the gift, and still does after something went back: pieces are left, what was paid for them reaches the
 * threshold, and is more than nothing unless goods that cost nothing count as well.
 */
export const isEarned = (
  rule: { readonly thresholdFen: number; readonly waived: boolean },
  { paidFen, leftFen, leftQty }: Left,
): boolean => leftQty > 0 && leftFen >= rule.thresholdFen && (leftFen > 0 || (rule.waived && paidFen === 0))

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0)
