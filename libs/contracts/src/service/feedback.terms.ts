/** What somebody wants of the shop. A complaint and a report press: they are answered within a day, the others within three. */
export const FEEDBACK_KINDS = ['question', 'suggestion', 'complaint', 'report'] as const
export type FeedbackKind = (typeof FEEDBACK_KINDS)[number]
/** Where it stands: the shop owes an answer in `open`, `replied` and `reopened`. */
export const FEEDBACK_STATES = ['open', 'answered', 'replied', 'closed', 'reopened'] as const
export type FeedbackState = (typeof FEEDBACK_STATES)[number]
export const FEEDBACK_ACTIONS = ['answer', 'close', 'reply', 'settle', 'reopen', 'lapse'] as const
export type FeedbackAction = (typeof FEEDBACK_ACTIONS)[number]
/** What a member may do, and an operator: each is told only of their own. */
export const MEMBER_ACTIONS = ['reply', 'settle', 'reopen'] as const
export type MemberAction = (typeof MEMBER_ACTIONS)[number]
export const DESK_ACTIONS = ['answer', 'close'] as const
export type DeskAction = (typeof DESK_ACTIONS)[number]
export const FEEDBACK_AUTHORS = ['member', 'operator'] as const
export type FeedbackAuthor = (typeof FEEDBACK_AUTHORS)[number]
export const FEEDBACK_LIMITS = {
  text: 1_000,
  pictures: 6,
  contact: 60,
  newADay: 5,
  repliesADay: 30,
  messages: 200,
} as const
/** How long the shop gives itself to answer. */
export const ANSWER_HOURS: Readonly<Record<FeedbackKind, number>> = {
  question: 72,
  suggestion: 72,
  complaint: 24,
  report: 24,
}
/** After so many days of silence behind an answer it is over by itself, and for as many more it may be taken up again. */
export const FEEDBACK_QUIET_DAYS = 7
export const FEEDBACK_REOPEN_DAYS = 15
