import { Inject, Injectable } from '@nestjs/common'
import type { Page, PageQuery, Picture } from '@jishi/contracts/primitives.schema'
import { PAGE_SIZE } from '@jishi/contracts/primitives.terms'
import type { OwnReview, ReviewableLine, ToDoQuery } from '@jishi/contracts/review/review.schema'
import { DomainError } from '@jishi/kernel/errors'
import { isoOf, type Clock, type Instant } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import { Conditions } from '../../infra/database/conditions.js'
import { Database } from '../../infra/database/database.js'
import { addTimePage, cutTimePage } from '../../infra/database/time-page.js'
import { reviewLife } from './domain/review-life.js'
import { appendOf, REVIEW, saidOf, SOME_LEFT, type ReviewRow } from './review.rows.js'

interface LineRow {
  readonly id: string
  readonly orderId: string
  readonly productId: string
  readonly title: string
  readonly skuLabel: string
  readonly picture: Picture | null
  readonly at: Instant
  readonly closesAt: Instant
}

/** A member's own: what they may write about, and what they wrote. */
@Injectable()
export class OwnReviews {
  constructor(
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** What was received last first; what is over is not among it. */
  async toDo(memberId: string, query: ToDoQuery): Promise<Page<ReviewableLine>> {
    const conditions = new Conditions()
    conditions.add('l.member_id = ?', memberId)
    if (query.orderId !== undefined) conditions.add('l.order_id = ?', query.orderId)
    conditions.add('l.reviewed_at is null')
    conditions.add('l.closes_at > ?', isoOf(this.clock.now()))
    conditions.add(SOME_LEFT)
    addTimePage(conditions, 'l.completed_at', 'l.line_id', query)
    const limit = query.limit ?? PAGE_SIZE
    const rows = await this.database.rows<LineRow>(
      `select l.line_id as id, l.order_id as "orderId", l.spu_id as "productId", l.title, l.sku_label as "skuLabel",
              l.picture, l.completed_at as at, l.closes_at as "closesAt"
         from reviewable_lines l ${conditions.where} order by l.completed_at desc, l.line_id desc limit ${limit + 1}`,
      conditions.values,
    )
    const page = cutTimePage(rows, limit)
    const items = page.rows.map(({ id, at, closesAt, ...line }) => ({
      ...line,
      lineId: id,
      completedAt: isoOf(at),
      closesAt: isoOf(closesAt),
    }))
    return { items, nextCursor: page.nextCursor }
  }

  async mine(memberId: string, query: PageQuery): Promise<Page<OwnReview>> {
    const conditions = new Conditions()
    conditions.add('r.member_id = ?', memberId)
    addTimePage(conditions, 'r.created_at', 'r.id', query)
    const limit = query.limit ?? PAGE_SIZE
    const rows = await this.database.rows<ReviewRow>(
      `${REVIEW} ${conditions.where} order by r.created_at desc, r.id desc limit ${limit + 1}`,
      conditions.values,
    )
    const page = cutTimePage(
      rows.map((row) => ({ ...row, at: row.createdAt })),
      limit,
    )
    return { items: page.rows.map(ownView), nextCursor: page.nextCursor }
  }

  /** Throws NOT_FOUND. */
  async one(memberId: string, id: string): Promise<OwnReview> {
    const row = await this.database.maybe<ReviewRow>(`${REVIEW} where r.id = $1 and r.member_id = $2`, [id, memberId])
    if (row === undefined) throw new DomainError('NOT_FOUND')
    return ownView(row)
  }
}

const standing = ({ state, refusal }: Pick<ReviewRow, 'state' | 'refusal'>) => ({
  state,
  refusal: refusal === '' ? null : refusal,
  canAppeal: reviewLife.allowed(state, undefined, 'member').includes('appeal'),
})

const ownView = (row: ReviewRow): OwnReview => {
  const added = appendOf(row)
  return {
    ...saidOf(row),
    ...standing(row),
    productId: row.spuId,
    title: row.title,
    picture: row.goodsPicture,
    anonymous: row.anonymous,
    append: added === null || row.append === null ? null : { ...added, ...standing(row.append) },
    canAppend: row.append === null && row.state === 'shown',
  }
}
