import { createParamDecorator, type ExecutionContext } from '@nestjs/common'
import type { Platform } from '@jishi/contracts/order/order.terms'
import { assert } from '@jishi/kernel/assert'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { doerText, type Actor, type MemberActor, type OperatorActor } from '../auth/actor.js'
import { bearerToken, OperatorCookie } from '../auth/credentials.js'
import type { IdempotentCall } from '../idempotency/idempotency.js'
import { channelOf } from './channel.js'
import { languageOf, type Language } from './language.js'
import { endpointOf, type CheckedInput } from './request-state.js'
import type { Visit } from './visit.js'

const requestOf = (context: ExecutionContext): FastifyRequest => context.switchToHttp().getRequest<FastifyRequest>()

/** `{ params, query, body }` as the endpoint's schemas let them through: type it `InputOf<typeof endpoint>`. */
export const Input = createParamDecorator((_: unknown, context): CheckedInput => requestOf(context).jishi.input)

/** The signed-in shopper of a `member` route. */
export const Member = createParamDecorator((_: unknown, context): MemberActor => {
  const { actor } = requestOf(context).jishi
  assert(actor.kind === 'member', 'only a route with access "member" has a member')
  return actor
})

/** The signed-in operator of an `operator` route. */
export const Operator = createParamDecorator((_: unknown, context): OperatorActor => {
  const { actor } = requestOf(context).jishi
  assert(actor.kind === 'operator', 'only a route with access "operator" has an operator')
  return actor
})

/** The language of whoever reads the answer: for words that are not an error's. */
export const Spoken = createParamDecorator((_: unknown, context): Language =>
  languageOf(requestOf(context).headers['accept-language']),
)

/** The token the caller presents, as it came: for what is bound to one sign-in. */
export const Bearer = createParamDecorator((_: unknown, context): string | undefined => bearerToken(requestOf(context)))

/** Whoever it is: for routes that anybody may call. */
export const Caller = createParamDecorator((_: unknown, context): Actor => requestOf(context).jishi.actor)

/** The call as `Idempotency.run` wants it: who, which route, which key, and what was asked. */
export const Idempotent = createParamDecorator((_: unknown, context): IdempotentCall => {
  const request = requestOf(context)
  const endpoint = endpointOf(request)
  const { actor, input, idempotencyKey } = request.jishi
  assert(endpoint !== undefined && idempotencyKey !== undefined, 'only a route that requires a key has a call')
  const { method, path } = endpoint.route
  const asked = { params: input.params, query: input.query, body: input.body }
  return { actor: doerText(actor), route: `${method} ${path}`, key: idempotencyKey, body: asked }
})

/** The platform the shopper's client runs on, or null: prices may differ by it. */
export const Channel = createParamDecorator((_: unknown, context): Platform | null => channelOf(requestOf(context)))

/** Both of them, for answers that show prices and say why. */
export const Visiting = createParamDecorator((_: unknown, context): Visit => {
  const request = requestOf(context)
  return { channel: channelOf(request), language: languageOf(request.headers['accept-language']) }
})

/** The bytes of a callback exactly as they came. */
export const RawBody = createParamDecorator((_: unknown, context): Buffer => {
  const { rawBody } = requestOf(context).jishi
  return rawBody ?? Buffer.alloc(0)
})

/** The headers as they came, lower-case names: a callback's signature is among them. */
export const RequestHeaders = createParamDecorator(
  (_: unknown, context): Readonly<Record<string, string | string[] | undefined>> => requestOf(context).headers,
)

/** What a sign-in remembers about where it came from; the address is believed only through trusted proxies. */
export interface Origin {
  readonly ip: string
  readonly userAgent: string
  readonly requestId: string
}

export const RequestOrigin = createParamDecorator((_: unknown, context): Origin => {
  const request = requestOf(context)
  return { ip: request.ip, userAgent: (request.headers['user-agent'] ?? '').slice(0, 200), requestId: request.id }
})

/** Sets or clears the operator's cookie; `Secure` whenever the request came over https. */
export const SessionCookie = createParamDecorator((_: unknown, context): OperatorCookie => {
  const reply = context.switchToHttp().getResponse<FastifyReply>()
  return new OperatorCookie(reply, requestOf(context).protocol === 'https')
})
