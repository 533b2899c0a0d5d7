import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Book } from '../book/book.js'
import type { SmsMessage } from '../book/records.js'
import type { Clock } from '../clock.js'
import { spoilAfter, spoilBefore } from '../faults/spoiled-call.js'
import type { FailureWords } from '../faults/spoiled-call.js'
import { GatewayError } from '../http/gateway-error.js'
import { jsonBodyOf, rawBodyOf } from '../http/raw-body.js'
import type { Keyring } from '../keys/keyring.js'

const WINDOW_SECONDS = 300

/** Texts a carrier would have approved beforehand; the merchant sends parameters only. */
const TEMPLATES: Readonly<Record<string, string>> = {
  VERIFICATION_CODE: '验证码 {code}，{minutes} 分钟内有效。请勿告诉他人，工作人员不会向你索要。',
  ORDER_SHIPPED: '你的订单 {orderNo} 已由{carrier}发出，运单号 {trackingNo}。',
}

const requestSchema = z.strictObject({
  messageId: z.string().min(1).max(64),
  phone: z.string().regex(/^1[3-9]\d{9}$/, '只支持中国大陆手机号'),
  signName: z.string().min(1).max(20),
  templateCode: z.string().min(1).max(40),
  params: z.record(z.string(), z.string().max(64)),
})

const WORDS: FailureWords = {
  rateLimited: new GatewayError(429, 'BUSINESS_LIMIT_CONTROL', '触发号码流控，请稍后再发'),
  broken: (status) => new GatewayError(status, 'SYSTEM_ERROR', '短信网关异常，请稍后重试'),
}

function header(request: FastifyRequest, name: string): string {
  const value = request.headers[name]
  return typeof value === 'string' ? value : ''
}

/** Signature of a request: HMAC-SHA256 over stamp, nonce and raw body, each ended by a line feed, in hexadecimal. */
export function smsSignature(secret: string, timestamp: string, nonce: string, rawBody: Buffer | string): string {
  return createHmac('sha256', secret).update(`${timestamp}\n${nonce}\n`).update(rawBody).update('\n').digest('hex')
}

function verifySender(request: FastifyRequest, keyring: Keyring, hostNow: number): void {
  const timestamp = header(request, 'x-sms-timestamp')
  const nonce = header(request, 'x-sms-nonce')
  const given = Buffer.from(header(request, 'x-sms-signature'))
  const expected = Buffer.from(smsSignature(keyring.sms.accessKeySecret, timestamp, nonce, rawBodyOf(request)))
  const fresh = Math.abs(hostNow / 1000 - Number(timestamp || Number.NaN)) <= WINDOW_SECONDS
  const known = header(request, 'x-sms-access-key') === keyring.sms.accessKeyId && nonce !== ''
  if (!known || !fresh || given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw new GatewayError(401, 'SIGNATURE_DOES_NOT_MATCH', '签名不匹配')
  }
}

function rendered(templateCode: string, signName: string, params: Readonly<Record<string, string>>): string {
  const template = TEMPLATES[templateCode]
  if (template === undefined) throw new GatewayError(400, 'TEMPLATE_NOT_FOUND', '短信模板不存在')
  const text = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = params[name]
    if (value === undefined) throw new GatewayError(400, 'TEMPLATE_PARAM_MISSING', `缺少模板参数 ${name}`)
    return value
  })
  return `【${signName}】${text}`
}

function accept(book: Book, clock: Clock, body: unknown): SmsMessage {
  const parsed = requestSchema.safeParse(body)
  if (!parsed.success) throw new GatewayError(400, 'INVALID_PARAMETER', parsed.error.issues[0]?.message ?? '参数错误')
  const { messageId, phone, signName, templateCode, params } = parsed.data
  const repeated = book.messages.find((message) => message.messageId === messageId)
  if (repeated !== undefined) return repeated
  const text = rendered(templateCode, signName, params)
  const sentAt = clock.now()
  const message = { id: randomUUID(), messageId, phone, templateCode, code: params['code'] ?? null, text, sentAt }
  book.record({ type: 'sms-sent', message })
  return message
}

export function smsRoutes(app: FastifyInstance, parts: { book: Book; keyring: Keyring; clock: Clock }): void {
  const { book, keyring, clock } = parts
  app.post('/sms/send', async (request: FastifyRequest, reply: FastifyReply) => {
    try {
      verifySender(request, keyring, Date.now())
      const fault = book.takeFault('sms', 'sms')
      if (!(await spoilBefore(fault, WORDS, request, reply))) return reply
      const message = accept(book, clock, jsonBodyOf(request))
      await book.flushed()
      if (!(await spoilAfter(fault, WORDS, request, reply))) return reply
      return await reply.send({ code: 'OK', id: message.id, messageId: message.messageId })
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error
      return reply.status(error.status).send(error.body())
    }
  })
}
