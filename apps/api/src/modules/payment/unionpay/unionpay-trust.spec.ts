import { generateKeyPairSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { addDays, instantOf } from '@jishi/kernel/time'
import type { Instant } from '@jishi/kernel/time'
import { describe, expect, it } from 'vitest'
import { UNIONPAY_OWNER } from './unionpay-account.js'
import { UnionpayTrust } from './unionpay-trust.js'
import { fieldsOfAnswer, signedText, type Fields } from './unionpay-wire.js'

/** Made by openssl and nothing of ours: the commands are beside them. */
const vector = (name: string): string =>
  readFileSync(new URL(`../../../../../simulator/test/vectors/unionpay/${name}`, import.meta.url), 'utf8')

// The vectors' certificates begin on the day they were made.
const NOW = instantOf('2027-06-01T10:00:00+08:00')

const account = {
  baseUrl: 'https://gateway.example',
  merchantId: '777290058110048',
  certificate: vector('merchant.pem'),
  privateKey: vector('merchant.key.pem'),
  rootCertificate: vector('root.pem'),
  middleCertificate: vector('middle.pem'),
  owner: UNIONPAY_OWNER,
}
const trustOf = (changes: Partial<typeof account> = {}, now: Instant = NOW): UnionpayTrust =>
  new UnionpayTrust({ ...account, ...changes }, { now: () => now })

const fieldsIn = (text: string): Fields => {
  const fields = fieldsOfAnswer(text)
  if (fields === undefined) throw new Error('the vector cannot be read')
  return fields
}
const answer: Fields = { ...fieldsIn(vector('answer.txt')), signature: vector('answer.sig') }

describe('what we send', () => {
  it('is signed as openssl signs it, under the serial of our certificate in decimal digits', () => {
    const plain = Object.fromEntries(
      vector('request.txt')
        .split('&')
        .map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)] as const)
        .filter(([name]) => !['version', 'encoding', 'signMethod', 'certId'].includes(name)),
    )
    const signed = trustOf().signed(plain)
    expect(signedText(signed)).toBe(vector('request.txt'))
    expect(signed).toMatchObject({ certId: '69629715588', signature: vector('request.sig') })
  })

  it('is the same again for the same fields, in whatever order they were given', () => {
    const one = trustOf().signed({ orderId: 'A1234567', txnAmt: '1', empty: '' })
    const other = trustOf().signed({ empty: '', txnAmt: '1', orderId: 'A1234567' })
    expect(one['signature']).toBe(other['signature'])
    expect(signedText(one)).not.toContain('empty')
  })
})

describe('what comes', () => {
  it('is believed when UnionPay signed it, whatever signs of equality its certificate has', () => {
    expect(trustOf().problemOf(answer)).toBeUndefined()
  })

  it.each<[string, Fields, string]>([
    ['another amount', { ...answer, txnAmt: '1' }, 'wrong signature'],
    ['a field more', { ...answer, extra: '1' }, 'wrong signature'],
    ['no signature', { ...answer, signature: '' }, 'unsigned'],
    ['no certificate', { ...answer, signPubKeyCert: '' }, 'unsigned'],
    ['no certificate at all in its place', { ...answer, signPubKeyCert: 'x' }, 'a certificate of somebody else'],
    [
      'the certificate of a merchant',
      { ...answer, signPubKeyCert: account.certificate },
      'a certificate of somebody else',
    ],
    [
      'the middle certificate',
      { ...answer, signPubKeyCert: account.middleCertificate },
      'a certificate of somebody else',
    ],
    ['the old version', { ...answer, version: '5.0.0', signature: vector('answer-5.0.0.sig') }, 'another version'],
    ['the old digest under the new version', { ...answer, signature: vector('answer-5.0.0.sig') }, 'wrong signature'],
    ['another kind of signature', { ...answer, signMethod: '11' }, 'another kind of signature'],
    ['no signature that could be one', { ...answer, signature: '*' }, 'wrong signature'],
  ])('with %s is refused', (_, fields, reason) => {
    expect(trustOf().problemOf(fields)).toBe(reason)
  })

  it.each<[string, Partial<typeof account>]>([
    ['of another owner', { owner: '00040000:SIGN' }],
    ['from another middle certificate', { middleCertificate: account.rootCertificate }],
    ['from another root', { rootCertificate: account.middleCertificate }],
  ])('by a certificate %s is refused', (_, changes) => {
    expect(trustOf(changes).problemOf(answer)).toBe('a certificate of somebody else')
  })

  it.each<[string, Instant]>([
    ['before its time', instantOf('2020-01-01T00:00:00+08:00')],
    ['after its time', addDays(NOW, 7_300)],
  ])('by a certificate %s is refused, and by one that has just ended as well', (_, now) => {
    expect(trustOf({}, now).problemOf(answer)).toBe('a certificate of somebody else')
    // The certificate was looked at while it was good: its end counts all the same.
    let at: Instant = NOW
    const trust = new UnionpayTrust(account, { now: () => at })
    expect(trust.problemOf(answer)).toBeUndefined()
    at = now
    expect(trust.problemOf(answer)).toBe('a certificate of somebody else')
  })

  it('is not believed for a key that a stranger made', () => {
    const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' })
    const forged = trustOf({ privateKey: key.toString() }).signed({ ...answer, signature: '' })
    expect(trustOf().problemOf(forged)).toBe('wrong signature')
  })
})
