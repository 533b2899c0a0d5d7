import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { tradeItem } from '../alipay/console-trades.js'
import type { TradeItem } from '../alipay/console-trades.js'
import type { AlipayDesks } from '../alipay/methods.js'
import type { AlipayCashier } from '../alipay/cashier.js'
import type { AlipayTrade } from '../alipay/records.js'
import type { Book } from '../book/book.js'
import type { KeyMode, Payment } from '../book/records.js'
import { unionpayItem } from '../unionpay/console-orders.js'
import type { UnionpayItem } from '../unionpay/console-orders.js'
import type { UnionpayDesk } from '../unionpay/desk.js'
import type { UnionpayOrder } from '../unionpay/records.js'
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
  unionpay: UnionpayDesk
  reset: () => Promise<void>
}

const API = '/console/api'
const KEY_MODES = ['public_key', 'certificate_a', 'certificate_b'] as const satisfies readonly KeyMode[]
const LIST_LIMIT = 500

const faultsSchema = z.array(faultSchema).max(200)
const keyModeSchema = z.strictObject({ mode: z.enum(KEY_MODES) })
const merchantKeySchema = z.strictObject({ mode: z.enum(['first', 'both', 'next']) })
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

type Item = PaymentItem | TradeItem | UnionpayItem

function refuseUnpayable(refusal: PayRefusal | null): void {
  if (refusal === null) return
  const why = { already_paid: '已经支付过', closed: '订单已关闭', expired: '已过支付时间' }[refusal]
  throw new GatewayError(409, 'NOT_PAYABLE', why, { reason: refusal })
}

/** What a person does with one payment, in whichever wallet it is. */
interface Payable {
  item: () => Item
  pay: (late: boolean) => PayRefusal | null
  cancel: () => void
}

function inWechat({ book, courier, shopper, payUrlOf }: ConsoleParts, payment: Payment): Payable {
  return {
    item: () => paymentItem(book, payment, payUrlOf(payment)),
    pay: (late) => {
      const notice = shopper.pay(payment, late)
      if (typeof notice === 'string') return notice
      courier.start(notice.id).catch(() => undefined)
      return null
    },
    cancel: () => shopper.cancel(payment),
  }
}

function inAlipay({ alipay, addressOf }: ConsoleParts, trade: AlipayTrade): Payable {
  return {
    item: () => tradeItem(trade, addressOf()),
    pay: (late) => alipay.cashier.pay(trade, late),
    cancel: () => alipay.cashier.cancel(trade),
  }
}

function inUnionpay({ unionpay, addressOf, clock }: ConsoleParts, order: UnionpayOrder): Payable {
  return {
    item: () => unionpayItem(order, addressOf(), clock.now()),
    pay: (late) => unionpay.pay(order, late),
    cancel: () => unionpay.cancel(order),
  }
}

function payableOf(parts: ConsoleParts, number: string): Payable {
  const { payments, alipay, unionpay } = parts.book
  const payment = payments.get(number)
  if (payment !== undefined) return inWechat(parts, payment)
  const order = unionpay.orders.get(number)
  if (order !== undefined) return inUnionpay(parts, order)
  // A mini program that calls my.tradePay knows the wallet's own number only.
  const trade = alipay.trades.get(number) ?? alipay.tradeByNumber(number)
  if (trade === undefined) throw new GatewayError(404, 'NOT_FOUND', '没有这笔付款')
  return inAlipay(parts, trade)
}

/** Payments of all wallets under their merchant's numbers. */
function paymentRoutes(app: FastifyInstance, parts: ConsoleParts): void {
  const { book } = parts
  const all = (): Item[] => [
    ...[...book.payments.values()].map((payment) => inWechat(parts, payment).item()),
    ...[...book.alipay.trades.values()].map((trade) => inAlipay(parts, trade).item()),
    ...[...book.unionpay.orders.values()].map((order) => inUnionpay(parts, order).item()),
  ]
  app.get(`${API}/payments`, async (request) => {
    const status = queryValue(request, 'status')?.toLowerCase()
    const wanted = (shown: Item) =>
      status === undefined || status === shown.status || status === shown.tradeState.toLowerCase()
    const inOrder = all().sort((a, b) => (a.createdAt < b.createdAt ? -1 : a.createdAt > b.createdAt ? 1 : 0))
    return { items: newestFirst(inOrder, wanted) }
  })
  const act = (work: (payable: Payable) => void) => async (request: FastifyRequest) => {
    const payable = payableOf(parts, parameter(request, 'outTradeNo'))
    work(payable)
    return payable.item()
  }
  const pay = (late: boolean) => act((payable) => refuseUnpayable(payable.pay(late)))
  app.post(`${API}/payments/:outTradeNo/pay`, pay(false))
  app.post(`${API}/payments/:outTradeNo/pay-late`, pay(true))
  app.post(
    `${API}/payments/:outTradeNo/cancel`,
    act((payable) => payable.cancel()),
  )
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
  return notices.length + refunds.length + book.transfers.underWay
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
  app.get(`${API}/wechat/merchant-key`, async () => ({ mode: book.merchantKey }))
  app.put(`${API}/wechat/merchant-key`, async (request) => {
    const { mode } = parsed(merchantKeySchema, request)
    book.record({ type: 'merchant-key-set', mode })
    return { mode: book.merchantKey }
  })
  app.post(`${API}/reset`, async (_request: FastifyRequest, reply: FastifyReply) => {
    await parts.reset()
    return reply.status(204).send()
  })
}
