import { addDays, addMinutes, addMs, hourMs, minuteMs, secondMs, type Instant } from '@jishi/kernel/time'

/** How long each thing a person signs in with lives. */
const accessMinutes = 30
const refreshDays = 30
const familyDays = 180

/**
 * A refresh token that was just exchanged may be presented again for this long: a lost answer, a second tab or
 * a double tap gets the same new pair. Later it is a copy in the wrong hands, and the whole family ends.
 */
export const refreshGraceMs = 10 * secondMs

/** After an exchange the older access token serves requests that were already on their way. */
export const overlapMs = minuteMs

export const operatorSessionMs = 12 * hourMs
export const operatorIdleMs = 2 * hourMs

export const accessExpiry = (now: Instant): Instant => addMinutes(now, accessMinutes)

/** Slides with use, but a family of sessions never lives longer than its limit without a new sign-in. */
export const refreshExpiry = (now: Instant, familyStarted: Instant): Instant => {
  const sliding = addDays(now, refreshDays)
  const last = addDays(familyStarted, familyDays)
  return sliding <= last ? sliding : last
}

export const withinGrace = (now: Instant, rotatedAt: Instant): boolean => now <= addMs(rotatedAt, refreshGraceMs)

/** How long somebody who signed in counts as having just proven who they are. */
export const recentMs = 10 * minuteMs
