import { createHash } from 'node:crypto'
import { Inject, Injectable } from '@nestjs/common'
import type { RefundCause } from '@jishi/contracts/payment/payment.terms'
import { DomainError } from '@jishi/kernel/errors'
import { newId } from '@jishi/kernel/id'
import type { Fen } from '@jishi/kernel/money'
import { newNumber } from '@jishi/kernel/numbers'
import { addMs, isoOf, secondMs } from '@jishi/kernel/time'
import type { Clock, Instant } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import type { Tx } from '../../infra/database/sql.js'
import { Outbox } from '../../infra/outbox/outbox.js'
import { Queues } from '../../infra/queue/queues.js'
import type { Account } from '../ledger/index.js'
import { SEND_REFUND } from './payment-jobs.js'

export interface RefundOrder {
  readonly attemptId: string
  readonly amountFen: Fen
  /** Why, in one word of ours. */
  readonly cause: RefundCause
  /** What it is for; the same attempt, cause and reference is the same refund. */
  readonly reference: string
  /** The account that owes the money until the channel confirms. */
  readonly debitAccount: Account
}

/** A refund's number follows from what it is for, so that no retry, crash or second worker can make another one. */
export const refundNoOf = (
  attemptNo: string,
  paidFor: Instant,
  cause: string,
  reference: string,
  tryNo = 1,
): string => {
  const told = [attemptNo, cause, reference, ...(tryNo === 1 ? [] : [tryNo])].join('\n')
  const digest = createHash('sha256').update(told).digest()
  return newNumber({ now: () => paidFor }, (length) => digest.subarray(0, length))
}

/** Decides to give money back: reserves it on the attempt and records the refund; the worker sends it after the commit. */
@Injectable()
export class StartRefund {
  constructor(
    private readonly outbox: Outbox,
    private readonly queues: Queues,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Answers the refund's id, the same one when it was already decided. Refuses more than what is left of the attempt. */
  async run(tx: Tx, order: RefundOrder): Promise<string> {
    const attempt = await tx.one<{ attemptNo: string; memberId: string; leftFen: number; createdAt: Instant }>(
      `select attempt_no as "attemptNo", member_id as "memberId", created_at as "createdAt",
              case when state = 'succeeded' then amount_fen - refund_reserved_fen else 0 end as "leftFen"
         from payment_attempts where id = $1 for update`,
      [order.attemptId],
    )
    const existing = await tx.maybe<{ id: string }>(
      `select id from refunds where attempt_id = $1 and cause = $2 and reference = $3 order by try_no desc limit 1`,
      [order.attemptId, order.cause, order.reference],
    )
    if (existing !== undefined) return existing.id
    if (order.amountFen > attempt.leftFen) throw new DomainError('PAYMENT_NOT_ALLOWED', { leftFen: attempt.leftFen })
    return this.record(tx, order, attempt)
  }

  private async record(
    tx: Tx,
    order: RefundOrder,
    attempt: { attemptNo: string; memberId: string; createdAt: Instant },
  ): Promise<string> {
    const id = newId(this.clock)
    const refundNo = refundNoOf(attempt.attemptNo, attempt.createdAt, order.cause, order.reference)
    const now = this.clock.now()
    await tx.execute(
      `with reserved as (update payment_attempts set refund_reserved_fen = refund_reserved_fen + $6 where id = $3)
       insert into refunds (id, refund_no, attempt_id, member_id, cause, reference, amount_fen, debit_account, state, next_query_at, created_at)
       values ($1, $2, $3, $4, $5, $7, $6, $8, 'created', $9, $10)`,
      [
        id,
        refundNo,
        order.attemptId,
        attempt.memberId,
        order.cause,
        order.amountFen,
        order.reference,
        order.debitAccount,
        isoOf(addMs(now, 30 * secondMs)),
        isoOf(now),
      ],
    )
    await this.outbox.publish(tx, 'payment.refund_started', {
      refundId: id,
      refundNo,
      attemptNo: attempt.attemptNo,
      amountFen: order.amountFen,
      cause: order.cause,
    })
    this.queues.enqueueAfter(tx, SEND_REFUND, { refundId: id })
    return id
  }
}
