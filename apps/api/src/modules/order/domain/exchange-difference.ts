import { fen, minFen, subFen, type Fen } from '@jishi/kernel/money'

/** What a number of pieces were worth when they were bought, and what both goods cost now. */
export interface Exchanged {
  readonly qty: number
  /** Frozen: what the pieces cost after stage 1, with the adjustment, before any discount. */
  readonly boughtFen: Fen
  /** Frozen: what was paid for them; no more than this can go back. */
  readonly paidFen: Fen
  /** One piece now, by stage 1 of the price engine: of the goods that come back, and of those wanted for them. */
  readonly ownNowFen: Fen
  readonly wantedNowFen: Fen
}

/**
 * What an exchange costs (above zero) or gives back (below). The replacement takes over the discounts of the pieces it stands
 * for, so what counts is the price before them, measured twice: against what the pieces cost when they were bought, and
 * against what they cost now. The smaller of two differences holds, and where the two point different ways there is none. So
 * goods of one price are exchanged for nothing however prices have moved since, nobody pays for a rise of what they have
 * already, and a fall of prices is no refund.
 */
export function exchangeDifference({ qty, boughtFen, paidFen, ownNowFen, wantedNowFen }: Exchanged): Fen {
  const wanted = fen(wantedNowFen * qty)
  const sinceBought = subFen(wanted, boughtFen)
  const now = subFen(wanted, fen(ownNowFen * qty))
  if (sinceBought > 0 && now > 0) return minFen(sinceBought, now)
  if (sinceBought < 0 && now < 0) return fen(Math.max(sinceBought, now, -paidFen))
  return fen(0)
}
