import { ERRORS } from '@jishi/contracts/errors'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { retryAfterSeconds } from '../limits/bulkhead.js'
import { languageOf, type Language } from './language.js'
import { securityHeaders } from './security-headers.js'

export const { status: TURNED_AWAY } = ERRORS.OVERLOADED

/** The body up to the id of the request, in either language. */
const opening = (language: Language): string => {
  const known = JSON.stringify({ code: 'OVERLOADED', message: ERRORS.OVERLOADED[language] })
  return `${known.slice(0, -1)},"requestId":`
}
const OPENINGS: Readonly<Record<Language, string>> = { zh: opening('zh'), en: opening('en') }

/** Headers that differ by nothing but the protocol, made once for each. */
const fixed = new Map<string, readonly string[]>()
const fixedHeaders = (request: FastifyRequest): readonly string[] => {
  const known = fixed.get(request.protocol)
  if (known !== undefined) return known
  const made = [
    ...securityHeaders(request).flat(),
    ...['cache-control', 'no-store', 'content-type', 'application/json; charset=utf-8'],
  ]
  fixed.set(request.protocol, made)
  return made
}

/**
 * The answer to whoever comes when there is no room left, written straight to the socket: while ten times as many come as can be
 * served, what a refusal costs decides how many are served. It says what the error filter would have said. The
 * reply is no longer Fastify's.
 */
export const turnAway = (request: FastifyRequest, reply: FastifyReply): void => {
  const seconds = retryAfterSeconds()
  const start = OPENINGS[languageOf(request.headers['accept-language'])]
  const body = `${start}${JSON.stringify(request.id)},"details":{"retryAfterSeconds":${seconds}}}`
  if (reply.raw.destroyed) return
  reply.raw
    .writeHead(TURNED_AWAY, [
      ...fixedHeaders(request),
      ...['x-request-id', request.id, 'retry-after', String(seconds)],
      ...['content-length', String(Buffer.byteLength(body))],
    ])
    .end(body)
}
