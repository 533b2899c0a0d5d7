import { Inject, Injectable } from '@nestjs/common'
import { DomainError } from '@jishi/kernel/errors'
import type { Clock } from '@jishi/kernel/time'
import type { PaymentSubject } from '../../events/payment.events.js'
import { CLOCK } from '../../infra/clock/clock.js'
import type { Tx } from '../../infra/database/sql.js'
import { Queues } from '../../infra/queue/queues.js'
import { Incidents } from './incidents.js'
import { makeAgain, nextNoOf } from './next-try.js'
import { SEND_REFUND } from './payment-jobs.js'
import { STOPPED } from './payment.queries.js'
import { lockRefund } from './payment.store.js'

/** As many as the table allows, all rounds together. */
const MOST_TRIES = 100

export interface RestartedRefund {
  readonly refundNo: string
  readonly tryNo: number
}

/**
 * A refund that its channel closed for the last time waits for a person, who has put right why. What was decided stays decided:
 * the same money is reserved again and sent under the next number of the same derivation, with a round of tries of its own.
 */
@Injectable()
export class RestartRefund {
  constructor(
    private readonly incidents: Incidents,
    private readonly queues: Queues,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Throws NOT_FOUND for a number that is for none of these, PAYMENT_NOT_ALLOWED where it has not stopped or nothing is left. */
  async run(tx: Tx, subjects: readonly PaymentSubject[], refundNo: string): Promise<RestartedRefund> {
    const refund = await lockRefund(tx, refundNo)
    const own = subjects.some(({ kind, id }) => kind === refund?.subject.kind && id === refund.subject.id)
    if (refund === undefined || !own) throw new DomainError('NOT_FOUND')
    const { stopped } = await tx.one<{ stopped: boolean }>(
      `select ${STOPPED} as stopped from refunds r where r.id = $1`,
      [refund.id],
    )
    if (!stopped || refund.tryNo >= MOST_TRIES) throw new DomainError('PAYMENT_NOT_ALLOWED', { reason: 'NOT_STOPPED' })
    const reserved = await tx.execute(
      `update payment_attempts set refund_reserved_fen = refund_reserved_fen + $2
        where id = $1 and state = 'succeeded' and amount_fen - refund_reserved_fen >= $2`,
      [refund.attemptId, refund.amountFen],
    )
    if (reserved === 0) throw new DomainError('PAYMENT_NOT_ALLOWED', { reason: 'NOTHING_LEFT' })
    const refundId = await makeAgain(tx, refund, this.clock, this.clock.now())
    await this.incidents.resolve(tx, 'refund_abnormal', refundNo)
    this.queues.enqueueAfter(tx, SEND_REFUND, { refundId })
    return { refundNo: nextNoOf(refund), tryNo: refund.tryNo + 1 }
  }
}
