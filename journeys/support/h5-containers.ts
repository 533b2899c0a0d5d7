import type { Container, PaymentChannel, Wallet } from '@jishi/contracts/payment/payment.terms'
import { DESK, PHONE, PHONE_AGENT } from './browser.js'

/** A kind of browser, one wallet in it, and the channel that must come of the two. */
export interface Place {
  readonly container: Container
  readonly wallet: Wallet
  readonly channel: PaymentChannel
  readonly size: { width: number; height: number }
  readonly agent: string
}

const WECHAT_AGENT = `${PHONE_AGENT} MicroMessenger/8.0.50.2701 NetType/WIFI Language/zh_CN`
const ALIPAY_AGENT = `${PHONE_AGENT} AliApp(AP/10.6.0.8000) AlipayClient/10.6.0.8000 Language/zh-Hans`

const mobile = { container: 'mobile-browser', size: PHONE, agent: PHONE_AGENT } as const
const desktop = { container: 'desktop-browser', size: DESK, agent: '' } as const

export const mobileWechat: Place = { ...mobile, wallet: 'wechat', channel: 'wechat_h5' }
export const inWechat: Place = {
  container: 'wechat-browser',
  wallet: 'wechat',
  channel: 'wechat_oa',
  size: PHONE,
  agent: WECHAT_AGENT,
}
export const places: readonly Place[] = [
  mobileWechat,
  { ...mobile, wallet: 'alipay', channel: 'alipay_wap' },
  inWechat,
  { container: 'alipay-browser', wallet: 'alipay', channel: 'alipay_wap', size: PHONE, agent: ALIPAY_AGENT },
  { ...desktop, wallet: 'wechat', channel: 'wechat_native' },
  { ...desktop, wallet: 'alipay', channel: 'alipay_page' },
]
