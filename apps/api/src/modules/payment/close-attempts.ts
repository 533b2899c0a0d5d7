import { Inject, Injectable } from '@nestjs/common'
import { addMs, secondMs } from '@jishi/kernel/time'
import type { Clock } from '@jishi/kernel/time'
import type { PaymentSubject } from '../../events/payment.events.js'
import { CLOCK } from '../../infra/clock/clock.js'
import { Database } from '../../infra/database/database.js'
import type { CloseAnswer, PaymentChannels } from './payment-channel.js'
import { PAYMENT_CHANNELS } from './payment-channel.js'
import type { AttemptRow } from './payment.store.js'
import { liveAttemptsOf } from './payment.store.js'
import { QueryAttempts } from './query-attempts.js'

export type ClosedAtChannel = 'closed' | 'paid' | 'unknown'

/** While a create call may still be on its way, "never heard of it" is no answer. */
const CREATE_IN_FLIGHT_MS = 30 * secondMs

/** Makes sure at the channel that a subject can no longer be paid, before anything held for it is let go. */
@Injectable()
export class CloseAttempts {
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

  private async beginClose(attempt: AttemptRow): Promise<void> {
    await this.database.transaction(async (tx) => {
      await tx.execute(`update payment_attempts set state = 'closing' where id = $1 and state in ('created', 'open')`, [
        attempt.id,
      ])
    })
  }

  /** Asks first: a payment that has happened is never answered with a close. */
  private async closeOne(attempt: AttemptRow): Promise<ClosedAtChannel> {
    const known = await this.queries.ask(attempt.id)
    if (known.kind === 'paid') return 'paid'
    if (known.kind === 'closed') return 'closed'
    if (known.kind === 'paying' || known.kind === 'unknown') return 'unknown'
    const answer = await this.channels.get(attempt.channel)?.close(attempt.attemptNo)
    return answer === undefined ? 'unknown' : this.take(attempt, answer)
  }

  private async take(attempt: AttemptRow, answer: CloseAnswer): Promise<ClosedAtChannel> {
    if (answer.kind === 'paid') return (await this.queries.ask(attempt.id)).kind === 'paid' ? 'paid' : 'unknown'
    const gone = answer.kind === 'missing' && this.clock.now() > addMs(attempt.createdAt, CREATE_IN_FLIGHT_MS)
    if (answer.kind !== 'closed' && !gone) return 'unknown'
    await this.queries.markClosed(attempt.id)
    return 'closed'
  }
}
