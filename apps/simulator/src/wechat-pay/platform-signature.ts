import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import type { KeyMode } from '../book/records.js'
import { numberOf } from '../faults/fault-kinds.js'
import type { Fault } from '../faults/fault-kinds.js'
import type { Keyring } from '../keys/keyring.js'

interface SigningKey {
  serial: string
  privateKey: string
}

let strangerKey: KeyObject | undefined

/** A key that no merchant was ever given: what a forger would have. */
function stranger(): KeyObject {
  strangerKey ??= generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
  return strangerKey
}

function signingKey(keyring: Keyring, mode: KeyMode): SigningKey {
  if (mode === 'certificate_a') return keyring.platformA
  if (mode === 'certificate_b') return keyring.platformB
  return { serial: keyring.platformPublicKey.id, privateKey: keyring.platformPublicKey.privateKey }
}

function signatureOf(key: string | KeyObject, timestamp: string, nonce: string, body: string): string {
  return sign('sha256', Buffer.from(`${timestamp}\n${nonce}\n${body}\n`), key).toString('base64')
}

function unknownSerialFor(mode: KeyMode): string {
  const hex = randomBytes(20).toString('hex').toUpperCase()
  return mode === 'public_key' ? `PUB_KEY_ID_${BigInt(`0x${hex}`).toString().padStart(28, '0').slice(0, 28)}` : hex
}

/**
 * The headers that prove who speaks, for an answer or a notification over the exact bytes of its body. A fault can
 * spoil them in one of the ways a merchant has to notice.
 */
export function platformHeaders(
  body: string,
  source: { keyring: Keyring; mode: KeyMode; now: number; fault?: Fault | undefined },
): Record<string, string> {
  const { keyring, mode, fault } = source
  if (fault?.kind === 'unsigned') return {}
  const ageSeconds = fault?.kind === 'stale_timestamp' ? numberOf(fault, 301) : 0
  const timestamp = String(Math.floor(source.now / 1000) - ageSeconds)
  const nonce = randomBytes(16).toString('hex')
  const genuine = signingKey(keyring, mode)
  const headers = {
    'Wechatpay-Timestamp': timestamp,
    'Wechatpay-Nonce': nonce,
    'Wechatpay-Serial': genuine.serial,
    'Wechatpay-Signature-Type': 'WECHATPAY2-SHA256-RSA2048',
  }
  const signedBy = (key: string | KeyObject, content: string) => ({
    'Wechatpay-Signature': signatureOf(key, timestamp, nonce, content),
  })
  switch (fault?.kind) {
    case 'forge':
      return { ...headers, ...signedBy(stranger(), body) }
    case 'unknown_serial':
      return { ...headers, 'Wechatpay-Serial': unknownSerialFor(mode), ...signedBy(stranger(), body) }
    case 'bad_signature':
      return { ...headers, ...signedBy(genuine.privateKey, `${body} `) }
    case 'signtest':
      return { ...headers, 'Wechatpay-Signature': `WECHATPAY/SIGNTEST/${randomBytes(237).toString('base64')}` }
    default:
      return { ...headers, ...signedBy(genuine.privateKey, body) }
  }
}
