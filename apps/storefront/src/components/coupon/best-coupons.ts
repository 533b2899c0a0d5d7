import type { Claimable } from '@jishi/contracts/promotion/coupons.schema'

/** What a purchase without a threshold is taken to be, and a parcel to cost: only to compare coupons of different kinds. */
const USUAL_FEN = 10_000
const USUAL_FREIGHT_FEN = 800
const WHOLE = 10_000

type Worth = Pick<Claimable, 'kind' | 'amountFen' | 'offBp' | 'capFen' | 'thresholdFen'>

const worthFen = ({ kind, amountFen, offBp, capFen, thresholdFen }: Worth): number => {
  if (kind !== 'percent') return amountFen ?? USUAL_FREIGHT_FEN
  const off = (Math.max(thresholdFen, USUAL_FEN) * (offBp ?? 0)) / WHOLE
  return capFen === null ? off : Math.min(off, capFen)
}

/** Those that can be had now, what takes most off first; of two alike the one that asks for less. */
export const bestCoupons = <T extends Worth & Pick<Claimable, 'standing'>>(coupons: readonly T[], most: number): T[] =>
  coupons
    .filter(({ standing }) => standing === 'claim')
    .sort((one, other) => worthFen(other) - worthFen(one) || one.thresholdFen - other.thresholdFen)
    .slice(0, most)
