import { generateKeyPair, randomBytes } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import { issueCertificate } from '../keys/certificate.js'

const generate = promisify(generateKeyPair)

/** No real merchant has this number: a production configuration can refuse it by value. */
export const SIMULATOR_MER_ID = '000000000514A15'
/** The owner stands between the second and the third sign, as in UnionPay's own certificates. */
const SIGNER_NAME = '041@8310000000083040@中国银联股份有限公司@00000001'
const DAY_MS = 24 * 60 * 60 * 1000
const YEAR_MS = 365 * DAY_MS
/** Tests live in other years than their machine: these certificates are as patient as a root is. */
const VALID_MS = 20 * YEAR_MS

/** UnionPay's chain, and the merchant's own certificate, which a real merchant gets from CFCA. */
export interface UnionpayKeys {
  merId: string
  merchant: { privateKey: string; certificate: string }
  rootCertificate: string
  middleCertificate: string
  signer: { privateKey: string; certificate: string }
}

/** What the platform's console and its documents give a merchant. */
export interface UnionpayAccount {
  merId: string
  signCertificate: string
  signPrivateKey: string
  rootCertificate: string
  middleCertificate: string
}

async function newKey(): Promise<KeyObject> {
  return (await generate('rsa', { modulusLength: 2048 })).privateKey
}

function pemOf(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString()
}

interface Named {
  key: KeyObject
  name: string
}

export function unionpayCertificate(subject: Named, issuer: Named, ca: boolean, from: number, to: number): string {
  const serial = `3A${randomBytes(9).toString('hex').toUpperCase()}`
  const names = { commonName: subject.name, organization: 'Jishi simulator', issuerName: issuer.name }
  const keys = { subjectKey: subject.key, issuerKey: issuer.key }
  return issueCertificate({ serial, ...names, ...keys, ca, validFrom: from, validTo: to })
}

export async function newUnionpayKeys(now: number): Promise<UnionpayKeys> {
  const [rootKey, middleKey, signerKey, merchantKey] = await Promise.all([newKey(), newKey(), newKey(), newKey()])
  const root = { key: rootKey, name: 'UnionPay root (simulated)' }
  const middle = { key: middleKey, name: 'UnionPay middle (simulated)' }
  const issue = (subject: Named, issuer: Named, ca: boolean): string =>
    unionpayCertificate(subject, issuer, ca, now - YEAR_MS, now + VALID_MS)
  const merchant = { key: merchantKey, name: `041@${SIMULATOR_MER_ID}@Simulated merchant@00000001` }
  return {
    merId: SIMULATOR_MER_ID,
    merchant: { privateKey: pemOf(merchantKey), certificate: issue(merchant, middle, false) },
    rootCertificate: issue(root, root, true),
    middleCertificate: issue(middle, root, true),
    signer: {
      privateKey: pemOf(signerKey),
      certificate: issue({ key: signerKey, name: SIGNER_NAME }, middle, false),
    },
  }
}

export function unionpayAccountOf(keys: UnionpayKeys): UnionpayAccount {
  return {
    merId: keys.merId,
    signCertificate: keys.merchant.certificate,
    signPrivateKey: keys.merchant.privateKey,
    rootCertificate: keys.rootCertificate,
    middleCertificate: keys.middleCertificate,
  }
}

interface Stranger {
  privateKey: KeyObject
  certificate: string
}

let stranger: Promise<Stranger> | undefined

/** What a forger has: a key and a certificate with all the right names, from a root that nobody trusts. */
export function strangersKeys(): Promise<Stranger> {
  stranger ??= (async () => {
    const [rootKey, key] = await Promise.all([newKey(), newKey()])
    const root = { key: rootKey, name: 'UnionPay middle (simulated)' }
    const now = Date.now()
    const certificate = unionpayCertificate({ key, name: SIGNER_NAME }, root, false, now - YEAR_MS, now + VALID_MS)
    return { privateKey: key, certificate }
  })()
  return stranger
}
