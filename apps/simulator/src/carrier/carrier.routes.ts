import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Book } from '../book/book.js'
import type { Clock } from '../clock.js'
import type { FaultOperation } from '../faults/fault-kinds.js'
import { spoilAfter, spoilBefore } from '../faults/spoiled-call.js'
import type { FailureWords } from '../faults/spoiled-call.js'
import { GatewayError } from '../http/gateway-error.js'
import { rawBodyOf } from '../http/raw-body.js'
import type { Keyring } from '../keys/keyring.js'
import { reportOf } from './report.js'
import { carrierSignature } from './signature.js'

export interface CarrierParts {
  book: Book
  keyring: Keyring
  clock: Clock
}

const COMPANIES = new Set([
  ...['shunfeng', 'zhongtong', 'yuantong', 'shentong', 'yunda', 'ems', 'jd', 'debangkuaidi', 'jtexpress'],
  ...['huitongkuaidi', 'youzhengguonei', 'zhaijisong', 'shansong'],
])
/** These tell nothing of a parcel without the last four digits of a phone on it. */
const ASK_FOR_A_PHONE = new Set(['shunfeng'])

const number = z.string().regex(/^[0-9A-Za-z-]{6,32}$/)
const subscription = z.object({
  company: z.string(),
  number,
  key: z.string(),
  parameters: z.object({
    callbackurl: z.url(),
    salt: z.string().min(1).max(64),
    phone: z.string().max(16).optional(),
    resultv2: z.string().optional(),
  }),
})
const question = z.object({ com: z.string(), num: number, phone: z.string().max(16).optional() })

const WORDS: FailureWords = {
  rateLimited: new GatewayError(200, '503', '访问频率过快'),
  broken: (status) => new GatewayError(status, '500', '服务器错误'),
}

const refused = (returnCode: string, message: string) => ({ result: false, returnCode, message })

function jsonOf(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '')
  } catch {
    return undefined
  }
}

function phoneProblem(company: string, phone: string | undefined): boolean {
  return ASK_FOR_A_PHONE.has(company) && !/\d{4}$/.test(phone ?? '')
}

/** Watching a parcel: the request carries the key itself, so it has no signature. */
function subscribe({ book, keyring, clock }: CarrierParts, form: URLSearchParams) {
  const read = subscription.safeParse(jsonOf(form.get('param')))
  if (form.get('schema') !== 'json' || !read.success) return refused('701', '拒绝订阅的请求：参数错误')
  const { company, parameters, key } = read.data
  if (key !== keyring.carrier.key) return refused('600', '您不是合法的订阅者')
  if (!COMPANIES.has(company)) return refused('700', '不支持的快递公司')
  if (phoneProblem(company, parameters.phone)) return refused('701', '请填写手机号后四位')
  if (book.carrier.get(company, read.data.number) !== undefined) return refused('501', '重复订阅')
  const parcel = {
    ...{ company, number: read.data.number, phone: parameters.phone ?? '', salt: parameters.salt },
    ...{ callbackUrl: parameters.callbackurl, watchedSince: clock.now(), news: [] },
  }
  book.record({ type: 'carrier', fact: { what: 'parcel-watched', parcel } })
  return { result: true, returnCode: '200', message: '提交成功' }
}

function query({ book, keyring }: CarrierParts, form: URLSearchParams) {
  const { customer, key } = keyring.carrier
  const param = form.get('param') ?? ''
  if (form.get('customer') !== customer || form.get('sign') !== carrierSignature(param, key, customer))
    return refused('503', '验证签名失败')
  const read = question.safeParse(jsonOf(param))
  if (!read.success) return refused('400', '提交的数据不完整')
  if (phoneProblem(read.data.com, read.data.phone)) return refused('408', '验证码错误')
  const parcel = book.carrier.get(read.data.com, read.data.num)
  return parcel === undefined || parcel.news.length === 0
    ? refused('500', '查询无结果，请隔段时间再查')
    : reportOf(parcel)
}

function serve(parts: CarrierParts, operation: FaultOperation, work: typeof subscribe | typeof query) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    try {
      const fault = parts.book.takeFault('carrier', operation)
      if (!(await spoilBefore(fault, WORDS, request, reply))) return reply
      const answer = work(parts, new URLSearchParams(rawBodyOf(request).toString('utf8')))
      await parts.book.flushed()
      if (!(await spoilAfter(fault, WORDS, request, reply))) return reply
      return await reply.send(answer)
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error
      return reply.status(error.status).send(refused(error.code, error.message))
    }
  }
}

/** kuaidi100 as a merchant's server sees it: form in, JSON out, HTTP 200 for its own refusals too. */
export function carrierRoutes(app: FastifyInstance, parts: CarrierParts): void {
  app.post('/poll', serve(parts, 'subscribe', subscribe))
  app.post('/poll/query.do', serve(parts, 'query', query))
}
