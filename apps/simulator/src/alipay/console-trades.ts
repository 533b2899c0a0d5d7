import type { ConsolePaymentStatus } from '../console/console.views.js'
import { isoOf } from '../clock.js'
import { refundedFen } from './ledger.js'
import type { AlipayTrade } from './records.js'

function statusOf(trade: AlipayTrade): ConsolePaymentStatus {
  if (trade.refunds.length > 0) return 'refunded'
  if (trade.status === 'WAIT_BUYER_PAY') return 'pending'
  return trade.status === 'TRADE_SUCCESS' ? 'paid' : 'closed'
}

function maybeIso(instant: number | null): string | null {
  return instant === null ? null : isoOf(instant)
}

/** A trade as the console lists it beside the payments of the other wallet. */
export function tradeItem(trade: AlipayTrade, url: string) {
  return {
    channel: 'alipay' as const,
    outTradeNo: trade.outTradeNo,
    amountFen: trade.totalFen,
    status: statusOf(trade),
    // A mini program pays inside the wallet: there is no page to open.
    payUrl: trade.linkToken === null ? null : `${url}/cashier/alipay/${trade.linkToken}`,
    createdAt: isoOf(trade.createdAt),
    product: trade.product,
    description: trade.subject,
    tradeState: trade.status,
    transactionId: trade.tradeNo,
    refundedFen: refundedFen(trade),
    refunds: trade.refunds.map(({ outRequestNo, refundFen }) => ({
      outRefundNo: outRequestNo,
      amountFen: refundFen,
      status: 'SUCCESS',
    })),
    paidAt: maybeIso(trade.paidAt),
    cancelledAt: maybeIso(trade.cancelledAt),
    closedAt: maybeIso(trade.closedAt),
    expiresAt: isoOf(trade.expiresAt),
    linkExpiresAt: isoOf(trade.expiresAt),
  }
}
export type TradeItem = ReturnType<typeof tradeItem>
