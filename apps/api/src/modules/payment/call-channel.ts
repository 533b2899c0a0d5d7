import { Inject, Injectable } from '@nestjs/common'
import { BALANCE_CHANNEL } from '@jishi/contracts/payment/payment.terms'
import type { PayCall } from '@jishi/contracts/payment/payment.schema'
import { present } from '@jishi/kernel/assert'
import { DomainError } from '@jishi/kernel/errors'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import { Database } from '../../infra/database/database.js'
import { Incidents } from './incidents.js'
import { notPayable } from './not-payable.js'
import type { CreateAnswer, PaymentChannels } from './payment-channel.js'
import { PAYMENT_CHANNELS } from './payment-channel.js'
import type { CallableAttempt } from './payment.store.js'
import { attemptById, callingAttempt } from './payment.store.js'
import { QueryAttempts } from './query-attempts.js'

export interface ChannelInstruction {
  readonly attempt: CallableAttempt
  readonly pay: PayCall
}

/** Tells the channel of a recorded attempt and passes on how to pay. Outside any transaction. */
@Injectable()
export class CallChannel {
  constructor(
    private readonly database: Database,
    private readonly incidents: Incidents,
    private readonly queries: QueryAttempts,
    @Inject(PAYMENT_CHANNELS) private readonly channels: PaymentChannels,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * The same number with the same parameters is the same payment, so this may be repeated: after a lost answer, or for
   * a fresh address when the last one has grown old. PAYMENT_CHANNEL_DOWN when the channel cannot be understood.
   * `recorded`: the attempt was recorded just now; whoever closes it allows for a call from that moment on as from a noted one.
   */
  async run(attemptId: string, recorded?: CallableAttempt): Promise<ChannelInstruction> {
    const attempt = recorded ?? (await this.calling(attemptId))
    if (attempt.channel === BALANCE_CHANNEL) return { attempt, pay: { kind: 'paid' } }
    const channel = present(this.channels.get(attempt.channel), `channel ${attempt.channel}`)
    const request = { ...attempt.request, payer: attempt.payer }
    let answer = await channel.create(request)
    if (answer.kind === 'unknown') answer = await channel.create(request)
    return { attempt, pay: channel.payCall(await this.take(attempt, answer)) }
  }

  /** Noted before the call, so that whoever closes the attempt knows that the channel may be about to hear of it. */
  private async calling(attemptId: string): Promise<CallableAttempt> {
    const attempt = await this.database.transaction((tx) => callingAttempt(tx, attemptId, this.clock.now()))
    if (attempt !== undefined) return attempt
    const ended = await attemptById(this.database, attemptId)
    // What the balance pays alone is paid when it is recorded, and has nobody to be told.
    if (ended.channel === BALANCE_CHANNEL && ended.state === 'succeeded') return ended
    throw notPayable(ended.state)
  }

  private async take(attempt: CallableAttempt, answer: CreateAnswer): Promise<string> {
    switch (answer.kind) {
      case 'accepted':
        await this.markOpen(attempt.id, answer.handle)
        return answer.handle
      case 'paid':
      case 'closed':
        await this.queries.ask(attempt.id)
        throw notPayable(answer.kind)
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
  private async markOpen(attemptId: string, handle: string): Promise<void> {
    const opened = await this.database.transaction((tx) =>
      tx.execute(
        `update payment_attempts set state = 'open', state_at = $3, handle = $2 where id = $1 and state in ('created', 'open')`,
        [attemptId, handle, isoOf(this.clock.now())],
      ),
    )
    if (opened === 1) return
    // Read anew: what the update waited for is not in the view it began with.
    const { state } = await attemptById(this.database, attemptId)
    if (state === 'closing' || state === 'closed') throw notPayable(state)
  }
}
