import type { AlipayKeys } from './account.js'
import { certificateNumber } from './certificates.js'
import { invalid, missing } from './refusal.js'
import { signedByApplication } from './signature.js'

const SCHEME = 'ALIPAY-SHA256withRSA '
const LIFE_MS = 10 * 60 * 1000

export interface ReceivedCall {
  method: string
  /** Path and query exactly as they came over the wire. */
  url: string
  authorization: string | undefined
  appAuthToken: string | undefined
  /** In certificate mode: which root the merchant knows. */
  rootNumber: string | undefined
  rawBody: Buffer
}

function partsOf(authText: string): ReadonlyMap<string, string> {
  return new Map(
    authText.split(',').map((part) => {
      const equals = part.indexOf('=')
      return [part.slice(0, equals).trim(), part.slice(equals + 1)]
    }),
  )
}

function requireOwn(parts: ReadonlyMap<string, string>, keys: AlipayKeys): void {
  if (parts.get('app_id') !== keys.appId) throw invalid('app-id', '无效的AppID参数')
  if (!parts.get('nonce')) throw missing('nonce', '缺少参数nonce')
}

/** Whoever names a certificate names the one the console has, and the platform's root beside it. */
function requireCertificates(parts: ReadonlyMap<string, string>, call: ReceivedCall, keys: AlipayKeys): void {
  const named = parts.get('app_cert_sn')
  if (named === undefined) return
  if (named !== certificateNumber(keys.certificates.app)) throw invalid('app-cert-sn', '应用公钥证书SN不匹配')
  if (call.rootNumber !== certificateNumber(keys.certificates.root))
    throw invalid('root-cert-sn', '支付宝根证书SN不匹配')
}

function requireFreshness(parts: ReadonlyMap<string, string>, hostNow: number): void {
  const sentAt = Number(parts.get('timestamp') ?? Number.NaN)
  const seconds = Number(parts.get('expired_seconds') ?? LIFE_MS / 1000)
  if (!(Math.abs(hostNow - sentAt) <= seconds * 1000)) throw invalid('timestamp', '非法的时间戳参数')
}

/** Checks a v3 call over the raw bytes and the raw address, and throws the platform's refusal. */
export function verifyCall(call: ReceivedCall, keys: AlipayKeys, hostNow: number): void {
  const header = call.authorization
  if (header === undefined) throw missing('authorization', '缺少请求头Authorization')
  const signAt = header.lastIndexOf(',sign=')
  if (!header.startsWith(SCHEME) || signAt === -1) throw invalid('authorization', '请求头Authorization格式错误')
  const authText = header.slice(SCHEME.length, signAt)
  const parts = partsOf(authText)
  requireOwn(parts, keys)
  requireCertificates(parts, call, keys)
  requireFreshness(parts, hostNow)
  const token = call.appAuthToken === undefined ? '' : `${call.appAuthToken}\n`
  const text = `${authText}\n${call.method}\n${call.url}\n${call.rawBody.toString('utf8')}\n${token}`
  if (!signedByApplication(text, header.slice(signAt + ',sign='.length), keys)) throw invalid('signature', '验签出错')
}

export function jsonContent(rawBody: Buffer): Record<string, unknown> {
  try {
    const content: unknown = JSON.parse(rawBody.toString('utf8'))
    if (typeof content === 'object' && content !== null && !Array.isArray(content)) return { ...content }
  } catch {
    // Not JSON: the refusal below says so.
  }
  throw invalid('parameter', '请求体不是合法的JSON')
}
