import { Inject, Injectable } from '@nestjs/common'
import { DomainError } from '@jishi/kernel/errors'
import { newId } from '@jishi/kernel/id'
import { isoOf } from '@jishi/kernel/time'
import type { Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import { Pii } from '../../infra/crypto/pii.js'
import { Database } from '../../infra/database/database.js'
import type { Tx } from '../../infra/database/sql.js'
import { ApplyEvidence } from './apply-evidence.js'
import type { RefundAnswer } from './payment-channel.js'
import { NoticeCounter } from './notice-counter.js'
import { SendRefund } from './send-refund.js'
import { evidenceIn } from './wechat/wechat-messages.js'
import type { RefundNotice } from './wechat/wechat-messages.js'
import type { Headers, OpenedNotice } from './wechat/wechat-notices.js'
import { WechatNotices } from './wechat/wechat-notices.js'

type Genuine = Exclude<OpenedNotice, { kind: 'refused' }>
type NoticeEffect = 'settled' | 'suspense' | 'refunded' | 'noted' | 'repeated' | 'quarantined'

const CHANNEL = 'wechat'

/**
 * A notice of WeChat Pay: verified over its raw bytes, then its effect and its own row in one transaction, and only
 * then answered. A repeat finds its row and is answered like the first; what is not genuine leaves no trace but a count.
 */
@Injectable()
export class TakeNotice {
  constructor(
    private readonly database: Database,
    private readonly notices: WechatNotices,
    private readonly evidence: ApplyEvidence,
    private readonly refunds: SendRefund,
    private readonly pii: Pii,
    private readonly counter: NoticeCounter,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(kind: 'payment' | 'refund', headers: Headers, raw: Buffer): Promise<void> {
    const notice = this.notices.open(kind, headers, raw)
    if (notice.kind === 'refused') {
      this.counter.refused(notice.reason)
      throw new DomainError('CALLBACK_REFUSED')
    }
    if (await this.isKnown(notice.key)) return this.counter.taken('repeated')
    const effect = await this.database.transaction(async (tx) => {
      const applied = await this.apply(tx, notice)
      await this.record(tx, notice, raw, applied)
      return applied
    })
    this.counter.taken(effect)
  }

  private async isKnown(key: string): Promise<boolean> {
    const row = await this.database.maybe(
      `select 1 as known from payment_notices where channel = $1 and event_key = $2`,
      [CHANNEL, key],
    )
    return row !== undefined
  }

  private apply(tx: Tx, notice: Genuine): Promise<NoticeEffect> {
    if (notice.kind === 'refund') {
      return this.refunds.applyAnswer(tx, notice.message.out_refund_no, refundAnswerIn(notice.message))
    }
    const evidence = evidenceIn(notice.message, 'wechat_h5', 'notice')
    return evidence === undefined ? Promise.resolve('noted') : this.evidence.run(tx, evidence)
  }

  private async record(tx: Tx, notice: Genuine, raw: Buffer, effect: NoticeEffect): Promise<void> {
    const number = notice.kind === 'payment' ? notice.message.out_trade_no : notice.message.out_refund_no
    await tx.execute(
      `insert into payment_notices (id, channel, event_key, kind, number, raw, verified, effect, received_at)
       values ($1, $2, $3, $4, $5, $6, true, $7, $8) on conflict (channel, event_key) do nothing`,
      [
        newId(this.clock),
        CHANNEL,
        notice.key,
        notice.kind,
        number,
        Buffer.from(this.pii.seal('payment_notices.raw', raw.toString('utf8'))),
        effect,
        isoOf(this.clock.now()),
      ],
    )
  }
}

const refundAnswerIn = (message: RefundNotice): RefundAnswer => {
  switch (message.refund_status) {
    case 'SUCCESS':
      return { kind: 'succeeded', channelRefundId: message.refund_id, amountFen: message.amount.refund }
    case 'PROCESSING':
      return { kind: 'processing', channelRefundId: message.refund_id }
    case 'CLOSED':
      return { kind: 'closed' }
    case 'ABNORMAL':
      return { kind: 'abnormal', reason: 'ABNORMAL' }
  }
}
