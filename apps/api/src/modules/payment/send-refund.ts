import { Inject, Injectable, Logger } from '@nestjs/common'
import { isoOf } from '@jishi/kernel/time'
import type { Clock, Instant } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import { Database } from '../../infra/database/database.js'
import type { Tx } from '../../infra/database/sql.js'
import { Outbox } from '../../infra/outbox/outbox.js'
import { Job, Sweep } from '../../infra/worker/decorators.js'
import { credit, debit, LedgerFacade } from '../ledger/index.js'
import { refundLife } from './domain/payment-lives.js'
import { nextRefundQuery } from './domain/query-schedule.js'
import { Incidents } from './incidents.js'
import { makeAgain, nextNoOf } from './next-try.js'
import type { PaymentChannelPort, PaymentChannels, RefundAnswer } from './payment-channel.js'
import { PAYMENT_CHANNELS } from './payment-channel.js'
import { SEND_REFUND } from './payment-jobs.js'
import type { RefundAbout } from './payment-notice.js'
import type { RefundRow } from './payment.store.js'
import { lockRefund, refundById } from './payment.store.js'

const BATCH = 50
/** A refund its channel ends so often wants a person, who may begin another round of as many. */
const TRIES_OF_ROUND = 5

/** Carries a recorded refund to the channel under its one number, and asks until the outcome is known. */
@Injectable()
export class SendRefund {
  private readonly log = new Logger('Payment')

  constructor(
    private readonly database: Database,
    private readonly ledger: LedgerFacade,
    private readonly outbox: Outbox,
    private readonly incidents: Incidents,
    @Inject(PAYMENT_CHANNELS) private readonly channels: PaymentChannels,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Job(SEND_REFUND)
  async run({ refundId }: { refundId: string }): Promise<void> {
    const refund = await refundById(this.database, refundId)
    const channel = this.channels.get(refund.channel)
    if (channel === undefined || refundLife.isTerminal(refund.state)) return
    const answer = await ask(channel, refund)
    await this.database.transaction((tx) => this.applyAnswer(tx, refund.refundNo, answer))
  }

  /** The truth behind the job: refunds whose next question is due. One refund's trouble must not keep others waiting. */
  @Sweep('payment.refunds', 10_000)
  async sweep(now: Instant): Promise<number> {
    const due = await this.database.rows<{ id: string }>(
      `select r.id from refunds r join payment_attempts a on a.id = r.attempt_id
        where r.state in ('created', 'processing', 'abnormal') and r.next_query_at <= $1 and a.channel = any($3)
        order by r.next_query_at limit $2`,
      [isoOf(now), BATCH, [...this.channels.keys()]],
    )
    let asked = 0
    for (const { id } of due) {
      try {
        await this.run({ refundId: id })
        asked += 1
      } catch (error) {
        this.log.error(`refund ${id}: ${error instanceof Error ? error.message : String(error)}`)
      }
    }
    return asked
  }

  /**
   * What a verified answer or notice says of the refund; repeated news changes nothing. `about` is what a notice says that
   * it is of: what is not of ours changes nothing either, and a person looks at it.
   */
  async applyAnswer(
    tx: Tx,
    refundNo: string,
    answer: RefundAnswer,
    about?: RefundAbout,
  ): Promise<'refunded' | 'noted' | 'repeated' | 'quarantined'> {
    const refund = await lockRefund(tx, refundNo)
    if (refund === undefined) {
      await this.incidents.open(tx, 'unknown_number', refundNo, { answer: answer.kind })
      return 'quarantined'
    }
    if (about !== undefined && (about.attemptNo !== refund.attemptNo || about.merchantId !== refund.merchantId)) {
      await this.incidents.open(tx, 'mismatch', refundNo, {
        ...{ ...about, expectedMerchantId: refund.merchantId, expectedAttemptNo: refund.attemptNo },
        ...{ answer: answer.kind, expectedFen: refund.amountFen },
        ...(answer.kind === 'succeeded' ? { amountFen: answer.amountFen } : {}),
      })
      return 'quarantined'
    }
    if (refundLife.isTerminal(refund.state)) return 'repeated'
    if (answer.kind === 'succeeded') return this.succeed(tx, refund, answer.channelRefundId, answer.amountFen)
    if (answer.kind === 'closed') await this.giveUp(tx, refund)
    else await this.carryOn(tx, refund, answer)
    return 'noted'
  }

  private async succeed(
    tx: Tx,
    refund: RefundRow,
    channelRefundId: string,
    amountFen: number,
  ): Promise<'refunded' | 'quarantined'> {
    if (amountFen !== refund.amountFen) {
      await this.incidents.open(tx, 'mismatch', refund.refundNo, { amountFen, expectedFen: refund.amountFen })
      await tx.execute(`update refunds set queries = queries + 1, next_query_at = $2 where id = $1`, [
        refund.id,
        isoOf(nextRefundQuery(refund.queries, this.clock.now())),
      ])
      return 'quarantined'
    }
    await tx.execute(
      `update refunds set state = $2, state_at = $4, channel_refund_id = $3, succeeded_at = $4, next_query_at = null where id = $1`,
      [refund.id, refundLife.next(refund.state, 'succeed'), channelRefundId, isoOf(this.clock.now())],
    )
    await this.resolveAll(tx, refund.refundNo)
    await this.ledger.post(tx, {
      kind: refund.debitAccount === 'suspense' ? 'refund.suspense' : 'refund.confirmed',
      reference: refund.refundNo,
      memberId: refund.memberId,
      legs: [debit(refund.debitAccount, refund.amountFen), credit(`clearing:${refund.channel}`, refund.amountFen)],
    })
    await this.outbox.publish(tx, 'payment.refund_succeeded', {
      refundId: refund.id,
      refundNo: refund.refundNo,
      subject: refund.subject,
      memberId: refund.memberId,
      amountFen: refund.amountFen,
      cause: refund.cause,
      reference: refund.reference,
    })
    return 'refunded'
  }

  /**
   * The channel ended it and nothing went back. What was decided stays decided: the money stays reserved and is sent under
   * the next number of the same derivation; after the last try a person takes over.
   */
  private async giveUp(tx: Tx, refund: RefundRow): Promise<void> {
    const again = refund.tryNo % TRIES_OF_ROUND !== 0
    await tx.execute(
      `with freed as (update payment_attempts set refund_reserved_fen = refund_reserved_fen - $3 where id = $2 and $5)
       update refunds set state = $4, state_at = $6, next_query_at = null where id = $1`,
      [
        refund.id,
        refund.attemptId,
        refund.amountFen,
        refundLife.next(refund.state, 'give_up'),
        !again,
        isoOf(this.clock.now()),
      ],
    )
    if (again) await makeAgain(tx, refund, this.clock)
    // What was told of this number is over with it: the task is that of the number that follows, or of the last one.
    await this.resolveAll(tx, refund.refundNo)
    await this.incidents.open(tx, 'refund_abnormal', again ? nextNoOf(refund) : refund.refundNo, {
      reason: 'closed by the channel',
      closed: refund.refundNo,
    })
  }

  private async carryOn(tx: Tx, refund: RefundRow, answer: RefundAnswer): Promise<void> {
    const wrong = answer.kind === 'abnormal'
    const accepted = answer.kind === 'processing'
    const state = wrong
      ? refundLife.next(refund.state, 'go_wrong')
      : accepted
        ? refundLife.next(refund.state, 'accepted')
        : refund.state
    await tx.execute(
      `update refunds set state = $2, state_at = $5, channel_refund_id = coalesce($3, channel_refund_id), queries = queries + 1, next_query_at = $4
        where id = $1`,
      [
        refund.id,
        state,
        accepted ? answer.channelRefundId : null,
        isoOf(nextRefundQuery(refund.queries, this.clock.now())),
        isoOf(this.clock.now()),
      ],
    )
    if (wrong) await this.incidents.open(tx, 'refund_abnormal', refund.refundNo, { reason: answer.reason })
    if (answer.kind === 'notEnough')
      await this.incidents.open(tx, 'refund_not_enough', refund.refundNo, { reason: answer.reason })
    if (answer.kind === 'unknown' && refund.queries >= 4)
      await this.incidents.open(tx, 'outcome_unknown', refund.refundNo, { reason: answer.reason })
  }

  private async resolveAll(tx: Tx, refundNo: string): Promise<void> {
    for (const kind of ['refund_abnormal', 'refund_not_enough', 'outcome_unknown'] as const)
      await this.incidents.resolve(tx, kind, refundNo)
  }
}

/**
 * A refund that the channel has taken is asked for; one that it may not have, or that we know went wrong there, is sent:
 * always under the same number, so that a lost answer costs a question and never a second refund.
 */
const ask = async (channel: PaymentChannelPort, refund: RefundRow): Promise<RefundAnswer> => {
  if (refund.state !== 'created' || refund.queries > 0) {
    const known = await channel.queryRefund(refund.refundNo, refund.attemptNo, refund.createdAt)
    const again = known.kind === 'missing' || (known.kind === 'abnormal' && refund.state === 'abnormal')
    if (!again) return known
  }
  return channel.refund({
    attemptNo: refund.attemptNo,
    channelTxn: refund.channelTxn,
    refundNo: refund.refundNo,
    recordedAt: refund.createdAt,
    amountFen: refund.amountFen,
    totalFen: refund.totalFen,
    reason: '订单退款，款项原路退回',
  })
}
