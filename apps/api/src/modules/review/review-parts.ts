import { Inject, Injectable } from '@nestjs/common'
import type { MemberPurpose } from '@jishi/contracts/media/media.terms'
import type { Picture } from '@jishi/contracts/primitives.schema'
import type { ReviewAction, ReviewPart, ReviewState } from '@jishi/contracts/review/review.terms'
import { assert } from '@jishi/kernel/assert'
import { DomainError } from '@jishi/kernel/errors'
import type { LifeActor } from '@jishi/kernel/life'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import { Pii } from '../../infra/crypto/pii.js'
import { json, type Tx } from '../../infra/database/sql.js'
import { Outbox } from '../../infra/outbox/outbox.js'
import { MediaFacade } from '../media/index.js'
import { ModerationFacade } from '../moderation/index.js'
import { reviewLife } from './domain/review-life.js'

const PURPOSE: MemberPurpose = 'review'

/** What a note of a step is sealed for. */
export const REVIEW_NOTE = 'review_events.note'

export interface WrittenPart {
  readonly reviewId: string
  readonly part: ReviewPart
  readonly memberId: string
  readonly body: string
  readonly pictureIds: readonly string[]
  /** Looked through with the text: the name that will stand beside it. */
  readonly authorName: string
}

export interface LockedPart {
  readonly reviewId: string
  readonly part: ReviewPart
  readonly spuId: string
  readonly state: ReviewState
  readonly version: number
  /** How many words of the shop's list were found in it. */
  readonly flagged: number
}

export interface PartActor {
  readonly kind: LifeActor
  /** Null for what nobody of flesh and blood does. */
  readonly id: string | null
}

/**
 * Compare-and-set and its history row in one statement: neither can exist without the other. An appeal is not heard by the
 * operator it is against.
 */
const TAKE = `
  with moved as (
    update review_parts
       set state = $4, version = version + 1, refusal = $5,
           refused_by = case when $4 in ('refused', 'hidden') then $8::uuid else refused_by end,
           appeal_decided_by = case when $3 = 'appealed' then $8::uuid else appeal_decided_by end
     where review_id = $1 and part = $2 and state = $3 and ($3 <> 'appealed' or refused_by is distinct from $8::uuid)
    returning version
  )
  insert into review_events (review_id, part, seq, action, from_state, to_state, actor_kind, actor_id, note_enc, happened_at)
  select $1, $2, version, $6, $3, $4, $7, $8::uuid, $9, $10 from moved`

/** The two parts of a review and the only place that changes where one stands. */
@Injectable()
export class ReviewParts {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly media: MediaFacade,
    private readonly moderation: ModerationFacade,
    private readonly outbox: Outbox,
    private readonly pii: Pii,
  ) {}

  /** Throws VALIDATION_FAILED for a picture that is not the author's, or that is gone. */
  async write(tx: Tx, { reviewId, part, memberId, body, pictureIds, authorName }: WrittenPart): Promise<void> {
    const pictures = await this.picturesOf(tx, memberId, pictureIds)
    const flagged = await this.moderation.flagged(`${authorName} ${body}`)
    const now = isoOf(this.clock.now())
    await tx.execute(
      `with made as (
         insert into review_parts (review_id, part, state, version, body, pictures, flagged, created_at)
         values ($1, $2, 'waiting', 1, $3, $4, $5, $6)
       )
       insert into review_events (review_id, part, seq, action, to_state, actor_kind, actor_id, happened_at)
       values ($1, $2, 1, 'write', 'waiting', 'member', $7, $6)`,
      [reviewId, part, body, json(pictures), flagged, now, memberId],
    )
    await this.moderation.check(tx, {
      subjectKind: 'review',
      subjectId: reviewId,
      part,
      memberId,
      text: body,
      pictureIds,
    })
  }

  /** Throws NOT_FOUND. */
  async lock(tx: Tx, reviewId: string, part: ReviewPart): Promise<LockedPart> {
    const found = await tx.maybe<LockedPart>(
      `select p.review_id as "reviewId", p.part, r.spu_id as "spuId", p.state, p.version,
              cardinality(p.flagged) as flagged
         from review_parts p join reviews r on r.id = p.review_id
        where p.review_id = $1 and p.part = $2 for no key update of p`,
      [reviewId, part],
    )
    if (found === undefined) throw new DomainError('NOT_FOUND')
    return found
  }

  /** Takes one step of a locked part and answers where it leads. Throws REVIEW_ACTION_NOT_ALLOWED, REVIEW_APPEAL_BY_ANOTHER. */
  async take(tx: Tx, held: LockedPart, action: ReviewAction, actor: PartActor, note: string): Promise<ReviewState> {
    const to = reviewLife.next(held.state, action, undefined, actor.kind)
    const refusal = action === 'refuse' || action === 'hide' ? note : ''
    const sealed = note === '' ? null : this.pii.seal(REVIEW_NOTE, note)
    const taken = await tx.execute(TAKE, [
      ...[held.reviewId, held.part, held.state, to, refusal],
      ...[action, actor.kind, actor.id, sealed, isoOf(this.clock.now())],
    ])
    if (taken === 0 && held.state === 'appealed') throw new DomainError('REVIEW_APPEAL_BY_ANOTHER')
    assert(taken === 1, `review ${held.reviewId} left ${held.state} while its row was held`)
    if (to === 'shown' || held.state === 'shown')
      await this.outbox.publish(tx, 'review.changed', { reviewId: held.reviewId, spuId: held.spuId })
    return to
  }

  private async picturesOf(tx: Tx, memberId: string, ids: readonly string[]): Promise<Picture[]> {
    const usable = await this.media.usableOfMember(tx, memberId, PURPOSE, ids)
    return ids.map((id, index) => {
      const picture = usable.get(id)
      if (picture === undefined)
        throw new DomainError('VALIDATION_FAILED', [{ path: `pictureIds.${index}`, message: 'no picture of yours' }])
      return picture
    })
  }
}
