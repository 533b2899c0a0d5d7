import { addDays, type Instant } from '@jishi/kernel/time'

/** Carriers give a number to the next person after three months: a phone nobody proved for so long may be somebody else's. */
const sleepsAfterDays = 90

export const isAsleep = (phoneProvenAt: Instant, now: Instant): boolean => addDays(phoneProvenAt, sleepsAfterDays) < now

/** A name as people mean it: without regard to width, case and blanks. */
export const plainName = (name: string): string =>
  name
    .normalize('NFKC')
    .replace(/[\s·.]/g, '')
    .toLowerCase()
