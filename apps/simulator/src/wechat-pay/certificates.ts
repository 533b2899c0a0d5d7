import { X509Certificate } from 'node:crypto'
import type { KeyMode } from '../book/records.js'
import { rfc3339 } from '../clock.js'
import { GatewayError } from '../http/gateway-error.js'
import type { CertifiedKey, Keyring } from '../keys/keyring.js'
import { seal } from './sealed.js'

function certificateView(key: CertifiedKey, apiV3Key: string): Record<string, unknown> {
  const certificate = new X509Certificate(key.certificate)
  return {
    serial_no: key.serial,
    effective_time: rfc3339(Date.parse(certificate.validFrom)),
    expire_time: rfc3339(Date.parse(certificate.validTo)),
    encrypt_certificate: seal(key.certificate, apiV3Key, 'certificate'),
  }
}

/** While the second certificate is in use the first is still listed, as during a roll of the real ones. */
export function certificatesView(keyring: Keyring, mode: KeyMode): Record<string, unknown> {
  if (mode === 'public_key') throw new GatewayError(404, 'RESOURCE_NOT_EXISTS', '无可用的平台证书，请使用微信支付公钥')
  const keys = mode === 'certificate_a' ? [keyring.platformA] : [keyring.platformB, keyring.platformA]
  return { data: keys.map((key) => certificateView(key, keyring.apiV3Key)) }
}
