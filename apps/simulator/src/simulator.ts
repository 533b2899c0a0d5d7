import { join } from 'node:path'
import { openAlipay } from './alipay/open-alipay.js'
import { alipayNoticePost } from './alipay/notice-post.js'
import { BillDesk } from './bills/bill-desk.js'
import { Book } from './book/book.js'
import type { JournalEntry, KeyMode, Payment } from './book/records.js'
import { systemClock } from './clock.js'
import { carrierNoticePost } from './carrier/notice-post.js'
import type { Clock } from './clock.js'
import { buildServer } from './http/server.js'
import { Journal } from './journal.js'
import { merchantAccountOf, openKeyring } from './keys/keyring.js'
import type { Keyring, MerchantAccount } from './keys/keyring.js'
import { Courier } from './notices/courier.js'
import { UnionpayDesk } from './unionpay/desk.js'
import { UnionpayNews } from './unionpay/news.js'
import { unionpayNoticePost } from './unionpay/notice-post.js'
import { messagePost } from './wechat-open/message-push.js'
import { wechatNoticePost } from './wechat-pay/notice-post.js'
import { openWechatPay } from './wechat-pay/open-wechat-pay.js'

export interface SimulatorOptions {
  /** 0 takes any free port. */
  port: number
  host?: string
  /** The simulator keeps its files in the folder `simulator` below it. */
  dataDir: string
  /** Business time: expiry, stamps inside answers, and the stamp that notifications are signed with. */
  clock?: Clock
  /** Factor on the pauses between repetitions of a notification; 1 is the real schedule of a day. */
  notifyScheduleScale?: number
  /** How long the merchant may take to answer a notification; the real gateways' five seconds when not given. */
  notifyAnswerLimitMs?: number
  refundSettleMs?: number
  keyMode?: KeyMode
  merchantName?: string
  /** The address shoppers reach the cashier by, when it is not the listening one. */
  publicUrl?: string
}

export interface Simulator {
  url: string
  port: number
  merchant: MerchantAccount
  /** Resolves when no notification is on its way and no refund waits to be settled. */
  idle(): Promise<void>
  close(): Promise<void>
}

const REFUND_SETTLE_MS = 1500
const IDLE_POLL_MS = 5

function publicUrlOf(options: SimulatorOptions, port: number): string {
  if (options.publicUrl !== undefined) return options.publicUrl.replace(/\/+$/, '')
  const { host = '127.0.0.1' } = options
  const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`
}

const postsOf = (book: Book, keyring: Keyring) => ({
  wechat: wechatNoticePost(book, keyring),
  alipay: alipayNoticePost(keyring.alipay),
  unionpay: unionpayNoticePost(keyring.unionpay),
  carrier: carrierNoticePost,
  wechat_open: messagePost,
})

function courierOf(options: SimulatorOptions, book: Book, keyring: Keyring, clock: Clock): Courier {
  const { notifyScheduleScale: scheduleScale = 1, notifyAnswerLimitMs: answerLimitMs } = options
  const posts = postsOf(book, keyring)
  return new Courier({ book, posts, clock, scheduleScale, ...(answerLimitMs ? { answerLimitMs } : {}) })
}

async function idleOf(courier: Courier, wallet: { readonly waiting: number }): Promise<void> {
  await courier.idle()
  while (wallet.waiting > 0) {
    await new Promise((resolve) => setTimeout(resolve, IDLE_POLL_MS))
    await courier.idle()
  }
}

export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const { clock: base = systemClock, host = '127.0.0.1' } = options
  const directory = join(options.dataDir, 'simulator')
  const [keyring, { journal, entries }] = await Promise.all([
    openKeyring(directory, Date.now()),
    Journal.open<JournalEntry>(join(directory, 'journal.jsonl')),
  ])
  const book = new Book(journal, entries, options.keyMode ?? 'public_key')
  const clock: Clock = { now: () => base.now() + book.clockOffsetMs }
  const courier = courierOf(options, book, keyring, clock)
  const bills = new BillDesk(book, clock, { mchid: keyring.mchid, sellerId: keyring.alipay.sellerId })
  const unionpay = new UnionpayDesk(book, clock, new UnionpayNews(book, keyring.unionpay, courier))
  const { refundSettleMs: settleAfterMs = REFUND_SETTLE_MS } = options
  const wechat = openWechatPay({ book, keyring, clock, courier, settleAfterMs })
  let url = ''
  const addressOf = (): string => url
  const alipay = openAlipay({ book, keys: keyring.alipay, clock, courier, bills, addressOf })
  // The real address has a query already, so merchants append `&redirect_url=…`; ours has one too.
  const payUrlOf = ({ product, linkToken, prepayId }: Payment): string =>
    `${url}/cashier/${product.toLowerCase()}/${linkToken}?prepay_id=${prepayId}`
  const reset = async (): Promise<void> => {
    courier.forgetAll()
    wechat.forgetAll()
    await book.reset()
  }
  const parts = {
    book,
    keyring,
    clock,
    courier,
    ...wechat.desks,
    payUrlOf,
    alipay,
    unionpay,
    addressOf,
    bills,
    reset,
    merchantName: options.merchantName ?? '小满良品',
    publicHostname: () => new URL(url).hostname,
  }
  const app = buildServer(parts)
  await app.listen({ port: options.port, host })
  const address = app.server.address()
  const port = typeof address === 'object' && address !== null ? address.port : options.port
  url = publicUrlOf(options, port)
  courier.resume()
  wechat.resume()
  alipay.watchExpiry()
  const close = async (): Promise<void> => {
    alipay.close()
    wechat.forgetAll()
    await courier.close()
    await app.close()
    await journal.close()
  }
  const idle = () => idleOf(courier, wechat)
  return { url, port, merchant: merchantAccountOf(keyring), idle, close }
}
