import type { Done, IdParams, Page, PageQuery } from '../primitives.schema.js'
import { route } from '../route.js'
import type {
  AdminFeedback,
  AdminFeedbackDetail,
  AdminFeedbacksQuery,
  AnswerFeedbackBody,
  AssignFeedbackBody,
  CloseFeedbackBody,
  FeedbackContact,
  FeedbackFigures,
  FeedbackWordsBody,
  NoteFeedbackBody,
  OwnFeedback,
  OwnFeedbackDetail,
  UnreadFeedbacks,
  WriteFeedbackBody,
} from './feedback.schema.js'

const read = { access: 'member', method: 'GET', load: 'browse', idempotency: 'none' } as const
const write = { access: 'member', method: 'POST', load: 'order', idempotency: 'required', limit: 'review' } as const
const desk = { access: 'operator', permission: 'service.read', owner: 'shop', load: 'admin' } as const
const look = { ...desk, method: 'GET', idempotency: 'none', audit: 'none' } as const
const act = { ...desk, permission: 'service.write', method: 'POST', idempotency: 'required', audit: 'write' } as const

/** What members tell the shop beside their orders, and what the shop answers. */
export const feedbackRoutes = {
  mine: route<{ query: PageQuery; reply: Page<OwnFeedback> }>({ ...read, owner: 'none', path: '/api/shop/feedbacks' }),
  unread: route<{ reply: UnreadFeedbacks }>({ ...read, owner: 'none', path: '/api/shop/feedbacks/unread' }),
  one: route<{ params: IdParams; reply: OwnFeedbackDetail }>({
    ...read,
    owner: 'member',
    path: '/api/shop/feedbacks/:id',
  }),
  write: route<{ body: WriteFeedbackBody; reply: OwnFeedbackDetail }>({
    ...write,
    owner: 'none',
    path: '/api/shop/feedbacks',
  }),
  reply: route<{ params: IdParams; body: FeedbackWordsBody; reply: OwnFeedbackDetail }>({
    ...write,
    owner: 'member',
    path: '/api/shop/feedbacks/:id/reply',
  }),
  reopen: route<{ params: IdParams; body: FeedbackWordsBody; reply: OwnFeedbackDetail }>({
    ...write,
    owner: 'member',
    path: '/api/shop/feedbacks/:id/reopen',
  }),
  settle: route<{ params: IdParams; reply: OwnFeedbackDetail }>({
    ...write,
    owner: 'member',
    path: '/api/shop/feedbacks/:id/settle',
  }),
  /** The answers were seen: the mark goes. */
  seen: route<{ params: IdParams; reply: Done }>({
    ...write,
    method: 'PUT',
    idempotency: 'natural',
    owner: 'member',
    path: '/api/shop/feedbacks/:id/seen',
  }),

  list: route<{ query: AdminFeedbacksQuery; reply: Page<AdminFeedback> }>({ ...look, path: '/api/admin/feedbacks' }),
  figures: route<{ reply: FeedbackFigures }>({ ...look, path: '/api/admin/feedbacks/figures' }),
  detail: route<{ params: IdParams; reply: AdminFeedbackDetail }>({ ...look, path: '/api/admin/feedbacks/:id' }),
  answer: route<{ params: IdParams; body: AnswerFeedbackBody; reply: AdminFeedbackDetail }>({
    ...act,
    path: '/api/admin/feedbacks/:id/answer',
  }),
  note: route<{ params: IdParams; body: NoteFeedbackBody; reply: AdminFeedbackDetail }>({
    ...act,
    path: '/api/admin/feedbacks/:id/notes',
  }),
  assign: route<{ params: IdParams; body: AssignFeedbackBody; reply: AdminFeedbackDetail }>({
    ...act,
    path: '/api/admin/feedbacks/:id/assignee',
  }),
  close: route<{ params: IdParams; body: CloseFeedbackBody; reply: AdminFeedbackDetail }>({
    ...act,
    path: '/api/admin/feedbacks/:id/close',
  }),
  /** How to reach somebody outside the shop, in clear: each look leaves a row. */
  contact: route<{ params: IdParams; reply: FeedbackContact }>({
    ...act,
    audit: 'reveal',
    path: '/api/admin/feedbacks/:id/contact',
  }),
}
