import { createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import type { FaultKind } from '../faults/fault-kinds.js'
import type { AlipayKeys } from './account.js'

let strangerKey: KeyObject | undefined

/** A key that no merchant was ever given: what a forger would have. */
function stranger(): KeyObject {
  strangerKey ??= generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
  return strangerKey
}

/** All parameters but the left-out ones, sorted, unencoded, as `name=value` joined by `&`. */
export function signedText(parameters: Readonly<Record<string, string>>, leftOut: readonly string[]): string {
  const names = Object.keys(parameters).filter((name) => !leftOut.includes(name))
  return names
    .sort()
    .map((name) => `${name}=${parameters[name] ?? ''}`)
    .join('&')
}

/** RSA2 is SHA-256 with RSA; the old RSA, with SHA-1, is what nobody should accept any more. */
export function rsa2(text: string, key: string | KeyObject): string {
  return sign('sha256', Buffer.from(text), key).toString('base64')
}

function rsa1(text: string, key: string | KeyObject): string {
  return sign('sha1', Buffer.from(text), key).toString('base64')
}

/** The platform's signature, or what a fault makes of it; `null` where it is left away. */
export function platformSignature(text: string, keys: AlipayKeys, flaw: FaultKind | undefined): string | null {
  switch (flaw) {
    case 'unsigned':
      return null
    case 'forge':
      return rsa2(text, stranger())
    case 'bad_signature':
      return rsa2(`${text} `, keys.platformPrivateKey)
    case 'sign_type_rsa':
      return rsa1(text, keys.platformPrivateKey)
    default:
      return rsa2(text, keys.platformPrivateKey)
  }
}

export function signedByApplication(text: string, signature: string, keys: AlipayKeys): boolean {
  const publicKey = createPublicKey(keys.appPrivateKey)
  return verify('sha256', Buffer.from(text), publicKey, Buffer.from(signature, 'base64'))
}
