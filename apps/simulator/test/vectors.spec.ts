import { createPrivateKey, createPublicKey, generateKeyPairSync, verify, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Formatter, Rsa } from 'wechatpay-axios-plugin'
import { describe, expect, it } from 'vitest'
import { issueCertificate } from '../src/keys/certificate.js'
import type { Keyring } from '../src/keys/keyring.js'
import { platformHeaders } from '../src/wechat-pay/platform-signature.js'
import { verifyRequest } from '../src/wechat-pay/request-signature.js'
import { openName, sealBytes } from '../src/wechat-pay/sealed.js'

interface Vectors {
  request: { method: string; url: string; timestamp: string; nonce: string; body: string; signature: string }
  answer: { timestamp: string; nonce: string; body: string; signature: string }
}

const folder = new URL('./vectors/', import.meta.url)
const certificate = readFileSync(new URL('merchant-certificate.pem', folder), 'utf8')
const vectors = JSON.parse(readFileSync(new URL('signatures.json', folder), 'utf8')) as Vectors
const serial = new X509Certificate(certificate).serialNumber

function keyringWith(merchant: { serial: string; certificate: string }, platformPrivateKey = ''): Keyring {
  const key = { serial: 'A0'.repeat(20), privateKey: platformPrivateKey, certificate: '' }
  return {
    mchid: '1900000001',
    appid: 'wx0',
    apiV3Key: '',
    merchant: { ...merchant, privateKey: '' },
    platformA: key,
    platformB: key,
    platformPublicKey: { id: 'PUB_KEY_ID_1', privateKey: platformPrivateKey, publicKey: '' },
    // Signatures of payments need nothing else of a keyring.
  } as Keyring
}

function received(changes: Partial<Vectors['request']> = {}) {
  const { method, url, timestamp, nonce, body, signature } = { ...vectors.request, ...changes }
  const pairs = { mchid: '1900000001', serial_no: serial, timestamp, nonce_str: nonce, signature }
  const listed = Object.entries(pairs).map(([name, value]) => `${name}="${value}"`)
  return {
    method,
    url,
    rawBody: Buffer.from(body),
    headers: {
      accept: '*/*',
      'user-agent': 'openssl',
      'content-type': 'application/json',
      authorization: `WECHATPAY2-SHA256-RSA2048 ${listed.join(',')}`,
    },
  }
}

describe('vectors made with openssl', () => {
  const keyring = keyringWith({ serial, certificate })
  const hostNow = Number(vectors.request.timestamp) * 1000

  it('the signed request is accepted, with its escaped address and Chinese body', () => {
    expect(() => verifyRequest(received(), keyring, hostNow)).not.toThrow()
  })

  it.each([
    ['method', { method: 'GET' }],
    ['address', { url: vectors.request.url.replace('%2B', '+') }],
    ['body', { body: `${vectors.request.body} ` }],
    ['nonce', { nonce: vectors.request.nonce.toLowerCase() }],
    ['timestamp', { timestamp: '1700000001' }],
  ])('one changed %s spoils it', (_part, changes) => {
    expect(() => verifyRequest(received(changes), keyring, hostNow)).toThrow('验签失败')
  })

  it('the window is 300 seconds on both sides', () => {
    for (const offset of [-300_000, 300_000]) {
      expect(() => verifyRequest(received(), keyring, hostNow + offset)).not.toThrow()
    }
    for (const offset of [-301_000, 301_000]) {
      expect(() => verifyRequest(received(), keyring, hostNow + offset)).toThrow()
    }
  })

  it('the signed answer is what the SDK of the product accepts', () => {
    const { timestamp, nonce, body, signature } = vectors.answer
    const key = Rsa.from(certificate, Rsa.KEY_TYPE_PUBLIC)
    expect(Rsa.verify(Formatter.response(Number(timestamp), nonce, body), signature, key)).toBe(true)
    expect(Rsa.verify(Formatter.response(Number(timestamp), nonce, `${body} `), signature, key)).toBe(false)
  })
})

describe('sealing', () => {
  it('equals test case 16 of the GCM specification', () => {
    const hex = (digits: string): Buffer => Buffer.from(digits, 'hex')
    const sealed = sealBytes(
      hex(
        'd9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39',
      ),
      hex('feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308'),
      hex('cafebabefacedbaddecaf888'),
      hex('feedfacedeadbeeffeedfacedeadbeefabaddad2'),
    )
    expect(sealed.toString('hex')).toBe(
      '522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662' +
        '76fc6ece0f4e1768cddf8853bb2d551b',
    )
  })
})

describe('a name that was sealed for the gateway by openssl', () => {
  const names = new URL('names/', folder)
  const sealed = (file: string): string => readFileSync(new URL(file, names), 'utf8')
  const key = sealed('platform.key')

  it('is read, and is what was written', () => {
    expect(openName(sealed('name.oaep'), key)).toBe(sealed('name.txt'))
  })

  it.each(['name.oaep-sha256', 'name.pkcs1'])('is not read when it was sealed another way (%s)', (file) => {
    expect(() => openName(sealed(file), key)).toThrow()
  })

  it('is what the SDK of the product seals as well', () => {
    const ours = Rsa.encrypt('欧阳小满', Rsa.from(key, Rsa.KEY_TYPE_PRIVATE))
    expect(openName(ours, key)).toBe('欧阳小满')
  })
})

describe('our own certificates and signatures', () => {
  const subject = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const issuer = generateKeyPairSync('rsa', { modulusLength: 2048 })

  it.each([
    ['2026-11-22T00:00:00Z', '2031-11-21T00:00:00Z'],
    ['2047-01-01T00:00:00Z', '2052-01-01T00:00:00Z'],
  ])('a certificate from %s to %s reads as it was written', (from, to) => {
    const pem = issueCertificate({
      serial: '5A1D00000000000000000000000000000000C0DE',
      commonName: '1900000001',
      organization: '小满良品',
      issuerName: 'Root',
      subjectKey: subject.privateKey,
      issuerKey: issuer.privateKey,
      validFrom: Date.parse(from),
      validTo: Date.parse(to),
    })
    const read = new X509Certificate(pem)
    expect(read.serialNumber).toBe('5A1D00000000000000000000000000000000C0DE')
    expect(read.subject).toBe('O=小满良品\nCN=1900000001')
    expect([Date.parse(read.validFrom), Date.parse(read.validTo)]).toEqual([Date.parse(from), Date.parse(to)])
    expect(read.verify(issuer.publicKey)).toBe(true)
    expect(read.checkPrivateKey(subject.privateKey)).toBe(true)
    expect(read.ca).toBe(false)
  })

  it('the headers prove exactly the body they were made for', () => {
    const privateKey = subject.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    const keyring = keyringWith({ serial, certificate }, privateKey)
    const headers = platformHeaders('{"苹果":1}', { keyring, mode: 'public_key', now: 1_700_000_000_999 })
    expect(headers['Wechatpay-Timestamp']).toBe('1700000000')
    const message = `1700000000\n${headers['Wechatpay-Nonce']}\n{"苹果":1}\n`
    const signature = Buffer.from(headers['Wechatpay-Signature'] ?? '', 'base64')
    const publicKey = createPublicKey(createPrivateKey(privateKey))
    expect(verify('sha256', Buffer.from(message), publicKey, signature)).toBe(true)
    expect(verify('sha256', Buffer.from(`${message} `), publicKey, signature)).toBe(false)
  })
})
