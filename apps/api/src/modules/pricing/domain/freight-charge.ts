import { addFen, subFen, sumFen, timesFen, zeroFen, type Fen } from '@jishi/kernel/money'
import type { FreightRate, FreightTemplate } from './freight-facts.js'
import type { GoodsLine } from './goods-line.js'
import type { Refusal } from './receipt.js'
import { refusalOf } from './refusals.js'

/** What the lines of one template pay. */
export interface FreightCharge {
  readonly template: FreightTemplate
  readonly amountFen: Fen
  /** Its own threshold has freed it. */
  readonly free: boolean
  readonly delivers: boolean
  /** What is missing for its own threshold; null where it has none or is free. */
  readonly next: Refusal | null
}

/** What goods count with for freight: after the goods coupon, before points. */
export const beforePoints = ({ goodsFen, pointsFen }: GoodsLine): Fen => addFen(goodsFen, pointsFen)

export const fits = (prefixes: readonly string[], regionCode: string | null): boolean =>
  regionCode !== null && prefixes.some((prefix) => regionCode.startsWith(prefix))

const fitOf = ({ regionPrefixes }: FreightRate, regionCode: string): number =>
  regionPrefixes.reduce((best, prefix) => (regionCode.startsWith(prefix) ? Math.max(best, prefix.length) : best), -1)

/** The rate that holds in a region; without one, the usual. */
export const rateFor = (rates: readonly FreightRate[], regionCode: string | null): FreightRate | undefined => {
  const rest = rates.find(({ regionPrefixes }) => regionPrefixes.length === 0)
  if (regionCode === null) return rest ?? rates[0]
  const best = rates.reduce<{ rate: FreightRate | undefined; fit: number }>(
    (so, rate) => (fitOf(rate, regionCode) > so.fit ? { rate, fit: fitOf(rate, regionCode) } : so),
    { rate: rest, fit: -1 },
  )
  return best.rate
}

/** So many pieces of one weight and size. */
interface Counted {
  readonly qty: number
  readonly facts: Pick<GoodsLine['facts'], 'weightG' | 'volumeCm3'>
}

const COUNTED: Readonly<Record<Exclude<FreightTemplate['unit'], 'order'>, (line: Counted) => number>> = {
  piece: ({ qty }) => qty,
  weight: ({ qty, facts }) => qty * facts.weightG,
  volume: ({ qty, facts }) => qty * facts.volumeCm3,
}

const costOf = ({ unit }: FreightTemplate, rate: FreightRate, lines: readonly Counted[]): Fen => {
  if (unit === 'order') return rate.firstFen
  const units = lines.reduce((sum, line) => sum + COUNTED[unit](line), 0)
  const lots = units <= rate.first ? 0 : Math.ceil((units - rate.first) / rate.next)
  return addFen(rate.firstFen, timesFen(rate.nextFen, lots))
}

export interface RegionFreight {
  readonly prefixes: string[]
  readonly freightFen: Fen
  readonly freeOverFen: Fen | null
}

/** What one piece by itself pays in each region of a template, before any threshold frees it: for a page, not for an order. */
export const freightOfOnePiece = (template: FreightTemplate, facts: Counted['facts']): RegionFreight[] =>
  template.rates.map((rate) => ({
    prefixes: [...rate.regionPrefixes],
    freightFen: costOf(template, rate, [{ qty: 1, facts }]),
    freeOverFen: rate.freeOverFen,
  }))

const missingFor = (rate: FreightRate, goodsFen: Fen, pieces: number, gainFen: Fen): Refusal | null => {
  const { freeOverFen, freeOverQty } = rate
  if (freeOverFen !== null) return refusalOf('short_amount', { fen: subFen(freeOverFen, goodsFen), gainFen })
  return freeOverQty === null ? null : refusalOf('short_pieces', { qty: freeOverQty - pieces, gainFen })
}

/** One template, asked once for all its lines: first, then each further lot begun; free from its own threshold on. */
export function chargeOf(
  template: FreightTemplate,
  lines: readonly GoodsLine[],
  regionCode: string | null,
): FreightCharge {
  const rate = rateFor(template.rates, regionCode)
  if (rate === undefined) return { template, amountFen: zeroFen, free: false, delivers: false, next: null }
  const delivers = !fits(template.noDeliveryPrefixes, regionCode)
  const goodsFen = sumFen(lines.map(beforePoints))
  const pieces = lines.reduce((sum, { qty }) => sum + qty, 0)
  const { freeOverFen, freeOverQty } = rate
  const free = (freeOverFen !== null && goodsFen >= freeOverFen) || (freeOverQty !== null && pieces >= freeOverQty)
  if (free) return { template, amountFen: zeroFen, free, delivers, next: null }
  const amountFen = costOf(template, rate, lines)
  const next = amountFen === 0 ? null : missingFor(rate, goodsFen, pieces, amountFen)
  return { template, amountFen, free, delivers, next }
}
