import { hash } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { CHANNEL_HEADER_NAME } from './channel.js'
import { endpointOf } from './request-state.js'

/** What everybody may see and nobody changes by asking: the shop window. */
const isShared = (request: FastifyRequest): boolean => {
  const route = endpointOf(request)?.route
  return route !== undefined && route.method === 'GET' && route.access === 'public'
}

const tagOf = (payload: string): string => `"${hash('sha256', payload, 'base64url').slice(0, 27)}"`

const isKnownTo = (request: FastifyRequest, tag: string): boolean =>
  (request.headers['if-none-match'] ?? '').split(',').some((given) => given.trim().replace(/^W\//, '') === tag)

/**
 * Private answers are never kept by anybody; public ones may be kept and asked for again by their tag, which
 * saves a phone the bytes of a home page it already has.
 */
const withCaching = (request: FastifyRequest, reply: FastifyReply, payload: unknown): unknown => {
  if (endpointOf(request) === undefined || reply.hasHeader('cache-control')) return payload
  if (!isShared(request) || reply.statusCode !== 200 || typeof payload !== 'string') {
    void reply.header('cache-control', 'no-store')
    return payload
  }
  const tag = tagOf(payload)
  void reply
    .header('cache-control', 'no-cache')
    .header('etag', tag)
    .header('vary', `accept-language, ${CHANNEL_HEADER_NAME}`)
  if (!isKnownTo(request, tag)) return payload
  void reply.code(304).removeHeader('content-length')
  return ''
}

export const installAnswerCaching = (fastify: FastifyInstance): void => {
  fastify.addHook('onSend', (request, reply, payload, done) => done(null, withCaching(request, reply, payload)))
}
