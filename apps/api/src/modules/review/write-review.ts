import { Inject, Injectable } from '@nestjs/common'
import type { AppealBody, AppendReviewBody, WriteReviewBody } from '@jishi/contracts/review/review.schema'
import { DomainError } from '@jishi/kernel/errors'
import { idOf, type Id } from '@jishi/kernel/id'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import { Database } from '../../infra/database/database.js'
import type { Tx } from '../../infra/database/sql.js'
import { Idempotency, type IdempotentCall } from '../../infra/idempotency/idempotency.js'
import { IdentityFacade } from '../identity/index.js'
import { maskedName } from './domain/masked-name.js'
import { ReviewParts } from './review-parts.js'
import { SOME_LEFT } from './review.rows.js'

export type ReviewId = Id<'review'>

/** What a buyer does: writes once about what they received, adds to it once, objects to a refusal once. */
@Injectable()
export class WriteReview {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly identity: IdentityFacade,
    private readonly parts: ReviewParts,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Throws NOT_FOUND for a line that is not the member's, REVIEW_CLOSED, VALIDATION_FAILED for a foreign picture. */
  write(memberId: Id<'member'>, call: IdempotentCall, body: WriteReviewBody): Promise<ReviewId> {
    return this.once(call, async (tx, id) => {
      await this.takeLine(tx, memberId, body.lineId)
      const name = (await this.identity.memberMasks(tx, [memberId])).get(memberId)?.displayName ?? ''
      const authorName = body.anonymous ? maskedName(name) : name
      await tx.execute(
        `insert into reviews (id, line_id, order_id, member_id, spu_id, title, sku_label, picture, goods, service, delivery,
            tags, anonymous, author_name, created_at)
         select $1, line_id, order_id, member_id, spu_id, title, sku_label, picture, $3, $4, $5, $6, $7, $8, $9
           from reviewable_lines where line_id = $2`,
        [
          ...[id, body.lineId, body.goods, body.service, body.delivery, body.tags, body.anonymous, authorName],
          isoOf(this.clock.now()),
        ],
      )
      await this.parts.write(tx, { ...body, reviewId: id, part: 'review', memberId, authorName })
      return id
    })
  }

  /** Throws NOT_FOUND, REVIEW_ACTION_NOT_ALLOWED where something was added already or the review is not shown. */
  append(memberId: Id<'member'>, call: IdempotentCall, id: string, body: AppendReviewBody): Promise<ReviewId> {
    return this.once(call, async (tx) => {
      await this.ownReview(tx, memberId, id)
      const { state } = await this.parts.lock(tx, id, 'review')
      const added = await tx.maybe(`select 1 as found from review_parts where review_id = $1 and part = 'append'`, [id])
      if (state !== 'shown' || added !== undefined)
        throw new DomainError('REVIEW_ACTION_NOT_ALLOWED', { state, action: 'append', reason: 'STATE' })
      await this.parts.write(tx, { ...body, reviewId: id, part: 'append', memberId, authorName: '' })
      return idOf<'review'>(id)
    })
  }

  /** Throws NOT_FOUND, REVIEW_ACTION_NOT_ALLOWED. */
  appeal(memberId: Id<'member'>, call: IdempotentCall, id: string, { part, note }: AppealBody): Promise<ReviewId> {
    return this.once(call, async (tx) => {
      await this.ownReview(tx, memberId, id)
      await this.parts.take(tx, await this.parts.lock(tx, id, part), 'appeal', { kind: 'member', id: memberId }, note)
      return idOf<'review'>(id)
    })
  }

  /** Of any number that come at once one takes the line. */
  private async takeLine(tx: Tx, memberId: string, lineId: string): Promise<void> {
    const taken = await tx.execute(
      `update reviewable_lines l set reviewed_at = $3
        where l.line_id = $1 and l.member_id = $2 and l.reviewed_at is null and l.closes_at > $3 and ${SOME_LEFT}`,
      [lineId, memberId, isoOf(this.clock.now())],
    )
    if (taken === 1) return
    const own = await tx.maybe('select 1 as found from reviewable_lines where line_id = $1 and member_id = $2', [
      lineId,
      memberId,
    ])
    throw new DomainError(own === undefined ? 'NOT_FOUND' : 'REVIEW_CLOSED')
  }

  private async ownReview(tx: Tx, memberId: string, id: string): Promise<void> {
    const own = await tx.maybe('select 1 as found from reviews where id = $1 and member_id = $2', [id, memberId])
    if (own === undefined) throw new DomainError('NOT_FOUND')
  }

  private async once(
    call: IdempotentCall,
    effect: (tx: Tx, proposed: ReviewId) => Promise<ReviewId>,
  ): Promise<ReviewId> {
    const { id } = await this.database.transaction((tx) =>
      this.idempotency.run(tx, call, 'review', (proposed) => effect(tx, proposed)),
    )
    return id
  }
}
