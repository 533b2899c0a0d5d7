import { Inject, Injectable } from '@nestjs/common'
import { paymentRoutes } from '@jishi/contracts/payment/payment.routes'
import { payoutRoutes } from '@jishi/contracts/payment/payout.routes'
import { DomainError } from '@jishi/kernel/errors'
import type { Config } from '../../../infra/config/config.js'
import { CONFIG } from '../../../infra/config/config.js'
import type { NoticeKind, NoticePort } from '../payment-notice.js'

const PATIENCE_MS = 10_000

/** Where each merchant account takes its notices; Alipay tells of refunds where it tells of payments. */
const PATHS: Readonly<Record<NoticePort['code'], Partial<Record<NoticeKind, string>>>> = {
  wechat: {
    ...{ payment: paymentRoutes.wechatPaid.path, refund: paymentRoutes.wechatRefunded.path },
    payout: payoutRoutes.wechatFinished.path,
  },
  alipay: { payment: paymentRoutes.alipayPaid.path, refund: paymentRoutes.alipayPaid.path },
  unionpay: { payment: paymentRoutes.unionpayPaid.path, refund: paymentRoutes.unionpayRefunded.path },
}

/** The way back through the simulator, which alone can sign as a channel does. Production has no such way. */
@Injectable()
export class NoticePost {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  get open(): boolean {
    return this.config.mode !== 'production'
  }

  /** What our own callback answered. Throws NOTICE_NOT_REPLAYABLE where there is no simulator or it does not know the channel. */
  async deliver(channel: NoticePort['code'], kind: NoticeKind, body: string): Promise<number> {
    const path = PATHS[channel][kind]
    if (path === undefined) throw new DomainError('NOTICE_NOT_REPLAYABLE')
    const url = `${this.config.notifyBaseUrl}${path}`
    const answer = await fetch(`${this.config.simulatorUrl}/console/api/replays`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ channel, url, body }),
      signal: AbortSignal.timeout(PATIENCE_MS),
    }).catch(() => undefined)
    if (answer?.ok !== true) throw new DomainError('NOTICE_NOT_REPLAYABLE')
    const { status } = (await answer.json()) as { status?: unknown }
    if (typeof status !== 'number') throw new DomainError('NOTICE_NOT_REPLAYABLE')
    return status
  }
}
