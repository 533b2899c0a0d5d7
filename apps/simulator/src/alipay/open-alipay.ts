import type { BillDesk } from '../bills/bill-desk.js'
import type { Book } from '../book/book.js'
import type { Clock } from '../clock.js'
import type { Courier } from '../notices/courier.js'
import type { AlipayKeys } from './account.js'
import { BuyerDesk } from './buyer-desk.js'
import { AlipayCashier } from './cashier.js'
import { OrderSyncs } from './order-syncs.js'
import { AlipayRefunds } from './refunds.js'
import { TradeNews } from './trade-news.js'
import { AlipayTrades } from './trades.js'
import { AlipayTransfers } from './transfers.js'

const EXPIRY_CHECK_MS = 1000

/** The desks of the wallet, and the watch that closes trades whose time is over though nobody asks about them. */
export function openAlipay(parts: {
  book: Book
  keys: AlipayKeys
  clock: Clock
  courier: Courier
  bills: BillDesk
  addressOf: () => string
}) {
  const { book, keys, clock, courier, bills, addressOf } = parts
  const news = new TradeNews(book, keys, courier, clock)
  const trades = new AlipayTrades(book, keys, clock, news)
  const refunds = new AlipayRefunds(book, trades, clock, news)
  const orders = new OrderSyncs(book, trades)
  const people = new BuyerDesk(book, keys, clock)
  const cashier = new AlipayCashier(book, clock, trades, people, news)
  const transfers = new AlipayTransfers(book, keys, clock)
  let watch: NodeJS.Timeout | undefined
  return {
    trades,
    refunds,
    orders,
    people,
    bills,
    addressOf,
    transfers,
    cashier,
    watchExpiry: () => {
      watch = setInterval(() => trades.closeAllOver(), EXPIRY_CHECK_MS)
      watch.unref()
    },
    close: () => clearInterval(watch),
  }
}
