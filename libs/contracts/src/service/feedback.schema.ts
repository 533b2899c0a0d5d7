import { z } from 'zod'
import { endpoint } from '../endpoint.js'
import { mediaId } from '../media/media.schema.js'
import { CHECK_VERDICTS } from '../moderation/moderation.terms.js'
import { at, done, idParams, page, pageQuery, picture, uuid } from '../primitives.schema.js'
import { feedbackRoutes } from './feedback.routes.js'
import {
  DESK_ACTIONS,
  FEEDBACK_ACTIONS,
  FEEDBACK_AUTHORS,
  FEEDBACK_KINDS,
  FEEDBACK_LIMITS,
  FEEDBACK_STATES,
  MEMBER_ACTIONS,
} from './feedback.terms.js'

const words = z.string().trim().min(1).max(FEEDBACK_LIMITS.text)
const once = (values: readonly string[]): boolean => new Set(values).size === values.length
const pictureIds = z.array(mediaId).max(FEEDBACK_LIMITS.pictures).refine(once, { error: 'each picture once' })
const kind = z.enum(FEEDBACK_KINDS)
const state = z.enum(FEEDBACK_STATES)

export const writeFeedbackBody = z.strictObject({
  kind,
  body: words,
  pictureIds,
  /** A phone, a mail address, anything: kept sealed, for the shop alone. */
  contact: z.string().trim().min(1).max(FEEDBACK_LIMITS.contact).optional(),
  /** One of the member's own orders, where it is about one. */
  orderId: uuid.optional(),
})
export type WriteFeedbackBody = z.infer<typeof writeFeedbackBody>
export const feedbackWordsBody = z.strictObject({ body: words, pictureIds })
export type FeedbackWordsBody = z.infer<typeof feedbackWordsBody>

const standing = {
  id: uuid,
  kind,
  state,
  /** How it began, cut to a line where it is shown in a list. */
  body: z.string(),
  orderId: uuid.nullable(),
  orderNo: z.string().nullable(),
  createdAt: at,
  changedAt: at,
  /** Until when the shop has promised an answer; null while it owes none. */
  dueAt: at.nullable(),
}

export const ownFeedback = z.object({ ...standing, unread: z.boolean() })
export type OwnFeedback = z.infer<typeof ownFeedback>
/** Who of the shop answered is the shop's own business. */
export const ownFeedbackMessage = z.object({
  author: z.enum(FEEDBACK_AUTHORS),
  body: z.string(),
  pictures: z.array(picture),
  saidAt: at,
})
export const ownFeedbackDetail = z.object({
  ...ownFeedback.shape,
  messages: z.array(ownFeedbackMessage),
  allowed: z.array(z.enum(MEMBER_ACTIONS)),
  /** Until when it may be taken up again, once it is closed. */
  reopenUntil: at.nullable(),
})
export type OwnFeedbackDetail = z.infer<typeof ownFeedbackDetail>
export const unreadFeedbacks = z.object({ count: z.int() })
export type UnreadFeedbacks = z.infer<typeof unreadFeedbacks>

const flag = z.enum(['true']).optional()
export const adminFeedbacksQuery = z.strictObject({
  ...pageQuery,
  state: state.optional(),
  kind: kind.optional(),
  /** The shop owes an answer. */
  waiting: flag,
  /** It owes one, and its time is over. */
  late: flag,
  /** Taken by whoever asks. */
  mine: flag,
})
export type AdminFeedbacksQuery = z.infer<typeof adminFeedbacksQuery>

const person = z.object({ id: uuid, name: z.string() })
export const adminFeedback = z.object({
  ...standing,
  memberId: uuid,
  memberName: z.string(),
  assignee: person.nullable(),
  late: z.boolean(),
  /** Words of the shop's list in what the member wrote. */
  flagged: z.array(z.string()),
  pictures: z.int(),
})
export type AdminFeedback = z.infer<typeof adminFeedback>
export const adminFeedbackMessage = z.object({
  ...ownFeedbackMessage.shape,
  /** Between operators; its member never sees it. */
  internal: z.boolean(),
  name: z.string(),
  flagged: z.array(z.string()),
  /** What WeChat's check said of it; null while it is not asked or has not answered. */
  verdict: z.enum(CHECK_VERDICTS).nullable(),
})
export type AdminFeedbackMessage = z.infer<typeof adminFeedbackMessage>
export const feedbackStep = z.object({
  action: z.enum([...FEEDBACK_ACTIONS, 'write']),
  state,
  actor: z.enum(['member', 'operator', 'system']),
  name: z.string(),
  at,
})
export const adminFeedbackDetail = z.object({
  ...adminFeedback.shape,
  version: z.int(),
  hasContact: z.boolean(),
  messages: z.array(adminFeedbackMessage),
  steps: z.array(feedbackStep),
  allowed: z.array(z.enum(DESK_ACTIONS)),
})
export type AdminFeedbackDetail = z.infer<typeof adminFeedbackDetail>
export const feedbackFigures = z.object({ waiting: z.int(), late: z.int(), mine: z.int() })
export type FeedbackFigures = z.infer<typeof feedbackFigures>

/** What the operator saw: two who answer the same words do not both answer. */
const version = z.int().min(1)
export const answerFeedbackBody = z.strictObject({ body: words, version })
export type AnswerFeedbackBody = z.infer<typeof answerFeedbackBody>
export const noteFeedbackBody = z.strictObject({ body: words })
export type NoteFeedbackBody = z.infer<typeof noteFeedbackBody>
/** `take`: whoever asks sees to it; `false` gives it back to everybody. */
export const assignFeedbackBody = z.strictObject({ take: z.boolean(), version })
export type AssignFeedbackBody = z.infer<typeof assignFeedbackBody>
export const closeFeedbackBody = z.strictObject({ version })
export type CloseFeedbackBody = z.infer<typeof closeFeedbackBody>
export const feedbackContact = z.object({ contact: z.string() })
export type FeedbackContact = z.infer<typeof feedbackContact>

const own = { params: idParams, reply: ownFeedbackDetail }
const desk = { params: idParams, reply: adminFeedbackDetail }

export const feedbackEndpoints = {
  mine: endpoint(feedbackRoutes.mine, { query: z.strictObject(pageQuery), reply: page(ownFeedback) }),
  unread: endpoint(feedbackRoutes.unread, { reply: unreadFeedbacks }),
  one: endpoint(feedbackRoutes.one, own),
  write: endpoint(feedbackRoutes.write, { body: writeFeedbackBody, reply: ownFeedbackDetail }),
  reply: endpoint(feedbackRoutes.reply, { ...own, body: feedbackWordsBody }),
  reopen: endpoint(feedbackRoutes.reopen, { ...own, body: feedbackWordsBody }),
  settle: endpoint(feedbackRoutes.settle, own),
  seen: endpoint(feedbackRoutes.seen, { params: idParams, reply: done }),
  list: endpoint(feedbackRoutes.list, { query: adminFeedbacksQuery, reply: page(adminFeedback) }),
  figures: endpoint(feedbackRoutes.figures, { reply: feedbackFigures }),
  detail: endpoint(feedbackRoutes.detail, desk),
  answer: endpoint(feedbackRoutes.answer, { ...desk, body: answerFeedbackBody }),
  note: endpoint(feedbackRoutes.note, { ...desk, body: noteFeedbackBody }),
  assign: endpoint(feedbackRoutes.assign, { ...desk, body: assignFeedbackBody }),
  close: endpoint(feedbackRoutes.close, { ...desk, body: closeFeedbackBody }),
  contact: endpoint(feedbackRoutes.contact, { params: idParams, reply: feedbackContact }),
}
