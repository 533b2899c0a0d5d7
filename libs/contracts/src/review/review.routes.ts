import type { IdParams, Page, PageQuery, Picture } from '../primitives.schema.js'
import { route, type RouteFacts } from '../route.js'
import type {
  AdminReview,
  AdminReviewDetail,
  AdminReviewsQuery,
  AppealBody,
  AppendReviewBody,
  DecideReviewBody,
  OwnReview,
  OwnVotes,
  ProductReviews,
  ProductReviewsQuery,
  ReplyReviewBody,
  ReviewableLine,
  ReviewFigures,
  ReviewVote,
  ShownReview,
  ToDoQuery,
  WriteReviewBody,
} from './review.schema.js'

const read = { method: 'GET', load: 'browse', idempotency: 'none' } as const satisfies Partial<RouteFacts>
const open = { ...read, access: 'public', owner: 'shop' } as const
const mine = { ...read, access: 'member', owner: 'none' } as const
const write = { access: 'member', method: 'POST', load: 'order', idempotency: 'required', limit: 'review' } as const
/** The path names a review everybody may read; whose vote it is is whoever asks. */
const voting = {
  access: 'member',
  load: 'browse',
  idempotency: 'natural',
  owner: 'shop',
  limit: 'vote',
  path: '/api/shop/shown-reviews/:id/vote',
} as const
const desk = { access: 'operator', permission: 'review.read', owner: 'shop', load: 'admin' } as const
const look = { ...desk, method: 'GET', idempotency: 'none', audit: 'none' } as const
const act = { ...desk, permission: 'review.write', method: 'POST', idempotency: 'required', audit: 'write' } as const

/** What buyers say of what they bought. */
export const reviewRoutes = {
  ofProduct: route<{ params: IdParams; query: ProductReviewsQuery; reply: ProductReviews }>({
    ...open,
    path: '/api/shop/products/:id/reviews',
  }),
  /** One review, for whoever opens its card. */
  shown: route<{
    params: IdParams
    reply: ShownReview & { productId: string; title: string; picture: Picture | null }
  }>({ ...open, path: '/api/shop/shown-reviews/:id' }),
  /** Its own small question, so that the reviews are the same for everybody. */
  votes: route<{ params: IdParams; reply: OwnVotes }>({
    ...mine,
    owner: 'shop',
    path: '/api/shop/products/:id/review-votes',
  }),
  vote: route<{ params: IdParams; reply: ReviewVote }>({ ...voting, method: 'PUT' }),
  takeBack: route<{ params: IdParams; reply: ReviewVote }>({ ...voting, method: 'DELETE' }),
  toDo: route<{ query: ToDoQuery; reply: Page<ReviewableLine> }>({ ...mine, path: '/api/shop/reviews/to-do' }),
  mine: route<{ query: PageQuery; reply: Page<OwnReview> }>({ ...mine, path: '/api/shop/reviews' }),
  write: route<{ body: WriteReviewBody; reply: OwnReview }>({ ...write, owner: 'none', path: '/api/shop/reviews' }),
  append: route<{ params: IdParams; body: AppendReviewBody; reply: OwnReview }>({
    ...write,
    owner: 'member',
    path: '/api/shop/reviews/:id/append',
  }),
  appeal: route<{ params: IdParams; body: AppealBody; reply: OwnReview }>({
    ...write,
    owner: 'member',
    path: '/api/shop/reviews/:id/appeal',
  }),

  list: route<{ query: AdminReviewsQuery; reply: Page<AdminReview> }>({ ...look, path: '/api/admin/reviews' }),
  figures: route<{ reply: ReviewFigures }>({ ...look, path: '/api/admin/reviews/figures' }),
  detail: route<{ params: IdParams; reply: AdminReviewDetail }>({ ...look, path: '/api/admin/reviews/:id' }),
  decide: route<{ params: IdParams; body: DecideReviewBody; reply: AdminReviewDetail }>({
    ...act,
    path: '/api/admin/reviews/:id/decision',
  }),
  reply: route<{ params: IdParams; body: ReplyReviewBody; reply: AdminReviewDetail }>({
    ...act,
    path: '/api/admin/reviews/:id/reply',
  }),
}
