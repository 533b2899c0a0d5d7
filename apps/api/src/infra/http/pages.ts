import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic, { type FastifyStaticOptions } from '@fastify/static'
import { DomainError } from '@jishi/kernel/errors'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Config } from '../config/config.js'
import { inlineScriptHashes, pagePolicy } from './security-headers.js'

/** Directories of the built front ends. */
export interface PageRoots {
  readonly storefront?: string
  readonly admin?: string
}

const HASHED_FILE = /[-.][A-Za-z0-9_-]{8,}\.(?:js|css|woff2?|png|webp|svg|jpe?g|avif|ico|json)(?:\.(?:br|gz))?$/
const YEAR_SECONDS = 31_536_000
const HOUR_SECONDS = 3_600
const NOT_PAGES = /^\/(?:api|media|healthz|readyz|metrics|docs|openapi\.json)(?:\/|$)/
const PREVIEW = /[?&]preview=/
/** A file's extension at the end, or a hidden file or directory anywhere. */
const NAMES_A_FILE = /\.[A-Za-z0-9]+$|\/\./

const pathOf = (request: FastifyRequest): string => request.url.split('?', 1)[0] ?? '/'

/** A page of the application, as opposed to a file or an answer of the API. */
const isPagePath = (path: string): boolean => !NOT_PAGES.test(path) && !NAMES_A_FILE.test(path)

/** A file whose name carries its content's hash never changes; everything else is asked for again. */
const cacheControl = (file: string): string => {
  if (file.endsWith('.html')) return 'no-cache'
  return HASHED_FILE.test(file) ? `public, max-age=${YEAR_SECONDS}, immutable` : `public, max-age=${HOUR_SECONDS}`
}

const staticOptions = (root: string, prefix: string, decorateReply: boolean): FastifyStaticOptions => ({
  root,
  prefix,
  decorateReply,
  // The wildcard is ours below: a plugin's own would fight with Nest's not-found handler.
  wildcard: false,
  index: false,
  serveDotFiles: false,
  preCompressed: true,
  cacheControl: false,
  setHeaders: (reply, file) => void reply.header('cache-control', cacheControl(file)),
})

interface Page {
  /** Of the back office. */
  readonly operators: boolean
  readonly html: string
  readonly scripts: readonly string[]
}

const readPage = (root: string, operators: boolean): Page => {
  const html = readFileSync(join(root, 'index.html'), 'utf8')
  return { operators, html, scripts: inlineScriptHashes(html) }
}

const pictureOriginOf = ({ mediaBaseUrl }: Config): string => (mediaBaseUrl === '' ? '' : new URL(mediaBaseUrl).origin)

/** Where a signed address of our bucket leads: operators' pages may send files there, and shoppers' may not. */
const uploadOriginOf = ({ storage }: Config): string => {
  if (storage === undefined || !storage.direct) return ''
  const { protocol, host, origin } = new URL(storage.endpoint)
  return storage.pathStyle ? origin : `${protocol}//${storage.bucket}.${host}`
}

const sendPage = (page: Page, config: Config, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
  const secure = request.protocol === 'https'
  const uploadOrigin = page.operators ? uploadOriginOf(config) : ''
  const formOrigin = page.operators ? '' : config.formOrigin
  const pictureOrigin = pictureOriginOf(config)
  const needs = { scripts: page.scripts, pictureOrigin, uploadOrigin, formOrigin, secure }
  const policy = pagePolicy(needs)
  // What is shown before its time, under a pass, is for no search engine.
  if (PREVIEW.test(request.url)) void reply.header('x-robots-tag', 'noindex, nofollow')
  return reply
    .header('content-security-policy', policy)
    .header('cache-control', 'no-cache')
    .type('text/html; charset=utf-8')
    .send(page.html)
}

const builtAt = (root: string | undefined): string | undefined =>
  root !== undefined && existsSync(join(root, 'index.html')) ? root : undefined

/**
 * Serves the storefront at `/` and the admin at `/admin/`, both in history mode: a path that looks like a page
 * gets the page, anything else that does not exist gets the one 404. Files are registered one by one at start-up,
 * so nothing outside the built directories can be asked for.
 */
export const installPages = async (fastify: FastifyInstance, roots: PageRoots, config: Config): Promise<void> => {
  const storefront = builtAt(roots.storefront)
  const admin = builtAt(roots.admin)
  let decorateReply = true
  const files = async (root: string | undefined, prefix: string): Promise<Page | undefined> => {
    if (root === undefined) return undefined
    await fastify.register(fastifyStatic, staticOptions(root, prefix, decorateReply))
    decorateReply = false
    return readPage(root, prefix === '/admin/')
  }
  const adminPage = await files(admin, '/admin/')
  const shopPage = await files(storefront, '/')
  const serve = (page: Page | undefined) => (request: FastifyRequest, reply: FastifyReply) => {
    if (page === undefined || !isPagePath(pathOf(request))) throw new DomainError('NOT_FOUND')
    return sendPage(page, config, request, reply)
  }
  fastify.get('/admin', (_request, reply) => reply.redirect('/admin/', 302))
  fastify.get('/admin/', serve(adminPage))
  fastify.get('/admin/*', serve(adminPage))
  // UnionPay sends its payer back by a form. It proves nothing, so it is left unread, and the page is asked for anew.
  fastify.post(
    '/pkg-order/*',
    { onRequest: async (request, reply) => reply.redirect(request.url, 303) },
    () => undefined,
  )
  fastify.get('/', serve(shopPage))
  fastify.get('/*', serve(shopPage))
}
