import type { KeptPrice } from './price-spans.js'

/** From a moment on everybody is offered another price. */
export interface PriceStep {
  readonly at: number
  readonly priceFen: number
}

const holds = ({ from, until }: KeptPrice, at: number): boolean =>
  (from === null || from <= at) && (until === null || at < until)

export const priceAt = (rows: readonly KeptPrice[], at: number): number | undefined =>
  rows.find((row) => holds(row, at))?.priceFen

const turns = (rows: readonly KeptPrice[]): number[] =>
  [...new Set(rows.flatMap(({ from, until }) => [from, until]).filter((at) => at !== null))].sort(
    (left, right) => left - right,
  )

/** The next moment after `now` at which a price begins or ends. */
export const nextTurn = (rows: readonly KeptPrice[], now: number): number | undefined =>
  turns(rows).find((at) => at > now)

/**
 * How the price moved by the clock alone since it was last looked at: one step for each turn in [since, now] that made it
 * another one, however late anybody looks.
 */
export function stepsSince(rows: readonly KeptPrice[], since: number, now: number, presentFen: number): PriceStep[] {
  const steps: PriceStep[] = []
  let shown = presentFen
  for (const at of turns(rows).filter((turn) => turn >= since && turn <= now)) {
    const priceFen = priceAt(rows, at)
    if (priceFen === undefined || priceFen === shown) continue
    steps.push({ at, priceFen })
    shown = priceFen
  }
  return steps
}
