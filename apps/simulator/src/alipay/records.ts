export type AlipayProduct = 'JSAPI_PAY' | 'QUICK_WAP_WAY' | 'FAST_INSTANT_TRADE_PAY'

/** What the platform stores; `TRADE_FINISHED` is not stored, it is a success past its time for refunds. */
export type StoredTradeStatus = 'WAIT_BUYER_PAY' | 'TRADE_SUCCESS' | 'TRADE_CLOSED'
export type TradeStatus = StoredTradeStatus | 'TRADE_FINISHED'

export interface AlipayRefund {
  outRequestNo: string
  refundFen: number
  reason: string | null
  at: number
}

export interface AlipayTrade {
  tradeNo: string
  outTradeNo: string
  product: AlipayProduct
  subject: string
  body: string | null
  passbackParams: string | null
  totalFen: number
  notifyUrl: string | null
  returnUrl: string | null
  quitUrl: string | null
  expiresAt: number
  /** SHA-256 of what may not change when the same number comes again. */
  fingerprint: string
  /** The address of the cashier page, for trades that have one. */
  linkToken: string | null
  buyerOpenId: string | null
  createdAt: number
  status: StoredTradeStatus
  paidAt: number | null
  cancelledAt: number | null
  closedAt: number | null
  refunds: AlipayRefund[]
}

/** Money of the seller to an account. */
export interface AlipayTransfer {
  outBizNo: string
  orderId: string
  amountFen: number
  identity: string
  name: string | null
  title: string
  fingerprint: string
  status: 'SUCCESS' | 'DEALING' | 'FAIL'
  failReason: string | null
  at: number
}

/** A person with the wallet, as one application knows them. */
export interface AlipayBuyer {
  openId: string
  appId: string
  phone: string | null
}

export interface AuthCode {
  code: string
  openId: string
  appId: string
  expiresAt: number
  used: boolean
}

/** An order as the merchant last told it, for the wallet's own list of orders. */
export interface SyncedOrder {
  outBizNo: string
  recordId: string
  status: string
  parcels: string[]
  items: string[]
  modifiedAt: number
  /** How often it was really told something later. */
  syncs: number
}

export type AlipayEvent =
  | { type: 'transferred'; transfer: AlipayTransfer }
  | { type: 'transfer-ended'; outBizNo: string; failReason: string | null; at: number }
  | { type: 'order-synced'; order: SyncedOrder }
  | { type: 'trade-created'; trade: AlipayTrade }
  | { type: 'trade-paid'; outTradeNo: string; buyerOpenId: string; at: number }
  | { type: 'trade-cancelled'; outTradeNo: string; at: number }
  | { type: 'trade-closed'; outTradeNo: string; at: number }
  | { type: 'trade-refunded'; outTradeNo: string; refund: AlipayRefund }
  | { type: 'buyer-known'; buyer: AlipayBuyer }
  | { type: 'code-issued'; code: AuthCode }
  | { type: 'code-used'; code: string; refreshToken: string }
  | { type: 'token-refreshed'; openId: string; refreshToken: string; replaces: string }
