import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { rfc3339 } from '../clock.js'
import type { AlipayParts } from '../alipay/alipay.routes.js'
import { parsed } from '../console/console.routes.js'
import { GatewayError } from '../http/gateway-error.js'
import type { Transfer } from './transfer-records.js'
import { createdTransferView, queriedTransferView } from './transfer-views.js'
import { serve, type WechatPayParts } from './wechat-pay.routes.js'

const BILLS = '/v3/fund-app/mch-transfer/transfer-bills'
const CONSOLE = '/console/api/transfers'
const failSchema = z.strictObject({ reason: z.string().min(1).max(64).default('PAYEE_ACCOUNT_ABNORMAL') })

const parameter = (request: FastifyRequest, name: string): string =>
  String((request.params as Record<string, unknown>)[name] ?? '')

export function transferRoutes(app: FastifyInstance, parts: WechatPayParts): void {
  const { transfers, transferDesk, keyring } = parts
  app.post(
    BILLS,
    serve(parts, 'transfer', ({ request, body }) => {
      const serial = request.headers['wechatpay-serial']
      const transfer = transfers.create(body(), typeof serial === 'string' ? serial : undefined)
      return { status: 200, body: createdTransferView(transfer) }
    }),
  )
  const query = (find: (request: FastifyRequest) => Transfer) =>
    serve(parts, 'transfer_query', ({ request, fault }) => ({
      status: 200,
      body: queriedTransferView(find(request), keyring.mchid, fault),
    }))
  app.get(
    `${BILLS}/out-bill-no/:no`,
    query((request) => transfers.byOutBillNo(parameter(request, 'no'))),
  )
  app.get(
    `${BILLS}/transfer-bill-no/:no`,
    query((request) => transfers.byBillNo(parameter(request, 'no'))),
  )
  app.post(
    `${BILLS}/out-bill-no/:no/cancel`,
    serve(parts, 'transfer_cancel', ({ request }) => {
      const transfer = transfers.cancel(parameter(request, 'no'))
      transferDesk.schedule(transfer)
      const { outBillNo: out_bill_no, transferBillNo: transfer_bill_no, state } = transfer
      const answer = { out_bill_no, transfer_bill_no, state, update_time: rfc3339(transfer.updatedAt) }
      return { status: 200, body: answer }
    }),
  )
}

/** What the payee's phone shows and does, at either wallet. */
export function transferConsoleRoutes(
  app: FastifyInstance,
  { book, transfers, transferDesk, alipay }: WechatPayParts & AlipayParts,
): void {
  app.get(CONSOLE, async () => {
    const wechat = [...book.transfers.all.values()].map((transfer) => ({ channel: 'wechat', ...transfer }))
    const others = [...book.alipay.transfers.values()].map((transfer) => ({ channel: 'alipay', ...transfer }))
    return { items: [...wechat, ...others].reverse() }
  })
  const act = (yes: boolean) => async (request: FastifyRequest) => {
    const no = parameter(request, 'no')
    const reason = yes ? '' : parsed(failSchema, request).reason
    if (book.alipay.transfers.has(no)) return alipay.transfers.end(no, yes ? null : reason)
    const transfer = transfers.byOutBillNo(no)
    const done = yes ? transferDesk.confirm(transfer) : transferDesk.fail(transfer, reason)
    if (!done) throw new GatewayError(409, 'NOT_OPEN', '这笔转账已经有结果', { state: transfer.state })
    return transfer
  }
  app.post(`${CONSOLE}/:no/confirm`, act(true))
  app.post(`${CONSOLE}/:no/fail`, act(false))
}
