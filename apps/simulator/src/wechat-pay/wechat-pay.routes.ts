import { randomBytes } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { BillDesk } from '../bills/bill-desk.js'
import type { Book } from '../book/book.js'
import type { Payment, PaymentProduct } from '../book/records.js'
import type { Clock } from '../clock.js'
import { isSignatureFlaw } from '../faults/fault-kinds.js'
import type { Fault, FaultOperation } from '../faults/fault-kinds.js'
import { spoilAfter, spoilBefore } from '../faults/spoiled-call.js'
import type { FailureWords } from '../faults/spoiled-call.js'
import { GatewayError } from '../http/gateway-error.js'
import { rawBodyOf } from '../http/raw-body.js'
import type { Keyring } from '../keys/keyring.js'
import type { Courier } from '../notices/courier.js'
import { certificatesView } from './certificates.js'
import { platformHeaders } from './platform-signature.js'
import type { RefundDesk } from './refund-desk.js'
import type { Refunds } from './refunds.js'
import { verifyRequest } from './request-signature.js'
import type { Shopper } from './shopper.js'
import type { Transactions } from './transactions.js'
import type { TransferDesk } from './transfer-desk.js'
import type { Transfers } from './transfers.js'
import { refundView, transactionView } from './views.js'
import { readBody } from './wire-rules.js'

export interface WechatPayParts {
  book: Book
  keyring: Keyring
  clock: Clock
  courier: Courier
  transactions: Transactions
  refunds: Refunds
  refundDesk: RefundDesk
  transfers: Transfers
  transferDesk: TransferDesk
  shopper: Shopper
  payUrlOf: (payment: Payment) => string
  bills: BillDesk
}

interface Answer {
  status: number
  body: Record<string, unknown> | null
}

interface Call {
  request: FastifyRequest
  fault: Fault | undefined
  body: () => unknown
}

export type Work = (call: Call) => Answer | Promise<Answer>

export const WORDS: FailureWords = {
  rateLimited: new GatewayError(429, 'FREQUENCY_LIMITED', '频率限制，请稍后重试'),
  broken: (status) =>
    status === 500
      ? new GatewayError(500, 'SYSTEM_ERROR', '系统异常，请稍后重试')
      : new GatewayError(status, 'SERVICE_UNAVAILABLE', '服务不可用，请稍后重试'),
}

function answerOf(error: unknown): Answer {
  if (error instanceof GatewayError) return { status: error.status, body: error.body() }
  throw error
}

/** Serialises once and signs exactly those bytes; a 204 has a signed empty body. */
function send(parts: WechatPayParts, reply: FastifyReply, answer: Answer, fault?: Fault): FastifyReply {
  const text = answer.body === null ? '' : JSON.stringify(answer.body)
  const flaw = answer.status < 300 && isSignatureFlaw(fault?.kind) ? fault : undefined
  const { keyring, book } = parts
  // The merchant's SDK compares this stamp with the host's clock, so a test's clock has no say here.
  const headers = platformHeaders(text, { keyring, mode: book.keyMode, now: Date.now(), fault: flaw })
  reply.status(answer.status).headers({ ...headers, 'Request-ID': randomBytes(16).toString('hex').toUpperCase() })
  return text === '' ? reply.send() : reply.header('content-type', 'application/json; charset=utf-8').send(text)
}

export function serve(parts: WechatPayParts, operation: FaultOperation, work: Work) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    let fault: Fault | undefined
    let answer: Answer
    try {
      const { method, url = '', headers } = request.raw
      const rawBody = rawBodyOf(request)
      verifyRequest({ method: method ?? '', url, headers, rawBody }, parts.keyring, Date.now(), parts.book.merchantKey)
      fault = parts.book.takeFault('wechat', operation)
      if (!(await spoilBefore(fault, WORDS, request, reply))) return reply
      answer = await work({ request, fault, body: () => readBody(rawBody) })
      await parts.book.flushed()
      if (!(await spoilAfter(fault, WORDS, request, reply))) return reply
    } catch (error) {
      answer = answerOf(error)
    }
    return send(parts, reply, answer, fault)
  }
}

/** The code of a Native order leads to our own cashier: no phone opens `weixin://` addresses of a simulator. */
function createdView(product: PaymentProduct, payment: Payment, payUrl: string): Record<string, unknown> {
  return { H5: { h5_url: payUrl }, NATIVE: { code_url: payUrl }, JSAPI: { prepay_id: payment.prepayId } }[product]
}

function create(parts: WechatPayParts, product: PaymentProduct): Work {
  return async ({ fault, body }) => {
    const payment = parts.transactions.create(product, body())
    if (fault?.kind === 'notify_first') {
      const notice = parts.shopper.pay(payment, false)
      if (typeof notice !== 'string') await parts.courier.start(notice.id)
    }
    return { status: 200, body: createdView(product, payment, parts.payUrlOf(payment)) }
  }
}

function parameter(request: FastifyRequest, name: string): string {
  return String((request.params as Record<string, unknown>)[name] ?? '')
}

function query(parts: WechatPayParts, find: (request: FastifyRequest) => Payment): Work {
  return ({ request, fault }) => {
    parts.transactions.requireMerchant((request.query as Record<string, unknown>)['mchid'])
    return { status: 200, body: transactionView(parts.book, find(request), fault) }
  }
}

function acceptRefund(parts: WechatPayParts): Work {
  return ({ fault, body }) => {
    const refund = parts.refunds.accept(body(), fault?.kind === 'abnormal' ? 'ABNORMAL' : 'SUCCESS')
    parts.refundDesk.schedule(refund)
    return { status: 200, body: refundView(refund) }
  }
}

export function wechatPayRoutes(app: FastifyInstance, parts: WechatPayParts): void {
  const { transactions, refunds } = parts
  const orders = '/v3/pay/transactions'
  app.post(`${orders}/h5`, serve(parts, 'create', create(parts, 'H5')))
  app.post(`${orders}/native`, serve(parts, 'create', create(parts, 'NATIVE')))
  app.post(`${orders}/jsapi`, serve(parts, 'create', create(parts, 'JSAPI')))
  const byNumber = query(parts, (request) => transactions.byOutTradeNo(parameter(request, 'outTradeNo')))
  const byId = query(parts, (request) => transactions.byTransactionId(parameter(request, 'transactionId')))
  app.get(`${orders}/out-trade-no/:outTradeNo`, serve(parts, 'query', byNumber))
  app.get(`${orders}/id/:transactionId`, serve(parts, 'query', byId))
  app.post(
    `${orders}/out-trade-no/:outTradeNo/close`,
    serve(parts, 'close', ({ request, body }) => {
      transactions.close(parameter(request, 'outTradeNo'), body())
      return { status: 204, body: null }
    }),
  )
  app.post('/v3/refund/domestic/refunds', serve(parts, 'refund', acceptRefund(parts)))
  app.get(
    '/v3/refund/domestic/refunds/:outRefundNo',
    serve(parts, 'refund_query', ({ request, fault }) => {
      const refund = refunds.byOutRefundNo(parameter(request, 'outRefundNo'))
      return { status: 200, body: refundView(refund, fault) }
    }),
  )
  const certificates: Work = () => ({ status: 200, body: certificatesView(parts.keyring, parts.book.keyMode) })
  app.get('/v3/certificates', serve(parts, 'certificates', certificates))
}
