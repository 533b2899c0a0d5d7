import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/** Whose signatures the bucket believes. */
interface S3Key {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly region: string
}

interface Claim {
  readonly credential: string
  readonly signedHeaders: readonly string[]
  readonly signature: string
  readonly date: string
  readonly payload: string
  /** Seconds a presigned address lives. */
  readonly expires: number | undefined
}

const sha256 = (text: string | Buffer): string => createHash('sha256').update(text).digest('hex')
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest()

/** Percent-encoding as SigV4 wants it: everything but A–Z a–z 0–9 - _ . ~ */
const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)

const canonicalQuery = (url: URL): string =>
  [...url.searchParams]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => [encoded(name), encoded(value)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&')

const headerClaim = (request: IncomingMessage): Claim | undefined => {
  const shape = /^AWS4-HMAC-SHA256 Credential=([^,]+), SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/
  const [, credential, signed, signature] = shape.exec(request.headers.authorization ?? '') ?? []
  if (credential === undefined || signed === undefined || signature === undefined) return undefined
  const date = String(request.headers['x-amz-date'] ?? '')
  const payload = String(request.headers['x-amz-content-sha256'] ?? '')
  return { credential, signedHeaders: signed.split(';'), signature, date, payload, expires: undefined }
}

const queryClaim = ({ searchParams }: URL): Claim | undefined => {
  const credential = searchParams.get('X-Amz-Credential')
  const signature = searchParams.get('X-Amz-Signature')
  if (credential === null || signature === null) return undefined
  return {
    credential,
    signature,
    signedHeaders: (searchParams.get('X-Amz-SignedHeaders') ?? '').split(';'),
    date: searchParams.get('X-Amz-Date') ?? '',
    payload: searchParams.get('X-Amz-Content-Sha256') ?? 'UNSIGNED-PAYLOAD',
    expires: Number(searchParams.get('X-Amz-Expires')),
  }
}

const timeOf = (date: string): number =>
  Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'))

const signatureOf = (key: S3Key, claim: Claim, request: IncomingMessage, url: URL, scope: string): string => {
  const headers = claim.signedHeaders.map((name) => `${name}:${String(request.headers[name] ?? '').trim()}\n`).join('')
  const signed = claim.signedHeaders.join(';')
  const canonical = [request.method, url.pathname, canonicalQuery(url), headers, signed, claim.payload].join('\n')
  const text = ['AWS4-HMAC-SHA256', claim.date, scope, sha256(canonical)].join('\n')
  const day = hmac(`AWS4${key.secretAccessKey}`, claim.date.slice(0, 8))
  const signing = hmac(hmac(hmac(day, key.region), 's3'), 'aws4_request')
  return hmac(signing, text).toString('hex')
}

const MINUTES_15_MS = 15 * 60_000

/**
 * What is wrong with the signature of a request, as the error code S3 would answer; undefined when it holds. The hash of
 * the body is checked by `payloadProblem`, once the body is here.
 */
export const signatureProblem = (key: S3Key, request: IncomingMessage, url: URL): string | undefined => {
  const claim = headerClaim(request) ?? queryClaim(url)
  if (claim === undefined || !claim.signedHeaders.includes('host')) return 'AccessDenied'
  const scope = `${claim.date.slice(0, 8)}/${key.region}/s3/aws4_request`
  const [id, ...rest] = claim.credential.split('/')
  if (id !== key.accessKeyId) return 'InvalidAccessKeyId'
  if (rest.join('/') !== scope) return 'AuthorizationHeaderMalformed'
  const age = Date.now() - timeOf(claim.date)
  if (!(Math.abs(age) < MINUTES_15_MS)) return 'RequestTimeTooSkewed'
  if (claim.expires !== undefined && !(age < claim.expires * 1_000)) return 'AccessDenied'
  const right = Buffer.from(signatureOf(key, claim, request, url, scope))
  return timingSafeEqual(right, Buffer.from(claim.signature.padEnd(64).slice(0, 64)))
    ? undefined
    : 'SignatureDoesNotMatch'
}

/** A signed hash that is not that of what came. */
export const payloadProblem = (request: IncomingMessage, body: Buffer): string | undefined => {
  const claimed = String(request.headers['x-amz-content-sha256'] ?? 'UNSIGNED-PAYLOAD')
  return claimed === 'UNSIGNED-PAYLOAD' || claimed === sha256(body) ? undefined : 'XAmzContentSHA256Mismatch'
}
