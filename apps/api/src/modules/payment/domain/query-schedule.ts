import { minuteMs, secondMs } from '@jishi/kernel/time'
import type { Instant } from '@jishi/kernel/time'

/** After the create call: the notice is usually there by the first look, and a lost one is found by the next. */
const STEPS_MS = [10 * secondMs, minuteMs, 5 * minuteMs]
const LATER_MS = 10 * minuteMs

/** When an attempt is next asked for, after so many questions; the deadline itself is always one of the times. */
export const nextAttemptQuery = (queries: number, createdAt: Instant, expiresAt: Instant, now: Instant): Instant => {
  const step = STEPS_MS[queries]
  const planned = step === undefined ? now + LATER_MS : Math.max(createdAt + step, now + secondMs)
  return (now < expiresAt && expiresAt < planned ? expiresAt : planned) as Instant
}

/** A refund is asked for at growing distances; the channel may take minutes or days. */
export const nextRefundQuery = (queries: number, now: Instant): Instant => {
  const growing = Math.min(10 * secondMs * 2 ** Math.min(queries, 10), 60 * minuteMs)
  return (now + growing) as Instant
}

/** Longer than a create call and its one repetition may run. */
const CREATE_IN_FLIGHT_MS = 30 * secondMs

/** While a create call may still be on its way, "never heard of it" is no answer. */
export const mayBeOnItsWay = (
  attempt: { readonly calledAt: Instant | null; readonly createdAt: Instant },
  now: Instant,
): boolean => now <= (attempt.calledAt ?? attempt.createdAt) + CREATE_IN_FLIGHT_MS
