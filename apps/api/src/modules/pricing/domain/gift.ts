import { fen, sumFen } from '@jishi/kernel/money'
import { piecesOf, type GoodsLine } from './goods-line.js'
import type { GiftRule } from './offer-facts.js'
import { openTo, refused, type Verdict } from './offer-verdict.js'
import { refusalOf } from './refusals.js'

const isUnbundled = ({ standing }: GoodsLine): boolean => standing !== 'bundled'

/**
 * 满赠, once an order: measured on the goods after stage 1 whatever else has taken these lines.
 * `spokenFor` are the pieces of a SKU that main lines and earlier gifts already want.
 */
export function gift(rule: GiftRule, meant: readonly GoodsLine[], spokenFor: (skuId: string) => number): Verdict {
  const { lines, closed } = openTo(meant, isUnbundled)
  if (closed !== null) return refused(closed)
  const byAmount = rule.measure === 'amount'
  const missing = rule.from - (byAmount ? sumFen(lines.map(({ pricedFen }) => pricedFen)) : piecesOf(lines))
  if (missing > 0) {
    return refused(
      byAmount ? refusalOf('short_amount', { fen: fen(missing) }) : refusalOf('short_pieces', { qty: missing }),
    )
  }
  const isThere = rule.gifts.every(({ skuId, qty, available }) => available - spokenFor(skuId) >= qty)
  return isThere ? { kind: 'gave', over: lines, gifts: rule.gifts } : refused(refusalOf('gift_gone'))
}
