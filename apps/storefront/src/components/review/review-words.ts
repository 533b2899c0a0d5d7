import { instantOf, shopDay } from '@jishi/kernel/time'
import { t } from '@/copy/later'

/** The shop's day of something, as it stands beside a review. */
export const dayText = (at: string): string => shopDay(instantOf(at))

/** How long after the review its addition was written. */
export const addedText = (afterDays: number): string =>
  afterDays === 0 ? t('review.sameDay') : t('review.after', { n: afterDays })
