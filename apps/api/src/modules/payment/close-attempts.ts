import { Inject, Injectable, Logger } from '@nestjs/common'
import { addMs, isoOf, minuteMs } from '@jishi/kernel/time'
import type { Clock } from '@jishi/kernel/time'
import type { PaymentSubject } from '../../events/payment.events.js'
import { CLOCK } from '../../infra/clock/clock.js'
import { Database } from '../../infra/database/database.js'
import { Sweep } from '../../infra/worker/decorators.js'
import { mayBeOnItsWay } from './domain/query-schedule.js'
import type { CloseAnswer, PaymentChannels } from './payment-channel.js'
import { PAYMENT_CHANNELS } from './payment-channel.js'
import type { AttemptRow } from './payment.store.js'
import { LIVE, liveAttemptsOf } from './payment.store.js'
import { QueryAttempts } from './query-attempts.js'

export type ClosedAtChannel = 'closed' | 'paid' | 'unknown'

const BATCH = 50
/** After the last moment somebody could have begun to pay, so that the answer is the last word. */
const LAST_LOOK_MS = minuteMs

/** Makes sure at the channel that a subject can no longer be paid, before anything held for it is let go. */
@Injectable()
export class CloseAttempts {
  private readonly log = new Logger('Payment')

  constructor(
    private readonly database: Database,
    private readonly queries: QueryAttempts,
    @Inject(PAYMENT_CHANNELS) private readonly channels: PaymentChannels,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** `paid`: the evidence has been applied. `unknown`: nothing may be released yet, ask again later. Outside any Tx. */
  async run(subject: PaymentSubject): Promise<ClosedAtChannel> {
    let result: ClosedAtChannel = 'closed'
    for (const attempt of await liveAttemptsOf(this.database, subject)) {
      await this.beginClose(attempt)
      const one = await this.closeOne(attempt)
      if (one === 'paid') return 'paid'
      if (one === 'unknown') result = 'unknown'
    }
    return result
  }

  /**
   * What was settled by one attempt cannot be paid through another: a late success of a closed attempt may have left one
   * open. Found by looking, so that it needs no word from whoever settled.
   */
  @Sweep('payment.rivals', 10_000)
  async closeRivals(): Promise<number> {
    const subjects = await this.database.rows<PaymentSubject>(
      `select distinct i.subject_kind as kind, i.subject_id as id
         from payment_attempts a join payment_intents i on i.id = a.intent_id
        where a.state in ${LIVE} and a.channel <> 'balance' and i.state = 'settled' limit $1`,
      [BATCH],
    )
    for (const subject of subjects) {
      try {
        await this.run(subject)
      } catch (error) {
        this.log.error(`rivals of ${subject.id}: ${error instanceof Error ? error.message : String(error)}`)
      }
    }
    return subjects.length
  }

  private async beginClose(attempt: AttemptRow): Promise<void> {
    await this.database.transaction(async (tx) => {
      await tx.execute(
        `update payment_attempts set state = 'closing', state_at = $2 where id = $1 and state in ('created', 'open')`,
        [attempt.id, isoOf(this.clock.now())],
      )
    })
  }

  /** Asks first: a payment that has happened is never answered with a close. */
  private async closeOne(attempt: AttemptRow): Promise<ClosedAtChannel> {
    const known = await this.queries.ask(attempt.id)
    if (known.kind === 'paid') return 'paid'
    if (known.kind === 'closed') return 'closed'
    if (known.kind === 'paying' || known.kind === 'unknown') return 'unknown'
    const answer = await this.channels.get(attempt.channel)?.close(attempt.attemptNo, attempt.createdAt)
    return answer === undefined ? 'unknown' : this.take(attempt, answer)
  }

  private async take(attempt: AttemptRow, answer: CloseAnswer): Promise<ClosedAtChannel> {
    if (answer.kind === 'paid') return this.askAgain(attempt)
    if (answer.kind === 'missing') return this.takeMissing(attempt)
    if (answer.kind !== 'closed') return 'unknown'
    await this.queries.markClosed(attempt.id)
    return 'closed'
  }

  /** Nothing was closed, because there was nothing to close any more: the channel says how it ended. */
  private async askAgain(attempt: AttemptRow): Promise<ClosedAtChannel> {
    const { kind } = await this.queries.ask(attempt.id)
    return kind === 'paid' || kind === 'closed' ? kind : 'unknown'
  }

  /**
   * The channel never heard of it. What only our own call could have told it is then gone, unless that call may still be
   * on its way. An address in the payer's hands makes a payment by being opened: nothing can be closed there, so it is
   * closed here, and looked at once more when the address has ended. What is paid meanwhile goes back by itself.
   */
  private async takeMissing(attempt: AttemptRow): Promise<ClosedAtChannel> {
    if (this.channels.get(attempt.channel)?.knownBy === 'payer') {
      await this.queries.markClosed(attempt.id, addMs(attempt.expiresAt, LAST_LOOK_MS))
      return 'closed'
    }
    if (mayBeOnItsWay(attempt, this.clock.now())) return 'unknown'
    await this.queries.markClosed(attempt.id)
    return 'closed'
  }
}
