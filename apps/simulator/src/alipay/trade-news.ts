import type { Book } from '../book/book.js'
import type { AlipayNoticeEvent } from '../book/records.js'
import { dayStamp, secondStamp } from '../clock.js'
import type { Clock } from '../clock.js'
import type { Courier } from '../notices/courier.js'
import { digits } from '../wechat-pay/transactions.js'
import type { AlipayKeys } from './account.js'
import { refundedFen } from './ledger.js'
import { yuanOf } from './money.js'
import type { AlipayRefund, AlipayTrade } from './records.js'
import { wallTime } from './times.js'

/** Writes down what is to be told about a trade, as it stands at this moment, and hands it to the courier. */
export class TradeNews {
  constructor(
    private readonly book: Book,
    private readonly keys: AlipayKeys,
    private readonly courier: Courier,
    private readonly clock: Clock,
  ) {}

  tell(trade: AlipayTrade, eventType: AlipayNoticeEvent, refund?: AlipayRefund): void {
    const { outTradeNo, notifyUrl: url } = trade
    if (url === null) return
    const now = this.clock.now()
    const id = `${dayStamp(now)}00222${secondStamp(now).slice(8)}${digits(15)}`
    const fields = {
      ...this.#envelope(id, now),
      ...tradeFields(this.book.alipay.trades.get(outTradeNo) ?? trade, refund),
    }
    const outRefundNo = refund?.outRequestNo ?? null
    const letter = { id, channel: 'alipay', outTradeNo, outRefundNo, url, fields } as const
    const notice = this.courier.post(eventType, letter)
    this.courier.start(notice.id).catch(() => undefined)
  }

  #envelope(id: string, now: number): Record<string, string> {
    const { appId, sellerId } = this.keys
    return {
      notify_time: wallTime(now),
      notify_type: 'trade_status_sync',
      notify_id: id,
      app_id: appId,
      auth_app_id: appId,
      charset: 'utf-8',
      version: '1.0',
      seller_id: sellerId,
    }
  }
}

/** Fields without a value are left out altogether: the merchant's SDK would sign them as empty ones. */
function tradeFields(trade: AlipayTrade, refund: AlipayRefund | undefined): Record<string, string> {
  const paid = trade.paidAt === null ? undefined : yuanOf(trade.totalFen)
  const fields: Record<string, string | null | undefined> = {
    trade_no: trade.tradeNo,
    out_trade_no: trade.outTradeNo,
    out_biz_no: refund?.outRequestNo,
    buyer_open_id: trade.buyerOpenId,
    trade_status: trade.status,
    total_amount: yuanOf(trade.totalFen),
    receipt_amount: paid,
    invoice_amount: paid,
    buyer_pay_amount: paid,
    point_amount: paid === undefined ? undefined : '0.00',
    refund_fee: refund === undefined ? undefined : yuanOf(refundedFen(trade)),
    subject: trade.subject,
    body: trade.body,
    passback_params: trade.passbackParams,
    gmt_create: wallTime(trade.createdAt),
    gmt_payment: trade.paidAt === null ? undefined : wallTime(trade.paidAt),
    gmt_refund: refund === undefined ? undefined : `${wallTime(refund.at)}.000`,
    gmt_close: trade.closedAt === null ? undefined : wallTime(trade.closedAt),
    fund_bill_list: paid === undefined ? undefined : JSON.stringify([{ amount: paid, fundChannel: 'ALIPAYACCOUNT' }]),
  }
  return Object.fromEntries(Object.entries(fields).filter((entry): entry is [string, string] => Boolean(entry[1])))
}
