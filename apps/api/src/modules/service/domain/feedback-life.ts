import { ANSWER_HOURS, type FeedbackKind, type FeedbackState } from '@jishi/contracts/service/feedback.terms'
import { defineLife } from '@jishi/kernel/life'
import { addHours, type Instant } from '@jishi/kernel/time'

export interface FeedbackFacts {
  /** Its days to be taken up again are not over; true while it is not closed. */
  readonly mayReopen: boolean
}

/**
 * The life of what a member told the shop. The shop closes nothing that it has not answered; its member may call it settled
 * whenever they like, and take it up again for a while.
 */
export const feedbackLife = defineLife({
  name: 'feedback',
  refusal: 'FEEDBACK_ACTION_NOT_ALLOWED',
  states: ['open', 'answered', 'replied', 'closed', 'reopened'],
  initial: 'open',
  terminal: [],
  labels: { open: '待答复', answered: '已答复', replied: '用户已回复', closed: '已结束', reopened: '重新打开' },
  actions: {
    answer: { from: ['open', 'answered', 'replied', 'reopened'], to: 'answered', actor: 'operator' },
    close: { from: ['answered'], to: 'closed', actor: 'operator' },
    reply: {
      from: ['open', 'answered', 'replied', 'reopened'],
      to: { open: 'open', answered: 'replied', replied: 'replied', reopened: 'reopened' },
      actor: 'member',
      note: 'adds words; behind an answer the shop owes another',
    },
    settle: { from: ['open', 'answered', 'replied', 'reopened'], to: 'closed', actor: 'member' },
    reopen: {
      from: ['closed'],
      to: 'reopened',
      actor: 'member',
      guard: ({ mayReopen }: FeedbackFacts) => (mayReopen ? true : 'TOO_LATE'),
      note: 'for fifteen days, and says why',
    },
    lapse: { from: ['answered'], to: 'closed', actor: 'system', note: 'seven quiet days behind an answer' },
  },
})

const OWED: readonly FeedbackState[] = ['open', 'replied', 'reopened']

/** Whether the shop owes an answer. */
export const owesAnswer = (state: FeedbackState): boolean => OWED.includes(state)

/** A promise once made is not put off by more words; a new one runs from the moment that made it. */
export const dueAfter = (
  { kind, state, dueAt }: { kind: FeedbackKind; state: FeedbackState | null; dueAt: Instant | null },
  to: FeedbackState,
  now: Instant,
): Instant | null => {
  if (!owesAnswer(to)) return null
  return state !== null && owesAnswer(state) ? dueAt : addHours(now, ANSWER_HOURS[kind])
}
