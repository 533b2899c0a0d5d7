import { shopDay, type Instant } from '@jishi/kernel/time'
import type { OrderState } from '@jishi/contracts/order/order.terms'
import { arrivalDay, type Journey } from '../pricing/index.js'

export interface OnItsWay {
  readonly state: OrderState
  readonly paidAt: Instant | null
  readonly journey: Journey | null
  readonly onTheWay: { readonly unsigned: number; readonly arrivesOn: string | null }
}

/**
 * The day an order is told to arrive: its carriers know best once everything has left, before that it follows from the facts it was
 * ordered with. A day that has passed without it is told no more, and an unpaid order is told the day of a payment now.
 */
export function arrivesOn({ state, paidAt, journey, onTheWay }: OnItsWay, now: Instant): string | null {
  if (state === 'shipped' && onTheWay.unsigned === 0) return null
  const frozen = journey === null ? null : arrivalDay(journey, paidAt ?? now)
  const day = state === 'shipped' ? (onTheWay.arrivesOn ?? frozen) : frozen
  return day === null || day < shopDay(now) ? null : day
}
