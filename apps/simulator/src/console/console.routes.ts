import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { tradeItem } from '../alipay/console-trades.js'
import type { TradeItem } from '../alipay/console-trades.js'
import type { AlipayDesks } from '../alipay/methods.js'
import type { AlipayCashier } from '../alipay/cashier.js'
import type { AlipayTrade } from '../alipay/records.js'
import type { Book } from '../book/book.js'
import type { KeyMode, Payment } from '../book/records.js'
import { FAULTS_BY_CHANNEL, faultSchema } from '../faults/fault-kinds.js'
import { GatewayError } from '../http/gateway-error.js'
import { jsonBodyOf } from '../http/raw-body.js'
import type { Clock } from '../clock.js'
import { isoOf } from '../clock.js'
import type { Courier } from '../notices/courier.js'
import type { PayRefusal, Shopper } from '../wechat-pay/shopper.js'
import { attemptItem, messageItem, noticeItem, paymentItem } from './console.views.js'
import type { PaymentItem } from './console.views.js'

export interface ConsoleParts {
  book: Book
  clock: Clock
  courier: Courier
  shopper: Shopper
  payUrlOf: (payment: Payment) => string
  addressOf: () => string
  alipay: AlipayDesks & { cashier: AlipayCashier }
  reset: () => Promise<void>
}

const API = '/console/api'
const KEY_MODES = ['public_key', 'certificate_a', 'certificate_b'] as const satisfies readonly KeyMode[]
const LIST_LIMIT = 500

const faultsSchema = z.array(faultSchema).max(200)
const keyModeSchema = z.strictObject({ mode: z.enum(KEY_MODES) })
const clockSchema = z.strictObject({ now: z.iso.datetime({ offset: true }) })
const resendSchema = z.strictObject({ times: z.int().min(1).max(1000).default(1) })

export function parsed<Schema extends z.ZodType>(schema: Schema, request: FastifyRequest): z.output<Schema> {
  const result = schema.safeParse(jsonBodyOf(request))
  if (result.success) return result.data
  const details = result.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }))
  throw new GatewayError(400, 'VALIDATION_FAILED', 'the body is not what this address takes', { issues: details })
}

function queryValue(request: FastifyRequest, name: string): string | undefined {
  const value = (request.query as Record<string, unknown>)[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}

function parameter(request: FastifyRequest, name: string): string {
  return String((request.params as Record<string, unknown>)[name] ?? '')
}

function newestFirst<T>(known: Iterable<T>, wanted: (item: T) => boolean): T[] {
  return [...known].filter(wanted).reverse().slice(0, LIST_LIMIT)
}

type Item = PaymentItem | TradeItem

function refuseUnpayable(refusal: PayRefusal | null): void {
  if (refusal === null) return
  const why = { already_paid: '已经支付过', closed: '订单已关闭', expired: '已过支付时间' }[refusal]
  throw new GatewayError(409, 'NOT_PAYABLE', why, { reason: refusal })
}

/** Payments of both wallets under their merchant's numbers. */
function paymentRoutes(app: FastifyInstance, parts: ConsoleParts): void {
  const { book, courier, shopper, payUrlOf, alipay } = parts
  const item = (payment: Payment): PaymentItem => paymentItem(book, payment, payUrlOf(payment))
  const trade = (known: AlipayTrade): TradeItem => tradeItem(known, parts.addressOf())
  const find = (request: FastifyRequest): Payment | AlipayTrade => {
    const number = parameter(request, 'outTradeNo')
    // A mini program that calls my.tradePay knows the wallet's own number only.
    const { alipay: wallet } = book
    const payment = book.payments.get(number) ?? wallet.trades.get(number) ?? wallet.tradeByNumber(number)
    if (payment === undefined) throw new GatewayError(404, 'NOT_FOUND', '没有这笔付款')
    return payment
  }
  app.get(`${API}/payments`, async (request) => {
    const status = queryValue(request, 'status')?.toLowerCase()
    const both: Item[] = [...[...book.payments.values()].map(item), ...[...book.alipay.trades.values()].map(trade)]
    const wanted = (shown: Item) =>
      status === undefined || status === shown.status || status === shown.tradeState.toLowerCase()
    const inOrder = both.sort((a, b) => (a.createdAt < b.createdAt ? -1 : a.createdAt > b.createdAt ? 1 : 0))
    return { items: newestFirst(inOrder, wanted) }
  })
  const pay = (late: boolean) => async (request: FastifyRequest) => {
    const payment = find(request)
    if ('tradeNo' in payment) {
      refuseUnpayable(alipay.cashier.pay(payment, late))
      return trade(payment)
    }
    const notice = shopper.pay(payment, late)
    refuseUnpayable(typeof notice === 'string' ? notice : null)
    if (typeof notice !== 'string') courier.start(notice.id).catch(() => undefined)
    return item(payment)
  }
  app.post(`${API}/payments/:outTradeNo/pay`, pay(false))
  app.post(`${API}/payments/:outTradeNo/pay-late`, pay(true))
  app.post(`${API}/payments/:outTradeNo/cancel`, async (request) => {
    const payment = find(request)
    if ('tradeNo' in payment) {
      alipay.cashier.cancel(payment)
      return trade(payment)
    }
    shopper.cancel(payment)
    return item(payment)
  })
}

function noticeRoutes(app: FastifyInstance, { book, courier }: ConsoleParts): void {
  app.get(`${API}/notifications`, async (request) => {
    const outTradeNo = queryValue(request, 'outTradeNo')
    const wanted = newestFirst(book.notices.values(), (n) => outTradeNo === undefined || n.outTradeNo === outTradeNo)
    return { items: wanted.map(noticeItem) }
  })
  app.post(`${API}/notifications/:id/send`, async (request) => {
    const { times } = parsed(resendSchema, request)
    const id = parameter(request, 'id')
    if (!book.notices.has(id)) throw new GatewayError(404, 'NOT_FOUND', '没有这条通知')
    return { items: (await courier.resend(id, times)).map(attemptItem) }
  })
}

/** A test that turns its own clock turns the gateway's with it: expiry and stamps then agree. */
function clockRoutes(app: FastifyInstance, { book, clock }: ConsoleParts): void {
  const shown = () => ({ now: isoOf(clock.now()), offsetMs: book.clockOffsetMs })
  app.get(`${API}/clock`, async () => shown())
  app.put(`${API}/clock`, async (request) => {
    const wanted = Date.parse(parsed(clockSchema, request).now)
    book.record({ type: 'clock-shifted', offsetMs: book.clockOffsetMs + wanted - clock.now() })
    return shown()
  })
  app.delete(`${API}/clock`, async () => {
    book.record({ type: 'clock-shifted', offsetMs: 0 })
    return shown()
  })
}

/** What the gateway still has to do by itself: notifications to deliver and refunds to settle. */
function waitingCount(book: Book): number {
  const notices = [...book.notices.values()].filter((notice) => notice.status === 'pending')
  const refunds = [...book.refunds.values()].filter((refund) => refund.status === 'PROCESSING')
  return notices.length + refunds.length
}

function faultRoutes(app: FastifyInstance, { book }: ConsoleParts): void {
  app.get(`${API}/faults`, async () => book.faults)
  app.put(`${API}/faults`, async (request) => {
    book.record({ type: 'faults-set', faults: parsed(faultsSchema, request) })
    return book.faults
  })
  app.delete(`${API}/faults`, async () => {
    book.record({ type: 'faults-set', faults: [] })
    return book.faults
  })
  app.get(`${API}/fault-kinds`, async () => FAULTS_BY_CHANNEL)
}

export function consoleRoutes(app: FastifyInstance, parts: ConsoleParts): void {
  const { book } = parts
  paymentRoutes(app, parts)
  noticeRoutes(app, parts)
  faultRoutes(app, parts)
  clockRoutes(app, parts)
  app.get(`${API}/sms`, async (request) => {
    const phone = queryValue(request, 'phone')
    const items = newestFirst(book.messages, (message) => phone === undefined || message.phone === phone)
    return { items: items.map(messageItem) }
  })
  app.get(`${API}/waiting`, async () => ({ waiting: waitingCount(book) }))
  app.get(`${API}/wechat/key-mode`, async () => ({ mode: book.keyMode }))
  app.put(`${API}/wechat/key-mode`, async (request) => {
    const { mode } = parsed(keyModeSchema, request)
    book.record({ type: 'key-mode-set', mode })
    return { mode: book.keyMode }
  })
  app.post(`${API}/reset`, async (_request: FastifyRequest, reply: FastifyReply) => {
    await parts.reset()
    return reply.status(204).send()
  })
}
