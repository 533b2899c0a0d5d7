import { DomainError } from '@jishi/kernel/errors'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { ANONYMOUS, doerText } from '../auth/actor.js'
import type { Bulkheads } from '../limits/bulkhead.js'
import { Paced } from '../limits/paced.js'
import type { Logger } from '../logging/logger.js'
import type { HttpMetrics } from '../metrics/http-metrics.js'
import { installAnswerCaching } from './answer-caching.js'
import { duringRequest } from './current-request.js'
import { endpointOf, type RequestState } from './request-state.js'
import { securityHeaders } from './security-headers.js'
import { TURNED_AWAY, turnAway } from './turn-away.js'

export interface EdgeParts {
  readonly bulkheads: Bulkheads
  readonly metrics: HttpMetrics
  readonly logger: Logger
}

const freshState = (): RequestState => ({
  actor: ANONYMOUS,
  input: { params: undefined, query: undefined, body: undefined },
  rawBody: undefined,
  idempotencyKey: undefined,
  permit: undefined,
  startedAt: process.hrtime.bigint(),
})

/** What every request passes through before and after its handler, whatever it asks for. */
export const installEdgeHooks = (fastify: FastifyInstance, parts: EdgeParts): void => {
  fastify.decorateRequest('jishi')
  const refusals = new Paced<() => void>((refuse) => refuse())
  fastify.addHook('onRequest', (request, reply, done) => {
    const route = endpointOf(request)?.route
    // A file that is on its way is refused by whoever would read it, not left to be swallowed.
    if (route === undefined || route.upload !== undefined || !parts.bulkheads.turnsAway(route.load)) return done()
    reply.hijack()
    refusals.add(() => turnAway(request, reply))
    parts.metrics.observe({ method: request.method, path: route.path, status: TURNED_AWAY, seconds: 0 })
  })
  fastify.addHook('onRequest', async (request, reply) => {
    request.jishi = freshState()
    void reply.header('x-request-id', request.id)
    for (const [name, value] of securityHeaders(request)) void reply.header(name, value)
  })
  // After the body, whose reading would lose it.
  fastify.addHook('preValidation', (request, _reply, done) => duringRequest(request.id, done))
  fastify.addHook('preValidation', (request, reply) => admit(request, reply, parts.bulkheads))
  installAnswerCaching(fastify)
  fastify.addHook('onResponse', async (request, reply) => {
    report(request, reply, parts)
    await Promise.resolve()
  })
}

/**
 * Takes a slot of the route's load class once the body is here, so that whoever sends slowly holds a socket and never
 * a slot; files and health need none.
 */
const admit = async (request: FastifyRequest, reply: FastifyReply, bulkheads: Bulkheads): Promise<void> => {
  const route = endpointOf(request)?.route
  if (route === undefined) return
  const permit = await bulkheads.enter(route.load)
  request.jishi.permit = permit
  // `close` comes after the last byte and also when a caller hangs up.
  reply.raw.once('close', () => permit.answer())
  if (!reply.raw.destroyed) return
  // Gone while it waited for its slot: there is nobody left to work for.
  permit.answer()
  throw new DomainError('REQUEST_TIMEOUT')
}

/** One line and one observation a request: the declared path, never the address with its ids and search words. */
const report = (request: FastifyRequest, reply: FastifyReply, { metrics, logger }: EdgeParts): void => {
  // A target that is no path at all was refused before it came to us.
  const state = request.jishi as RequestState | undefined
  if (state === undefined) return
  const route = endpointOf(request)?.route
  const path = route?.path ?? request.routeOptions.url ?? 'unknown'
  const milliseconds = Number(process.hrtime.bigint() - state.startedAt) / 1e6
  metrics.observe({ method: request.method, path, status: reply.statusCode, seconds: milliseconds / 1_000 })
  if (route === undefined && reply.statusCode < 500) return
  logger.info(
    {
      requestId: request.id,
      method: request.method,
      route: path,
      status: reply.statusCode,
      ms: Math.round(milliseconds * 10) / 10,
      actor: doerText(state.actor),
    },
    'request',
  )
}
