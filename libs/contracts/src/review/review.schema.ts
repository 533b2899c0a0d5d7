import { z } from 'zod'
import { endpoint } from '../endpoint.js'
import { mediaId } from '../media/media.schema.js'
import { CHECK_VERDICTS } from '../moderation/moderation.terms.js'
import { at, idParams, page, pageQuery, picture, uuid } from '../primitives.schema.js'
import { reviewRoutes } from './review.routes.js'
import {
  MAX_STARS,
  REVIEW_ACTIONS,
  REVIEW_DECISIONS,
  REVIEW_FILTERS,
  REVIEW_LIMITS,
  REVIEW_PARTS,
  REVIEW_STATES,
  REVIEW_TAGS,
} from './review.terms.js'

const stars = z.int().min(1).max(MAX_STARS)
const words = (most: number) => z.string().trim().max(most)
const once = (values: readonly string[]): boolean => new Set(values).size === values.length
const pictureIds = z.array(mediaId).max(REVIEW_LIMITS.pictures).refine(once, { error: 'each picture once' })
const body = words(REVIEW_LIMITS.text)
const tag = z.enum(REVIEW_TAGS)

export const writeReviewBody = z.strictObject({
  lineId: uuid,
  goods: stars,
  service: stars,
  delivery: stars,
  tags: z.array(tag).max(REVIEW_LIMITS.tags).refine(once, { error: 'each tag once' }),
  body,
  pictureIds,
  anonymous: z.boolean(),
})
export type WriteReviewBody = z.infer<typeof writeReviewBody>
export const appendReviewBody = z.strictObject({ body: body.min(1), pictureIds })
export type AppendReviewBody = z.infer<typeof appendReviewBody>
export const appealBody = z.strictObject({ part: z.enum(REVIEW_PARTS), note: words(REVIEW_LIMITS.note).min(1) })
export type AppealBody = z.infer<typeof appealBody>

export const toDoQuery = z.strictObject({ ...pageQuery, orderId: uuid.optional() })
export type ToDoQuery = z.infer<typeof toDoQuery>

const scores = { goods: stars, service: stars, delivery: stars }
const said = { body: z.string(), pictures: z.array(picture), createdAt: at }
const reply = z.object({ body: z.string(), repliedAt: at })

/** A review as everybody may read it: the name is masked as its author wished when it was written. */
export const shownReview = z.object({
  id: uuid,
  authorName: z.string(),
  skuLabel: z.string(),
  ...scores,
  tags: z.array(tag),
  ...said,
  /** What its author added, once it was looked at; days are counted from the review. */
  append: z.object({ ...said, afterDays: z.int() }).nullable(),
  reply: reply.nullable(),
  /** How many members found it helpful. */
  helpful: z.int(),
})
export type ShownReview = z.infer<typeof shownReview>

/** What all shown reviews of a product say together. Nothing is in it that nobody wrote. */
export const reviewSummary = z.object({
  count: z.int(),
  /** How many gave one star for the goods, two, … five. */
  stars: z.array(z.int()).length(MAX_STARS),
  /** Tenths of a star, rounded; null while nobody has written. */
  goodsTenths: z.int().nullable(),
  serviceTenths: z.int().nullable(),
  deliveryTenths: z.int().nullable(),
  withPictures: z.int(),
  appended: z.int(),
  low: z.int(),
  tags: z.array(z.object({ tag, count: z.int() })),
})
export type ReviewSummary = z.infer<typeof reviewSummary>

/** The part of a product page that is about reviews. */
export const reviewDigest = z.object({ count: z.int(), goodsTenths: z.int().nullable(), latest: z.array(shownReview) })
export type ReviewDigest = z.infer<typeof reviewDigest>

export const productReviewsQuery = z.strictObject({
  ...pageQuery,
  filter: z.enum(REVIEW_FILTERS).optional(),
  tag: tag.optional(),
})
export type ProductReviewsQuery = z.infer<typeof productReviewsQuery>
export const productReviews = z.object({ ...page(shownReview).shape, summary: reviewSummary })
export type ProductReviews = z.infer<typeof productReviews>

/** How one review stands with the member who asks. */
export const reviewVote = z.object({ helpful: z.int(), voted: z.boolean() })
export type ReviewVote = z.infer<typeof reviewVote>
/** The reviews of a product that the member found helpful, the last hundred of them. */
export const ownVotes = z.object({ reviewIds: z.array(uuid) })
export type OwnVotes = z.infer<typeof ownVotes>

/** A line of a completed order that its buyer may still write about. */
export const reviewableLine = z.object({
  lineId: uuid,
  orderId: uuid,
  productId: uuid,
  title: z.string(),
  skuLabel: z.string(),
  picture: picture.nullable(),
  completedAt: at,
  closesAt: at,
})
export type ReviewableLine = z.infer<typeof reviewableLine>

const ownPart = { state: z.enum(REVIEW_STATES), refusal: z.string().nullable(), canAppeal: z.boolean() }
/** A review as its author sees it, whatever has become of it. */
export const ownReview = z.object({
  id: uuid,
  productId: uuid,
  title: z.string(),
  picture: picture.nullable(),
  skuLabel: z.string(),
  ...scores,
  tags: z.array(tag),
  ...said,
  ...ownPart,
  anonymous: z.boolean(),
  append: z.object({ ...said, ...ownPart }).nullable(),
  canAppend: z.boolean(),
  reply: reply.nullable(),
})
export type OwnReview = z.infer<typeof ownReview>

const stateOrAll = z.enum(REVIEW_STATES).optional()
export const adminReviewsQuery = z.strictObject({
  ...pageQuery,
  state: stateOrAll,
  filter: z.enum(REVIEW_FILTERS).optional(),
  productId: uuid.optional(),
  /** Only what the shop has not answered. */
  unanswered: z.enum(['true']).optional(),
})
export type AdminReviewsQuery = z.infer<typeof adminReviewsQuery>
const adminPart = {
  state: z.enum(REVIEW_STATES),
  /** Words of the shop's list that the filter found. */
  flagged: z.array(z.string()),
  /** What WeChat's check said; null while it is not asked or has not answered. */
  verdict: z.enum(CHECK_VERDICTS).nullable(),
  version: z.int(),
  allowed: z.array(z.enum(REVIEW_DECISIONS)),
  /** An appeal against what this operator decided: a colleague hears it. */
  elsewhere: z.boolean(),
}
export const reviewStep = z.object({
  part: z.enum(REVIEW_PARTS),
  action: z.enum([...REVIEW_ACTIONS, 'write']),
  actor: z.enum(['member', 'operator', 'system']),
  note: z.string(),
  at,
})
export const adminReview = z.object({
  id: uuid,
  orderId: uuid,
  memberId: uuid,
  productId: uuid,
  title: z.string(),
  authorName: z.string(),
  skuLabel: z.string(),
  ...scores,
  tags: z.array(tag),
  ...said,
  ...adminPart,
  append: z.object({ ...said, ...adminPart }).nullable(),
  reply: reply.nullable(),
})
export type AdminReview = z.infer<typeof adminReview>
export const adminReviewDetail = z.object({
  ...adminReview.shape,
  steps: z.array(reviewStep),
  replies: z.array(z.object({ body: z.string(), repliedAt: at, operatorName: z.string() })),
})
export type AdminReviewDetail = z.infer<typeof adminReviewDetail>

/** What waits for an operator, and what real lines say of the shop as a whole. */
export const reviewFigures = z.object({
  waiting: z.int(),
  appealed: z.int(),
  shown: z.int(),
  goodsTenths: z.int().nullable(),
  serviceTenths: z.int().nullable(),
  deliveryTenths: z.int().nullable(),
})
export type ReviewFigures = z.infer<typeof reviewFigures>

/** The version its reader saw: what somebody else decided meanwhile is not decided over. */
export const decideReviewBody = z.strictObject({
  part: z.enum(REVIEW_PARTS),
  action: z.enum(REVIEW_DECISIONS),
  note: words(REVIEW_LIMITS.note),
  version: z.int().min(1),
})
export type DecideReviewBody = z.infer<typeof decideReviewBody>
export const replyReviewBody = z.strictObject({ body: words(REVIEW_LIMITS.reply).min(1) })
export type ReplyReviewBody = z.infer<typeof replyReviewBody>

const list = z.strictObject(pageQuery)
const own = { params: idParams, reply: ownReview }
const desk = { params: idParams, reply: adminReviewDetail }

export const reviewEndpoints = {
  ofProduct: endpoint(reviewRoutes.ofProduct, { params: idParams, query: productReviewsQuery, reply: productReviews }),
  shown: endpoint(reviewRoutes.shown, {
    params: idParams,
    reply: z.object({ ...shownReview.shape, productId: uuid, title: z.string(), picture: picture.nullable() }),
  }),
  votes: endpoint(reviewRoutes.votes, { params: idParams, reply: ownVotes }),
  vote: endpoint(reviewRoutes.vote, { params: idParams, reply: reviewVote }),
  takeBack: endpoint(reviewRoutes.takeBack, { params: idParams, reply: reviewVote }),
  toDo: endpoint(reviewRoutes.toDo, { query: toDoQuery, reply: page(reviewableLine) }),
  mine: endpoint(reviewRoutes.mine, { query: list, reply: page(ownReview) }),
  write: endpoint(reviewRoutes.write, { body: writeReviewBody, reply: ownReview }),
  append: endpoint(reviewRoutes.append, { ...own, body: appendReviewBody }),
  appeal: endpoint(reviewRoutes.appeal, { ...own, body: appealBody }),
  list: endpoint(reviewRoutes.list, { query: adminReviewsQuery, reply: page(adminReview) }),
  figures: endpoint(reviewRoutes.figures, { reply: reviewFigures }),
  detail: endpoint(reviewRoutes.detail, desk),
  decide: endpoint(reviewRoutes.decide, { ...desk, body: decideReviewBody }),
  reply: endpoint(reviewRoutes.reply, { ...desk, body: replyReviewBody }),
}
