import type { FastifyReply, FastifyRequest } from 'fastify'

export const OPERATOR_COOKIE = 'jishi_admin'
export const CSRF_HEADER = 'x-jishi-csrf'
const COOKIE_PATH = '/api/admin'

/** Our tokens are opaque base64url; the shape keeps anything longer or with dots (a JWT) away from the database. */
const TOKEN_SHAPE = /^[A-Za-z0-9_-]{20,128}$/

const wellFormed = (token: string | undefined): string | undefined =>
  token !== undefined && TOKEN_SHAPE.test(token) ? token : undefined

/** The access token of a shopper: `Authorization: Bearer …`, and nowhere else. */
export const bearerToken = (request: FastifyRequest): string | undefined => {
  const header = request.headers.authorization
  if (header === undefined) return undefined
  const [scheme, token, ...rest] = header.split(' ')
  return scheme?.toLowerCase() === 'bearer' && rest.length === 0 ? wellFormed(token) : undefined
}

/** The session token of an operator, from its own cookie only: a shopper's token is worth nothing here. */
export const operatorToken = (request: FastifyRequest): string | undefined => {
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const at = pair.indexOf('=')
    if (at > 0 && pair.slice(0, at).trim() === OPERATOR_COOKIE) return wellFormed(pair.slice(at + 1).trim())
  }
  return undefined
}

/**
 * A page of another site cannot set this header without a preflight, which we never grant; browsers
 * that tell where a request came from are believed as well.
 */
export const isFromOurPages = (request: FastifyRequest): boolean => {
  const site = request.headers['sec-fetch-site']
  const foreign = typeof site === 'string' && site !== 'same-origin' && site !== 'none'
  return !foreign && typeof request.headers[CSRF_HEADER] === 'string' && request.headers[CSRF_HEADER] !== ''
}

/** Gives and takes the operator's cookie; a controller gets it with `@SessionCookie()`. */
export class OperatorCookie {
  constructor(
    private readonly reply: FastifyReply,
    private readonly secure: boolean,
  ) {}

  set(token: string, maxAgeSeconds: number): void {
    this.write(token, maxAgeSeconds)
  }

  clear(): void {
    this.write('', 0)
  }

  private write(value: string, maxAgeSeconds: number): void {
    const parts = [
      `${OPERATOR_COOKIE}=${value}`,
      `Path=${COOKIE_PATH}`,
      `Max-Age=${maxAgeSeconds}`,
      'HttpOnly',
      'SameSite=Strict',
      ...(this.secure ? ['Secure'] : []),
    ]
    void this.reply.header('set-cookie', parts.join('; '))
  }
}
