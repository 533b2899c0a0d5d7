import { isoOf } from '../clock.js'
import type { ConsolePaymentStatus } from '../console/console.views.js'
import { refundedFen } from './ledger.js'
import type { UnionpayOrder } from './records.js'

function maybeIso(instant: number | null): string | null {
  return instant === null ? null : isoOf(instant)
}

function statusOf(order: UnionpayOrder, now: number): ConsolePaymentStatus {
  if (refundedFen(order) > 0) return 'refunded'
  if (order.paidAt !== null) return 'paid'
  return now > order.endsAt ? 'closed' : 'pending'
}

/** An order as the console lists it beside the payments of the other wallets. */
export function unionpayItem(order: UnionpayOrder, url: string, now: number) {
  const status = statusOf(order, now)
  return {
    channel: 'unionpay' as const,
    outTradeNo: order.orderId,
    amountFen: order.txnAmt,
    status,
    payUrl: `${url}/cashier/unionpay/${order.linkToken}`,
    createdAt: isoOf(order.createdAt),
    product: order.channelType,
    description: order.channelType === '08' ? '银联 · 手机网页' : '银联 · 电脑网页',
    tradeState: status.toUpperCase(),
    transactionId: order.queryId,
    refundedFen: refundedFen(order),
    refunds: order.refunds.map(({ orderId, txnAmt, respCode }) => ({
      outRefundNo: orderId,
      amountFen: txnAmt,
      status: respCode === '00' ? 'SUCCESS' : 'FAILED',
    })),
    paidAt: maybeIso(order.paidAt),
    cancelledAt: maybeIso(order.cancelledAt),
    closedAt: status === 'closed' ? isoOf(order.endsAt) : null,
    expiresAt: isoOf(order.endsAt),
    linkExpiresAt: isoOf(order.endsAt),
  }
}
export type UnionpayItem = ReturnType<typeof unionpayItem>
