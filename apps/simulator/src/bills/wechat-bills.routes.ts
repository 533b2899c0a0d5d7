import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { spoilAfter, spoilBefore } from '../faults/spoiled-call.js'
import { GatewayError } from '../http/gateway-error.js'
import { rawBodyOf } from '../http/raw-body.js'
import { verifyRequest } from '../wechat-pay/request-signature.js'
import { serve, WORDS, type Work, type WechatPayParts } from '../wechat-pay/wechat-pay.routes.js'
import { paramError } from '../wechat-pay/wire-rules.js'
import type { BillRefusal, WechatBillKind } from './bill-desk.js'

const TRADE_KINDS: readonly WechatBillKind[] = ['ALL', 'SUCCESS', 'REFUND']
const ACCOUNTS = ['BASIC', 'OPERATION', 'FEES']

function refusalOf(refusal: BillRefusal, day: string): GatewayError {
  if (refusal === 'bad_day') return paramError('/bill_date', 'must be a day of the last three months', day)
  if (refusal === 'not_yet') return new GatewayError(400, 'STATEMENT_CREATING', '账单正在生成中，请稍后再试')
  return new GatewayError(400, 'NO_STATEMENT_EXIST', '账单文件不存在')
}

const textOf = (request: FastifyRequest, name: string, otherwise = ''): string => {
  const value = (request.query as Record<string, unknown>)[name]
  return typeof value === 'string' && value !== '' ? value : otherwise
}

function bill(parts: WechatPayParts, kindOf: (request: FastifyRequest) => WechatBillKind): Work {
  return ({ request }) => {
    const kind = kindOf(request)
    const day = textOf(request, 'bill_date')
    const packing = textOf(request, 'tar_type')
    if (packing !== '' && packing !== 'GZIP') throw paramError('/tar_type', 'must be GZIP', packing)
    const answer = parts.bills.wechat(day, kind, packing === 'GZIP')
    if (typeof answer === 'string') throw refusalOf(answer, day)
    const url = `https://api.mch.weixin.qq.com/v3/billdownload/file?token=${answer.token}`
    return { status: 200, body: { hash_type: 'SHA1', hash_value: answer.hash, download_url: url } }
  }
}

/** The one answer of the gateway that it does not sign: the hash in the answer before stands for it. */
function file(parts: WechatPayParts) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const { method, url = '', headers } = request.raw
    verifyRequest(
      { method: method ?? '', url, headers, rawBody: rawBodyOf(request) },
      parts.keyring,
      Date.now(),
      parts.book.merchantKey,
    )
    const fault = parts.book.takeFault('wechat', 'bill_file')
    if (!(await spoilBefore(fault, WORDS, request, reply))) return reply
    const bytes = parts.bills.file('wechat', textOf(request, 'token'))
    if (bytes === null) throw new GatewayError(400, 'INVALID_REQUEST', 'token已失效，请重新申请账单')
    if (!(await spoilAfter(fault, WORDS, request, reply))) return reply
    return reply.type('application/octet-stream').send(bytes)
  }
}

export function wechatBillRoutes(app: FastifyInstance, parts: WechatPayParts): void {
  const tradeKind = (request: FastifyRequest): WechatBillKind => {
    const kind = textOf(request, 'bill_type', 'ALL')
    const known = TRADE_KINDS.find((one) => one === kind)
    if (known === undefined) throw paramError('/bill_type', 'must be ALL, SUCCESS or REFUND', kind)
    return known
  }
  const flowKind = (request: FastifyRequest): WechatBillKind => {
    const account = textOf(request, 'account_type', 'BASIC')
    if (!ACCOUNTS.includes(account)) throw paramError('/account_type', 'must be BASIC, OPERATION or FEES', account)
    return 'FLOW'
  }
  app.get('/v3/bill/tradebill', serve(parts, 'bill', bill(parts, tradeKind)))
  app.get('/v3/bill/fundflowbill', serve(parts, 'bill', bill(parts, flowKind)))
  app.get('/v3/billdownload/file', file(parts))
}
