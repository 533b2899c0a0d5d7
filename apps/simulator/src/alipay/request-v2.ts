import type { AlipayKeys } from './account.js'
import { certificateNumber } from './certificates.js'
import { invalid, missing } from './refusal.js'
import { signedByApplication, signedText } from './signature.js'
import { instantOf } from './times.js'

export type Parameters = Readonly<Record<string, string>>

const WINDOW_MS = 24 * 60 * 60 * 1000

const REQUIRED = [
  ['method', 'method'],
  ['app_id', 'app-id'],
  ['timestamp', 'timestamp'],
  ['version', 'version'],
  ['charset', 'charset'],
  ['sign_type', 'signature-type'],
  ['sign', 'signature'],
] as const

/** Everything that came, in the address and in the form, is one set: the signature covers them together. */
export function mergedParameters(url: string, rawBody: Buffer): Parameters {
  const query = new URL(url, 'http://gateway').searchParams
  return Object.fromEntries([...query, ...new URLSearchParams(rawBody.toString('utf8'))])
}

/** What a request says of its own form: only RSA2 over UTF-8 JSON is taken, whatever else it may claim. */
function requireForm(parameters: Parameters): void {
  if (parameters['sign_type'] !== 'RSA2') throw invalid('signature-type', '无效签名类型')
  if (!/^utf-?8$/i.test(parameters['charset'] ?? '')) throw invalid('charset', '字符集错误')
  if (!/^json$/i.test(parameters['format'] ?? 'JSON')) throw invalid('format', '无效的数据格式')
}

function requireCertificates(parameters: Parameters, { certificates }: AlipayKeys): void {
  const { app_cert_sn: app, alipay_root_cert_sn: root } = parameters
  if (app === undefined && root === undefined) return
  if (app !== certificateNumber(certificates.app)) throw invalid('app-cert-sn', '应用公钥证书SN不匹配')
  if (root !== certificateNumber(certificates.root)) throw invalid('root-cert-sn', '支付宝根证书SN不匹配')
}

function requireFreshness(timestamp: string, hostNow: number): void {
  const sentAt = instantOf(timestamp)
  if (sentAt === null || Math.abs(hostNow - sentAt) > WINDOW_MS) throw invalid('timestamp', '非法的时间戳参数')
}

/** Checks a v2 request and throws the gateway's refusal. */
export function verifyParameters(parameters: Parameters, keys: AlipayKeys, hostNow: number): void {
  for (const [name, word] of REQUIRED) {
    if ((parameters[name] ?? '') === '') throw missing(word, `缺少参数${name}`)
  }
  if (parameters['app_id'] !== keys.appId) throw invalid('app-id', '无效的AppID参数')
  requireForm(parameters)
  requireCertificates(parameters, keys)
  requireFreshness(parameters['timestamp'] ?? '', hostNow)
  const text = signedText(parameters, ['sign'])
  if (!signedByApplication(text, parameters['sign'] ?? '', keys)) {
    throw invalid('signature', `验签出错，网关生成的验签字符串为：${text}`)
  }
}

export function businessContent(parameters: Parameters): Record<string, unknown> {
  const text = parameters['biz_content']
  if (text === undefined) throw missing('biz-content', '缺少参数biz_content')
  try {
    const content: unknown = JSON.parse(text)
    if (typeof content === 'object' && content !== null && !Array.isArray(content)) return { ...content }
  } catch {
    // Not JSON: the refusal below says so.
  }
  throw invalid('biz-content', 'biz_content不是合法的JSON')
}
