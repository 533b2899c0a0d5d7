import type { AlipayBuyer, AlipayEvent, AlipayTrade, AlipayTransfer, AuthCode, SyncedOrder } from './records.js'

type EventOf<T extends AlipayEvent['type']> = Extract<AlipayEvent, { type: T }>
type Appliers = { [T in AlipayEvent['type']]: (event: EventOf<T>) => void }

/** The Alipay half of the book. It changes by journalled events only. */
export class AlipayLedger {
  readonly trades = new Map<string, AlipayTrade>()
  readonly buyers = new Map<string, AlipayBuyer>()
  readonly codes = new Map<string, AuthCode>()
  readonly orders = new Map<string, SyncedOrder>()
  readonly transfers = new Map<string, AlipayTransfer>()
  readonly #openIdByRefreshToken = new Map<string, string>()
  readonly #outTradeNoByTradeNo = new Map<string, string>()
  readonly #outTradeNoByLink = new Map<string, string>()

  tradeByNumber(tradeNo: string): AlipayTrade | undefined {
    return this.trades.get(this.#outTradeNoByTradeNo.get(tradeNo) ?? '')
  }

  tradeByLink(token: string): AlipayTrade | undefined {
    return this.trades.get(this.#outTradeNoByLink.get(token) ?? '')
  }

  buyerByPhone(appId: string, phone: string): AlipayBuyer | undefined {
    return [...this.buyers.values()].find((buyer) => buyer.appId === appId && buyer.phone === phone)
  }

  openIdByRefreshToken(token: string): string | undefined {
    return this.#openIdByRefreshToken.get(token)
  }

  clear(): void {
    for (const known of [this.trades, this.buyers, this.codes, this.orders, this.transfers]) known.clear()
    for (const index of [this.#openIdByRefreshToken, this.#outTradeNoByTradeNo, this.#outTradeNoByLink]) index.clear()
  }

  apply<T extends AlipayEvent['type']>(event: EventOf<T>): void {
    const apply = this.#appliers[event.type as T] as (event: EventOf<T>) => void
    apply(event)
  }

  readonly #appliers: Appliers = {
    transferred: ({ transfer }) => {
      this.transfers.set(transfer.outBizNo, { ...transfer })
    },
    'transfer-ended': ({ outBizNo, failReason, at }) => {
      const known = this.transfers.get(outBizNo)
      if (known === undefined) throw new Error(`the journal speaks of the unknown transfer ${outBizNo}`)
      Object.assign(known, { status: failReason === null ? 'SUCCESS' : 'FAIL', failReason, at })
    },
    'order-synced': ({ order }) => {
      this.orders.set(order.outBizNo, { ...order })
    },
    'trade-created': ({ trade }) => {
      this.trades.set(trade.outTradeNo, { ...trade, refunds: [...trade.refunds] })
      this.#outTradeNoByTradeNo.set(trade.tradeNo, trade.outTradeNo)
      if (trade.linkToken !== null) this.#outTradeNoByLink.set(trade.linkToken, trade.outTradeNo)
    },
    'trade-paid': ({ outTradeNo, buyerOpenId, at }) => {
      Object.assign(this.#trade(outTradeNo), { status: 'TRADE_SUCCESS', buyerOpenId, paidAt: at, closedAt: null })
    },
    'trade-cancelled': ({ outTradeNo, at }) => {
      this.#trade(outTradeNo).cancelledAt = at
    },
    'trade-closed': ({ outTradeNo, at }) => {
      Object.assign(this.#trade(outTradeNo), { status: 'TRADE_CLOSED', closedAt: at })
    },
    'trade-refunded': ({ outTradeNo, refund }) => {
      const trade = this.#trade(outTradeNo)
      trade.refunds.push({ ...refund })
      if (refundedFen(trade) >= trade.totalFen) Object.assign(trade, { status: 'TRADE_CLOSED', closedAt: refund.at })
    },
    'buyer-known': ({ buyer }) => {
      this.buyers.set(buyer.openId, { ...buyer })
    },
    'code-issued': ({ code }) => {
      this.codes.set(code.code, { ...code })
    },
    'code-used': ({ code, refreshToken }) => {
      const known = this.codes.get(code)
      if (known === undefined) throw new Error('the journal speaks of an unknown code')
      known.used = true
      this.#openIdByRefreshToken.set(refreshToken, known.openId)
    },
    'token-refreshed': ({ openId, refreshToken, replaces }) => {
      this.#openIdByRefreshToken.delete(replaces)
      this.#openIdByRefreshToken.set(refreshToken, openId)
    },
  }

  #trade(outTradeNo: string): AlipayTrade {
    const trade = this.trades.get(outTradeNo)
    if (trade === undefined) throw new Error(`the journal speaks of the unknown trade ${outTradeNo}`)
    return trade
  }
}

export function refundedFen(trade: AlipayTrade): number {
  return trade.refunds.reduce((sum, refund) => sum + refund.refundFen, 0)
}
