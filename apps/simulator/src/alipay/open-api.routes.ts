import { randomUUID } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Fault } from '../faults/fault-kinds.js'
import { rawBodyOf } from '../http/raw-body.js'
import type { AlipayParts } from './alipay.routes.js'
import { certificateNumber } from './certificates.js'
import { methodsOf } from './methods.js'
import type { Method } from './methods.js'
import { AlipayRefusal } from './refusal.js'
import { jsonContent, verifyCall } from './request-v3.js'
import { servedCall } from './served-call.js'
import { platformSignature } from './signature.js'

const UNAUTHENTICATED = ['isv.invalid-signature', 'isv.invalid-app-id', 'isv.invalid-timestamp']

function statusOf({ code, subCode }: AlipayRefusal): number {
  if (code === '40005') return 429
  return UNAUTHENTICATED.includes(subCode) || subCode.includes('authorization') ? 401 : 400
}

/** Serialises once and signs exactly those bytes. The stamp is the host's: the merchant's SDK knows no other. */
function send(parts: AlipayParts, reply: FastifyReply, status: number, body: unknown, fault?: Fault): FastifyReply {
  const text = JSON.stringify(body)
  const timestamp = String(Date.now())
  const nonce = randomUUID()
  const signature = platformSignature(`${timestamp}\n${nonce}\n${text}\n`, parts.keyring.alipay, fault?.kind)
  return reply
    .status(status)
    .headers({
      'alipay-trace-id': randomUUID().replaceAll('-', ''),
      'alipay-timestamp': timestamp,
      'alipay-nonce': nonce,
      'alipay-sn':
        fault?.kind === 'unknown_serial' ? 'f'.repeat(32) : certificateNumber(parts.keyring.alipay.certificates.alipay),
      ...(signature === null ? {} : { 'alipay-signature': signature }),
    })
    .type('application/json; charset=utf-8')
    .send(text)
}

function sendRefusal(parts: AlipayParts, reply: FastifyReply, refusal: AlipayRefusal): FastifyReply {
  const body = { code: refusal.subCode, message: refusal.message, links: [] }
  return send(parts, reply, statusOf(refusal), body)
}

/** What is asked with GET stands in the address. */
function contentOf(request: FastifyRequest, rawBody: Buffer): Record<string, unknown> {
  return request.method === 'GET' ? { ...(request.query as Record<string, unknown>) } : jsonContent(rawBody)
}

function serve(parts: AlipayParts, method: Method) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    try {
      const rawBody = rawBodyOf(request)
      const { method: verb = '', url = '', headers } = request.raw
      const token = headers['alipay-app-auth-token']
      const appAuthToken = typeof token === 'string' ? token : undefined
      const { authorization } = headers
      const root = headers['alipay-root-cert-sn']
      const rootNumber = typeof root === 'string' ? root : undefined
      verifyCall(
        { method: verb, url, authorization, appAuthToken, rootNumber, rawBody },
        parts.keyring.alipay,
        Date.now(),
      )
      const { fault, outcome } = await servedCall(parts.book, method, contentOf(request, rawBody), { request, reply })
      if (outcome === null) return reply
      if (outcome instanceof AlipayRefusal) return sendRefusal(parts, reply, outcome)
      return send(parts, reply, 200, outcome, fault)
    } catch (error) {
      if (error instanceof AlipayRefusal) return sendRefusal(parts, reply, error)
      throw error
    }
  }
}

/** The same methods by their v3 addresses: `alipay.trade.query` is `/v3/alipay/trade/query`. */
export function openApiRoutes(app: FastifyInstance, parts: AlipayParts): void {
  for (const [name, method] of Object.entries(methodsOf(parts.alipay))) {
    const url = `/v3/${name.replaceAll('.', '/')}`
    app.route({ method: method.reads ? 'GET' : 'POST', url, handler: serve(parts, method) })
  }
}
