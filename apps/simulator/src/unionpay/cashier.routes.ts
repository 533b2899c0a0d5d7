import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { pagePolicy } from '../http/page-policy.js'
import { unionpayCashierPage } from './cashier.page.js'
import type { UnionpayCashierState, UnionpayCashierView } from './cashier.page.js'
import type { UnionpayParts } from './gateway.routes.js'
import { paidFields } from './news.js'
import type { UnionpayOrder } from './records.js'
import { signedFields } from './signature.js'

interface CashierRequest {
  Params: { token: string }
  Querystring: { result?: unknown }
}
type Request = FastifyRequest<CashierRequest>

function stateOf(parts: UnionpayParts, request: Request, order: UnionpayOrder | undefined): UnionpayCashierState {
  if (order === undefined) return 'unknown'
  const refusal = parts.unionpay.refusalFor(order)
  if (refusal !== null) return refusal === 'already_paid' ? 'paid' : 'expired'
  return request.query.result === 'cancelled' ? 'cancelled' : 'payable'
}

/** Back to the merchant by a form, as the real page does. Signed, yet no proof of payment: the payer's hands carry it. */
async function backOf(
  { keyring }: UnionpayParts,
  state: UnionpayCashierState,
  order: UnionpayOrder | undefined,
): Promise<UnionpayCashierView['back']> {
  if (order === undefined || order.frontUrl === null) return null
  const paid = { ...paidFields(keyring.unionpay, order), respCode: '00', respMsg: 'Success!' }
  return { url: order.frontUrl, fields: state === 'paid' ? await signedFields(paid, keyring.unionpay) : {} }
}

export function unionpayCashierRoutes(app: FastifyInstance, parts: UnionpayParts): void {
  const { book, clock, merchantName, unionpay } = parts
  const orderOf = (request: Request): UnionpayOrder | undefined => book.unionpay.orderByLink(request.params.token)
  const pathOf = (request: Request): string => `/cashier/unionpay/${request.params.token}`

  app.get<CashierRequest>('/cashier/unionpay/:token', async (request, reply): Promise<FastifyReply> => {
    const order = orderOf(request)
    const state = stateOf(parts, request, order)
    const back = await backOf(parts, state, order)
    const view = { state, merchantName, order: order ?? null, path: pathOf(request), back, now: clock.now() }
    return reply
      .status(state === 'unknown' ? 404 : 200)
      .header('content-security-policy', pagePolicy(back === null ? '' : new URL(back.url).origin))
      .type('text/html; charset=utf-8')
      .send(unionpayCashierPage(view))
  })
  app.post<CashierRequest>('/cashier/unionpay/:token/pay', async (request, reply) => {
    const order = orderOf(request)
    if (order !== undefined) unionpay.pay(order, false)
    return reply.redirect(pathOf(request), 303)
  })
  app.post<CashierRequest>('/cashier/unionpay/:token/cancel', async (request, reply) => {
    const order = orderOf(request)
    if (order !== undefined) unionpay.cancel(order)
    return reply.redirect(`${pathOf(request)}?result=cancelled`, 303)
  })
}
