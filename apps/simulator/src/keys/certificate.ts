import { createPublicKey, sign } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import * as der from './der.js'

export interface CertificateRequest {
  /** Upper-case hexadecimal, the form in which the gateway names certificates. */
  serial: string
  commonName: string
  organization: string
  issuerName: string
  subjectKey: KeyObject
  issuerKey: KeyObject
  validFrom: number
  validTo: number
  /** It signs other certificates. */
  ca?: boolean
}

const SHA256_WITH_RSA = der.sequence(der.objectId('1.2.840.113549.1.1.11'), der.nothing())

function distinguishedName(parts: readonly (readonly [string, string])[]): Buffer {
  return der.sequence(...parts.map(([id, value]) => der.setOf(der.sequence(der.objectId(id), der.text(value)))))
}

function extensions(ca: boolean): Buffer {
  const constraints = ca ? der.sequence(der.boolean(true)) : der.sequence()
  const basicConstraints = der.sequence(der.objectId('2.5.29.19'), der.boolean(true), der.octets(constraints))
  const keyUsage = der.sequence(
    der.objectId('2.5.29.15'),
    der.boolean(true),
    // keyCertSign and cRLSign: bits 5 and 6. digitalSignature and keyEncipherment: bits 0 and 2, the five lowest unused.
    der.octets(Buffer.from(ca ? [0x03, 0x02, 0x01, 0x06] : [0x03, 0x02, 0x05, 0xa0])),
  )
  return der.explicit(3, der.sequence(basicConstraints, keyUsage))
}

/** A version 3 certificate in PEM, signed with SHA-256 and RSA. */
export function issueCertificate(request: CertificateRequest): string {
  const body = der.sequence(
    der.explicit(0, der.integer('02')),
    der.integer(request.serial),
    SHA256_WITH_RSA,
    distinguishedName([
      ['2.5.4.10', 'Jishi simulator'],
      ['2.5.4.3', request.issuerName],
    ]),
    der.sequence(der.time(request.validFrom), der.time(request.validTo)),
    distinguishedName([
      ['2.5.4.10', request.organization],
      ['2.5.4.3', request.commonName],
    ]),
    createPublicKey(request.subjectKey).export({ type: 'spki', format: 'der' }),
    extensions(request.ca ?? false),
  )
  const signature = sign('sha256', body, request.issuerKey)
  const lines =
    der
      .sequence(body, SHA256_WITH_RSA, der.bits(signature))
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n')
}
