import { allocate } from '@jishi/kernel/allocate'
import { fen, type Fen } from '@jishi/kernel/money'

/** What a buyer has kept, as an invoice names it. */
export interface KeptLine {
  readonly title: string
  readonly skuLabel: string
  readonly qty: number
  readonly amountFen: Fen
}

/** A line of an order with its pieces that did not go back, and those of them that left once more as another SKU. */
export interface StandingLine extends KeptLine {
  readonly exchanged: readonly { readonly skuLabel: string; readonly qty: number }[]
}

/**
 * Pieces by the SKU the buyer has now, each with its share of what is left of its line's price; nothing is lost or made. What was
 * paid or given back for another price in the exchange stands beside them or is in that price already.
 */
export const keptLines = (lines: readonly StandingLine[]): KeptLine[] =>
  lines.filter(({ qty, amountFen }) => qty > 0 || amountFen > 0).flatMap(namedAnew)

function namedAnew({ exchanged, ...line }: StandingLine): KeptLine[] {
  const parts: { skuLabel: string; qty: number }[] = []
  let left = line.qty
  for (const { skuLabel, qty } of exchanged) {
    const taken = Math.min(qty, left)
    if (taken > 0) parts.push({ skuLabel, qty: taken })
    left -= taken
  }
  if (parts.length === 0) return [line]
  if (left > 0) parts.unshift({ skuLabel: line.skuLabel, qty: left })
  const shares = allocate(
    line.amountFen,
    parts.map(({ qty }) => qty),
  )
  return parts.map((part, at) => ({ title: line.title, ...part, amountFen: shares[at] ?? fen(0) }))
}
