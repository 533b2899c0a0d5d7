import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Book } from '../book/book.js'
import type { Payment, PaymentProduct } from '../book/records.js'
import type { Clock } from '../clock.js'
import type { Courier } from '../notices/courier.js'
import type { Shopper } from '../wechat-pay/shopper.js'
import { cashierPage } from './cashier.page.js'
import type { CashierState } from './cashier.page.js'

export interface CashierParts {
  book: Book
  clock: Clock
  courier: Courier
  shopper: Shopper
  merchantName: string
}

interface CashierRequest {
  Params: { product: string; token: string }
  Querystring: { redirect_url?: unknown; result?: unknown }
}
type Request = FastifyRequest<CashierRequest>

/** Only web addresses: a cashier must not be talked into running a script. */
function redirectUrlOf(request: Request): string | null {
  const given = request.query.redirect_url
  if (typeof given !== 'string' || !URL.canParse(given)) return null
  return ['http:', 'https:'].includes(new URL(given).protocol) ? given : null
}

const PRODUCTS: Readonly<Partial<Record<string, PaymentProduct>>> = { h5: 'H5', native: 'NATIVE', jsapi: 'JSAPI' }

function productOf(segment: string): PaymentProduct | null {
  return PRODUCTS[segment] ?? null
}

function paymentOf(parts: CashierParts, request: Request): Payment | null {
  const payment = parts.book.paymentByLink(request.params.token)
  return payment !== undefined && payment.product === productOf(request.params.product) ? payment : null
}

function stateOf(parts: CashierParts, request: Request, payment: Payment | null): CashierState {
  if (payment === null) return 'unknown'
  const refusal = parts.shopper.refusalFor(payment)
  if (refusal !== null) return refusal === 'already_paid' ? 'paid' : refusal
  if (request.query.result === 'cancelled') return 'cancelled'
  // An order asked for again has a new link; the old one, like one past its time, no longer opens the cashier.
  const current = payment.linkToken === request.params.token && parts.clock.now() <= payment.linkExpiresAt
  return current ? 'payable' : 'expired'
}

function pathOf(request: Request): string {
  return `/cashier/${request.params.product}/${request.params.token}`
}

function backToPage(request: Request, reply: FastifyReply, result: string | null): FastifyReply {
  const query = new URLSearchParams()
  if (result !== null) query.set('result', result)
  const redirectUrl = redirectUrlOf(request)
  if (redirectUrl !== null) query.set('redirect_url', redirectUrl)
  return reply.redirect(query.size === 0 ? pathOf(request) : `${pathOf(request)}?${query}`, 303)
}

export function cashierRoutes(app: FastifyInstance, parts: CashierParts): void {
  // An app in WeChat knows its prepay_id only; in a browser this leads it to the cashier.
  app.get<{ Querystring: { prepay_id?: unknown } }>('/cashier/jsapi', async (request, reply) => {
    const payment = parts.book.paymentByPrepayId(String(request.query.prepay_id ?? ''))
    if (payment?.product !== 'JSAPI') return reply.callNotFound()
    const query = new URLSearchParams(request.query as Record<string, string>)
    return reply.redirect(`/cashier/jsapi/${payment.linkToken}?${query}`, 302)
  })
  app.get<CashierRequest>('/cashier/:product/:token', async (request, reply) => {
    const payment = paymentOf(parts, request)
    const state = stateOf(parts, request, payment)
    const { merchantName } = parts
    const now = parts.clock.now()
    const view = { state, merchantName, payment, path: pathOf(request), redirectUrl: redirectUrlOf(request), now }
    return reply
      .status(state === 'unknown' ? 404 : 200)
      .type('text/html; charset=utf-8')
      .send(cashierPage(view))
  })
  app.post<CashierRequest>('/cashier/:product/:token/pay', async (request, reply) => {
    const payment = paymentOf(parts, request)
    if (payment !== null && stateOf(parts, request, payment) === 'payable') {
      const notice = parts.shopper.pay(payment, false)
      if (typeof notice !== 'string') parts.courier.start(notice.id).catch(() => undefined)
    }
    return backToPage(request, reply, null)
  })
  app.post<CashierRequest>('/cashier/:product/:token/cancel', async (request, reply) => {
    const payment = paymentOf(parts, request)
    if (payment !== null) parts.shopper.cancel(payment)
    return backToPage(request, reply, 'cancelled')
  })
}
