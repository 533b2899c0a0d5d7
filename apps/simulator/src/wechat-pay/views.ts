import type { Book } from '../book/book.js'
import type { Payment, PaymentProduct, Refund, TradeState } from '../book/records.js'
import { rfc3339 } from '../clock.js'
import { numberOf } from '../faults/fault-kinds.js'
import type { Fault } from '../faults/fault-kinds.js'

const STATE_TEXT: Record<TradeState, string> = {
  NOTPAY: '订单未支付',
  SUCCESS: '支付成功',
  CLOSED: '订单已关闭',
  REFUND: '订单发生过退款',
}

const TRADE_TYPE: Record<PaymentProduct, string> = { H5: 'MWEB', NATIVE: 'NATIVE', JSAPI: 'JSAPI' }

export const STRANGER_MCHID = '1900000099'
const ACCOUNT = '支付用户零钱'

/** What a fault makes the gateway claim instead of the truth, correctly signed. */
function claimed(amountFen: number, mchid: string, fault: Fault | undefined): { amountFen: number; mchid: string } {
  if (fault?.kind === 'wrong_amount') return { amountFen: numberOf(fault, amountFen + 1), mchid }
  if (fault?.kind === 'other_merchant') return { amountFen, mchid: String(fault.value ?? STRANGER_MCHID) }
  return { amountFen, mchid }
}

/** An order as the query answers it and as the payment notification carries it. */
export function transactionView(book: Book, payment: Payment, fault?: Fault): Record<string, unknown> {
  const state = book.tradeStateOf(payment)
  const { amountFen, mchid } = claimed(payment.totalFen, payment.mchid, fault)
  const paid =
    payment.paidAt === null
      ? { amount: { total: amountFen, currency: 'CNY' } }
      : {
          transaction_id: payment.transactionId,
          trade_type: TRADE_TYPE[payment.product],
          bank_type: 'OTHERS',
          success_time: rfc3339(payment.paidAt),
          payer: { openid: payment.openid },
          amount: { total: amountFen, payer_total: amountFen, currency: 'CNY', payer_currency: 'CNY' },
        }
  return {
    appid: payment.appid,
    mchid,
    out_trade_no: payment.outTradeNo,
    trade_state: state,
    trade_state_desc: STATE_TEXT[state],
    attach: payment.attach ?? '',
    promotion_detail: [],
    ...paid,
  }
}

/** A notification speaks of the moment of payment, even when refunds have followed before it got through. */
export function paidNoticeView(book: Book, payment: Payment, fault?: Fault): Record<string, unknown> {
  return { ...transactionView(book, payment, fault), trade_state: 'SUCCESS', trade_state_desc: STATE_TEXT.SUCCESS }
}

function refundAmount(refund: Refund, fault: Fault | undefined): Record<string, unknown> {
  const refundFen = fault?.kind === 'wrong_amount' ? numberOf(fault, refund.refundFen + 1) : refund.refundFen
  return { total: refund.totalFen, refund: refundFen, payer_total: refund.totalFen, payer_refund: refundFen }
}

export function refundView(refund: Refund, fault?: Fault): Record<string, unknown> {
  const amount = refundAmount(refund, fault)
  return {
    refund_id: refund.refundId,
    out_refund_no: refund.outRefundNo,
    transaction_id: refund.transactionId,
    out_trade_no: refund.outTradeNo,
    channel: 'ORIGINAL',
    user_received_account: ACCOUNT,
    ...(refund.status === 'SUCCESS' && refund.settledAt !== null ? { success_time: rfc3339(refund.settledAt) } : {}),
    create_time: rfc3339(refund.createdAt),
    status: refund.status,
    funds_account: 'AVAILABLE',
    amount: {
      ...amount,
      from: [],
      settlement_refund: amount['refund'],
      settlement_total: refund.totalFen,
      discount_refund: 0,
      currency: 'CNY',
    },
    promotion_detail: [],
  }
}

export function refundNoticeView(refund: Refund, mchid: string, fault?: Fault): Record<string, unknown> {
  return {
    mchid: claimed(0, mchid, fault).mchid,
    transaction_id: refund.transactionId,
    out_trade_no: refund.outTradeNo,
    refund_id: refund.refundId,
    out_refund_no: refund.outRefundNo,
    refund_status: refund.status,
    ...(refund.status === 'SUCCESS' && refund.settledAt !== null ? { success_time: rfc3339(refund.settledAt) } : {}),
    user_received_account: ACCOUNT,
    amount: refundAmount(refund, fault),
  }
}
