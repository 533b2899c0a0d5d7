import { zeroFen, type Fen } from '@jishi/kernel/money'

export interface UnitPrice {
  readonly unitFen: Fen
  readonly discountFen: Fen
}

/**
 * Stage 1, the price of one piece. Lists, pages, cart and orders all come through here, so that the
 * same facts never show two prices. The list price is the only candidate so far.
 */
export function unitPriceOf(listUnitFen: Fen): UnitPrice {
  return { unitFen: listUnitFen, discountFen: zeroFen }
}
