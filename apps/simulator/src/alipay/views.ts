import { numberOf } from '../faults/fault-kinds.js'
import type { Fault } from '../faults/fault-kinds.js'
import { refundedFen } from './ledger.js'
import { yuanOf } from './money.js'
import type { AlipayRefund, AlipayTrade, TradeStatus } from './records.js'
import type { RefundOutcome } from './refunds.js'
import { wallTime } from './times.js'

type View = Record<string, unknown>

function totalOf(trade: AlipayTrade, fault: Fault | undefined): string {
  return yuanOf(fault?.kind === 'wrong_amount' ? numberOf(fault, trade.totalFen + 1) : trade.totalFen)
}

function numbersOf(trade: AlipayTrade): View {
  return { trade_no: trade.tradeNo, out_trade_no: trade.outTradeNo }
}

export function createdView(trade: AlipayTrade): View {
  return numbersOf(trade)
}

export function tradeView(trade: AlipayTrade, status: TradeStatus, fault?: Fault): View {
  const amount = totalOf(trade, fault)
  const paid = trade.paidAt === null ? '0.00' : amount
  return {
    ...numbersOf(trade),
    ...(trade.buyerOpenId === null ? {} : { buyer_open_id: trade.buyerOpenId }),
    trade_status: status,
    total_amount: amount,
    receipt_amount: paid,
    invoice_amount: paid,
    buyer_pay_amount: paid,
    point_amount: '0.00',
    ...(trade.paidAt === null ? {} : { send_pay_date: wallTime(trade.paidAt) }),
  }
}

export function refundView({ trade, refund, moved }: RefundOutcome): View {
  return {
    ...numbersOf(trade),
    ...(trade.buyerOpenId === null ? {} : { buyer_open_id: trade.buyerOpenId }),
    // The sum so far, not the amount of this call.
    refund_fee: yuanOf(refundedFen(trade)),
    send_back_fee: yuanOf(moved ? refund.refundFen : 0),
    fund_change: moved ? 'Y' : 'N',
    gmt_refund_pay: wallTime(refund.at),
  }
}

export function refundQueryView(
  found: { trade: AlipayTrade; refund: AlipayRefund | undefined; withTime: boolean },
  fault?: Fault,
): View {
  const { trade, refund, withTime } = found
  if (refund === undefined) return {}
  const refundFen = fault?.kind === 'wrong_amount' ? numberOf(fault, refund.refundFen + 1) : refund.refundFen
  return {
    ...numbersOf(trade),
    out_request_no: refund.outRequestNo,
    total_amount: yuanOf(trade.totalFen),
    refund_amount: yuanOf(refundFen),
    refund_status: 'REFUND_SUCCESS',
    ...(withTime ? { gmt_refund_pay: wallTime(refund.at) } : {}),
  }
}
