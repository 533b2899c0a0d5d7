import { addDays, type Instant } from '@jishi/kernel/time'

/** Carriers give a number to the next person after three months: an account unused for so long may be somebody else's. */
const sleepsAfterDays = 90

export const isAsleep = (lastUsedAt: Instant, now: Instant): boolean => addDays(lastUsedAt, sleepsAfterDays) < now

/** A name as people mean it: without regard to width, case and blanks. */
export const plainName = (name: string): string =>
  name
    .normalize('NFKC')
    .replace(/[\s·.]/g, '')
    .toLowerCase()
