import { Inject, Injectable } from '@nestjs/common'
import type { FeedbackWordsBody, WriteFeedbackBody } from '@jishi/contracts/service/feedback.schema'
import { FEEDBACK_LIMITS } from '@jishi/contracts/service/feedback.terms'
import { present } from '@jishi/kernel/assert'
import { DomainError } from '@jishi/kernel/errors'
import { idOf, type Id } from '@jishi/kernel/id'
import { isoOf, shopDay, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import { Database } from '../../infra/database/database.js'
import type { Tx } from '../../infra/database/sql.js'
import { Idempotency, type IdempotentCall } from '../../infra/idempotency/idempotency.js'
import { OrderFacade } from '../order/index.js'
import { dueAfter } from './domain/feedback-life.js'
import { ContactSeal } from './contact-seal.js'
import { FeedbackStore } from './feedback.store.js'
import { FeedbackWords } from './feedback-words.js'

type FeedbackId = Id<'feedback'>
type Counted = 'new' | 'reply'

const MOST: Readonly<Record<Counted, number>> = {
  new: FEEDBACK_LIMITS.newADay,
  reply: FEEDBACK_LIMITS.repliesADay,
}

/** What a member does: tells the shop something, says more, calls it settled, takes it up again. */
@Injectable()
export class WriteFeedback {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly orders: OrderFacade,
    private readonly store: FeedbackStore,
    private readonly words: FeedbackWords,
    private readonly seal: ContactSeal,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Throws NOT_FOUND for an order that is not the member's, FEEDBACK_LIMIT, VALIDATION_FAILED for a foreign picture. */
  write(memberId: Id<'member'>, call: IdempotentCall, body: WriteFeedbackBody): Promise<FeedbackId> {
    return this.once(call, async (tx, id) => {
      await this.count(tx, memberId, 'new')
      const { kind, contact, orderId = null } = body
      const orderNo = orderId === null ? null : await this.orders.orderNoOf(tx, memberId, orderId)
      const now = this.clock.now()
      const dueAt = isoOf(
        present(dueAfter({ kind, state: null, dueAt: null }, 'open', now), 'an answer is owed at once'),
      )
      await tx.execute(
        `with made as (
           insert into feedbacks (id, member_id, kind, order_id, order_no, contact_enc, state, version, due_at, created_at,
             changed_at)
           values ($1, $2, $3, $4, $5, $6, 'open', 1, $7, $8, $8)
         )
         insert into feedback_events (feedback_id, seq, action, to_state, actor_kind, actor_id, happened_at)
         values ($1, 1, 'write', 'open', 'member', $2, $8)`,
        [id, memberId, kind, orderId, orderNo, this.seal.closed(contact), dueAt, isoOf(now)],
      )
      await this.words.ofMember(tx, id, memberId, body)
      return id
    })
  }

  /** Throws NOT_FOUND, FEEDBACK_ACTION_NOT_ALLOWED, FEEDBACK_LIMIT, VALIDATION_FAILED for a foreign picture. */
  say(
    memberId: Id<'member'>,
    call: IdempotentCall,
    id: string,
    action: 'reply' | 'reopen',
    body: FeedbackWordsBody,
  ): Promise<FeedbackId> {
    return this.once(call, async (tx) => {
      const held = await this.store.lock(tx, id, memberId)
      await this.store.take(tx, held, action, { kind: 'member', id: memberId })
      await this.words.ofMember(tx, id, memberId, body)
      await this.count(tx, memberId, 'reply')
      return idOf<'feedback'>(id)
    })
  }

  /** Throws NOT_FOUND, FEEDBACK_ACTION_NOT_ALLOWED. */
  settle(memberId: Id<'member'>, call: IdempotentCall, id: string): Promise<FeedbackId> {
    return this.once(call, async (tx) => {
      await this.store.take(tx, await this.store.lock(tx, id, memberId), 'settle', { kind: 'member', id: memberId })
      return idOf<'feedback'>(id)
    })
  }

  /** Throws NOT_FOUND. */
  async seen(memberId: Id<'member'>, id: string): Promise<void> {
    const own = await this.database.execute('update feedbacks set unread = false where id = $1 and member_id = $2', [
      ...[id, memberId],
    ])
    if (own === 0) throw new DomainError('NOT_FOUND')
  }

  /** Of any number that come at once only so many find room in the day's row. */
  private async count(tx: Tx, memberId: string, what: Counted): Promise<void> {
    const counted = await tx.execute(
      `insert into feedback_days as d (member_id, day, what, sent) values ($1, $2, $3, 1)
       on conflict (member_id, day, what) do update set sent = d.sent + 1 where d.sent < $4`,
      [memberId, shopDay(this.clock.now()), what, MOST[what]],
    )
    if (counted === 0) throw new DomainError('FEEDBACK_LIMIT')
  }

  private async once(
    call: IdempotentCall,
    effect: (tx: Tx, proposed: FeedbackId) => Promise<FeedbackId>,
  ): Promise<FeedbackId> {
    const { id } = await this.database.transaction((tx) =>
      this.idempotency.run(tx, call, 'feedback', (proposed) => effect(tx, proposed)),
    )
    return id
  }
}
