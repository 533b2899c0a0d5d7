import { Inject, Injectable, Logger } from '@nestjs/common'
import { subFen } from '@jishi/kernel/money'
import { isoOf, type Clock, type Instant } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Database } from '../../../infra/database/database.js'
import { Job, Sweep } from '../../../infra/worker/decorators.js'
import { nextRefundQuery } from '../domain/query-schedule.js'
import { isOverdue, mayStillArrive } from './domain/payout-facts.js'
import { payoutLife } from './domain/payout-life.js'
import {
  PAYOUT_CHANNELS,
  type PayoutAnswer,
  type PayoutChannelPort,
  type PayoutChannels,
  type PayoutRequest,
} from './payout-channel.js'
import { SEND_PAYOUT } from './payout-jobs.js'
import { PayoutOutcomes } from './payout-outcomes.js'
import { PayoutSeals } from './payout-seals.js'
import { claimPayout, payoutById, type PayoutRow } from './payouts.store.js'

const BATCH = 50

/** Carries a recorded payout to its channel under its one number, and asks until it has ended. */
@Injectable()
export class SendPayout {
  private readonly log = new Logger('Payment')

  constructor(
    private readonly database: Database,
    private readonly outcomes: PayoutOutcomes,
    private readonly seals: PayoutSeals,
    @Inject(PAYOUT_CHANNELS) private readonly channels: PayoutChannels,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Job(SEND_PAYOUT)
  async run({ payoutId }: { payoutId: string }): Promise<void> {
    const payout = await payoutById(this.database, payoutId)
    const channel = this.channels.get(payout?.channel ?? '')
    if (payout === undefined || channel === undefined || payoutLife.isTerminal(payout.state)) return
    if (!(await this.claim(payout))) return
    const answer = await this.ask(channel, payout)
    await this.database.transaction((tx) => this.outcomes.apply(tx, payout.payoutNo, answer))
    if (answer.kind === 'awaiting') await this.giveUpWaiting(payout.id)
  }

  /** The truth behind the job: payouts whose next question is due. One's trouble must not keep others waiting. */
  @Sweep('payment.payouts', 10_000)
  async sweep(now: Instant): Promise<number> {
    const due = await this.database.rows<{ id: string }>(
      `select id from payouts where next_query_at <= $1 and channel = any($3) order by next_query_at limit $2`,
      [isoOf(now), BATCH, [...this.channels.keys()]],
    )
    let asked = 0
    for (const { id } of due) {
      try {
        await this.run({ payoutId: id })
        asked += 1
      } catch (error) {
        this.log.error(`payout ${id}: ${error instanceof Error ? error.message : String(error)}`)
      }
    }
    return asked
  }

  private claim(payout: PayoutRow): Promise<boolean> {
    const now = this.clock.now()
    return this.database.transaction((tx) => claimPayout(tx, payout, now, nextRefundQuery(payout.queries, now)))
  }

  /**
   * What the channel may know already is asked for before anything is sent, so that a lost answer costs a question. Sending
   * the same once more is no second payout: the number is the channel's own key.
   */
  private async ask(channel: PayoutChannelPort, payout: PayoutRow): Promise<PayoutAnswer> {
    const fresh = payout.state === 'recorded' && payout.queries === 0
    const known: PayoutAnswer = fresh ? { kind: 'missing' } : await channel.query(payout.payoutNo)
    switch (payout.state) {
      case 'recorded':
      case 'processing':
        return known.kind === 'missing' ? channel.send(this.requestOf(payout)) : this.withHandle(channel, payout, known)
      case 'awaiting':
        return this.withHandle(channel, payout, known)
      case 'cancelling':
        return this.cancelled(channel, payout, known)
      default:
        return known
    }
  }

  /** A payee who waits for us to ask them: the answer with what they confirm by was lost, so it is had again. */
  private async withHandle(channel: PayoutChannelPort, payout: PayoutRow, known: PayoutAnswer): Promise<PayoutAnswer> {
    if (known.kind !== 'awaiting' || payout.confirmHandle !== null || known.handle !== undefined) return known
    const again = await channel.send(this.requestOf(payout))
    return again.kind === 'awaiting' ? again : known
  }

  private async cancelled(channel: PayoutChannelPort, payout: PayoutRow, known: PayoutAnswer): Promise<PayoutAnswer> {
    if (known.kind === 'awaiting' || known.kind === 'processing') {
      const answer = await channel.cancel(payout.payoutNo)
      // Refused because the payee was faster, or because it cannot be: what it is now counts.
      return answer.kind === 'refused' ? channel.query(payout.payoutNo) : answer
    }
    // Never heard of, and no call of ours is on its way any more: nobody will be paid under this number.
    if (known.kind === 'missing' && !mayStillArrive(payout.calledAt, this.clock.now()))
      return { kind: 'cancelled', reason: 'never sent', facts: {} }
    return known
  }

  /** A day is long enough; the money goes back to whom it was taken from once the channel has let go of it. */
  private async giveUpWaiting(id: string): Promise<void> {
    const payout = await payoutById(this.database, id)
    if (payout?.state !== 'awaiting' || !isOverdue(payout.awaitingSince, this.clock.now())) return
    const begun = await this.database.transaction((tx) =>
      tx.execute(
        `update payouts set state = 'cancelling', state_at = $2, confirm_handle = null, next_query_at = $2 where id = $1 and state = 'awaiting'`,
        [id, isoOf(this.clock.now())],
      ),
    )
    if (begun === 1) await this.run({ payoutId: id })
  }

  private requestOf({ payoutNo, amountFen, taxWithheldFen, payeeEnc, description }: PayoutRow): PayoutRequest {
    return { payoutNo, amountFen: subFen(amountFen, taxWithheldFen), payee: this.seals.open(payeeEnc), description }
  }
}
