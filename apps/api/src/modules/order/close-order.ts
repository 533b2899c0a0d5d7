import { Inject, Injectable } from '@nestjs/common'
import type { CancelBody, CloseBody } from '@jishi/contracts/order/order.schema'
import type { CloseCause } from '@jishi/contracts/order/order.terms'
import { present } from '@jishi/kernel/assert'
import { idOf } from '@jishi/kernel/id'
import type { Clock } from '@jishi/kernel/time'
import { AuditLog } from '../../infra/audit-log/audit-log.js'
import type { OperatorActor } from '../../infra/auth/actor.js'
import { CLOCK } from '../../infra/clock/clock.js'
import { Database } from '../../infra/database/database.js'
import type { Tx } from '../../infra/database/sql.js'
import { Idempotency, type IdempotentCall } from '../../infra/idempotency/idempotency.js'
import { PaymentFacade } from '../payment/index.js'
import { EndOrder } from './end-order.js'
import { lockOrder, termSubject, type LockedOrder } from './locked-order.js'
import { OrderSteps, SYSTEM, type StepActor } from './order-steps.js'

/** Why and by whom an unpaid order is to be closed. */
export interface Closing {
  readonly actor: StepActor
  readonly cause: CloseCause
  readonly note?: string
}

/**
 * Closes an unpaid order: at once where no attempt can bring money any more, otherwise through `closing`,
 * which asks the channel first. Stock is never given back while the answer is open.
 */
@Injectable()
export class CloseOrder {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly payment: PaymentFacade,
    private readonly steps: OrderSteps,
    private readonly endOrder: EndOrder,
    private readonly auditLog: AuditLog,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** By the member. Throws NOT_FOUND, or ORDER_ACTION_NOT_ALLOWED for an order that was paid or is over. */
  async byMember(
    memberId: string,
    orderId: string,
    call: IdempotentCall,
    { why, reason }: CancelBody = {},
  ): Promise<void> {
    const note = reason === undefined || reason === '' ? {} : { note: reason }
    const closing: Closing = { actor: { kind: 'member', id: memberId }, cause: 'member', ...note }
    await this.database.transaction((tx) =>
      this.idempotency.run(tx, call, 'order', async () => {
        await this.begin(tx, await lockOrder(tx, orderId, this.clock.now(), memberId), closing)
        await tx.execute('update orders set cancel_reason = $2 where id = $1', [orderId, why ?? null])
        return idOf<'order'>(orderId)
      }),
    )
    await this.finish(orderId)
  }

  /**
   * By an operator, for a cause of the shop; the same rules as for everybody: money that came first wins.
   * Throws NOT_FOUND or ORDER_ACTION_NOT_ALLOWED.
   */
  async byOperator(operator: OperatorActor, orderId: string, call: IdempotentCall, body: CloseBody): Promise<void> {
    const { cause, note } = body
    const closing: Closing = { actor: { kind: 'operator', id: operator.operatorId }, cause, ...(note ? { note } : {}) }
    await this.database.transaction((tx) =>
      this.idempotency.run(tx, call, 'order', async () => {
        const order = await lockOrder(tx, orderId, this.clock.now())
        await this.begin(tx, order, closing)
        await this.auditLog.write(tx, {
          actor: operator,
          permission: 'order.close',
          action: 'order.close_asked',
          subject: { kind: 'order', id: orderId },
          before: { state: order.state },
          after: { cause },
        })
        return idOf<'order'>(orderId)
      }),
    )
    await this.finish(orderId)
  }

  /** By its kind, of an unpaid order that the caller holds: its activity was stopped. What the channel has to be asked first, the sweep asks. */
  async forKind(tx: Tx, order: LockedOrder, cause: CloseCause): Promise<void> {
    await this.begin(tx, order, { actor: SYSTEM, cause })
  }

  /** By the shop because the time to pay is over; an order that is not due or not unpaid is left alone. */
  async whenDue(orderId: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const now = this.clock.now()
      const order = await lockOrder(tx, orderId, now)
      const isDue = order.openTerm !== undefined && order.openTerm.dueAt <= now
      if (order.state === 'pending_payment' && isDue && !order.facts.blocked.has('cancel')) {
        await this.begin(tx, order, { actor: SYSTEM, cause: 'timeout' })
      }
    })
    await this.finish(orderId)
  }

  /**
   * Ends what is in `closing`: asks the channel outside any transaction, then closes, or takes the money that was found.
   * An answer that is not known leaves the order as it is; the sweep asks again.
   */
  async finish(orderId: string): Promise<void> {
    const termId = await this.closingTerm(orderId)
    if (termId === undefined) return
    const answer = await this.payment.closeAtChannel(termSubject(termId))
    if (answer === 'unknown') return
    await this.database.transaction(async (tx) => {
      const order = await lockOrder(tx, orderId, this.clock.now())
      if (order.state === 'closing') await this.endOrder.run(tx, order, SYSTEM)
    })
  }

  private async begin(tx: Tx, order: LockedOrder, closing: Closing): Promise<void> {
    this.steps.check(order, 'begin_close', closing.actor)
    const term = present(order.openTerm, `the open term of unpaid order ${order.id}`)
    const { actor, ...details } = closing
    if (await this.payment.hasLiveAttempt(tx, termSubject(term.id))) {
      await this.steps.take(tx, order, 'begin_close', actor, details)
    } else {
      await this.endOrder.run(tx, order, actor, details)
    }
  }

  private async closingTerm(orderId: string): Promise<string | undefined> {
    const row = await this.database.maybe<{ termId: string }>(
      `select t.id as "termId" from orders o join order_terms t on t.order_id = o.id and t.state = 'open'
        where o.id = $1 and o.state = 'closing' order by t.seq limit 1`,
      [orderId],
    )
    return row?.termId
  }
}
