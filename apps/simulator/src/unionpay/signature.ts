import { createHash, sign, verify, X509Certificate } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import type { FaultKind } from '../faults/fault-kinds.js'
import { strangersKeys } from './account.js'
import type { UnionpayKeys } from './account.js'

export type Fields = Readonly<Record<string, string>>

/** The text under a signature: fields with a value, but the signature, sorted by name. */
export function textOf(fields: Fields): string {
  const names = Object.keys(fields).filter((name) => name !== 'signature' && fields[name] !== '')
  return names
    .sort()
    .map((name) => `${name}=${fields[name] ?? ''}`)
    .join('&')
}

/** What RSA with SHA-256 is applied to in 5.1.0: the digest of the text, in lower-case hexadecimal. */
export function digestOf(fields: Fields): Buffer {
  return Buffer.from(createHash('sha256').update(textOf(fields)).digest('hex'))
}

function signatureOf(fields: Fields, key: string | KeyObject): string {
  return sign('sha256', digestOf(fields), key).toString('base64')
}

export function decimalSerialOf(certificate: string): string {
  return BigInt(`0x${new X509Certificate(certificate).serialNumber}`).toString()
}

export function signedByMerchant(fields: Fields, keys: UnionpayKeys): boolean {
  const { certificate } = keys.merchant
  const named = fields['certId'] === decimalSerialOf(certificate)
  const { publicKey } = new X509Certificate(certificate)
  return named && verify('sha256', digestOf(fields), publicKey, Buffer.from(fields['signature'] ?? '', 'base64'))
}

/** Signed as the platform signs, with its certificate along; or what a fault makes of it. */
export async function signedFields(fields: Fields, keys: UnionpayKeys, flaw?: FaultKind): Promise<Fields> {
  const version = flaw === 'old_version' ? '5.0.0' : '5.1.0'
  const plain = { ...fields, version, encoding: 'UTF-8', signMethod: '01' }
  if (flaw === 'unsigned') return plain
  if (flaw === 'forge') {
    const stranger = await strangersKeys()
    const forged = { ...plain, signPubKeyCert: stranger.certificate }
    return { ...forged, signature: signatureOf(forged, stranger.privateKey) }
  }
  const whole = { ...plain, signPubKeyCert: keys.signer.certificate }
  if (flaw === 'bad_signature')
    return { ...whole, signature: signatureOf({ ...whole, x: '1' }, keys.signer.privateKey) }
  if (flaw !== 'old_version') return { ...whole, signature: signatureOf(whole, keys.signer.privateKey) }
  // 5.0.0 as it was: the hexadecimal SHA-1 of the text, signed with SHA-1.
  const sha1 = Buffer.from(createHash('sha1').update(textOf(whole)).digest('hex'))
  return { ...whole, signature: sign('sha1', sha1, keys.signer.privateKey).toString('base64') }
}
