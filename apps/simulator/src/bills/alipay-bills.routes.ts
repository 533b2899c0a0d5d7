import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Book } from '../book/book.js'
import { AlipayRefusal, acq } from '../alipay/refusal.js'
import { spoilAfter, spoilBefore, type FailureWords } from '../faults/spoiled-call.js'
import { GatewayError } from '../http/gateway-error.js'
import type { BillDesk } from './bill-desk.js'

const FILE = '/alipay/bills/download'
const TYPES = ['trade', 'signcustomer', 'merchant_act']

const WORDS: FailureWords = {
  rateLimited: new GatewayError(429, 'RATE_LIMITED', '请求过于频繁'),
  broken: (status) => new GatewayError(status, 'SYSTEM_ERROR', '系统异常'),
}

/** What the query answers: an address that lives for thirty seconds, whoever opens it. */
export function alipayBillAddress(bills: BillDesk, base: string, content: unknown): string {
  const { bill_type: type, bill_date: day } = content as Record<string, unknown>
  if (typeof type !== 'string' || !TYPES.includes(type)) throw acq('INVALID_PARAMETER', '参数无效：bill_type')
  const answer = bills.alipay(typeof day === 'string' ? day : '', type === 'signcustomer' ? 'account' : 'trade')
  if (answer === 'bad_day') throw new AlipayRefusal('40004', 'isv.invalid-bill-date', '账单日期不正确')
  // The real one says the same of a bill that is not written yet and of a day without any.
  if (typeof answer === 'string') throw new AlipayRefusal('40004', 'BILL_NOT_EXIST', '账单不存在')
  return `${base}${FILE}?fileType=csv.zip&token=${answer.token}`
}

export function alipayBillRoutes(app: FastifyInstance, { book, bills }: { book: Book; bills: BillDesk }): void {
  app.get(FILE, async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const fault = book.takeFault('alipay', 'bill_file')
    if (!(await spoilBefore(fault, WORDS, request, reply))) return reply
    const bytes = bills.file('alipay', String((request.query as Record<string, unknown>)['token'] ?? ''))
    if (bytes === null) throw new GatewayError(403, 'EXPIRED', '下载链接已失效')
    if (!(await spoilAfter(fault, WORDS, request, reply))) return reply
    return reply.type('application/zip').send(bytes)
  })
}
