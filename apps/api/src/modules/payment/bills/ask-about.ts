import { Inject, Injectable } from '@nestjs/common'
import type { Instant } from '@jishi/kernel/time'
import { Database } from '../../../infra/database/database.js'
import type { PaymentChannels } from '../payment-channel.js'
import { PAYMENT_CHANNELS } from '../payment-channel.js'
import { QueryAttempts } from '../query-attempts.js'
import { SendRefund } from '../send-refund.js'

export interface AskedNumber {
  readonly subject: 'payment' | 'refund'
  readonly attemptNo: string
  readonly refundNo: string | null
  /** Null where our books do not know the payment. */
  readonly attemptId: string | null
  readonly channel: string | null
  readonly merchantId: string
  /** When it was recorded, as near as is known: the channels that have bills name a number without it. */
  readonly recordedAt: Instant
}

/** A bill never makes a fact by itself: what it says and we do not know is asked of the channel, whose answer is evidence. */
@Injectable()
export class AskAbout {
  constructor(
    private readonly database: Database,
    private readonly queries: QueryAttempts,
    private readonly refunds: SendRefund,
    @Inject(PAYMENT_CHANNELS) private readonly channels: PaymentChannels,
  ) {}

  /** What the channel answers, after anything it proves has been applied. Outside any transaction. */
  async run(asked: AskedNumber): Promise<string> {
    if (asked.attemptId === null) return this.askStranger(asked)
    if (asked.subject === 'payment') return (await this.queries.ask(asked.attemptId)).kind
    const channel = this.channels.get(asked.channel ?? '')
    if (channel === undefined || asked.refundNo === null) return 'unknown'
    const { refundNo, recordedAt } = asked
    const answer = await channel.queryRefund(refundNo, asked.attemptNo, recordedAt)
    const known = await this.database.maybe(`select 1 as known from refunds where refund_no = $1`, [refundNo])
    if (known !== undefined && answer.kind !== 'missing') {
      await this.database.transaction((tx) => this.refunds.applyAnswer(tx, refundNo, answer))
    }
    return answer.kind
  }

  /** A number that is not ours: any product of the account can ask, and nothing follows but a note for a person. */
  private async askStranger({ subject, attemptNo, refundNo, merchantId, recordedAt }: AskedNumber): Promise<string> {
    const channel = [...this.channels.values()].find((one) => one.merchantId === merchantId)
    if (channel === undefined) return 'unknown'
    if (subject === 'payment') return (await channel.query(attemptNo, recordedAt)).kind
    return refundNo === null ? 'unknown' : (await channel.queryRefund(refundNo, attemptNo, recordedAt)).kind
  }
}
