import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'

/** An answer of the API is data: it may load nothing, whatever a browser takes it for. */
const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"

const HSTS = 'max-age=31536000; includeSubDomains'

/** What one page needs beyond its own files. */
export interface PageNeeds {
  /** Hashes of the scripts written inside the page, as `'sha256-…'`. */
  readonly scripts: readonly string[]
  /** Origin of pictures when they live on another host, else empty. */
  readonly pictureOrigin: string
  /** Origin of the store that operators' browsers put files into, else empty. */
  readonly uploadOrigin: string
  /** Origin of a wallet's page that is opened by a form of ours, else empty. */
  readonly formOrigin: string
  readonly secure: boolean
}

const joined = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join(' ')

/**
 * What our own pages may load: only from here, plus pictures made in the page (data:, blob:). Styles may be
 * inline because uni-app and the charts write style attributes; scripts only by hash. Forms go nowhere but to the one
 * wallet whose page is opened by a form. Upgrading only makes sense under https.
 */
export const pagePolicy = ({ scripts, pictureOrigin, uploadOrigin, formOrigin, secure }: PageNeeds): string =>
  [
    "default-src 'self'",
    joined("script-src 'self'", ...scripts),
    "style-src 'self' 'unsafe-inline'",
    joined("img-src 'self' data: blob:", pictureOrigin),
    // A film from the shop, or one an operator is just choosing.
    joined("media-src 'self' blob:", pictureOrigin),
    "font-src 'self' data:",
    joined("connect-src 'self'", uploadOrigin),
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'self'",
    joined("form-action 'self'", formOrigin),
    "frame-ancestors 'none'",
    ...(secure ? ['upgrade-insecure-requests'] : []),
  ].join('; ')

const INLINE_SCRIPT = /<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/gi

/** Hashes of the scripts a built page carries inside itself, so that exactly those may run. */
export const inlineScriptHashes = (html: string): string[] =>
  [...html.matchAll(INLINE_SCRIPT)].map(
    ([, script = '']) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`,
  )

/** Headers of every answer, refusals included; a page replaces the policy by its own. */
export const securityHeaders = (request: FastifyRequest): [string, string][] => {
  const headers: [string, string][] = [
    ['x-content-type-options', 'nosniff'],
    ['referrer-policy', 'strict-origin-when-cross-origin'],
    ['cross-origin-opener-policy', 'same-origin'],
    ['cross-origin-resource-policy', 'same-origin'],
    ['permissions-policy', 'camera=(), microphone=(), payment=(), usb=(), geolocation=(self)'],
    ['content-security-policy', DATA_POLICY],
  ]
  if (request.protocol === 'https') headers.push(['strict-transport-security', HSTS])
  return headers
}
