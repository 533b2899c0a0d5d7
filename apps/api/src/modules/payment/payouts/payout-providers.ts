import type { Config } from '../../../infra/config/config.js'
import { alipayAccountOf } from '../alipay/alipay-account.js'
import { AlipayClient } from '../alipay/alipay-client.js'
import { wechatAccountOf } from '../wechat/wechat-account.js'
import { WechatClient } from '../wechat/wechat-client.js'
import type { WechatKeyring } from '../wechat/wechat-keyring.js'
import type { ChannelGates } from '../gate/channel-gates.js'
import { GatedPayouts } from '../gate/gated-channel.js'
import { AlipayPayouts } from './alipay-payouts.js'
import { HandlePayout } from './handle-payout.js'
import type { PayoutChannelPort, PayoutChannels } from './payout-channel.js'
import { PayoutOutcomes } from './payout-outcomes.js'
import { PayoutSeals } from './payout-seals.js'
import { PayoutFacade } from './payout.facade.js'
import { Payouts } from './payouts.queries.js'
import { RevealPayoutNotice } from './reveal-payout-notice.js'
import { SendPayout } from './send-payout.js'
import { StartPayout } from './start-payout.js'
import { WechatPayouts } from './wechat-payouts.js'

/** WeChat pays in its mini program only, so a merchant without one pays nobody there. */
const wechatPayoutsOf = (config: Config, keyring: WechatKeyring): PayoutChannelPort[] => {
  const account = wechatAccountOf(config)
  const { miniProgramAppId } = account
  if (miniProgramAppId === undefined) return []
  const notifyUrl = `${config.notifyBaseUrl}/api/notify/wechat/payouts`
  const client = new WechatClient(account, keyring)
  return [new WechatPayouts({ account: { ...account, miniProgramAppId }, client, notifyUrl })]
}

const alipayPayoutsOf = (config: Config): PayoutChannelPort[] => {
  const account = alipayAccountOf(config)
  return account === undefined ? [] : [new AlipayPayouts(account, new AlipayClient(account))]
}

export const payoutChannelsOf = (config: Config, keyring: WechatKeyring, gates: ChannelGates): PayoutChannels =>
  new Map(
    [...wechatPayoutsOf(config, keyring), ...alipayPayoutsOf(config)].map((channel) => [
      channel.code,
      new GatedPayouts(channel, gates.of(channel.code)),
    ]),
  )

export const PAYOUT_PROVIDERS = [
  HandlePayout,
  PayoutFacade,
  PayoutOutcomes,
  Payouts,
  PayoutSeals,
  RevealPayoutNotice,
  SendPayout,
  StartPayout,
]
