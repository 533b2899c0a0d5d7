import type { IncomingMessage } from 'node:http'
import type { FastifyInstance } from 'fastify'

/** How long a request may take to arrive: headers, body and all. */
const REQUEST_WITHIN_MS = 30_000
/** And a file of somebody who may send one, over the slowest line. */
export const UPLOAD_WITHIN_MS = 15 * 60_000

const timers = new WeakMap<IncomingMessage, NodeJS.Timeout>()

/** Ends a request that is still arriving, in the way Node ends one that is too slow. */
const end = (fastify: FastifyInstance, raw: IncomingMessage): void => {
  if (raw.complete || raw.socket.destroyed) return
  const late = Object.assign(new Error('Request timeout'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' })
  fastify.server.emit('clientError', late, raw.socket)
}

/**
 * Node knows one time limit for all requests of a server; a film needs more than a form. So the server's own is the
 * longest there is, and each request has its own from here: short, until a handler that takes files asks for more.
 */
export const installRequestDeadlines = (fastify: FastifyInstance, withinMs = REQUEST_WITHIN_MS): void => {
  fastify.addHook('onRequest', (request, reply, done) => {
    const { raw } = request
    const timer = setTimeout(() => end(fastify, raw), withinMs)
    timer.unref()
    timers.set(raw, timer)
    raw.once('end', () => clearTimeout(timers.get(raw)))
    reply.raw.once('close', () => clearTimeout(timers.get(raw)))
    done()
  })
}

/** Gives the rest of this request more time to arrive. */
export const allowMoreTime = (fastify: FastifyInstance, raw: IncomingMessage, withinMs = UPLOAD_WITHIN_MS): void => {
  const timer = timers.get(raw)
  if (timer === undefined || raw.complete) return
  clearTimeout(timer)
  const longer = setTimeout(() => end(fastify, raw), withinMs)
  longer.unref()
  timers.set(raw, longer)
}
