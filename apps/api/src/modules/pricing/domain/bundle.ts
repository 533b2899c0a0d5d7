import { maxFen, subFen, sumFen, timesFen, zeroFen, type Fen } from '@jishi/kernel/money'
import type { GoodsLine } from './goods-line.js'
import type { BundleRule } from './offer-facts.js'
import { isFree, refused, type Verdict } from './offer-verdict.js'
import type { Refusal } from './receipt.js'
import { refusalOf } from './refusals.js'

/** One piece of a bundle: how many a set needs, and the line that has them, if there is one. */
interface Part {
  readonly needed: number
  readonly line: GoodsLine | undefined
}

/** Nothing but what no other promotion looked at: a gift must not lose the lines it was given for. */
const isOpen = (line: GoodsLine): boolean => isFree(line) && !line.counted

const missingFor = (parts: readonly Part[], gainFen: Fen): Refusal | null => {
  const missing = parts.map(({ needed, line }) => Math.max(0, needed - (line?.qty ?? 0)))
  const qty = missing.reduce((sum, one) => sum + one, 0)
  return qty === 0 ? null : refusalOf('short_pieces', { qty, gainFen })
}

const whyClosed = (lines: readonly GoodsLine[]): Refusal | null => {
  if (lines.length === 0) return refusalOf('no_goods')
  if (!lines.every(isOpen)) return refusalOf('taken_by_other')
  return lines.some(({ unit }) => unit.alone) ? refusalOf('alone_price') : null
}

/** 套装: all its pieces are there and nothing was taken off them; each set costs its price, pieces beyond the sets their own. */
export function bundle({ items, priceFen }: BundleRule, meant: readonly GoodsLine[]): Verdict {
  const closed = whyClosed(meant)
  if (closed !== null) return refused(closed)
  const parts = items.map(({ skuId, qty }) => ({ needed: qty, line: meant.find((line) => line.skuId === skuId) }))
  const piecesFen = sumFen(parts.map(({ needed, line }) => timesFen(line?.unit.unitFen ?? zeroFen, needed)))
  const onceFen = maxFen(subFen(piecesFen, priceFen), zeroFen)
  // While a SKU is not in the cart at all, nobody here knows what it costs.
  const short = missingFor(parts, meant.length === items.length ? onceFen : zeroFen)
  if (short !== null) return refused(short)
  if (onceFen === 0) return refused(refusalOf('dearer'))
  const sets = Math.min(...parts.map(({ needed, line }) => Math.floor((line?.qty ?? 0) / needed)))
  return { kind: 'took', over: meant, offFen: timesFen(onceFen, sets), next: null }
}
