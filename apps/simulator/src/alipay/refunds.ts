import type { Book } from '../book/book.js'
import type { Clock } from '../clock.js'
import { refundedFen } from './ledger.js'
import { fenOf } from './money.js'
import type { AlipayRefund, AlipayTrade } from './records.js'
import { acq } from './refusal.js'
import type { TradeNews } from './trade-news.js'
import type { AlipayTrades } from './trades.js'
import { parsed, refundQuerySchema, refundSchema } from './wire-schemas.js'

export interface RefundOutcome {
  trade: AlipayTrade
  refund: AlipayRefund
  /** Whether money moved in this very call; a repetition answers without moving any. */
  moved: boolean
}

export class AlipayRefunds {
  constructor(
    private readonly book: Book,
    private readonly trades: AlipayTrades,
    private readonly clock: Clock,
    private readonly news: TradeNews,
  ) {}

  refund(content: unknown): RefundOutcome {
    const request = parsed(refundSchema, content)
    const trade = this.trades.byNumbers(request)
    const refundFen = fenOf(request.refund_amount) ?? 0
    if (refundFen < 1) throw acq('INVALID_PARAMETER', '参数无效：refund_amount')
    const outRequestNo = request.out_request_no ?? trade.outTradeNo
    const known = trade.refunds.find((refund) => refund.outRequestNo === outRequestNo)
    if (known !== undefined) {
      if (known.refundFen !== refundFen) throw acq('DISCORDANT_REPEAT_REQUEST')
      return { trade, refund: known, moved: false }
    }
    this.#requireRefundable(trade, refundFen)
    if (request.out_request_no === undefined && refundFen !== trade.totalFen) {
      throw acq('INVALID_PARAMETER', '部分退款时out_request_no不能为空')
    }
    const refund = { outRequestNo, refundFen, reason: request.refund_reason ?? null, at: this.clock.now() }
    this.book.record({ type: 'alipay', event: { type: 'trade-refunded', outTradeNo: trade.outTradeNo, refund } })
    this.news.tell(trade, 'TRADE_REFUND', refund)
    return { trade, refund, moved: true }
  }

  /** A refund nobody asked for is no failure: the answer then says nothing about one. */
  query(content: unknown): { trade: AlipayTrade; refund: AlipayRefund | undefined; withTime: boolean } {
    const request = parsed(refundQuerySchema, content)
    const trade = this.trades.byNumbers(request)
    const refund = trade.refunds.find((known) => known.outRequestNo === request.out_request_no)
    return { trade, refund, withTime: request.query_options?.includes('gmt_refund_pay') === true }
  }

  #requireRefundable(trade: AlipayTrade, refundFen: number): void {
    const status = this.trades.statusOf(trade)
    if (status === 'TRADE_FINISHED') throw acq('TRADE_HAS_FINISHED')
    if (trade.paidAt === null) throw acq('TRADE_STATUS_ERROR')
    if (refundedFen(trade) + refundFen > trade.totalFen) throw acq('REFUND_AMT_NOT_EQUAL_TOTAL')
  }
}
