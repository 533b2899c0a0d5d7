import { Injectable } from '@nestjs/common'
import { assert } from '@jishi/kernel/assert'
import { DomainError } from '@jishi/kernel/errors'
import { isoOf } from '@jishi/kernel/time'
import type { Instant } from '@jishi/kernel/time'
import type { PayInstruction } from '@jishi/contracts/payment/payment.schema'
import type { PaymentSubject } from '../../events/payment.events.js'
import type { Sql, Tx } from '../../infra/database/sql.js'
import { ApplyEvidence } from './apply-evidence.js'
import { CallChannel } from './call-channel.js'
import { CloseAttempts } from './close-attempts.js'
import type { ClosedAtChannel } from './close-attempts.js'
import { DEMO_CHANNEL } from './demo/demo-channel.js'
import { concernsOf, stuckRefundsOf, type PaymentConcerns } from './payment-concerns.queries.js'
import { attemptsOf, cameBackOf, paidByOf, refundsOf, statusOf, subjectOfAttempt } from './payment.queries.js'
import type { AttemptView, CameBack, PaidBy, PaymentStanding, RefundView } from './payment.queries.js'
import { attemptByNo, liveAttemptsOf, lockIntent } from './payment.store.js'
import { QueryAttempts } from './query-attempts.js'
import { RefundTenders, type GivenBack } from './refund-tenders.js'
import { RestartRefund, type RestartedRefund } from './restart-refund.js'
import type { PaymentOrder, StartedAttempt } from './start-attempt.js'
import { StartTenders } from './start-tenders.js'

/** Money owed by opaque subjects, and how it comes and goes. Payment knows no order. */
@Injectable()
export class PaymentFacade {
  constructor(
    private readonly starting: StartTenders,
    private readonly callChannelNow: CallChannel,
    private readonly closeAttempts: CloseAttempts,
    private readonly queries: QueryAttempts,
    private readonly evidence: ApplyEvidence,
    private readonly refunds: RefundTenders,
    private readonly restarting: RestartRefund,
  ) {}

  /** Records intent and attempt in the caller's Tx; the caller has locked what is paid for. */
  start(tx: Tx, order: PaymentOrder): Promise<StartedAttempt> {
    return this.starting.run(tx, order)
  }

  /** Tells the channel of a recorded attempt; outside any Tx, may be repeated. */
  async callChannel({ attemptId, recorded }: Pick<StartedAttempt, 'attemptId' | 'recorded'>): Promise<PayInstruction> {
    const { attempt, pay } = await this.callChannelNow.run(attemptId, recorded)
    return {
      attemptNo: attempt.attemptNo,
      channel: attempt.channel as PayInstruction['channel'],
      amountFen: attempt.amountFen,
      balanceFen: attempt.balanceFen,
      pay,
      expiresAt: isoOf(attempt.expiresAt),
    }
  }

  /**
   * Nothing is owed any more: conditional on not settled, because a payment that has come wins.
   * `none` = there never was an intent.
   */
  async cancelIntent(tx: Tx, subject: PaymentSubject): Promise<'cancelled' | 'settled' | 'none'> {
    const intent = await lockIntent(tx, subject)
    if (intent === undefined) return 'none'
    if (intent.state === 'settled') return 'settled'
    await tx.execute(`update payment_intents set state = 'cancelled' where id = $1 and state = 'open'`, [intent.id])
    return 'cancelled'
  }

  /** Whether the channel may still take money for the subject; then it has to be closed there first. */
  async hasLiveAttempt(sql: Sql, subject: PaymentSubject): Promise<boolean> {
    return (await liveAttemptsOf(sql, subject)).length > 0
  }

  /** Asks and closes at the channel, outside any Tx; a payment found on the way is applied. */
  closeAtChannel(subject: PaymentSubject): Promise<ClosedAtChannel> {
    return this.closeAttempts.run(subject)
  }

  /**
   * For a payer who wants to pay in another way: closes what is open at its channel, outside any Tx. Throws
   * PAYMENT_NOT_ALLOWED if that was paid meanwhile, PAYMENT_CHANNEL_DOWN while nobody can say.
   */
  async makeWay(subject: PaymentSubject): Promise<void> {
    const closed = await this.closeAttempts.run(subject)
    if (closed === 'paid') throw new DomainError('PAYMENT_NOT_ALLOWED', { reason: 'paid' })
    if (closed === 'unknown') throw new DomainError('PAYMENT_CHANNEL_DOWN')
  }

  /** Asks the channel now for somebody who waits, at most every few seconds; never throws for a silent channel. */
  askChannel(subject: PaymentSubject): Promise<void> {
    return this.queries.askFor(subject)
  }

  /**
   * Pays a started attempt of the in-process demo channel, which only shops outside production have: evidence like any
   * other. Used to make the orders of the demo shop.
   */
  async settleByDemo(tx: Tx, attemptNo: string, paidAt: Instant): Promise<void> {
    const attempt = await attemptByNo(tx, attemptNo)
    assert(attempt.channel === DEMO_CHANNEL, 'only a demo attempt is paid by the demo channel')
    const { appId, merchantId, amountFen } = attempt
    const channelTxn = `demo-${attemptNo}`
    const facts = { attemptNo, channelTxn, appId, merchantId, amountFen, currency: 'CNY', paidAt }
    await this.evidence.run(tx, { source: 'demo', ...facts })
  }

  /**
   * Decides to give back part of what settled a subject, in the caller's Tx, to each tender its share; refund_payable owes it
   * until the channel has confirmed, and what the balance paid is back at once. The same cause and reference is the same refund. Throws PAYMENT_NOT_ALLOWED for more than is left.
   */
  giveBack(tx: Tx, given: GivenBack): Promise<void> {
    return this.refunds.run(tx, given)
  }

  /**
   * Sends a refund of these subjects once more that its channel closed for the last time. Throws NOT_FOUND, or
   * PAYMENT_NOT_ALLOWED while it has not stopped.
   */
  restartRefund(tx: Tx, subjects: readonly PaymentSubject[], refundNo: string): Promise<RestartedRefund> {
    return this.restarting.run(tx, subjects, refundNo)
  }

  /** What waits for a person, and the refunds that arrived in each span. */
  concerns(sql: Sql, spans: readonly { readonly from: Instant; readonly to: Instant }[]): Promise<PaymentConcerns> {
    return concernsOf(sql, spans)
  }

  /** The subjects of a kind with a refund that needs a person. */
  stuckRefunds(sql: Sql, subjectKind: string): Promise<string[]> {
    return stuckRefundsOf(sql, subjectKind)
  }

  statusOf(sql: Sql, subject: PaymentSubject): Promise<PaymentStanding> {
    return statusOf(sql, subject)
  }

  /** What has come back of a subject that a balance and a channel paid together, to each of them. */
  cameBack(sql: Sql, subject: PaymentSubject): Promise<CameBack> {
    return cameBackOf(sql, subject)
  }

  /** How the wallet knows a payment; undefined where it was not paid inside an app of ours. */
  paidBy(sql: Sql, attemptNo: string): Promise<PaidBy | undefined> {
    return paidByOf(sql, attemptNo)
  }

  /** What a member's own attempt is for; undefined for a number that is nobody's, and for somebody else's. */
  subjectOf(sql: Sql, attemptNo: string, memberId: string): Promise<PaymentSubject | undefined> {
    return subjectOfAttempt(sql, attemptNo, memberId)
  }

  /** Everything that was tried for these subjects, oldest first: for operators. */
  async history(
    sql: Sql,
    subjects: readonly PaymentSubject[],
  ): Promise<{ attempts: AttemptView[]; refunds: RefundView[] }> {
    return { attempts: await attemptsOf(sql, subjects), refunds: await refundsOf(sql, subjects) }
  }
}
