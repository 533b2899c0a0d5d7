import { Injectable } from '@nestjs/common'
import type { Page } from '@jishi/contracts/primitives.schema'
import { PAGE_SIZE } from '@jishi/contracts/primitives.terms'
import type {
  AdminReview,
  AdminReviewDetail,
  AdminReviewsQuery,
  ReviewFigures,
} from '@jishi/contracts/review/review.schema'
import type { ReviewDecision } from '@jishi/contracts/review/review.terms'
import { DomainError } from '@jishi/kernel/errors'
import { isoOf, type Instant } from '@jishi/kernel/time'
import { Conditions } from '../../infra/database/conditions.js'
import { Pii } from '../../infra/crypto/pii.js'
import { Database } from '../../infra/database/database.js'
import type { Sql } from '../../infra/database/sql.js'
import { addTimePage, cutTimePage } from '../../infra/database/time-page.js'
import { IdentityFacade } from '../identity/index.js'
import { reviewLife } from './domain/review-life.js'
import { REVIEW_NOTE } from './review-parts.js'
import { appendOf, REVIEW, reviewsBy, saidOf, tenths, type ReviewRow } from './review.rows.js'
import { FILTERS } from './shown-reviews.queries.js'

interface StepRow extends Omit<AdminReviewDetail['steps'][number], 'at'> {
  readonly at: Instant
  readonly noteEnc: string | null
}
interface ReplyRow {
  readonly body: string
  readonly operatorId: string
  readonly repliedAt: Instant
}

export interface WaitingReviews {
  readonly waiting: number
  readonly appealed: number
}

/** What waits for a person: the index of these holds nothing else, in the order they are read in. */
const TO_DECIDE: ReadonlySet<string> = new Set(['waiting', 'appealed'])
/** A review stands in its list once, for what was written first where both its parts wait. */
const WAITING = `
  d.state = ? and (d.part = 'review' or not exists (
    select from review_parts o where o.review_id = d.review_id and o.part = 'review' and o.state = d.state))`

/** Reviews as operators see them: all of them, with what may be done. */
@Injectable()
export class AdminReviews {
  constructor(
    private readonly database: Database,
    private readonly identity: IdentityFacade,
    private readonly pii: Pii,
  ) {}

  /**
   * Newest first. A state finds a review by either of its parts. Those to decide run by the part that waits, so that a page of
   * them is read off its index and the reviews beside them are never gone through.
   */
  async list(operatorId: string, query: AdminReviewsQuery): Promise<Page<AdminReview>> {
    const queue = query.state !== undefined && TO_DECIDE.has(query.state)
    const [time, id] = queue ? ['d.created_at', 'd.review_id'] : ['r.created_at', 'r.id']
    const conditions = conditionsOf(query, queue)
    addTimePage(conditions, time, id, query)
    const limit = query.limit ?? PAGE_SIZE
    const rows = await this.database.rows<ReviewRow & { at: Instant }>(
      `${reviewsBy(time, queue ? 'join review_parts d on d.review_id = r.id' : '')} ${conditions.where}
        order by ${time} desc, ${id} desc limit ${limit + 1}`,
      conditions.values,
    )
    const page = cutTimePage(rows, limit)
    return { items: page.rows.map((row) => adminView(row, operatorId)), nextCursor: page.nextCursor }
  }

  /** Throws NOT_FOUND. */
  async detail(operatorId: string, id: string): Promise<AdminReviewDetail> {
    const row = await this.database.maybe<ReviewRow>(`${REVIEW} where r.id = $1`, [id])
    if (row === undefined) throw new DomainError('NOT_FOUND')
    const steps = await this.database.rows<StepRow>(
      `select part, action, actor_kind as actor, note, note_enc as "noteEnc", happened_at as at from review_events where review_id = $1
        order by happened_at, part desc, seq`,
      [id],
    )
    const replies = await this.database.rows<ReplyRow>(
      `select body, operator_id as "operatorId", replied_at as "repliedAt" from review_replies where review_id = $1 order by seq`,
      [id],
    )
    const names = await this.identity.operatorNames(
      this.database,
      replies.map(({ operatorId }) => operatorId),
    )
    return {
      ...adminView(row, operatorId),
      steps: steps.map(({ noteEnc, note, ...step }) => ({
        ...step,
        note: noteEnc === null ? note : this.pii.open(REVIEW_NOTE, noteEnc),
        at: isoOf(step.at),
      })),
      replies: replies.map(({ body, operatorId, repliedAt }) => ({
        body,
        operatorName: names.get(operatorId) ?? '',
        repliedAt: isoOf(repliedAt),
      })),
    }
  }

  /** Reviews with a part that waits for a decision, and those that were appealed: as many as their lists hold. */
  waiting(sql: Sql): Promise<WaitingReviews> {
    return sql.one<WaitingReviews>(
      `select count(distinct review_id) filter (where state = 'waiting') as waiting,
              count(distinct review_id) filter (where state = 'appealed') as appealed
         from review_parts where state in ('waiting', 'appealed')`,
    )
  }

  /** What waits, and the shop's own score: the sum of what buyers of real lines gave. */
  async figures(): Promise<ReviewFigures> {
    const row = await this.database.one<
      Record<'waiting' | 'appealed' | 'shown' | 'goods' | 'service' | 'delivery', number>
    >(
      `select (select count(*) from review_parts where state = 'waiting') as waiting,
              (select count(*) from review_parts where state = 'appealed') as appealed,
              coalesce(sum(count), 0)::bigint as shown, coalesce(sum(goods_sum), 0)::bigint as goods,
              coalesce(sum(service_sum), 0)::bigint as service, coalesce(sum(delivery_sum), 0)::bigint as delivery
         from review_summaries`,
    )
    const { waiting, appealed, shown } = row
    return {
      waiting,
      appealed,
      shown,
      goodsTenths: tenths(row.goods, shown),
      serviceTenths: tenths(row.service, shown),
      deliveryTenths: tenths(row.delivery, shown),
    }
  }
}

const conditionsOf = (query: AdminReviewsQuery, queue: boolean): Conditions => {
  const conditions = new Conditions()
  if (queue) conditions.add(WAITING, query.state)
  else if (query.state !== undefined) conditions.add('(p.state = ? or a.state = ?)', query.state, query.state)
  if (query.productId !== undefined) conditions.add('r.spu_id = ?', query.productId)
  if (query.unanswered !== undefined) conditions.add(`x.body is null and p.state = 'shown'`)
  const filter = FILTERS[query.filter ?? 'all']
  if (filter !== undefined) conditions.add(filter)
  return conditions
}

type PartFacts = Pick<ReviewRow, 'state' | 'version' | 'flagged' | 'verdict' | 'refusedBy'>
const decidable = ({ state, version, flagged, verdict, refusedBy }: PartFacts, operatorId: string) => {
  const elsewhere = state === 'appealed' && refusedBy === operatorId
  const allowed = elsewhere ? [] : (reviewLife.allowed(state, undefined, 'operator') as ReviewDecision[])
  return { state, version, flagged, verdict, allowed, elsewhere }
}

const adminView = (row: ReviewRow, operatorId: string): AdminReview => {
  const added = appendOf(row)
  return {
    ...saidOf(row),
    ...decidable(row, operatorId),
    orderId: row.orderId,
    memberId: row.memberId,
    productId: row.spuId,
    title: row.title,
    authorName: row.authorName,
    append: added === null || row.append === null ? null : { ...added, ...decidable(row.append, operatorId) },
  }
}
