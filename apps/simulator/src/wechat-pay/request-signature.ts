import { verify } from 'node:crypto'
import { GatewayError } from '../http/gateway-error.js'
import type { MerchantKeyMode } from '../book/records.js'
import type { CertifiedKey, Keyring } from '../keys/keyring.js'

const SCHEME = 'WECHATPAY2-SHA256-RSA2048'
const WINDOW_SECONDS = 300
const FIELDS = ['mchid', 'serial_no', 'timestamp', 'nonce_str', 'signature'] as const
type Field = (typeof FIELDS)[number]

export interface ReceivedRequest {
  method: string
  /** Path and query exactly as they came over the wire. */
  url: string
  headers: Readonly<Record<string, string | string[] | undefined>>
  rawBody: Buffer
}

function signError(issue: string, field: string, information?: Record<string, unknown>): GatewayError {
  return new GatewayError(401, 'SIGN_ERROR', '错误的签名，验签失败', {
    detail: { issue },
    field,
    location: 'authorization',
    ...(information === undefined ? {} : { sign_information: information }),
  })
}

function parseAuthorization(header: string | string[] | undefined): Record<Field, string> {
  if (typeof header !== 'string') throw signError('authorization header missing', 'Authorization')
  const space = header.indexOf(' ')
  if (header.slice(0, space) !== SCHEME) throw signError('unknown signature scheme', 'Authorization')
  const pairs = [...header.slice(space + 1).matchAll(/\s*([a-z_]+)="([^"]*)"\s*(?:,|$)/g)]
  const found = new Map(pairs.map((pair) => [pair[1], pair[2]]))
  for (const field of FIELDS) if (!found.get(field)) throw signError(`${field} missing`, field)
  return Object.fromEntries(FIELDS.map((field) => [field, found.get(field) ?? ''])) as Record<Field, string>
}

function requireStandardHeaders(request: ReceivedRequest): void {
  for (const name of ['accept', 'user-agent']) {
    if (!request.headers[name]) throw new GatewayError(400, 'PARAM_ERROR', `Http头缺少${name}`)
  }
  const type = request.headers['content-type']
  const typed = typeof type === 'string' && /^application\/json\b/i.test(type)
  if (request.rawBody.length > 0 && !typed) {
    throw new GatewayError(400, 'PARAM_ERROR', 'Http头Content-Type必须为application/json')
  }
}

function requireFreshness(timestamp: string, hostNow: number): void {
  const seconds = /^\d{1,12}$/.test(timestamp) ? Number(timestamp) : Number.NaN
  if (!(Math.abs(hostNow / 1000 - seconds) <= WINDOW_SECONDS)) {
    throw signError('timestamp expired, check the clock of your server', 'timestamp')
  }
}

function takenKeys({ merchant, nextMerchant }: Keyring, mode: MerchantKeyMode): CertifiedKey[] {
  return [...(mode === 'next' ? [] : [merchant]), ...(mode === 'first' ? [] : [nextMerchant])]
}

/** Checks a request of the merchant over the raw bytes and the raw address, and throws the gateway's refusal. */
export function verifyRequest(
  request: ReceivedRequest,
  keyring: Keyring,
  hostNow: number,
  mode: MerchantKeyMode = 'first',
): void {
  requireStandardHeaders(request)
  const given = parseAuthorization(request.headers['authorization'])
  if (given.mchid !== keyring.mchid) {
    throw new GatewayError(401, 'SIGN_ERROR', '商户号不存在', { field: 'mchid', location: 'authorization' })
  }
  const key = takenKeys(keyring, mode).find(({ serial }) => serial === given.serial_no)
  if (key === undefined) throw signError('unknown certificate serial', 'serial_no')
  requireFreshness(given.timestamp, hostNow)
  const head = `${request.method}\n${request.url}\n${given.timestamp}\n${given.nonce_str}\n`
  const message = Buffer.concat([Buffer.from(head), request.rawBody, Buffer.from('\n')])
  const signature = Buffer.from(given.signature, 'base64')
  if (!verify('sha256', message, key.certificate, signature)) {
    throw signError('sign not match', 'signature', {
      method: request.method,
      url: request.url,
      sign_message_length: message.length,
      truncated_sign_message: `${request.method}\n${request.url}\n${given.timestamp}\n`,
    })
  }
}
