import { alipayRoutes } from '../alipay/alipay.routes.js'
import type { AlipayParts } from '../alipay/alipay.routes.js'
import fastify from 'fastify'
import type { FastifyInstance } from 'fastify'
import { alipayBillRoutes } from '../bills/alipay-bills.routes.js'
import { billConsoleRoutes } from '../bills/console.routes.js'
import { wechatBillRoutes } from '../bills/wechat-bills.routes.js'
import { carrierRoutes } from '../carrier/carrier.routes.js'
import { carrierConsoleRoutes } from '../carrier/console.routes.js'
import { cashierRoutes } from '../cashier/cashier.routes.js'
import type { CashierParts } from '../cashier/cashier.routes.js'
import { consoleRoutes } from '../console/console.routes.js'
import type { ConsoleParts } from '../console/console.routes.js'
import { replayRoutes } from '../console/replay.routes.js'
import type { ReplayParts } from '../console/replay.routes.js'
import { smsRoutes } from '../sms/sms.routes.js'
import { webAuthorisationRoutes } from '../wechat-open/web-authorisation.routes.js'
import type { WebAuthorisationParts } from '../wechat-open/web-authorisation.routes.js'
import { wechatConsoleRoutes } from '../wechat-open/wechat-console.routes.js'
import { wechatOpenRoutes } from '../wechat-open/wechat-open.routes.js'
import { transferConsoleRoutes, transferRoutes } from '../wechat-pay/transfer.routes.js'
import { wechatPayRoutes } from '../wechat-pay/wechat-pay.routes.js'
import type { WechatPayParts } from '../wechat-pay/wechat-pay.routes.js'
import { unionpayRoutes } from '../unionpay/unionpay.routes.js'
import type { UnionpayParts } from '../unionpay/unionpay.routes.js'
import { pagePolicy } from './page-policy.js'
import { assetRoutes } from './assets.js'
import { GatewayError } from './gateway-error.js'
import { keepBodiesRaw } from './raw-body.js'

const BODY_LIMIT_BYTES = 64 * 1024

const PAGE_HEADERS = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
} as const

/** Requests another site makes in the visitor's browser name that site; they have no business at the console. */
function comesFromElsewhere(origin: string | undefined, host: string | undefined): boolean {
  if (origin === undefined || origin === 'null') return false
  return !URL.canParse(origin) || new URL(origin).host !== host
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

export function buildServer(
  parts: WechatPayParts &
    AlipayParts &
    UnionpayParts &
    ConsoleParts &
    CashierParts &
    WebAuthorisationParts &
    ReplayParts,
): FastifyInstance {
  const app = fastify({
    bodyLimit: BODY_LIMIT_BYTES,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 200 },
  })
  keepBodiesRaw(app)
  app.addHook('onRequest', async (request) => {
    const { origin, host } = request.headers
    // A shop's page sends the buyer's browser to a wallet by a form; what counts there is the merchant's signature.
    const signed = /^\/gateway(?:\.do|\/api\/)/.test(request.url)
    if (request.method !== 'GET' && !signed && comesFromElsewhere(origin, host)) {
      throw new GatewayError(403, 'FORBIDDEN', 'requests from other sites are not taken')
    }
  })
  app.addHook('onSend', async (_request, reply, payload) => {
    // Nothing that the journal does not hold yet may be learnt from an answer.
    await parts.book.flushed()
    reply.headers(PAGE_HEADERS)
    if (!reply.hasHeader('content-security-policy')) reply.header('content-security-policy', pagePolicy())
    return payload
  })
  app.setErrorHandler((error, request, reply) => {
    if (error instanceof GatewayError) return reply.status(error.status).send(error.body())
    const status = (error as { statusCode?: number }).statusCode ?? 500
    if (status >= 500) process.stderr.write(`${request.method} ${request.url} failed: ${stackOf(error)}\n`)
    return reply.status(status).send({ code: status >= 500 ? 'SYSTEM_ERROR' : 'PARAM_ERROR', message: '请求无法处理' })
  })
  app.setNotFoundHandler((_request, reply) =>
    reply.status(404).send({ code: 'RESOURCE_NOT_EXISTS', message: '没有这个地址' }),
  )
  app.get('/healthz', async () => ({ status: 'ok' }))
  wechatPayRoutes(app, parts)
  wechatBillRoutes(app, parts)
  alipayBillRoutes(app, parts)
  billConsoleRoutes(app, parts)
  transferRoutes(app, parts)
  wechatOpenRoutes(app, parts)
  webAuthorisationRoutes(app, parts)
  wechatConsoleRoutes(app, parts)
  alipayRoutes(app, parts)
  unionpayRoutes(app, parts)
  smsRoutes(app, parts)
  carrierRoutes(app, parts)
  carrierConsoleRoutes(app, parts)
  cashierRoutes(app, parts)
  consoleRoutes(app, parts)
  replayRoutes(app, parts)
  transferConsoleRoutes(app, parts)
  assetRoutes(app)
  return app
}
