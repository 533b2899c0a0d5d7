import type { Book } from '../book/book.js'
import type { Payment, Refund } from '../book/records.js'
import { dayStamp } from '../clock.js'
import type { Clock } from '../clock.js'
import { GatewayError } from '../http/gateway-error.js'
import { digits } from './transactions.js'
import type { Transactions } from './transactions.js'
import { fingerprintOf, paramError, parseBody } from './wire-rules.js'
import { refundSchema } from './wire-schemas.js'
import type { RefundBody } from './wire-schemas.js'

const REFUNDS_OF_ONE_ORDER = 50
const REFUND_WINDOW_MS = 365 * 24 * 60 * 60 * 1000

export class Refunds {
  constructor(
    private readonly book: Book,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** Accepting is not refunding: the money moves later, and a notification or a query tells how it ended. */
  accept(body: unknown, ending: Refund['ending']): Refund {
    const request = parseBody(refundSchema, body)
    const fingerprint = fingerprintOf(request)
    const known = this.book.refunds.get(request.out_refund_no)
    if (known !== undefined) return this.#repeat(known, fingerprint, ending)
    const payment = this.#paymentOf(request)
    this.#requireRefundable(payment, request)
    const now = this.clock.now()
    const refund: Refund = {
      refundId: `50${digits(8)}${dayStamp(now)}${digits(11)}`,
      outRefundNo: request.out_refund_no,
      outTradeNo: payment.outTradeNo,
      transactionId: payment.transactionId ?? '',
      refundFen: request.amount.refund,
      totalFen: request.amount.total,
      reason: request.reason ?? null,
      notifyUrl: request.notify_url ?? null,
      fingerprint,
      status: 'PROCESSING',
      ending,
      createdAt: now,
      settledAt: null,
    }
    this.book.record({ type: 'refund-accepted', refund })
    return this.byOutRefundNo(refund.outRefundNo)
  }

  byOutRefundNo(outRefundNo: string): Refund {
    const refund = this.book.refunds.get(outRefundNo)
    if (refund === undefined) throw new GatewayError(404, 'RESOURCE_NOT_EXISTS', '退款单不存在')
    return refund
  }

  #paymentOf(request: RefundBody): Payment {
    try {
      if (request.transaction_id !== undefined) return this.transactions.byTransactionId(request.transaction_id)
      return this.transactions.byOutTradeNo(request.out_trade_no ?? '')
    } catch {
      throw new GatewayError(404, 'RESOURCE_NOT_EXISTS', '订单不存在')
    }
  }

  #requireRefundable(payment: Payment, request: RefundBody): void {
    if (payment.state !== 'SUCCESS' || payment.paidAt === null) {
      throw new GatewayError(400, 'INVALID_REQUEST', '订单未支付，不能退款')
    }
    if (request.amount.total !== payment.totalFen) {
      throw paramError('/amount/total', 'differs from the amount of the order', request.amount.total)
    }
    if (this.clock.now() - payment.paidAt > REFUND_WINDOW_MS) {
      throw new GatewayError(403, 'RULE_LIMIT', '订单已超过可退款的最大期限')
    }
    const earlier = this.book.refundsOf(payment.outTradeNo)
    if (earlier.length >= REFUNDS_OF_ONE_ORDER) throw new GatewayError(403, 'RULE_LIMIT', '部分退款次数超过上限')
    const spoken = earlier.reduce((sum, refund) => sum + refund.refundFen, 0)
    if (spoken + request.amount.refund > payment.totalFen) {
      throw new GatewayError(400, 'INVALID_REQUEST', '申请退款金额超过订单可退金额')
    }
  }

  /** A refund that ended badly is tried again under its own number; any other repetition tells how it stands. */
  #repeat(known: Refund, fingerprint: string, ending: Refund['ending']): Refund {
    if (known.fingerprint !== fingerprint) {
      throw new GatewayError(400, 'INVALID_REQUEST', '商户退款单号重复，且参数与原请求不一致')
    }
    if (known.status === 'ABNORMAL') {
      this.book.record({ type: 'refund-reopened', outRefundNo: known.outRefundNo, ending })
    }
    return known
  }
}
