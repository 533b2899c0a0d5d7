import { DomainError } from '@jishi/kernel/errors'
import { TICKET_TYPES } from '@jishi/contracts/media/media.terms'
import { DOCUMENT_TYPES } from '@jishi/contracts/invoice/invoice.terms'
import { SHEET_TYPES } from '@jishi/contracts/catalog/product-import.terms'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { endpointOf } from './request-state.js'
import { isUpload } from './upload.js'

export const MAX_JSON_DEPTH = 20

const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPENING = new Set([0x5b, 0x7b])
const CLOSING = new Set([0x5d, 0x7d])

/** How deeply a JSON text nests, from its bytes: cheaper and safer than building the value first. */
export const jsonDepth = (text: Buffer): number => {
  let depth = 0
  let deepest = 0
  let inText = false
  for (let at = 0; at < text.length; at += 1) {
    const byte = text[at] as number
    if (inText) {
      if (byte === BACKSLASH) at += 1
      else if (byte === QUOTE) inText = false
    } else if (byte === QUOTE) inText = true
    else if (OPENING.has(byte)) deepest = Math.max(deepest, (depth += 1))
    else if (CLOSING.has(byte)) depth -= 1
  }
  return deepest
}

const isCallback = (request: FastifyRequest): boolean => endpointOf(request)?.route.access === 'callback'

const refused = (message: string): DomainError => new DomainError('VALIDATION_FAILED', [{ path: '', message }])

/**
 * JSON is the only language our API reads. A callback keeps its bytes and is not parsed at all, since its
 * signature covers the bytes; a file is left unread for a route that takes one; every other content type is
 * refused, forms of foreign pages included.
 */
export const installBodyParsers = (fastify: FastifyInstance): void => {
  const parseJson = fastify.getDefaultJsonParser('error', 'error')
  fastify.removeAllContentTypeParsers()
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    const bytes = body as Buffer
    if (isCallback(request)) {
      request.jishi.rawBody = bytes
      done(null, undefined)
      return
    }
    if (bytes.length === 0) {
      done(null, undefined)
      return
    }
    if (jsonDepth(bytes) > MAX_JSON_DEPTH) {
      done(refused('JSON is nested too deeply'), undefined)
      return
    }
    parseJson(request, bytes.toString('utf8'), (error, value) =>
      error === null || error === undefined ? done(null, value) : done(refused('JSON cannot be read'), undefined),
    )
  })
  // Without `parseAs` nothing is read here: a file waits for the handler, which runs once the sender is known.
  for (const type of [...TICKET_TYPES, ...Object.values(SHEET_TYPES), ...Object.values(DOCUMENT_TYPES)]) {
    fastify.addContentTypeParser(type, (request, _payload, done) =>
      isUpload(request) ? done(null, undefined) : done(new DomainError('UNSUPPORTED_MEDIA_TYPE'), undefined),
    )
  }
  fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (request, body, done) => {
    if (isCallback(request)) {
      request.jishi.rawBody = body as Buffer
      done(null, undefined)
    } else done(new DomainError('UNSUPPORTED_MEDIA_TYPE'), undefined)
  })
}
