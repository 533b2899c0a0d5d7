import { randomBytes } from 'node:crypto'
import type { Book } from '../book/book.js'
import { dayStamp } from '../clock.js'
import type { Clock } from '../clock.js'
import { digits } from '../wechat-pay/transactions.js'
import { fingerprintOf } from '../wechat-pay/wire-rules.js'
import type { AlipayKeys } from './account.js'
import { fenOf } from './money.js'
import type { AlipayProduct, AlipayTrade, TradeStatus } from './records.js'
import { acq } from './refusal.js'
import { expressEnd, instantOf } from './times.js'
import type { TradeNews } from './trade-news.js'
import { createSchema, pageSchema, parsed, requireOrderAmount, tradeSchema, wapSchema } from './wire-schemas.js'
import type { OrderBody, TradeNumbers } from './wire-schemas.js'

const DAY_MS = 24 * 60 * 60 * 1000
const WAITING_LIMIT_MS = 15 * DAY_MS
const REFUND_WINDOW_MS = 365 * DAY_MS
const FORBIDDEN_WORD = '违禁词'

const SCHEMAS = { JSAPI_PAY: createSchema, QUICK_WAP_WAY: wapSchema, FAST_INSTANT_TRADE_PAY: pageSchema } as const

/** Trades of the merchant: open, find, close. Everything it throws is a refusal in the platform's words. */
export class AlipayTrades {
  constructor(
    private readonly book: Book,
    private readonly keys: AlipayKeys,
    private readonly clock: Clock,
    private readonly news: TradeNews,
  ) {}

  /** Opening again with the same content finds the trade that is there. */
  open(product: AlipayProduct, content: unknown): AlipayTrade {
    const order: OrderBody = parsed(SCHEMAS[product], content)
    const totalFen = requireOrderAmount(fenOf(order.total_amount))
    this.#requireLawful(order)
    const buyerOpenId = this.#buyerOf(order)
    const fingerprint = fingerprintOf([product, totalFen, order.subject, order.body ?? '', buyerOpenId ?? ''])
    const known = this.book.alipay.trades.get(order.out_trade_no)
    if (known !== undefined) return this.#openAgain(known, fingerprint, buyerOpenId)
    const trade = newTrade(order, { totalFen, fingerprint, buyerOpenId }, this.clock.now())
    this.book.record({ type: 'alipay', event: { type: 'trade-created', trade } })
    return this.#kept(trade.outTradeNo)
  }

  find(content: unknown): AlipayTrade {
    return this.byNumbers(parsed(tradeSchema, content))
  }

  /** The platform's own number wins where both are given. */
  byNumbers(numbers: TradeNumbers): AlipayTrade {
    if (numbers.trade_no === undefined && numbers.out_trade_no === undefined) {
      throw acq('INVALID_PARAMETER', '参数无效：out_trade_no和trade_no不能同时为空')
    }
    const { alipay } = this.book
    const trade =
      numbers.trade_no === undefined
        ? alipay.trades.get(numbers.out_trade_no ?? '')
        : alipay.tradeByNumber(numbers.trade_no)
    if (trade === undefined) throw acq('TRADE_NOT_EXIST')
    this.closeIfOver(trade)
    return trade
  }

  /** Only a trade that waits for its buyer can be closed; closing it again is refused like closing a paid one. */
  close(content: unknown): AlipayTrade {
    const trade = this.find(content)
    if (trade.status !== 'WAIT_BUYER_PAY') throw acq('TRADE_STATUS_ERROR')
    this.#recordClosed(trade)
    return trade
  }

  closeIfOver(trade: AlipayTrade): void {
    if (trade.status === 'WAIT_BUYER_PAY' && this.clock.now() > trade.expiresAt) this.#recordClosed(trade)
  }

  closeAllOver(): void {
    for (const trade of this.book.alipay.trades.values()) this.closeIfOver(trade)
  }

  statusOf(trade: AlipayTrade): TradeStatus {
    if (trade.status !== 'TRADE_SUCCESS' || trade.paidAt === null) return trade.status
    return this.clock.now() - trade.paidAt > REFUND_WINDOW_MS ? 'TRADE_FINISHED' : 'TRADE_SUCCESS'
  }

  #recordClosed(trade: AlipayTrade): void {
    const event = { type: 'trade-closed', outTradeNo: trade.outTradeNo, at: this.clock.now() } as const
    this.book.record({ type: 'alipay', event })
    this.news.tell(trade, 'TRADE_CLOSED')
  }

  #kept(outTradeNo: string): AlipayTrade {
    const trade = this.book.alipay.trades.get(outTradeNo)
    if (trade === undefined) throw acq('TRADE_NOT_EXIST')
    return trade
  }

  #requireLawful(order: OrderBody): void {
    if (order.seller_id !== undefined && order.seller_id !== this.keys.sellerId) throw acq('PARTNER_ERROR')
    if (`${order.subject}${order.body ?? ''}`.includes(FORBIDDEN_WORD)) throw acq('EXIST_FORBIDDEN_WORD')
  }

  /** The open id of another application names nobody here. */
  #buyerOf(order: OrderBody): string | null {
    if (order.product_code !== 'JSAPI_PAY') return null
    const { appId, sellerId } = this.keys
    if (order.op_app_id !== appId) throw acq('ACCESS_FORBIDDEN', 'op_app_id未绑定产品')
    if (order.buyer_id === sellerId) throw acq('BUYER_SELLER_EQUAL')
    const openId = order.buyer_open_id
    if (openId === undefined) throw acq('INVALID_PARAMETER', '参数无效：buyer_open_id')
    if (this.book.alipay.buyers.get(openId)?.appId !== appId) {
      throw acq('INVALID_PARAMETER', '参数无效：buyer_open_id不属于该应用')
    }
    return openId
  }

  #openAgain(known: AlipayTrade, fingerprint: string, buyerOpenId: string | null): AlipayTrade {
    this.closeIfOver(known)
    if (known.status === 'TRADE_SUCCESS') throw acq('TRADE_HAS_SUCCESS')
    if (known.status === 'TRADE_CLOSED') throw acq('TRADE_HAS_CLOSE')
    if (buyerOpenId !== null && buyerOpenId !== known.buyerOpenId) throw acq('TRADE_BUYER_NOT_MATCH')
    if (known.fingerprint !== fingerprint) throw acq('CONTEXT_INCONSISTENT')
    return known
  }
}

function endOf(order: OrderBody, now: number): number {
  const { time_expire: at, timeout_express: after } = order
  if (at !== undefined) {
    const end = instantOf(at)
    if (end === null || end <= now) throw acq('INVALID_PARAMETER', '参数无效：time_expire')
    return end
  }
  if (after === undefined) return now + WAITING_LIMIT_MS
  const end = expressEnd(after, now)
  if (end === null) throw acq('INVALID_PARAMETER', '参数无效：timeout_express')
  return end
}

type Settled = Pick<AlipayTrade, 'totalFen' | 'fingerprint' | 'buyerOpenId'>

function addressesOf(order: OrderBody): Pick<AlipayTrade, 'notifyUrl' | 'returnUrl' | 'quitUrl'> {
  const notifyUrl = order.notify_url ?? null
  if (order.product_code === 'JSAPI_PAY') return { notifyUrl, returnUrl: null, quitUrl: null }
  return { notifyUrl, returnUrl: order.return_url ?? null, quitUrl: order.quit_url ?? null }
}

function newTrade(order: OrderBody, settled: Settled, now: number): AlipayTrade {
  return {
    ...settled,
    tradeNo: `${dayStamp(now)}22001${digits(15)}`,
    outTradeNo: order.out_trade_no,
    product: order.product_code,
    subject: order.subject,
    body: order.body ?? null,
    passbackParams: order.passback_params ?? null,
    ...addressesOf(order),
    expiresAt: endOf(order, now),
    linkToken: order.product_code === 'JSAPI_PAY' ? null : randomBytes(18).toString('base64url'),
    createdAt: now,
    status: 'WAIT_BUYER_PAY',
    paidAt: null,
    cancelledAt: null,
    closedAt: null,
    refunds: [],
  }
}
