import { present } from '@jishi/kernel/assert'
import type { Fen } from '@jishi/kernel/money'
import type { PriceContext } from './facts.js'
import { withAloneGivenUp } from './goods-line.js'
import { offered, type OrderOffer, type Promoted } from './promotion-stage.js'

/** What two ways of pricing the whole order are compared by. */
export interface WholeOrder {
  readonly payableFen: Fen
  /** Promotions and coupons that took part. */
  readonly applied: number
}

const isLower = (left: WholeOrder, right: WholeOrder): boolean =>
  left.payableFen < right.payableFen || (left.payableFen === right.payableFen && left.applied < right.applied)

/** Whether the promotion holds and is for lines at a price that keeps them out of it. */
export const meetsAlone = ({ meantAt, barred }: OrderOffer, { lines }: Promoted): boolean =>
  barred === null && meantAt.some((position) => lines[position]?.unit.alone === true)

const givenUpFor = ({ meantAt }: OrderOffer, order: Promoted, context: PriceContext): Promoted => {
  const at = new Set(meantAt)
  const lines = order.lines.map((line, position) =>
    at.has(position) && line.unit.alone ? withAloneGivenUp(line, context) : line,
  )
  return { ...order, lines }
}

/**
 * Stage 2. Per promotion that meets prices alone, two whole orders are compared: those lines keep their price and stay out of it, or
 * all of them give it up for good and the promotion takes them; later promotions leave such lines alone in both. The lower payable
 * wins, then fewer applied rules, then keeping.
 */
export function promoted(
  start: Promoted,
  offers: readonly OrderOffer[],
  context: PriceContext,
  wholeOf: (order: Promoted) => WholeOrder,
): Promoted {
  return offers.reduce((order, one, index) => {
    const kept = offered(order, one)
    if (!meetsAlone(one, order)) return kept
    const given = offered(givenUpFor(one, order, context), one)
    if (!present(given.rules.at(-1), 'the rule of the promotion').applied) return kept
    const rest = offers.slice(index + 1)
    return isLower(wholeOf(rest.reduce(offered, given)), wholeOf(rest.reduce(offered, kept))) ? given : kept
  }, start)
}
