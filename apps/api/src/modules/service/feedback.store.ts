import { Inject, Injectable } from '@nestjs/common'
import type { Picture } from '@jishi/contracts/primitives.schema'
import {
  FEEDBACK_LIMITS,
  FEEDBACK_REOPEN_DAYS,
  type FeedbackAction,
  type FeedbackAuthor,
  type FeedbackKind,
  type FeedbackState,
} from '@jishi/contracts/service/feedback.terms'
import { assert } from '@jishi/kernel/assert'
import { DomainError } from '@jishi/kernel/errors'
import type { LifeActor } from '@jishi/kernel/life'
import { addDays, isoOf, type Clock, type Instant } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import { json, type Tx } from '../../infra/database/sql.js'
import { dueAfter, feedbackLife, type FeedbackFacts } from './domain/feedback-life.js'
import { WordSeal } from './word-seal.js'

export interface HeldFeedback {
  readonly id: string
  readonly memberId: string
  readonly kind: FeedbackKind
  readonly state: FeedbackState
  readonly version: number
  readonly assigneeId: string | null
  readonly dueAt: Instant | null
  readonly closedAt: Instant | null
}

export interface FeedbackActor {
  readonly kind: LifeActor
  /** Null for what time does. */
  readonly id: string | null
}

export interface Saying {
  readonly author: FeedbackAuthor
  readonly authorId: string
  readonly body: string
  readonly pictures?: readonly Picture[]
  readonly flagged?: readonly string[]
  readonly internal?: boolean
}

export const factsOf = ({ closedAt }: { closedAt: Instant | null }, now: Instant): FeedbackFacts => ({
  mayReopen: closedAt === null || now < addDays(closedAt, FEEDBACK_REOPEN_DAYS),
})

/** Compare-and-set and its history row in one statement: neither can exist without the other. */
const TAKE = `
  with moved as (
    update feedbacks set state = $3, version = version + 1, due_at = $4, changed_at = $5,
           closed_at = case when $3 = 'closed' then $5::timestamptz end,
           unread = case $6 when 'answer' then true when 'close' then unread when 'lapse' then unread else false end
     where id = $1 and state = $2 returning version
  )
  insert into feedback_events (feedback_id, seq, action, from_state, to_state, actor_kind, actor_id, happened_at)
  select $1, version, $6, $2, $3, $7, $8, $5 from moved`

/** The rows of feedbacks, and the only place that changes where one stands. */
@Injectable()
export class FeedbackStore {
  constructor(
    private readonly words: WordSeal,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Throws NOT_FOUND, also for one that is not this member's. */
  async lock(tx: Tx, id: string, memberId: string | null = null): Promise<HeldFeedback> {
    const found = await tx.maybe<HeldFeedback>(
      `select id, member_id as "memberId", kind, state, version, assignee_id as "assigneeId", due_at as "dueAt",
              closed_at as "closedAt"
         from feedbacks where id = $1 and ($2::uuid is null or member_id = $2) for no key update`,
      [id, memberId],
    )
    if (found === undefined) throw new DomainError('NOT_FOUND')
    return found
  }

  /** The same for what an operator saw: throws VERSION_CONFLICT where it has moved on. */
  async lockSeen(tx: Tx, id: string, version: number): Promise<HeldFeedback> {
    const held = await this.lock(tx, id)
    if (held.version !== version) throw new DomainError('VERSION_CONFLICT')
    return held
  }

  /** Takes one step of a held feedback and answers where it leads. Throws FEEDBACK_ACTION_NOT_ALLOWED. */
  async take(tx: Tx, held: HeldFeedback, action: FeedbackAction, actor: FeedbackActor): Promise<FeedbackState> {
    const now = this.clock.now()
    const to = feedbackLife.next(held.state, action, factsOf(held, now), actor.kind)
    const due = dueAfter(held, to, now)
    const taken = await tx.execute(TAKE, [
      ...[held.id, held.state, to, due === null ? null : isoOf(due), isoOf(now)],
      ...[action, actor.kind, actor.id],
    ])
    assert(taken === 1, `feedback ${held.id} left ${held.state} while its row was held`)
    return to
  }

  /**
   * Adds words under the held row, so that each has its own place. Throws FEEDBACK_LIMIT for a member whose feedback is full:
   * what the shop owes it can always say.
   */
  async say(tx: Tx, id: string, saying: Saying): Promise<number> {
    const { author, authorId, body, pictures = [], flagged = [], internal = false } = saying
    const said = await tx.maybe<{ seq: number }>(
      `insert into feedback_messages (feedback_id, seq, author_kind, author_id, internal, body_enc, pictures, flagged,
         said_at)
       select $1, coalesce(max(seq), 0) + 1, $2, $3, $4, $5, $6, $7, $8 from feedback_messages where feedback_id = $1
       having $2 = 'operator' or count(*) < $9 returning seq`,
      [
        id,
        author,
        authorId,
        internal,
        this.words.seal(body),
        json(pictures),
        flagged,
        isoOf(this.clock.now()),
        FEEDBACK_LIMITS.messages,
      ],
    )
    if (said === undefined) throw new DomainError('FEEDBACK_LIMIT')
    return said.seq
  }
}
