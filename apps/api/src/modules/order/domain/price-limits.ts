import { minFen, negateFen, percentOf, sumFen, type Fen } from '@jishi/kernel/money'
import type { Bp } from '@jishi/kernel/rate'

/** What one person may move an order's price by without another: a share of its goods, and never more than an amount. */
export interface PriceLimits {
  readonly share: Bp
  readonly mostFen: Fen
}

/** All moves without their signs: what is taken off one line and put on another has moved twice. */
export const movedFen = (changes: readonly Fen[]): Fen =>
  sumFen(changes.map((change) => (change < 0 ? negateFen(change) : change)))

/** How much of it one person may decide alone, for goods of this price before any change. */
export const aloneFen = (goodsFen: Fen, { share, mostFen }: PriceLimits): Fen =>
  minFen(mostFen, percentOf(goodsFen, share, 'down'))
