import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { instantOf } from '@jishi/kernel/time'
import { describe, expect, it } from 'vitest'
import type { WechatAccount } from '../../src/modules/payment/wechat/wechat-account.js'
import { WechatChannel } from '../../src/modules/payment/wechat/wechat-channel.js'
import { WechatClient } from '../../src/modules/payment/wechat/wechat-client.js'
import { WechatNotices } from '../../src/modules/payment/wechat/wechat-notices.js'
import { jsapiCallOf, wechatProductsOf } from '../../src/modules/payment/wechat/wechat-products.js'
import type { WechatProduct } from '../../src/modules/payment/wechat/wechat-products.js'

interface Vector {
  timestamp: string
  nonce: string
  body: string
  signature: string
}

const vectors = JSON.parse(readFileSync(new URL('./vectors/wechat-notices.json', import.meta.url), 'utf8')) as {
  apiV3Key: string
  serial: string
  publicKey: string
  payment: Vector
  refund: Vector
}

const merchant = generateKeyPairSync('rsa', { modulusLength: 2048 })
const account = (changes: Partial<WechatAccount> = {}): WechatAccount => ({
  baseUrl: 'http://127.0.0.1:9',
  appId: 'wx0123456789abcdef',
  merchantId: '1900000001',
  merchantSerial: '5A1D',
  privateKey: merchant.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  apiV3Key: vectors.apiV3Key,
  platformKeys: { [vectors.serial]: vectors.publicKey },
  ...changes,
})

const headersOf = (vector: Vector, changes: Record<string, string> = {}): Record<string, string> => ({
  'wechatpay-timestamp': vector.timestamp,
  'wechatpay-nonce': vector.nonce,
  'wechatpay-serial': vectors.serial,
  'wechatpay-signature': vector.signature,
  'wechatpay-signature-type': 'WECHATPAY2-SHA256-RSA2048',
  ...changes,
})

const noticesAt = (secondsLater = 0, of = account()): WechatNotices =>
  new WechatNotices(of, { now: () => addSeconds(vectors.payment.timestamp, secondsLater) })

const addSeconds = (timestamp: string, seconds: number) =>
  instantOf(new Date((Number(timestamp) + seconds) * 1000).toISOString())

const opened = (kind: 'payment' | 'refund', vector: Vector = vectors[kind], changes: Record<string, string> = {}) =>
  noticesAt().open(kind, headersOf(vector, changes), Buffer.from(vector.body))

describe('a notice that was signed and sealed outside this code', () => {
  it('of a payment is opened, and its evidence is the order amount before a coupon of the channel', () => {
    const notice = opened('payment')
    expect(notice).toMatchObject({ kind: 'payment', key: 'EV-2026030110000001' })
    if (notice.kind !== 'payment') return
    expect(notice.evidence).toEqual({
      source: 'notice',
      attemptNo: '26030101ABCDEFGHJKMN',
      channelTxn: '4200001234202603011234567890',
      appId: 'wx0123456789abcdef',
      merchantId: '1900000001',
      currency: 'CNY',
      amountFen: 9_900,
      paidAt: instantOf('2026-03-01T10:00:00+08:00'),
    })
  })

  it('of a refund, without associated data, is opened', () => {
    expect(opened('refund')).toMatchObject({
      kind: 'refund',
      number: '26030101RSTVWXYZ0123',
      answer: { kind: 'succeeded', amountFen: 9_900 },
    })
  })

  it.each<[string, () => ReturnType<typeof opened>, string]>([
    [
      'a changed body',
      () => opened('payment', { ...vectors.payment, body: vectors.payment.body.replace('支付成功', '支付成攻') }),
      'wrong signature',
    ],
    [
      'a body with a space more',
      () => opened('payment', { ...vectors.payment, body: `${vectors.payment.body} ` }),
      'wrong signature',
    ],
    ['another nonce', () => opened('payment', vectors.payment, { 'wechatpay-nonce': 'other' }), 'wrong signature'],
    [
      'another time',
      () =>
        opened('payment', vectors.payment, { 'wechatpay-timestamp': String(Number(vectors.payment.timestamp) + 1) }),
      'wrong signature',
    ],
    [
      'a signature of something else',
      () => opened('payment', { ...vectors.payment, signature: vectors.refund.signature }),
      'wrong signature',
    ],
    ['a probe', () => opened('payment', { ...vectors.payment, signature: 'WECHATPAY/SIGNTEST/x' }), 'wrong signature'],
    ['an unknown key', () => opened('payment', vectors.payment, { 'wechatpay-serial': 'OTHER' }), 'unknown serial'],
    [
      'another algorithm',
      () => opened('payment', vectors.payment, { 'wechatpay-signature-type': 'SM2' }),
      'another kind of signature',
    ],
    ['no signature', () => opened('payment', { ...vectors.payment, signature: '' }), 'unsigned'],
    ['a refund told as a payment', () => opened('payment', vectors.refund), 'another form'],
    ['a payment told as a refund', () => opened('refund', vectors.payment), 'another form'],
  ])('is refused with %s', (_, open, reason) => {
    expect(open()).toMatchObject({ kind: 'refused', reason })
  })

  it('is refused when it is more than five minutes old or young, and with another key to open it', () => {
    const { payment } = vectors
    const openAt = (seconds: number, of = account()) =>
      noticesAt(seconds, of).open('payment', headersOf(payment), Buffer.from(payment.body))
    expect(openAt(300).kind).toBe('payment')
    expect(openAt(-300).kind).toBe('payment')
    expect(openAt(301)).toEqual({ kind: 'refused', reason: 'stale' })
    expect(openAt(-301)).toEqual({ kind: 'refused', reason: 'stale' })
    expect(openAt(0, account({ apiV3Key: 'X'.repeat(32) }))).toMatchObject({
      kind: 'refused',
      reason: 'not to be opened',
      ownFault: true,
    })
  })
})

describe('a request of ours', () => {
  it('is signed over method, address, time, nonce and body, as the specification has it', async () => {
    const seen: { request: IncomingMessage; body: string }[] = []
    const server = createServer((request, response) => {
      let body = ''
      request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')))
      request.on('end', () => {
        seen.push({ request, body })
        response.writeHead(500).end()
      })
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const payee = account({ baseUrl: `http://127.0.0.1:${port}` })
    const channel = new WechatChannel(
      { client: new WechatClient(payee), merchantId: payee.merchantId, notifyBaseUrl: 'https://shop.example' },
      wechatProductsOf(payee)[0] as WechatProduct,
    )
    const answer = await channel.create({
      attemptNo: '26030101ABCDEFGHJKMN',
      amountFen: 9_900,
      description: '集市 订单 🍎 26030101',
      expiresAt: instantOf('2026-03-01T10:29:00+08:00'),
      recordedAt: instantOf('2026-03-01T10:00:00+08:00'),
      clientIp: '203.0.113.7',
      returnUrl: 'https://shop.example/back',
      payer: null,
    })
    await channel.query('26030101ABCDEFGHJKMN')
    server.close()

    expect(answer).toEqual({ kind: 'unknown', reason: 'HTTP 500' })
    expect(seen).toHaveLength(2)
    for (const { request, body } of seen) {
      const authorization = request.headers.authorization ?? ''
      const part = (name: string): string => new RegExp(`${name}="([^"]*)"`).exec(authorization)?.[1] ?? ''
      expect(authorization.startsWith('WECHATPAY2-SHA256-RSA2048 ')).toBe(true)
      expect([part('mchid'), part('serial_no')]).toEqual(['1900000001', '5A1D'])
      const signed = [request.method, request.url, part('timestamp'), part('nonce_str'), body, ''].join('\n')
      const key = createPublicKey(merchant.publicKey.export({ type: 'spki', format: 'pem' }))
      expect(verify('sha256', Buffer.from(signed), key, Buffer.from(part('signature'), 'base64'))).toBe(true)
    }
    expect(JSON.parse(seen[0]?.body ?? '')).toEqual({
      appid: 'wx0123456789abcdef',
      mchid: '1900000001',
      description: '集市 订单 26030101',
      out_trade_no: '26030101ABCDEFGHJKMN',
      time_expire: '2026-03-01T10:29:00+08:00',
      notify_url: 'https://shop.example/api/notify/wechat/payments',
      amount: { total: 9_900, currency: 'CNY' },
      scene_info: { payer_client_ip: '203.0.113.7', h5_info: { type: 'Wap' } },
    })
    expect(seen[1]?.request.url).toBe('/v3/pay/transactions/out-trade-no/26030101ABCDEFGHJKMN?mchid=1900000001')
  })
})

describe("a call of WeChat's own client", () => {
  it('is signed over app, time, nonce and prepared payment, each on its line', () => {
    const stamp = { timeStamp: '1772330401', nonceStr: '5K8264ILTKCH16CQ2502SI8ZNMTM67VS' }
    const { paySign, ...call } = jsapiCallOf(account().privateKey, 'wx0123456789abcdef', 'wx201410272009395522', stamp)
    expect(call).toEqual({
      appId: 'wx0123456789abcdef',
      ...stamp,
      package: 'prepay_id=wx201410272009395522',
      signType: 'RSA',
    })
    const signed = 'wx0123456789abcdef\n1772330401\n5K8264ILTKCH16CQ2502SI8ZNMTM67VS\nprepay_id=wx201410272009395522\n'
    const key = createPublicKey(merchant.publicKey.export({ type: 'spki', format: 'pem' }))
    expect(verify('sha256', Buffer.from(signed), key, Buffer.from(paySign, 'base64'))).toBe(true)
  })

  it('is new each time, for a prepared payment that stays', () => {
    const [first, second] = [1, 2].map(() => jsapiCallOf(account().privateKey, 'wx0123456789abcdef', 'wx2014'))
    expect(first?.nonceStr).not.toBe(second?.nonceStr)
    expect(first?.paySign).not.toBe(second?.paySign)
  })
})
