import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { AlipayParts } from './alipay.routes.js'
import { alipayCashierPage } from './cashier.page.js'
import type { AlipayCashierState } from './cashier.page.js'
import { yuanOf } from './money.js'
import type { AlipayTrade } from './records.js'
import { rsa2, signedText } from './signature.js'
import { wallTime } from './times.js'

interface CashierRequest {
  Params: { token: string }
  Querystring: { result?: unknown }
}
type Request = FastifyRequest<CashierRequest>

/** The merchant's page with what it may show. Signed, yet no proof of payment: it comes through the buyer's hands. */
function returnAddress({ keyring, clock }: AlipayParts, trade: AlipayTrade): string | null {
  if (trade.returnUrl === null) return null
  const { appId, sellerId, platformPrivateKey } = keyring.alipay
  const name = trade.product === 'QUICK_WAP_WAY' ? 'wap' : 'page'
  const shown: Record<string, string> = {
    app_id: appId,
    auth_app_id: appId,
    charset: 'utf-8',
    method: `alipay.trade.${name}.pay.return`,
    out_trade_no: trade.outTradeNo,
    seller_id: sellerId,
    timestamp: wallTime(clock.now()),
    total_amount: yuanOf(trade.totalFen),
    trade_no: trade.tradeNo,
    version: '1.0',
  }
  // What the merchant had in the address itself comes back too, and is covered by the signature.
  const address = new URL(trade.returnUrl)
  const all = { ...Object.fromEntries(address.searchParams), ...shown }
  for (const [key, value] of Object.entries(shown)) address.searchParams.set(key, value)
  address.searchParams.set('sign_type', 'RSA2')
  address.searchParams.set('sign', rsa2(signedText(all, []), platformPrivateKey))
  return address.href
}

function stateOf(parts: AlipayParts, request: Request, trade: AlipayTrade | undefined): AlipayCashierState {
  if (trade === undefined) return 'unknown'
  const refusal = parts.alipay.cashier.refusalFor(trade)
  if (refusal !== null) return refusal === 'already_paid' ? 'paid' : refusal
  return request.query.result === 'cancelled' ? 'cancelled' : 'payable'
}

function returnToOf(parts: AlipayParts, state: AlipayCashierState, trade: AlipayTrade | undefined): string | null {
  if (trade === undefined) return null
  if (state === 'paid') return returnAddress(parts, trade)
  return trade.quitUrl ?? trade.returnUrl
}

export function alipayCashierRoutes(app: FastifyInstance, parts: AlipayParts): void {
  const { book, clock, merchantName, alipay } = parts
  const tradeOf = (request: Request): AlipayTrade | undefined => book.alipay.tradeByLink(request.params.token)
  const pathOf = (request: Request): string => `/cashier/alipay/${request.params.token}`

  app.get<CashierRequest>('/cashier/alipay/:token', async (request, reply): Promise<FastifyReply> => {
    const trade = tradeOf(request)
    const state = stateOf(parts, request, trade)
    const returnTo = returnToOf(parts, state, trade)
    const view = { state, merchantName, trade: trade ?? null, path: pathOf(request), returnTo, now: clock.now() }
    return reply
      .status(state === 'unknown' ? 404 : 200)
      .type('text/html; charset=utf-8')
      .send(alipayCashierPage(view))
  })
  app.post<CashierRequest>('/cashier/alipay/:token/pay', async (request, reply) => {
    const trade = tradeOf(request)
    if (trade !== undefined) alipay.cashier.pay(trade, false)
    return reply.redirect(pathOf(request), 303)
  })
  app.post<CashierRequest>('/cashier/alipay/:token/cancel', async (request, reply) => {
    const trade = tradeOf(request)
    if (trade !== undefined) alipay.cashier.cancel(trade)
    return reply.redirect(`${pathOf(request)}?result=cancelled`, 303)
  })
}
