import { addDays, type Instant } from '@jishi/kernel/time'

/** Between two times, or for so many days from the moment it is had. */
export interface Validity {
  readonly useFromAt: Instant | null
  readonly useUntilAt: Instant | null
  readonly validDays: number | null
}

/** When a coupon that is had now may be used; undefined where that time is over already. */
export const daysFrom = (validity: Validity, now: Instant): { fromAt: Instant; untilAt: Instant } | undefined => {
  const { useFromAt, useUntilAt, validDays } = validity
  if (validDays !== null) return { fromAt: now, untilAt: addDays(now, validDays) }
  if (useFromAt === null || useUntilAt === null || useUntilAt <= now) return undefined
  return { fromAt: useFromAt, untilAt: useUntilAt }
}
