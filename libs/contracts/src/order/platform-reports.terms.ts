/** The wallets' own lists of orders, which want to be told of what was paid inside their mini programs. */
export const REPORT_PLATFORMS = ['weixin', 'alipay'] as const
export type ReportPlatform = (typeof REPORT_PLATFORMS)[number]
/**
 * Where the telling of one payment stands. `awaiting`: there is nothing to tell yet; `changed`: told, and the one change was
 * used; `failed`: the last try came to nothing and is repeated; `given_up`: a person has to look; `dropped`: the money went back
 * before anything left.
 */
export const REPORT_STATES = ['awaiting', 'waiting', 'failed', 'uploaded', 'changed', 'given_up', 'dropped'] as const
export type ReportState = (typeof REPORT_STATES)[number]
/** WeChat wants to hear of the shipping in this time after the payment; goods that leave later are late there, too. */
export const LATE_AFTER_MS = 48 * 60 * 60 * 1000
/** WeChat replaces the words in braces by the number of the payment. */
export const ORDER_DETAIL_PATH = 'pkg-order/paid-order/paid-order?no=${商品订单号}'
