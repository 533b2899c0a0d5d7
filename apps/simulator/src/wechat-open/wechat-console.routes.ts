import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Book } from '../book/book.js'
import type { Payment } from '../book/records.js'
import { isoOf } from '../clock.js'
import type { Clock } from '../clock.js'
import { parsed } from '../console/console.routes.js'
import { GatewayError } from '../http/gateway-error.js'
import type { Keyring } from '../keys/keyring.js'
import { checkPayCall, payCallSchema } from '../wechat-pay/pay-sign.js'
import { OrderCentre } from './order-centre.js'
import { People } from './people.js'
import type { Person } from './records.js'
import { AccessTokens } from './tokens.js'

export interface WechatConsoleParts {
  book: Book
  keyring: Keyring
  clock: Clock
  payUrlOf: (payment: Payment) => string
}

const API = '/console/api/wechat'
const LIST_LIMIT = 500

const identifier = z.string().regex(/^[\w-]{1,64}$/)

const codeSchema = z.strictObject({
  kind: z.enum(['login', 'phone', 'oauth']).default('login'),
  appId: identifier.optional(),
  openid: identifier.optional(),
  unionid: identifier.optional(),
  phone: z
    .string()
    .regex(/^1[3-9]\d{9}$/)
    .optional(),
})

/** By the merchant's number or by WeChat's own: a client that opens the component knows either. */
function paymentOf(book: Book, request: FastifyRequest): Payment {
  const number = String((request.params as Record<string, unknown>)['outTradeNo'] ?? '')
  const payment = book.payments.get(number) ?? book.paymentByTransaction(number)
  if (payment === undefined) throw new GatewayError(404, 'NOT_FOUND', '没有这笔付款')
  return payment
}

function personItem({ unionid, phone, openids, createdAt }: Person) {
  return { unionid, phone, openids, createdAt: isoOf(createdAt) }
}

/** The console's side of the open platform: codes for the asking, and the check a phone makes before it pays. */
export function wechatConsoleRoutes(app: FastifyInstance, parts: WechatConsoleParts): void {
  const { book, keyring, clock } = parts
  const people = new People(book, keyring, clock)
  const orders = new OrderCentre(book, keyring, clock, new AccessTokens(book, keyring, clock))
  app.post(`${API}/codes`, async (request) => {
    const { kind, appId, ...who } = parsed(codeSchema, request)
    const home = kind === 'oauth' ? keyring.wechatOfficialAccount : keyring.wechatMiniProgram
    const appid = appId ?? home.appid
    const { code, unionid } = people.issue(kind, appid, people.find({ ...who, appid }))
    const phone = book.open.people.get(unionid)?.phone ?? null
    const openid = book.open.people.get(unionid)?.openids[appid]
    return { code, openid, unionid, phone, kind, appId: appid }
  })
  app.get(`${API}/people`, async () => ({
    items: [...book.open.people.values()].reverse().slice(0, LIST_LIMIT).map(personItem),
  }))
  app.get(`${API}/orders/:outTradeNo`, async (request) => orders.view(paymentOf(book, request)))
  app.post(`${API}/orders/:outTradeNo/confirm-receipt`, async (request) => {
    const payment = paymentOf(book, request)
    if (!orders.confirm(payment.outTradeNo)) throw new GatewayError(409, 'NOT_SHIPPED', '商家还没有发货，不能确认收货')
    await book.flushed()
    return orders.view(payment)
  })
  app.get(`${API}/order-path`, async () => ({
    path: book.open.orderPaths.get(keyring.wechatMiniProgram.appid) ?? null,
  }))
  app.get(`${API}/token-calls`, async () => ({ calls: book.open.tokenCalls }))
  app.post(`${API}/verify-pay-sign`, async (request) => {
    const found = checkPayCall(parsed(payCallSchema, request), book, keyring)
    if (typeof found === 'string') return { valid: false, outTradeNo: null, reason: found }
    return { valid: true, outTradeNo: found.outTradeNo, payUrl: parts.payUrlOf(found) }
  })
}
