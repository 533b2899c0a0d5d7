import type { AdminFeedback } from '@jishi/contracts/service/feedback.schema'
import type { FeedbackState } from '@jishi/contracts/service/feedback.terms'
import type { Tone } from '@/components/state-tag.vue'
import { spanText } from '@/composables/shop-time'
import { t } from '@/copy'
import { groupedNo } from '@/views/order/order-words'

export const feedbackTones: Record<FeedbackState, Tone> = {
  open: 'gold',
  answered: 'fresh',
  replied: 'brand',
  closed: 'quiet',
  reopened: 'brand',
}

/** Of what order it is and how many pictures came with it, in one line. */
export const besideText = ({ orderNo, pictures }: Pick<AdminFeedback, 'orderNo' | 'pictures'>): string =>
  [
    ...(orderNo === null ? [] : [t('feedback.order', { no: groupedNo(orderNo) })]),
    ...(pictures > 0 ? [t('feedback.pictures', { n: pictures })] : []),
  ].join(' · ')

/** How much of the promised time is left, or how far it is over; empty where nothing is owed. */
export const dueText = ({ dueAt }: Pick<AdminFeedback, 'dueAt'>, now: string): string => {
  if (dueAt === null) return ''
  return dueAt > now
    ? t('feedback.due', { span: spanText(now, dueAt) })
    : t('feedback.overdue', { span: spanText(dueAt, now) })
}
