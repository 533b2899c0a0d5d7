import { Module } from '@nestjs/common'
import type { Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import type { Config } from '../../infra/config/config.js'
import { CONFIG } from '../../infra/config/config.js'
import { LedgerModule } from '../ledger/index.js'
import { ApplyEvidence } from './apply-evidence.js'
import { CallChannel } from './call-channel.js'
import { CloseAttempts } from './close-attempts.js'
import { DemoChannel } from './demo/demo-channel.js'
import { Incidents } from './incidents.js'
import { NoticeCounter } from './notice-counter.js'
import type { PaymentChannelPort, PaymentChannels } from './payment-channel.js'
import { PAYMENT_CHANNELS } from './payment-channel.js'
import { PaymentFacade } from './payment.facade.js'
import { PaymentNotifyController } from './payment.notify.controller.js'
import { QueryAttempts } from './query-attempts.js'
import { SendRefund } from './send-refund.js'
import { StartAttempt } from './start-attempt.js'
import { StartRefund } from './start-refund.js'
import { TakeNotice } from './take-notice.js'
import { wechatAccountOf } from './wechat/wechat-account.js'
import { WechatH5Channel } from './wechat/wechat-h5-channel.js'
import { WechatNotices } from './wechat/wechat-notices.js'

const channelsOf = (config: Config): PaymentChannels => {
  const channels: PaymentChannelPort[] = [new WechatH5Channel(wechatAccountOf(config), config.notifyBaseUrl)]
  if (config.mode !== 'production') channels.push(new DemoChannel())
  return new Map(channels.map((channel) => [channel.code, channel]))
}

@Module({
  imports: [LedgerModule],
  controllers: [PaymentNotifyController],
  providers: [
    { provide: PAYMENT_CHANNELS, useFactory: channelsOf, inject: [CONFIG] },
    {
      provide: WechatNotices,
      useFactory: (config: Config, clock: Clock) => new WechatNotices(wechatAccountOf(config), clock),
      inject: [CONFIG, CLOCK],
    },
    ApplyEvidence,
    CallChannel,
    CloseAttempts,
    Incidents,
    NoticeCounter,
    PaymentFacade,
    QueryAttempts,
    SendRefund,
    StartAttempt,
    StartRefund,
    TakeNotice,
  ],
  exports: [PaymentFacade],
})
export class PaymentModule {}
