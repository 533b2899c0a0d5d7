import type { CheckVerdict } from '@jishi/contracts/moderation/moderation.terms'
import type { Picture } from '@jishi/contracts/primitives.schema'
import type { ShownReview } from '@jishi/contracts/review/review.schema'
import type { ReviewState, ReviewTag } from '@jishi/contracts/review/review.terms'
import { dayMs, isoOf, msBetween, type Instant } from '@jishi/kernel/time'

interface PartRow {
  readonly body: string
  readonly pictures: Picture[]
  readonly state: ReviewState
  readonly version: number
  readonly flagged: string[]
  readonly refusal: string
  readonly verdict: CheckVerdict | null
  readonly refusedBy: string | null
}

/** A review with both its parts and the last answer, in one row. */
export interface ReviewRow extends PartRow {
  readonly id: string
  readonly orderId: string
  readonly memberId: string
  readonly spuId: string
  readonly title: string
  readonly goodsPicture: Picture | null
  readonly skuLabel: string
  readonly goods: number
  readonly service: number
  readonly delivery: number
  readonly tags: ReviewTag[]
  readonly anonymous: boolean
  readonly authorName: string
  readonly createdAt: Instant
  /** Its times are ISO texts, because they come as JSON. */
  readonly append: (PartRow & { readonly createdMs: number }) | null
  readonly replyBody: string | null
  readonly repliedAt: Instant | null
  readonly helpful: number
}

/** Reviews with the time they are listed by, and what they are listed through. */
export const reviewsBy = (time: string, through: string): string => `
  select r.id, r.order_id as "orderId", r.member_id as "memberId", r.spu_id as "spuId", r.title,
         r.picture as "goodsPicture", r.sku_label as "skuLabel", r.goods, r.service, r.delivery, r.tags, r.anonymous,
         r.author_name as "authorName", r.created_at as "createdAt",
         p.body, p.pictures, p.state, p.version, p.flagged, p.refusal, p.verdict, p.refused_by as "refusedBy",
         case when a.review_id is not null then jsonb_build_object('body', a.body, 'pictures', a.pictures, 'state', a.state,
           'version', a.version, 'flagged', a.flagged, 'refusal', a.refusal, 'verdict', a.verdict, 'refusedBy', a.refused_by,
           'createdMs', (extract(epoch from a.created_at) * 1000)::bigint) end as append,
         ${time} as at, x.body as "replyBody", x.replied_at as "repliedAt",
         (select count(*) from review_votes v where v.review_id = r.id) as helpful
    from reviews r
    ${through}
    join review_parts p on p.review_id = r.id and p.part = 'review'
    left join review_parts a on a.review_id = r.id and a.part = 'append'
    left join lateral (select body, replied_at from review_replies where review_id = r.id order by seq desc limit 1) x on true`

export const REVIEW = reviewsBy('r.created_at', '')

export const replyOf = ({ replyBody, repliedAt }: ReviewRow): ShownReview['reply'] =>
  replyBody === null || repliedAt === null ? null : { body: replyBody, repliedAt: isoOf(repliedAt) }

export const saidOf = (row: ReviewRow) => ({
  id: row.id,
  skuLabel: row.skuLabel,
  goods: row.goods,
  service: row.service,
  delivery: row.delivery,
  tags: row.tags,
  body: row.body,
  pictures: row.pictures,
  createdAt: isoOf(row.createdAt),
  reply: replyOf(row),
})

export const appendOf = ({ append }: ReviewRow) =>
  append === null
    ? null
    : { body: append.body, pictures: append.pictures, createdAt: isoOf(append.createdMs as Instant) }

/** As everybody may read it: what was added is there only once it was passed too. */
export const shownView = (row: ReviewRow): ShownReview => {
  const added = appendOf(row)
  const afterDays =
    added === null ? 0 : Math.floor(msBetween(row.createdAt, (row.append?.createdMs ?? 0) as Instant) / dayMs)
  return {
    ...saidOf(row),
    authorName: row.authorName,
    helpful: row.helpful,
    append: added === null || row.append?.state !== 'shown' ? null : { ...added, afterDays },
  }
}

/** Tenths of a star, rounded half up; null while nobody has written. */
export const tenths = (sum: number, count: number): number | null =>
  count === 0 ? null : Math.floor((sum * 20 + count) / (2 * count))

/** That a piece of a line is left to write about: what went back whole is closed, uncounted. */
export const SOME_LEFT = `(l.qty is null or l.qty >
  (select coalesce(sum(b.qty), 0) from reviewable_lines_back b where b.line_id = l.line_id))`
