import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Book } from '../book/book.js'
import type { Clock } from '../clock.js'
import type { Fault, FaultOperation } from '../faults/fault-kinds.js'
import { spoilAfter, spoilBefore } from '../faults/spoiled-call.js'
import type { FailureWords } from '../faults/spoiled-call.js'
import { GatewayError } from '../http/gateway-error.js'
import { rawBodyOf } from '../http/raw-body.js'
import type { Keyring } from '../keys/keyring.js'
import { refusalPage } from './cashier.page.js'
import type { UnionpayDesk } from './desk.js'
import { claimed } from './notice-post.js'
import { paidFields, refundedFields } from './news.js'
import { UnionpayRefusal } from './refusal.js'
import { formFields, queryRequest, readFields, verifyFields } from './requests.js'
import { signedFields } from './signature.js'
import type { Fields } from './signature.js'

export interface UnionpayParts {
  book: Book
  keyring: Keyring
  clock: Clock
  unionpay: UnionpayDesk
  merchantName: string
}

const WORDS: FailureWords = {
  rateLimited: new GatewayError(429, 'FREQUENCY_LIMITED', '操作过于频繁'),
  broken: (status) => new GatewayError(status, 'SYSTEM_ERROR', '系统繁忙'),
}

const ECHOED = ['merId', 'orderId', 'txnTime', 'txnType', 'txnSubType', 'bizType', 'accessType'] as const

function echoOf(fields: Fields): Fields {
  return Object.fromEntries(ECHOED.flatMap((name) => (fields[name] === undefined ? [] : [[name, fields[name]]])))
}

/** Not escaped, as the real answers are not: whoever reads it splits each pair at its first sign of equality. */
function plainText(fields: Fields): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
}

type Work = (fields: Fields, fault: Fault | undefined) => Fields

function serve(parts: UnionpayParts, operationOf: (fields: Fields) => FaultOperation, work: Work) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    let fields: Fields = {}
    let fault: Fault | undefined
    let answer: Fields
    try {
      fields = formFields(rawBodyOf(request))
      verifyFields(fields, parts.keyring.unionpay)
      fault = parts.book.takeFault('unionpay', operationOf(fields))
      if (!(await spoilBefore(fault, WORDS, request, reply))) return reply
      if (fault?.kind === 'refused') throw new UnionpayRefusal(String(fault.value ?? '01'))
      answer = work(fields, fault)
      await parts.book.flushed()
      if (!(await spoilAfter(fault, WORDS, request, reply))) return reply
    } catch (error) {
      if (!(error instanceof UnionpayRefusal)) throw error
      answer = { ...echoOf(fields), respCode: error.respCode, respMsg: error.message }
    }
    const signed = await signedFields(claimed(answer, fault), parts.keyring.unionpay, fault?.kind)
    return reply.type('text/html;charset=UTF-8').send(plainText(signed))
  }
}

interface Moved {
  fields: Fields
  respCode: string
}

/** An order that nobody has paid is one the platform does not know yet. */
function movedOf({ book, keyring }: UnionpayParts, orderId: string, txnTime: string): Moved {
  const order = book.unionpay.orders.get(orderId)
  if (order?.txnTime === txnTime && order.paidAt !== null) {
    return { fields: paidFields(keyring.unionpay, order), respCode: '00' }
  }
  const refund = book.unionpay.refund(orderId)?.refund
  if (refund?.txnTime !== txnTime) throw new UnionpayRefusal('34')
  return { fields: refundedFields(keyring.unionpay, refund), respCode: refund.respCode }
}

/** A question is answered by its own code; what became of the trade has a code beside it. */
function queried(parts: UnionpayParts, fields: Fields, fault: Fault | undefined): Fields {
  const { orderId, txnTime } = readFields(queryRequest, fields)
  const moved = movedOf(parts, orderId, txnTime)
  const outcome = fault?.kind === 'undecided' ? String(fault.value ?? '05') : moved.respCode
  const answer = { ...echoOf(fields), respCode: '00', respMsg: '成功[0000000]', origRespCode: outcome }
  return outcome === '00' ? { ...moved.fields, ...answer } : answer
}

function refunded({ unionpay }: UnionpayParts, fields: Fields, fault: Fault | undefined): Fields {
  const failure = fault?.kind === 'abnormal' ? String(fault.value ?? '01') : undefined
  const refund = unionpay.refund(fields, failure)
  const code = fault?.kind === 'undecided' ? String(fault.value ?? '05') : '00'
  return {
    ...echoOf(fields),
    txnAmt: String(refund.txnAmt),
    queryId: refund.queryId,
    respCode: code,
    respMsg: '成功[0000000]',
  }
}

export function unionpayGatewayRoutes(app: FastifyInstance, parts: UnionpayParts): void {
  const asked = (fields: Fields): FaultOperation =>
    parts.book.unionpay.refund(fields['orderId'] ?? '') === undefined ? 'query' : 'refund_query'
  app.post(
    '/gateway/api/queryTrans.do',
    serve(parts, asked, (fields, fault) => queried(parts, fields, fault)),
  )
  app.post(
    '/gateway/api/backTransReq.do',
    serve(
      parts,
      () => 'refund',
      (fields, fault) => refunded(parts, fields, fault),
    ),
  )
  app.post('/gateway/api/frontTransReq.do', async (request, reply) => {
    try {
      const fields = formFields(rawBodyOf(request))
      verifyFields(fields, parts.keyring.unionpay)
      const fault = parts.book.takeFault('unionpay', 'create')
      if (!(await spoilBefore(fault, WORDS, request, reply))) return reply
      const order = parts.unionpay.open(fields)
      return reply.redirect(`/cashier/unionpay/${order.linkToken}`, 303)
    } catch (error) {
      if (!(error instanceof UnionpayRefusal)) throw error
      return reply.type('text/html; charset=utf-8').send(refusalPage(error))
    }
  })
}
