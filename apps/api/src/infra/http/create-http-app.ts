import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { DynamicModule, Type } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify'
import type { FastifyInstance, FastifyReply, FastifyRequest, RawServerDefault } from 'fastify'
import type { Config } from '../config/config.js'
import { Health } from '../health/health.js'
import { Bulkheads } from '../limits/bulkhead.js'
import { Limits } from '../limits/limits.js'
import { loggerOf, NestLog, type Logger } from '../logging/logger.js'
import { HttpMetrics } from '../metrics/http-metrics.js'
import { installBodyParsers } from './body-parsers.js'
import { checkRoutes } from './check-routes.js'
import { installEdgeHooks } from './edge-hooks.js'
import { sendError } from './error.filter.js'
import { installPages, type PageRoots } from './pages.js'
import { installRequestDeadlines, UPLOAD_WITHIN_MS } from './request-deadline.js'

export interface HttpAppOptions {
  readonly config: Config
  /** Built front ends; a directory that is not there is not served. */
  readonly pages?: PageRoots
  /** Start-up compares controllers with the contracts; a test of a few controllers alone turns it off. */
  readonly routeCheck?: boolean
}

const BODY_LIMIT_BYTES = 256 * 1024
const HEADER_LIMIT_BYTES = 16 * 1024
const HEADERS_WITHIN_MS = 10_000
const IDLE_CONNECTION_MS = 65_000
const LOOK_EVERY_MS = 50
const LEAVE_WITHIN_MS = 15_000
const REQUEST_ID_SHAPE = /^[A-Za-z0-9_-]{8,64}$/

/** A caller's own request id is kept when it is harmless, so that a trace can cross systems. */
const requestIdOf = (request: IncomingMessage): string => {
  const given = request.headers['x-request-id']
  return typeof given === 'string' && REQUEST_ID_SHAPE.test(given) ? given : randomUUID()
}

const adapterOf = (config: Config, logger: Logger): FastifyAdapter<RawServerDefault> =>
  new FastifyAdapter<RawServerDefault>({
    logger: false,
    genReqId: (request: unknown) => requestIdOf(request as IncomingMessage),
    // Without a declared proxy the address of the connection counts, and nobody can talk their way past a limit.
    trustProxy: config.trustProxy.length === 0 ? false : [...config.trustProxy],
    bodyLimit: BODY_LIMIT_BYTES,
    http: { maxHeaderSize: HEADER_LIMIT_BYTES, headersTimeout: HEADERS_WITHIN_MS },
    requestTimeout: UPLOAD_WITHIN_MS,
    keepAliveTimeout: IDLE_CONNECTION_MS,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    routerOptions: { maxParamLength: 200 },
    // A path the router cannot even read never reaches our filter.
    frameworkErrors: (error: unknown, request: FastifyRequest, reply: FastifyReply) =>
      sendError(error, request, reply, logger),
  })

/**
 * While the server closes, a connection whose last answer is just going out is not idle yet, and would keep the server
 * open for its whole idle time: they are looked for until the last one is gone. Browsers also open connections ahead of
 * need; Node takes one that has never sent a byte for busy, and stops timing it out once it closes, so those are ended
 * here. A request that does not finish arriving or leaving is given its time and no more.
 */
const closeAsTheyFallIdle = (fastify: FastifyInstance): void => {
  const { server } = fastify
  const open = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
  })
  fastify.addHook('preClose', (done) => {
    const looking = setInterval(() => {
      server.closeIdleConnections()
      for (const socket of open) if (socket.bytesRead === 0) socket.destroy()
    }, LOOK_EVERY_MS)
    const enough = setTimeout(() => server.closeAllConnections(), LEAVE_WITHIN_MS)
    server.once('close', () => {
      clearInterval(looking)
      clearTimeout(enough)
    })
    done()
  })
}

/** A route that declares how large its JSON may be is given that room; every other keeps the usual limit. */
const allowLargerBodies = (fastify: FastifyInstance): void => {
  fastify.addHook('onRoute', (options) => {
    const maxBytes = options.config?.endpoint?.route.maxBytes
    if (maxBytes !== undefined) options.bodyLimit = maxBytes
  })
}

/**
 * Builds the HTTP program around the root module and leaves it ready to listen. Open `Health` when the shop
 * may be sent requests; `drain` before closing.
 */
export const createHttpApp = async (
  rootModule: Type | DynamicModule,
  { config, pages, routeCheck = true }: HttpAppOptions,
): Promise<NestFastifyApplication> => {
  const logger = loggerOf(config)
  const adapter = adapterOf(config, logger)
  const app = await NestFactory.create<NestFastifyApplication>(rootModule, adapter, {
    bodyParser: false,
    abortOnError: false,
    bufferLogs: false,
    logger: new NestLog(logger),
  })
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance
  allowLargerBodies(fastify)
  // First, since it turns away whoever cannot be served before anything is spent on them.
  installEdgeHooks(fastify, {
    bulkheads: app.get(Bulkheads),
    metrics: app.get(HttpMetrics),
    logger,
  })
  installRequestDeadlines(fastify)
  installBodyParsers(fastify)
  closeAsTheyFallIdle(fastify)
  await installPages(fastify, pages ?? {}, config)
  await app.init()
  if (routeCheck) checkRoutes(app.get(Limits))
  await fastify.ready()
  return app
}

/** Stops inviting requests; give load balancers `graceMs` to notice before the program is closed. */
export const drain = async (app: NestFastifyApplication, graceMs: number): Promise<void> => {
  app.get(Health).drain()
  await new Promise((resolve) => setTimeout(resolve, graceMs))
}
