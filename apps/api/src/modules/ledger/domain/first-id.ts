import { addHours, type Instant } from '@jishi/kernel/time'

/**
 * A key is made in the statement of its posting, so its time differs from the posting's by a moment. Whoever looks for postings by
 * their keys looks so much further on both sides.
 */
export const KEYS_ASIDE_HOURS = 1

/** The lowest key that can have been made at a moment: a time as a place in an index of keys. */
export const firstIdAt = (moment: Instant, hoursAside = 0): string => {
  const hex = Math.max(0, addHours(moment, hoursAside)).toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`
}
