import type { OfferPhase, OfferState } from '@jishi/contracts/promotion/promotion.terms'
import type { Instant } from '@jishi/kernel/time'

export interface Phased {
  readonly state: OfferState
  readonly fromAt: Instant
  readonly untilAt: Instant
}

/** Where a promotion stands at a moment: a live one is scheduled, running or over by its days. */
export const phaseOf = ({ state, fromAt, untilAt }: Phased, at: Instant): OfferPhase => {
  if (state !== 'live') return state
  if (at < fromAt) return 'scheduled'
  return at < untilAt ? 'running' : 'over'
}
