import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { rawBodyOf } from '../http/raw-body.js'
import type { Fault } from '../faults/fault-kinds.js'
import type { AlipayParts } from './alipay.routes.js'
import { refusalPage } from './cashier.page.js'
import { methodsOf } from './methods.js'
import type { Method } from './methods.js'
import type { AlipayProduct } from './records.js'
import { AlipayRefusal, invalid } from './refusal.js'
import { businessContent, mergedParameters, verifyParameters } from './request-v2.js'
import type { Parameters } from './request-v2.js'
import { servedCall } from './served-call.js'
import { platformSignature } from './signature.js'

const PAGE_PRODUCTS: Readonly<Record<string, AlipayProduct>> = {
  'alipay.trade.wap.pay': 'QUICK_WAP_WAY',
  'alipay.trade.page.pay': 'FAST_INSTANT_TRADE_PAY',
}

const TOKEN_METHOD = 'alipay.system.oauth.token'

/** What the public parameters say of addresses counts; the same names inside the business content do not. */
function contentOf(parameters: Parameters): Record<string, unknown> {
  const { notify_url: _notify, return_url: _return, ...content } = businessContent(parameters)
  const { notify_url: notifyUrl, return_url: returnUrl } = parameters
  return {
    ...content,
    ...(notifyUrl === undefined ? {} : { notify_url: notifyUrl }),
    ...(returnUrl === undefined ? {} : { return_url: returnUrl }),
  }
}

function bodyOf(name: string, outcome: Record<string, unknown> | AlipayRefusal): Record<string, unknown> {
  if (outcome instanceof AlipayRefusal) return outcome.body()
  return name === TOKEN_METHOD ? outcome : { code: '10000', msg: 'Success', ...outcome }
}

/** Serialises once, with escaped slashes as the real gateway writes them, and signs exactly those characters. */
function answerText(parts: AlipayParts, key: string, body: Record<string, unknown>, fault?: Fault): string {
  const inner = JSON.stringify(body).replaceAll('/', String.raw`\/`)
  const signature = platformSignature(inner, parts.keyring.alipay, fault?.kind)
  return `{"${key}":${inner}${signature === null ? '' : `,"sign":"${signature}"`}}`
}

async function openPage(
  parts: AlipayParts,
  product: AlipayProduct,
  parameters: Parameters,
  wire: { request: FastifyRequest; reply: FastifyReply },
): Promise<FastifyReply> {
  let address = ''
  const method: Method = {
    operation: 'create',
    content: 'business',
    work: (content) => {
      address = `/cashier/alipay/${parts.alipay.trades.open(product, content).linkToken ?? ''}`
      return {}
    },
  }
  const { outcome } = await servedCall(parts.book, method, contentOf(parameters), wire)
  if (outcome === null) return wire.reply
  if (outcome instanceof AlipayRefusal) throw outcome
  // The trade exists from here on: the buyer has opened the page.
  return wire.reply.redirect(address, 303)
}

export function gatewayRoutes(app: FastifyInstance, parts: AlipayParts): void {
  const methods = methodsOf(parts.alipay)
  const known = (name: string): Method | undefined => (Object.hasOwn(methods, name) ? methods[name] : undefined)

  const exchange = async (name: string, parameters: Parameters, request: FastifyRequest, reply: FastifyReply) => {
    const method = known(name)
    if (method === undefined) throw invalid('method', '不存在的方法名')
    const content = method.content === 'top' ? parameters : contentOf(parameters)
    const { fault, outcome } = await servedCall(parts.book, method, content, { request, reply })
    if (outcome === null) return reply
    const refusedToken = name === TOKEN_METHOD && outcome instanceof AlipayRefusal
    const key = refusedToken ? 'error_response' : `${name.replaceAll('.', '_')}_response`
    return reply.type('text/html;charset=utf-8').send(answerText(parts, key, bodyOf(name, outcome), fault))
  }

  app.route({
    method: ['GET', 'POST'],
    url: '/gateway.do',
    handler: async (request, reply) => {
      const parameters = mergedParameters(request.raw.url ?? '', rawBodyOf(request))
      const name = parameters['method'] ?? ''
      const product = Object.hasOwn(PAGE_PRODUCTS, name) ? PAGE_PRODUCTS[name] : undefined
      try {
        verifyParameters(parameters, parts.keyring.alipay, Date.now())
        if (product !== undefined) return await openPage(parts, product, parameters, { request, reply })
        return await exchange(name, parameters, request, reply)
      } catch (error) {
        if (!(error instanceof AlipayRefusal)) throw error
        if (product !== undefined) return reply.status(400).type('text/html; charset=utf-8').send(refusalPage(error))
        const key = known(name) === undefined ? 'error_response' : `${name.replaceAll('.', '_')}_response`
        return reply.type('text/html;charset=utf-8').send(answerText(parts, key, error.body()))
      }
    },
  })
}
