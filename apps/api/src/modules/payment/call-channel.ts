import { Inject, Injectable } from '@nestjs/common'
import { present } from '@jishi/kernel/assert'
import { DomainError } from '@jishi/kernel/errors'
import { Database } from '../../infra/database/database.js'
import { Incidents } from './incidents.js'
import type { CreateAnswer, PaymentChannels } from './payment-channel.js'
import { PAYMENT_CHANNELS } from './payment-channel.js'
import type { AttemptRow } from './payment.store.js'
import { attemptById } from './payment.store.js'
import { QueryAttempts } from './query-attempts.js'

export interface ChannelInstruction {
  readonly attempt: AttemptRow
  readonly payUrl: string
}

/** Tells the channel of a recorded attempt and passes on how to pay. Outside any transaction. */
@Injectable()
export class CallChannel {
  constructor(
    private readonly database: Database,
    private readonly incidents: Incidents,
    private readonly queries: QueryAttempts,
    @Inject(PAYMENT_CHANNELS) private readonly channels: PaymentChannels,
  ) {}

  /**
   * The same number with the same parameters is the same payment, so this may be repeated: after a lost answer, or for
   * a fresh address when the last one has grown old. PAYMENT_CHANNEL_DOWN when the channel cannot be understood.
   */
  async run(attemptId: string): Promise<ChannelInstruction> {
    const attempt = await attemptById(this.database, attemptId)
    if (attempt.state !== 'created' && attempt.state !== 'open') {
      throw new DomainError('PAYMENT_NOT_ALLOWED', { reason: attempt.state })
    }
    const channel = present(this.channels.get(attempt.channel), `channel ${attempt.channel}`)
    let answer = await channel.create(attempt.request)
    if (answer.kind === 'unknown') answer = await channel.create(attempt.request)
    return { attempt, payUrl: await this.take(attempt, answer) }
  }

  private async take(attempt: AttemptRow, answer: CreateAnswer): Promise<string> {
    switch (answer.kind) {
      case 'accepted':
        await this.markOpen(attempt.id, answer.payUrl)
        return answer.payUrl
      case 'paid':
      case 'closed':
        await this.queries.ask(attempt.id)
        throw new DomainError('PAYMENT_NOT_ALLOWED', { reason: answer.kind })
      case 'refused':
        await this.database.transaction((tx) =>
          this.incidents.open(tx, 'outcome_unknown', attempt.attemptNo, { reason: answer.reason }),
        )
        throw new DomainError('PAYMENT_CHANNEL_DOWN')
      case 'unknown':
        throw new DomainError('PAYMENT_CHANNEL_DOWN')
    }
  }

  /** A notice may have been faster, which is well; an attempt that was closed meanwhile must not be paid any more. */
  private async markOpen(attemptId: string, payUrl: string): Promise<void> {
    const opened = await this.database.transaction((tx) =>
      tx.execute(
        `update payment_attempts set state = 'open', pay_url = $2 where id = $1 and state in ('created', 'open')`,
        [attemptId, payUrl],
      ),
    )
    if (opened === 1) return
    // Read anew: what the update waited for is not in the view it began with.
    const { state } = await attemptById(this.database, attemptId)
    if (state === 'closing' || state === 'closed') throw new DomainError('PAYMENT_NOT_ALLOWED', { reason: state })
  }
}
