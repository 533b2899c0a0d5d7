import { addDays, type Instant } from '@jishi/kernel/time'

/** The lowest key that can have been made at a moment: a time as a place in an index of keys. */
export const firstIdAt = (moment: Instant, daysAside = 0): string => {
  const hex = Math.max(0, addDays(moment, daysAside)).toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`
}
