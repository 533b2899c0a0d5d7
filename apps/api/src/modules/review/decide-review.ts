import { Inject, Injectable } from '@nestjs/common'
import type { DecideReviewBody } from '@jishi/contracts/review/review.schema'
import { DomainError } from '@jishi/kernel/errors'
import { idOf } from '@jishi/kernel/id'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { AuditLog } from '../../infra/audit-log/audit-log.js'
import type { OperatorActor } from '../../infra/auth/actor.js'
import { CLOCK } from '../../infra/clock/clock.js'
import { Database } from '../../infra/database/database.js'
import type { Tx } from '../../infra/database/sql.js'
import { Idempotency, type IdempotentCall } from '../../infra/idempotency/idempotency.js'
import { ReviewParts } from './review-parts.js'

/** What the shop does with a review: lets it be seen or not, and answers it. */
@Injectable()
export class DecideReview {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly parts: ReviewParts,
    private readonly auditLog: AuditLog,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Throws NOT_FOUND, VERSION_CONFLICT, REVIEW_ACTION_NOT_ALLOWED, VALIDATION_FAILED for a refusal without a reason. */
  async decide(operator: OperatorActor, call: IdempotentCall, id: string, body: DecideReviewBody): Promise<void> {
    const { part, action, note, version } = body
    if ((action === 'refuse' || action === 'hide') && note === '')
      throw new DomainError('VALIDATION_FAILED', [{ path: 'note', message: 'its author is told why' }])
    await this.once(call, id, async (tx) => {
      const held = await this.parts.lock(tx, id, part)
      if (held.version !== version) throw new DomainError('VERSION_CONFLICT')
      const to = await this.parts.take(tx, held, action, { kind: 'operator', id: operator.operatorId }, note)
      await this.auditLog.write(tx, {
        actor: operator,
        permission: 'review.write',
        action: 'review.decided',
        subject: { kind: 'review', id },
        before: { part, state: held.state },
        after: { part, state: to },
      })
    })
  }

  /** What was answered before stays in the history. Throws NOT_FOUND, REVIEW_ACTION_NOT_ALLOWED for one that is not shown. */
  async reply(operator: OperatorActor, call: IdempotentCall, id: string, text: string): Promise<void> {
    await this.once(call, id, async (tx) => {
      const { state } = await this.parts.lock(tx, id, 'review')
      if (state !== 'shown')
        throw new DomainError('REVIEW_ACTION_NOT_ALLOWED', { state, action: 'reply', reason: 'STATE' })
      const { seq } = await tx.one<{ seq: number }>(
        `insert into review_replies (review_id, seq, body, operator_id, replied_at)
         select $1, coalesce(max(seq), 0) + 1, $2, $3, $4 from review_replies where review_id = $1 returning seq`,
        [id, text, operator.operatorId, isoOf(this.clock.now())],
      )
      await this.auditLog.write(tx, {
        actor: operator,
        permission: 'review.write',
        action: 'review.replied',
        subject: { kind: 'review', id },
        before: { replies: seq - 1 },
        after: { replies: seq },
      })
    })
  }

  private async once(call: IdempotentCall, id: string, effect: (tx: Tx) => Promise<void>): Promise<void> {
    await this.database.transaction((tx) =>
      this.idempotency.run(tx, call, 'review', async () => {
        await effect(tx)
        return idOf<'review'>(id)
      }),
    )
  }
}
