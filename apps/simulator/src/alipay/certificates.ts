import { createHash, createPrivateKey, generateKeyPair, randomBytes, X509Certificate } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import { issueCertificate } from '../keys/certificate.js'

const generate = promisify(generateKeyPair)
const YEAR_MS = 365 * 24 * 60 * 60 * 1000
const ROOT_NAME = 'Alipay root (simulated)'

/** What certificate mode adds to the keys: the same two key pairs, vouched for by a root. */
export interface AlipayCertificates {
  app: string
  alipay: string
  root: string
}

export async function newAlipayCertificates(keys: {
  appId: string
  appPrivateKey: string
  platformPrivateKey: string
}): Promise<AlipayCertificates> {
  const { privateKey: rootKey } = await generate('rsa', { modulusLength: 2048 })
  const now = Date.now()
  const issue = (commonName: string, subjectKey: KeyObject, ca: boolean): string =>
    issueCertificate({
      serial: `2D${randomBytes(11).toString('hex').toUpperCase()}`,
      commonName,
      organization: 'Jishi simulator',
      issuerName: ROOT_NAME,
      subjectKey,
      issuerKey: rootKey,
      ca,
      validFrom: now - YEAR_MS,
      validTo: now + 20 * YEAR_MS,
    })
  return {
    app: issue(keys.appId, createPrivateKey(keys.appPrivateKey), false),
    alipay: issue('Alipay (simulated)', createPrivateKey(keys.platformPrivateKey), false),
    root: issue(ROOT_NAME, rootKey, true),
  }
}

/** A certificate's number at the platform: MD5 over its issuer, last part first, and its serial in decimal digits. */
export function certificateNumber(pem: string): string {
  const { issuer, serialNumber } = new X509Certificate(pem)
  const name = issuer.split('\n').reverse().join(',')
  return createHash('md5')
    .update(`${name}${BigInt(`0x${serialNumber}`).toString()}`)
    .digest('hex')
}
