import type { Book } from '../book/book.js'
import type { Notice, NoticeAttempt, Payment, SmsMessage, TradeState } from '../book/records.js'
import { isoOf } from '../clock.js'

export type ConsolePaymentStatus = 'pending' | 'paid' | 'refunded' | 'closed'

const STATUS: Record<TradeState, ConsolePaymentStatus> = {
  NOTPAY: 'pending',
  SUCCESS: 'paid',
  REFUND: 'refunded',
  CLOSED: 'closed',
}

function maybeIso(instant: number | null): string | null {
  return instant === null ? null : isoOf(instant)
}

export function paymentItem(book: Book, payment: Payment, payUrl: string) {
  const tradeState = book.tradeStateOf(payment)
  const refunds = book.refundsOf(payment.outTradeNo)
  return {
    channel: payment.channel,
    outTradeNo: payment.outTradeNo,
    amountFen: payment.totalFen,
    status: STATUS[tradeState],
    payUrl,
    createdAt: isoOf(payment.createdAt),
    product: payment.product,
    description: payment.description,
    tradeState,
    transactionId: payment.transactionId,
    refundedFen: refunds.reduce((sum, refund) => sum + (refund.status === 'SUCCESS' ? refund.refundFen : 0), 0),
    refunds: refunds.map(({ outRefundNo, refundFen, status }) => ({ outRefundNo, amountFen: refundFen, status })),
    paidAt: maybeIso(payment.paidAt),
    cancelledAt: maybeIso(payment.cancelledAt),
    closedAt: maybeIso(payment.closedAt),
    expiresAt: maybeIso(payment.timeExpireAt),
    linkExpiresAt: isoOf(payment.linkExpiresAt),
  }
}
export type PaymentItem = ReturnType<typeof paymentItem>

export function attemptItem(attempt: NoticeAttempt) {
  return { ...attempt, at: isoOf(attempt.at) }
}

export function noticeItem(notice: Notice) {
  const { id, channel, eventType, outTradeNo, outRefundNo, url, status, tries } = notice
  return {
    id,
    channel,
    eventType,
    outTradeNo,
    outRefundNo,
    url,
    status,
    tries,
    createdAt: isoOf(notice.createdAt),
    nextAttemptAt: maybeIso(notice.nextAttemptAt),
    attempts: notice.attempts.map(attemptItem),
  }
}

export function messageItem(message: SmsMessage) {
  const { id, phone, code, text, templateCode } = message
  return { id, phone, code, text, sentAt: isoOf(message.sentAt), templateCode }
}
