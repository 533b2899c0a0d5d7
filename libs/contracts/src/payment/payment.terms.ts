/** Channels a shopper may choose; `demo` exists only in the process that makes the demo orders. */
export const PAYMENT_CHANNELS = [
  'wechat_h5',
  'wechat_mp',
  'wechat_oa',
  'wechat_native',
  'alipay_wap',
  'alipay_page',
  'alipay_mp',
  'unionpay_wap',
  'unionpay_page',
] as const
export type PaymentChannel = (typeof PAYMENT_CHANNELS)[number]
/** What a member's own balance is called where a channel is named; nobody outside is told of it. */
export const BALANCE_CHANNEL = 'balance'
export const WALLETS = ['wechat', 'alipay', 'unionpay'] as const
export type Wallet = (typeof WALLETS)[number]
/** Whose money a channel moves: the name a shopper knows it by. */
export const WALLET_OF = {
  wechat_h5: 'wechat',
  wechat_mp: 'wechat',
  wechat_oa: 'wechat',
  wechat_native: 'wechat',
  alipay_wap: 'alipay',
  alipay_page: 'alipay',
  alipay_mp: 'alipay',
  unionpay_wap: 'unionpay',
  unionpay_page: 'unionpay',
} as const satisfies Record<PaymentChannel, Wallet>

/** Where the storefront runs: the two mini programs, the browsers inside the two apps, and browsers outside them. */
export const CONTAINERS = [
  'mp-weixin',
  'mp-alipay',
  'wechat-browser',
  'alipay-browser',
  'mobile-browser',
  'desktop-browser',
] as const
export type Container = (typeof CONTAINERS)[number]
/**
 * Which channels work where, the preferred one first. WeChat's browser opens neither its own H5 payment nor Alipay; a
 * mini program knows only its own wallet; a desktop has no wallet, so it shows a code to scan or Alipay's own page.
 * UnionPay's page opens in browsers of no wallet only.
 */
export const CHANNELS_OF = {
  'mp-weixin': ['wechat_mp'],
  'mp-alipay': ['alipay_mp'],
  'wechat-browser': ['wechat_oa'],
  'alipay-browser': ['alipay_wap'],
  'mobile-browser': ['wechat_h5', 'alipay_wap', 'unionpay_wap'],
  'desktop-browser': ['wechat_native', 'alipay_page', 'unionpay_page'],
} as const satisfies Record<Container, readonly PaymentChannel[]>

/** Whether a channel can be paid with where somebody is. */
export const worksIn = (container: Container, channel: PaymentChannel): boolean =>
  (CHANNELS_OF[container] as readonly PaymentChannel[]).includes(channel)

/**
 * The container of a browser by what it calls itself. WeChat on a desktop is WeChat all the same. A tablet on the newer
 * HarmonyOS says neither Android nor mobile, only what kind of device it is; a PC on it is a desktop.
 */
export const browserContainer = (userAgent: string): Container => {
  if (/MicroMessenger/i.test(userAgent)) return 'wechat-browser'
  if (/AlipayClient/i.test(userAgent)) return 'alipay-browser'
  const inTheHand = /Android|iPhone|iPad|iPod|Mobile|HarmonyOS|\((?:Phone|Tablet);/i.test(userAgent)
  return inTheHand ? 'mobile-browser' : 'desktop-browser'
}

/** What a payment looks like from the shop's side; `confirming` = the outcome is being asked for. */
export const PAYMENT_STATES = ['none', 'open', 'confirming', 'paid', 'closed'] as const
export type PaymentState = (typeof PAYMENT_STATES)[number]
export const REFUND_STATES = ['created', 'processing', 'succeeded', 'abnormal', 'closed'] as const
export type RefundState = (typeof REFUND_STATES)[number]
/** Why money goes back: nothing was owed for it, or the shop gives back what an order or a recharge had paid. */
export const REFUND_CAUSES = ['paid_after_close', 'paid_twice', 'order_refund', 'recharge_refund'] as const
export type RefundCause = (typeof REFUND_CAUSES)[number]
