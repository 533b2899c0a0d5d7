import { Module } from '@nestjs/common'
import type { Wallet } from '@jishi/contracts/payment/payment.terms'
import type { Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import type { Config } from '../../infra/config/config.js'
import { CONFIG } from '../../infra/config/config.js'
import { IdentityModule } from '../identity/index.js'
import { LedgerModule } from '../ledger/index.js'
import { SettingsModule } from '../settings/index.js'
import { alipayAccountOf } from './alipay/alipay-account.js'
import { AlipayChannel } from './alipay/alipay-channel.js'
import { AlipayClient } from './alipay/alipay-client.js'
import { AlipayNotices } from './alipay/alipay-notices.js'
import { ALIPAY_PRODUCTS } from './alipay/alipay-products.js'
import { ApplyEvidence } from './apply-evidence.js'
import { ApplyNotice } from './apply-notice.js'
import { BILL_PROVIDERS, MissingPayments, ReconciliationAdminController } from './bills/index.js'
import { CallChannel } from './call-channel.js'
import { CloseAttempts } from './close-attempts.js'
import { NoticePost } from './desk/notice-post.js'
import { PaymentDeskActs } from './desk/payment-desk.acts.js'
import { PaymentDesk } from './desk/payment-desk.queries.js'
import { ResolveIncident } from './desk/resolve-incident.js'
import { RestartStoppedRefund } from './desk/restart-stopped-refund.js'
import { StoredNotices } from './desk/stored-notices.js'
import { DemoChannel } from './demo/demo-channel.js'
import { FriendLinks } from './friend/friend-links.js'
import { FriendPayFacade } from './friend/friend-pay.facade.js'
import { FriendPayments } from './friend/friend-payments.queries.js'
import { ChannelGates } from './gate/channel-gates.js'
import { GatedChannel } from './gate/gated-channel.js'
import { Incidents } from './incidents.js'
import { NoticeCounter } from './notice-counter.js'
import { NoticeInbox } from './notice-inbox.js'
import type { PaymentChannelPort, PaymentChannels } from './payment-channel.js'
import { PAYMENT_CHANNELS } from './payment-channel.js'
import { payoutChannelsOf, PAYOUT_PROVIDERS } from './payouts/payout-providers.js'
import { PayoutAdminController } from './payouts/payout.admin.controller.js'
import { PayoutFacade } from './payouts/payout.facade.js'
import { PayoutShopController } from './payouts/payout.shop.controller.js'
import { PAYOUT_CHANNELS } from './payouts/payout-channel.js'
import { NOTICE_PORTS } from './payment-notice.js'
import type { NoticePort, NoticePorts } from './payment-notice.js'
import { PaymentFacade } from './payment.facade.js'
import { PaymentNotifyController } from './payment.notify.controller.js'
import { PaymentShopController } from './payment.shop.controller.js'
import { QueryAttempts } from './query-attempts.js'
import { RefundTenders } from './refund-tenders.js'
import { RestartRefund } from './restart-refund.js'
import { SendRefund } from './send-refund.js'
import { StartAttempt } from './start-attempt.js'
import { StartRefund } from './start-refund.js'
import { StartTenders } from './start-tenders.js'
import { STORED_CONTROLLERS, STORED_PARTS } from './stored/stored-parts.js'
import { StoredValueFacade } from './stored/stored-value.facade.js'
import { TakeNotice } from './take-notice.js'
import { unionpayAccountOf } from './unionpay/unionpay-account.js'
import { UNIONPAY_PRODUCTS, UnionpayChannel } from './unionpay/unionpay-channel.js'
import { UnionpayClient } from './unionpay/unionpay-client.js'
import { UnionpayNotices } from './unionpay/unionpay-notices.js'
import { UnionpayTrust } from './unionpay/unionpay-trust.js'
import { wechatAccountOf } from './wechat/wechat-account.js'
import { WechatChannel } from './wechat/wechat-channel.js'
import { WechatClient } from './wechat/wechat-client.js'
import { WechatKeyring } from './wechat/wechat-keyring.js'
import { WechatNotices } from './wechat/wechat-notices.js'
import { wechatProductsOf } from './wechat/wechat-products.js'

const wechatChannelsOf = (config: Config, keyring: WechatKeyring): PaymentChannelPort[] => {
  const account = wechatAccountOf(config)
  const client = new WechatClient(account, keyring)
  const merchant = { client, merchantId: account.merchantId, notifyBaseUrl: config.notifyBaseUrl }
  return wechatProductsOf(account, keyring).map((product) => new WechatChannel(merchant, product))
}

const alipayChannelsOf = (config: Config): PaymentChannelPort[] => {
  const account = alipayAccountOf(config)
  if (account === undefined) return []
  const notifyUrl = `${config.notifyBaseUrl}/api/notify/alipay/payments`
  const seller = { account, client: new AlipayClient(account), notifyUrl }
  return ALIPAY_PRODUCTS.map((product) => new AlipayChannel(seller, product))
}

const unionpayChannelsOf = (config: Config, clock: Clock): PaymentChannelPort[] => {
  const account = unionpayAccountOf(config)
  if (account === undefined) return []
  const trust = new UnionpayTrust(account, clock)
  const merchant = { account, trust, client: new UnionpayClient(account, trust), notifyBaseUrl: config.notifyBaseUrl }
  return UNIONPAY_PRODUCTS.map((product) => new UnionpayChannel(merchant, product))
}

const channelsOf = (config: Config, clock: Clock, keyring: WechatKeyring, gates: ChannelGates): PaymentChannels => {
  const behind = (wallet: Wallet, channels: PaymentChannelPort[]): PaymentChannelPort[] =>
    channels.map((channel) => new GatedChannel(channel, gates.of(wallet)))
  const channels = [
    ...behind('wechat', wechatChannelsOf(config, keyring)),
    ...behind('alipay', alipayChannelsOf(config)),
    ...behind('unionpay', unionpayChannelsOf(config, clock)),
  ]
  if (config.mode !== 'production') channels.push(new DemoChannel())
  return new Map(channels.map((channel) => [channel.code, channel]))
}

const noticePortsOf = (config: Config, clock: Clock, keyring: WechatKeyring): NoticePorts => {
  const ports: NoticePort[] = [new WechatNotices(wechatAccountOf(config), clock, keyring)]
  const alipay = alipayAccountOf(config)
  if (alipay !== undefined) ports.push(new AlipayNotices(new AlipayClient(alipay)))
  const unionpay = unionpayAccountOf(config)
  if (unionpay !== undefined) ports.push(new UnionpayNotices(unionpay, new UnionpayTrust(unionpay, clock)))
  return new Map(ports.map((port) => [port.code, port]))
}

@Module({
  imports: [IdentityModule, LedgerModule, SettingsModule],
  controllers: [
    PaymentNotifyController,
    PaymentShopController,
    PayoutAdminController,
    PayoutShopController,
    ReconciliationAdminController,
    ...STORED_CONTROLLERS,
  ],
  providers: [
    // One for answers and notices alike: what one has learnt, the other knows.
    {
      provide: WechatKeyring,
      useFactory: (config: Config, clock: Clock) => new WechatKeyring(wechatAccountOf(config), clock),
      inject: [CONFIG, CLOCK],
    },
    { provide: PAYMENT_CHANNELS, useFactory: channelsOf, inject: [CONFIG, CLOCK, WechatKeyring, ChannelGates] },
    { provide: PAYOUT_CHANNELS, useFactory: payoutChannelsOf, inject: [CONFIG, WechatKeyring, ChannelGates] },
    { provide: NOTICE_PORTS, useFactory: noticePortsOf, inject: [CONFIG, CLOCK, WechatKeyring] },
    ...BILL_PROVIDERS,
    ApplyEvidence,
    ApplyNotice,
    CallChannel,
    ChannelGates,
    CloseAttempts,
    FriendLinks,
    FriendPayFacade,
    FriendPayments,
    Incidents,
    NoticeCounter,
    NoticeInbox,
    NoticePost,
    PaymentDesk,
    PaymentDeskActs,
    ...PAYOUT_PROVIDERS,
    PaymentFacade,
    QueryAttempts,
    RefundTenders,
    ResolveIncident,
    RestartRefund,
    RestartStoppedRefund,
    SendRefund,
    StartAttempt,
    StartRefund,
    StartTenders,
    StoredNotices,
    TakeNotice,
    ...STORED_PARTS,
  ],
  exports: [
    FriendPayFacade,
    MissingPayments,
    PaymentDesk,
    PaymentDeskActs,
    PaymentFacade,
    PayoutFacade,
    StoredValueFacade,
  ],
})
export class PaymentModule {}
