import type { Fen } from '@jishi/kernel/money'
import type { GoodsLine } from './goods-line.js'
import type { GiftFacts } from './offer-facts.js'
import type { Refusal } from './receipt.js'
import { refusalOf } from './refusals.js'

/** What a promotion says to the lines it is for: refused, something taken off the lines it looked at, or gifts for them. */
export type Verdict =
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | {
      readonly kind: 'took'
      readonly over: readonly GoodsLine[]
      readonly offFen: Fen
      /** What is missing for more; null where there is no more. */
      readonly next: Refusal | null
    }
  | { readonly kind: 'gave'; readonly over: readonly GoodsLine[]; readonly gifts: readonly GiftFacts[] }

export const refused = (refusal: Refusal): Verdict => ({ kind: 'refused', refusal })

/** Full reductions, n-th pieces and bundles look at lines nothing was taken off before. */
export const isFree = ({ standing }: GoodsLine): boolean => standing === 'free'

/** Of the lines a promotion is for, those it may look at; or why it may look at none. */
export function openTo(
  meant: readonly GoodsLine[],
  isOpen: (line: GoodsLine) => boolean,
): { readonly lines: readonly GoodsLine[]; readonly closed: Refusal | null } {
  const lines = meant.filter((line) => isOpen(line) && !line.unit.alone)
  if (lines.length > 0) return { lines, closed: null }
  if (meant.length === 0) return { lines, closed: refusalOf('no_goods') }
  return { lines, closed: refusalOf(meant.every(isOpen) ? 'alone_price' : 'taken_by_other') }
}
