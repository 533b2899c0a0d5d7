import type { AdminFeedback } from '@jishi/contracts/service/feedback.schema'
import type { FeedbackState } from '@jishi/contracts/service/feedback.terms'
import type { Tone } from '@/components/state-tag.vue'
import { spanText } from '@/composables/shop-time'
import { t } from '@/copy'

export const feedbackTones: Record<FeedbackState, Tone> = {
  open: 'gold',
  answered: 'fresh',
  replied: 'brand',
  closed: 'quiet',
  reopened: 'brand',
}

/** How much of the promised time is left, or how far it is over; empty where nothing is owed. */
export const dueText = ({ dueAt }: Pick<AdminFeedback, 'dueAt'>, now: string): string => {
  if (dueAt === null) return ''
  return dueAt > now
    ? t('feedback.due', { span: spanText(now, dueAt) })
    : t('feedback.overdue', { span: spanText(dueAt, now) })
}
