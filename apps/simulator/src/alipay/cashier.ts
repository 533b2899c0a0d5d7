import type { Book } from '../book/book.js'
import type { Clock } from '../clock.js'
import type { PayRefusal } from '../wechat-pay/shopper.js'
import type { BuyerDesk } from './buyer-desk.js'
import type { AlipayTrade } from './records.js'
import type { TradeNews } from './trade-news.js'
import type { AlipayTrades } from './trades.js'

/** What the person with the phone does at the cashier or at `my.tradePay`. */
export class AlipayCashier {
  constructor(
    private readonly book: Book,
    private readonly clock: Clock,
    private readonly trades: AlipayTrades,
    private readonly people: BuyerDesk,
    private readonly news: TradeNews,
  ) {}

  refusalFor(trade: AlipayTrade): PayRefusal | null {
    this.trades.closeIfOver(trade)
    if (trade.paidAt !== null) return 'already_paid'
    if (trade.status !== 'TRADE_CLOSED') return null
    return (trade.closedAt ?? 0) > trade.expiresAt ? 'expired' : 'closed'
  }

  /** `late` pays although the trade is closed: the race in which the bank's answer overtakes the merchant's close. */
  pay(trade: AlipayTrade, late: boolean): PayRefusal | null {
    const refusal = this.refusalFor(trade)
    if (refusal !== null && !(late && refusal !== 'already_paid')) return refusal
    const buyerOpenId = trade.buyerOpenId ?? this.people.anybody()
    const event = { type: 'trade-paid', outTradeNo: trade.outTradeNo, buyerOpenId, at: this.clock.now() } as const
    this.book.record({ type: 'alipay', event })
    this.news.tell(trade, 'TRADE_SUCCESS')
    return null
  }

  /** Walking away leaves the trade waiting. */
  cancel(trade: AlipayTrade): void {
    if (trade.status !== 'WAIT_BUYER_PAY') return
    const event = { type: 'trade-cancelled', outTradeNo: trade.outTradeNo, at: this.clock.now() } as const
    this.book.record({ type: 'alipay', event })
  }
}
