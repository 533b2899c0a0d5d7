import type { Plant } from '../bills/records.js'
import type { AlipayEvent } from '../alipay/records.js'
import type { CarrierFact } from '../carrier/records.js'
import type { UnionpayEvent } from '../unionpay/records.js'
import type { OpenFact } from '../wechat-open/records.js'
import type { TransferFact } from '../wechat-pay/transfer-records.js'
import type { Fault, FaultChannel, FaultOperation } from '../faults/fault-kinds.js'

export type PaymentProduct = 'H5' | 'NATIVE' | 'JSAPI'

/** What the gateway stores; `REFUND` is not stored, it is `SUCCESS` with refunds. */
export type StoredTradeState = 'NOTPAY' | 'SUCCESS' | 'CLOSED'
export type TradeState = StoredTradeState | 'REFUND'

export interface Payment {
  channel: 'wechat'
  product: PaymentProduct
  outTradeNo: string
  appid: string
  mchid: string
  description: string
  attach: string | null
  notifyUrl: string
  totalFen: number
  timeExpireAt: number | null
  /** SHA-256 of the request in canonical form: the same number with other parameters is refused. */
  fingerprint: string
  prepayId: string
  createdAt: number
  state: StoredTradeState
  linkToken: string
  linkExpiresAt: number
  transactionId: string | null
  /** Who pays: named by the merchant in a JSAPI order, otherwise known once it is paid. */
  openid: string | null
  paidAt: number | null
  cancelledAt: number | null
  closedAt: number | null
}

export type RefundStatus = 'PROCESSING' | 'SUCCESS' | 'ABNORMAL'

export interface Refund {
  refundId: string
  outRefundNo: string
  outTradeNo: string
  transactionId: string
  refundFen: number
  totalFen: number
  reason: string | null
  notifyUrl: string | null
  fingerprint: string
  status: RefundStatus
  /** How it will end, decided when it is accepted, so that a restart does not change it. */
  ending: 'SUCCESS' | 'ABNORMAL'
  createdAt: number
  settledAt: number | null
}

export type WechatNoticeEvent =
  'TRANSACTION.SUCCESS' | 'REFUND.SUCCESS' | 'REFUND.ABNORMAL' | 'MCHTRANSFER.BILL.FINISHED'
export type AlipayNoticeEvent = 'TRADE_SUCCESS' | 'TRADE_CLOSED' | 'TRADE_REFUND'
export type UnionpayNoticeEvent = 'UNIONPAY_PAID' | 'UNIONPAY_REFUNDED'
export type NoticeEvent = WechatNoticeEvent | AlipayNoticeEvent | UnionpayNoticeEvent | 'PARCEL_NEWS' | 'MEDIA_CHECK'
export type NoticeStatus = 'pending' | 'delivered' | 'given_up'
export type AttemptOutcome = 'accepted' | 'refused' | 'unreachable' | 'lost'

export interface NoticeAttempt {
  at: number
  outcome: AttemptOutcome
  httpStatus: number | null
  fault: string | null
  manual: boolean
}

export interface Notice {
  id: string
  channel: 'wechat' | 'wechat_open' | 'alipay' | 'unionpay' | 'carrier'
  eventType: NoticeEvent
  outTradeNo: string
  outRefundNo: string | null
  /** The transfer a notice is about, where it is about one. */
  outBillNo?: string
  url: string
  createdAt: number
  status: NoticeStatus
  /** How many tries of the schedule are spent; resending by hand does not count. */
  tries: number
  nextAttemptAt: number | null
  attempts: NoticeAttempt[]
  /** Alipay's and the carrier's are worded once, when they arise; WeChat's anew at every try. */
  fields?: Record<string, string>
}

export interface SmsMessage {
  id: string
  messageId: string
  phone: string
  templateCode: string
  code: string | null
  text: string
  sentAt: number
}

/** The merchant's key as it changes: only the first is taken, then either, then only the next. */
export type MerchantKeyMode = 'first' | 'both' | 'next'
export type KeyMode = 'public_key' | 'certificate_a' | 'certificate_b'

/** Everything that happens at the gateway, in the order in which it happened. */
export type JournalEntry =
  | { type: 'carrier'; fact: CarrierFact }
  | { type: 'payment-created'; payment: Payment }
  | { type: 'payment-reordered'; outTradeNo: string; linkToken: string; linkExpiresAt: number }
  | { type: 'payment-paid'; outTradeNo: string; transactionId: string; openid: string; at: number }
  | { type: 'payment-cancelled'; outTradeNo: string; at: number }
  | { type: 'payment-closed'; outTradeNo: string; at: number }
  | { type: 'refund-accepted'; refund: Refund }
  | { type: 'refund-reopened'; outRefundNo: string; ending: 'SUCCESS' | 'ABNORMAL' }
  | { type: 'refund-settled'; outRefundNo: string; status: RefundStatus; at: number }
  | { type: 'notice-created'; notice: Notice }
  | {
      type: 'notice-tried'
      id: string
      attempts: NoticeAttempt[]
      status: NoticeStatus
      tries: number
      nextAttemptAt: number | null
    }
  | { type: 'sms-sent'; message: SmsMessage }
  | { type: 'faults-set'; faults: Fault[] }
  | { type: 'fault-taken'; channel: FaultChannel; operation: FaultOperation; index: number }
  | { type: 'key-mode-set'; mode: KeyMode }
  | { type: 'merchant-key-set'; mode: MerchantKeyMode }
  | { type: 'wechat-open'; fact: OpenFact }
  | { type: 'alipay'; event: AlipayEvent }
  | { type: 'unionpay'; event: UnionpayEvent }
  | { type: 'transfer'; fact: TransferFact }
  | { type: 'clock-shifted'; offsetMs: number }
  | { type: 'bill-plants-set'; plants: Plant[] }
