import { Injectable } from '@nestjs/common'
import { DomainError } from '@jishi/kernel/errors'
import { idOf } from '@jishi/kernel/id'
import type { AnswerFeedbackBody, AssignFeedbackBody } from '@jishi/contracts/service/feedback.schema'
import { AuditLog } from '../../infra/audit-log/audit-log.js'
import type { OperatorActor } from '../../infra/auth/actor.js'
import { Database } from '../../infra/database/database.js'
import type { Tx } from '../../infra/database/sql.js'
import { Idempotency, type IdempotentCall } from '../../infra/idempotency/idempotency.js'
import { FeedbackStore } from './feedback.store.js'

/** What the shop does with a feedback: sees to it, answers, notes something for colleagues, closes it. */
@Injectable()
export class AnswerFeedback {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly store: FeedbackStore,
    private readonly auditLog: AuditLog,
  ) {}

  /** Throws NOT_FOUND, VERSION_CONFLICT, FEEDBACK_ACTION_NOT_ALLOWED. */
  async answer(operator: OperatorActor, call: IdempotentCall, id: string, body: AnswerFeedbackBody): Promise<void> {
    await this.once(call, id, async (tx) => {
      const held = await this.store.lockSeen(tx, id, body.version)
      const to = await this.store.take(tx, held, 'answer', { kind: 'operator', id: operator.operatorId })
      await this.store.say(tx, id, { author: 'operator', authorId: operator.operatorId, body: body.body })
      await this.record(tx, operator, 'feedback.answered', id, { state: held.state }, { state: to })
    })
  }

  /** For colleagues only. Throws NOT_FOUND. */
  async note(operator: OperatorActor, call: IdempotentCall, id: string, body: string): Promise<void> {
    await this.once(call, id, async (tx) => {
      await this.store.lock(tx, id)
      const said = { author: 'operator' as const, authorId: operator.operatorId, body, internal: true }
      const seq = await this.store.say(tx, id, said)
      await this.record(tx, operator, 'feedback.noted', id, { messages: seq - 1 }, { messages: seq })
    })
  }

  /** Throws NOT_FOUND, VERSION_CONFLICT, FEEDBACK_ACTION_NOT_ALLOWED where a colleague sees to it already. */
  async assign(
    operator: OperatorActor,
    call: IdempotentCall,
    id: string,
    { take, version }: AssignFeedbackBody,
  ): Promise<void> {
    await this.once(call, id, async (tx) => {
      const held = await this.store.lockSeen(tx, id, version)
      const taken = await tx.execute(
        `update feedbacks set assignee_id = $3 where id = $1 and
           (assignee_id is null or assignee_id = $2)`,
        [id, operator.operatorId, take ? operator.operatorId : null],
      )
      if (taken === 0) {
        const refusal = { state: held.state, action: 'assign', reason: 'TAKEN' }
        throw new DomainError('FEEDBACK_ACTION_NOT_ALLOWED', refusal)
      }
      const after = { assigneeId: take ? operator.operatorId : null }
      await this.record(tx, operator, 'feedback.assigned', id, { assigneeId: held.assigneeId }, after)
    })
  }

  /** Throws NOT_FOUND, VERSION_CONFLICT, FEEDBACK_ACTION_NOT_ALLOWED for what was not answered. */
  async close(operator: OperatorActor, call: IdempotentCall, id: string, version: number): Promise<void> {
    await this.once(call, id, async (tx) => {
      const held = await this.store.lockSeen(tx, id, version)
      const to = await this.store.take(tx, held, 'close', { kind: 'operator', id: operator.operatorId })
      await this.record(tx, operator, 'feedback.closed', id, { state: held.state }, { state: to })
    })
  }

  private record(
    tx: Tx,
    actor: OperatorActor,
    action: string,
    id: string,
    before: object,
    after: object,
  ): Promise<void> {
    const subject = { kind: 'feedback', id }
    return this.auditLog.write(tx, { actor, permission: 'service.write', action, subject, before, after })
  }

  private async once(call: IdempotentCall, id: string, effect: (tx: Tx) => Promise<void>): Promise<void> {
    await this.database.transaction((tx) =>
      this.idempotency.run(tx, call, 'feedback', async () => {
        await effect(tx)
        return idOf<'feedback'>(id)
      }),
    )
  }
}
