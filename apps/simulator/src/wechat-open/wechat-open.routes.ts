import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Book } from '../book/book.js'
import type { Clock } from '../clock.js'
import { numberOf } from '../faults/fault-kinds.js'
import type { Fault, FaultOperation } from '../faults/fault-kinds.js'
import { spoilAfter, spoilBefore } from '../faults/spoiled-call.js'
import type { FailureWords } from '../faults/spoiled-call.js'
import { GatewayError } from '../http/gateway-error.js'
import { jsonBodyOf } from '../http/raw-body.js'
import type { Keyring } from '../keys/keyring.js'
import type { Courier } from '../notices/courier.js'
import { text } from './apps.js'
import type { Query } from './apps.js'
import { ContentCheck } from './content-check.js'
import { Exchange } from './exchange.js'
import { OpenError } from './open-error.js'
import { OrderCentre } from './order-centre.js'
import { AccessTokens } from './tokens.js'

export interface WechatOpenParts {
  book: Book
  keyring: Keyring
  clock: Clock
  courier: Courier
}

interface Call {
  query: Query
  body: unknown
  fault: Fault | undefined
}

const REACHED_QUOTA = 45009
const NO_PERMISSION = 48001
const POST_ONLY = [
  '/cgi-bin/stable_token',
  '/wxa/business/getuserphonenumber',
  '/wxa/sec/order/upload_shipping_info',
  '/wxa/sec/order/get_order',
  '/wxa/msg_sec_check',
  '/wxa/media_check_async',
]

// Busy and rate-limited callers are told with HTTP 200; these words are for failures of the transport.
const WORDS: FailureWords = {
  rateLimited: new GatewayError(200, String(REACHED_QUOTA), 'reach max api daily quota limit'),
  broken: (status) => new GatewayError(status, 'SYSTEM_ERROR', 'system error'),
}

/** Refusals that a fault plays before anything is applied. */
function refuse(fault: Fault | undefined): void {
  if (fault?.kind === 'busy') throw new OpenError(-1, 'system error')
  if (fault?.kind === 'rate_limited' && fault.value !== 'applied') {
    throw new OpenError(numberOf(fault, REACHED_QUOTA), 'reach max api daily quota limit')
  }
  if (fault?.kind === 'refused') throw new OpenError(numberOf(fault, NO_PERMISSION), 'api unauthorized')
}

function refusalBody(error: unknown): { status: number; body: Record<string, unknown> } {
  if (error instanceof OpenError) return { status: 200, body: error.body() }
  if (!(error instanceof GatewayError)) throw error
  return error === WORDS.rateLimited
    ? { status: 200, body: new OpenError(REACHED_QUOTA, error.message).body() }
    : { status: error.status, body: error.body() }
}

function serve(book: Book, operation: FaultOperation, work: (call: Call) => Record<string, unknown>) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    try {
      const fault = book.takeFault('wechat_open', operation)
      refuse(fault)
      if (!(await spoilBefore(fault, WORDS, request, reply))) return reply
      const answer = work({ query: request.query as Query, body: jsonBodyOf(request), fault })
      await book.flushed()
      if (!(await spoilAfter(fault, WORDS, request, reply))) return reply
      return await reply.send(answer)
    } catch (error) {
      const { status, body } = refusalBody(error)
      return reply.status(status).send(body)
    }
  }
}

export function wechatOpenRoutes(app: FastifyInstance, { book, keyring, clock, courier }: WechatOpenParts): void {
  const tokens = new AccessTokens(book, keyring, clock)
  const exchange = new Exchange(book, keyring, clock, tokens)
  const orders = new OrderCentre(book, keyring, clock, tokens)
  const content = new ContentCheck(book, keyring, clock, tokens, courier)
  /** The call's token, which a fault may end under its caller. */
  const tokenOf = ({ query, fault }: Call): string => {
    const accessToken = text(query, 'access_token')
    if (fault?.kind === 'token_expired') tokens.expire(accessToken)
    return accessToken
  }
  app.get(
    '/sns/jscode2session',
    serve(book, 'code2session', ({ query }) => exchange.session(query)),
  )
  app.get(
    '/sns/oauth2/access_token',
    serve(book, 'oauth_token', ({ query }) => exchange.oauthToken(query)),
  )
  app.post('/cgi-bin/stable_token', {
    // Counted before a fault can spoil the call: whoever asks in vain has asked all the same.
    preHandler: async (request) => tokens.noteCall(jsonBodyOf(request)),
    handler: serve(book, 'stable_token', ({ body }) => tokens.stable(body)),
  })
  app.post(
    '/wxa/business/getuserphonenumber',
    serve(book, 'phone', (call) => exchange.phone(tokenOf(call), call.body)),
  )
  app.post(
    '/wxa/sec/order/upload_shipping_info',
    serve(book, 'upload_shipping', (call) => orders.upload(tokenOf(call), call.body)),
  )
  app.post(
    '/wxa/sec/order/get_order',
    serve(book, 'get_order', (call) => orders.order(tokenOf(call), call.body)),
  )
  app.post(
    '/wxa/sec/order/update_order_detail_path',
    serve(book, 'order_path', (call) => orders.setPath(tokenOf(call), call.body)),
  )
  app.post(
    '/wxa/sec/order/get_order_detail_path',
    serve(book, 'order_path', (call) => orders.path(tokenOf(call))),
  )
  app.post(
    '/wxa/msg_sec_check',
    serve(book, 'text_check', (call) => content.text(tokenOf(call), call.body, call.fault)),
  )
  const picture = serve(book, 'picture_check', (call) => content.media(tokenOf(call), call.body, call.fault))
  app.post('/wxa/media_check_async', async (request, reply) => {
    await picture(request, reply)
    content.tell()
    return reply
  })
  for (const path of POST_ONLY) {
    app.get(path, async () => new OpenError(43002, 'require POST method').body())
  }
}
