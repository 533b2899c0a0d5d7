import { createHash, createPrivateKey, sign, verify, X509Certificate } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import type { Clock } from '@jishi/kernel/time'
import type { UnionpayAccount } from './unionpay-account.js'
import { signedText, type Fields } from './unionpay-wire.js'

/** 5.0.0 signed a SHA-1 digest, which anybody with some money can collide; nothing but this is sent or believed. */
export const VERSION = '5.1.0'
const RSA_CERTIFICATE = '01'

/** In 5.1.0 the text is digested twice: what RSA signs with SHA-256 is the lower-case hexadecimal of its SHA-256. */
const digested = (fields: Fields): Buffer =>
  Buffer.from(createHash('sha256').update(signedText(fields), 'utf8').digest('hex'), 'utf8')

/** Signs what we send, and tells whether what comes was signed by UnionPay. */
export class UnionpayTrust {
  readonly #key: KeyObject
  readonly #certId: string
  readonly #root: X509Certificate
  readonly #middle: X509Certificate
  /** UnionPay signs for years with one certificate: the last one that was looked at, and whether it descends from the root. */
  #last: { readonly pem: string; readonly certificate: X509Certificate | undefined } = {
    pem: '',
    certificate: undefined,
  }

  constructor(
    private readonly account: UnionpayAccount,
    private readonly clock: Clock,
  ) {
    this.#key = createPrivateKey(account.privateKey)
    // A certificate is named by its serial in decimal digits.
    this.#certId = BigInt(`0x${new X509Certificate(account.certificate).serialNumber}`).toString()
    this.#root = new X509Certificate(account.rootCertificate)
    this.#middle = new X509Certificate(account.middleCertificate)
  }

  signed(fields: Fields): Fields {
    const whole = { version: VERSION, encoding: 'UTF-8', signMethod: RSA_CERTIFICATE, certId: this.#certId, ...fields }
    return { ...whole, signature: sign('sha256', digested(whole), this.#key).toString('base64') }
  }

  /** Why a message is not UnionPay's; undefined when it is. */
  problemOf(fields: Fields): string | undefined {
    if (fields['version'] !== VERSION) return 'another version'
    if (fields['signMethod'] !== RSA_CERTIFICATE) return 'another kind of signature'
    const { signature = '', signPubKeyCert = '' } = fields
    if (signature === '' || signPubKeyCert === '') return 'unsigned'
    const certificate = this.trusted(signPubKeyCert)
    if (certificate === undefined) return 'a certificate of somebody else'
    const genuine = verify('sha256', digested(fields), certificate.publicKey, Buffer.from(signature, 'base64'))
    return genuine ? undefined : 'wrong signature'
  }

  /** The certificate, if it is UnionPay's own by name, descends from the root we were given, and all three are of this time. */
  private trusted(pem: string): X509Certificate | undefined {
    if (this.#last.pem !== pem) this.#last = { pem, certificate: this.descended(pem) }
    const { certificate } = this.#last
    const valid = [this.#root, this.#middle, certificate].every((one) => one !== undefined && this.isOfNow(one))
    return valid ? certificate : undefined
  }

  private descended(pem: string): X509Certificate | undefined {
    try {
      const certificate = new X509Certificate(pem)
      const chain = [certificate, this.#middle, this.#root] as const
      const links = [isIssued(chain[0], chain[1]), isIssued(chain[1], chain[2]), isIssued(chain[2], chain[2])]
      return links.every(Boolean) && !certificate.ca && ownerOf(certificate) === this.account.owner
        ? certificate
        : undefined
    } catch {
      // What is no certificate at all is no certificate of UnionPay's.
      return undefined
    }
  }

  private isOfNow(certificate: X509Certificate): boolean {
    const now = this.clock.now()
    return Date.parse(certificate.validFrom) <= now && now <= Date.parse(certificate.validTo)
  }
}

const isIssued = (certificate: X509Certificate, issuer: X509Certificate): boolean =>
  issuer.ca && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey)

/** The common name is `041@83100000…@owner@00000001`: between the second and the third sign stands whose it is. */
const ownerOf = (certificate: X509Certificate): string | undefined =>
  certificate.subject
    .split('\n')
    .find((line) => line.startsWith('CN='))
    ?.slice('CN='.length)
    .split('@')[2]
