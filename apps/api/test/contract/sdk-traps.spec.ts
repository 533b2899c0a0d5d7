import { createSign, generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { newNumber } from '@jishi/kernel/numbers'
import { instantOf, shopTimeText, systemClock } from '@jishi/kernel/time'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import '../../src/launch/shop-time.js'
import type { AlipayAccount } from '../../src/modules/payment/alipay/alipay-account.js'
import { AlipayClient } from '../../src/modules/payment/alipay/alipay-client.js'
import { AlipayNotices } from '../../src/modules/payment/alipay/alipay-notices.js'
import type { WechatAccount } from '../../src/modules/payment/wechat/wechat-account.js'
import { WechatChannel } from '../../src/modules/payment/wechat/wechat-channel.js'
import { WechatClient } from '../../src/modules/payment/wechat/wechat-client.js'
import { WechatKeyring } from '../../src/modules/payment/wechat/wechat-keyring.js'
import { wechatProductsOf, type WechatProduct } from '../../src/modules/payment/wechat/wechat-products.js'

/** A gateway that says yes to everything and signs nothing: what a man in the middle could be. */
let server: Server
let url: string
let status = 200
const seen: { path: string; body: string; request: IncomingMessage }[] = []

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')))
    request.on('end', () => {
      seen.push({ path: request.url ?? '', body, request })
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(
        JSON.stringify({
          code: 'ORDERPAID',
          message: 'x',
          prepay_id: 'x',
          trade_no: 'x',
          trade_status: 'TRADE_SUCCESS',
        }),
      )
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.close()
})
beforeEach(() => {
  status = 200
  seen.splice(0)
})

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })
const pkcs8 = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
const publicKey = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString()
const NUMBER = '26030101ABCDEFGHJKMN'

const wechat = (changes: Partial<WechatAccount> = {}): WechatAccount => ({
  baseUrl: url,
  appId: 'wx0123456789abcdef',
  merchantId: '1900000001',
  merchantSerial: '5A1D',
  privateKey: pkcs8,
  apiV3Key: '0123456789abcdef0123456789abcdef',
  platformKeys: { ABCDEF01: publicKey },
  ...changes,
})
const channelOf = (account: WechatAccount): WechatChannel =>
  new WechatChannel(
    { client: new WechatClient(account), merchantId: account.merchantId, notifyBaseUrl: 'https://shop.example' },
    wechatProductsOf(account)[0] as WechatProduct,
  )
const alipay = (): AlipayAccount => ({
  gatewayUrl: `${url}/gateway.do`,
  endpointUrl: url,
  appId: '2021000000000001',
  sellerId: '2088000000000001',
  privateKey: pkcs8,
  alipayPublicKey: publicKey,
})

describe('the plugin of WeChat Pay', () => {
  it('W1: our client is no promise and has no hook of Nest, so nobody posts to /then', async () => {
    const client = new WechatClient(wechat())
    const passed = await (async () => client)()
    expect(await passed).toBe(client)
    for (const name of ['then', 'onModuleInit', 'onApplicationBootstrap', 'beforeApplicationShutdown', 'toJSON'])
      expect(Reflect.get(client, name), name).toBeUndefined()
    expect(JSON.stringify(client)).toBe('{}')
    expect(seen).toEqual([])
  })

  it('W2: a number keeps its capitals in a path', async () => {
    await channelOf(wechat()).query(NUMBER)
    expect(seen[0]?.path).toBe(`/v3/pay/transactions/out-trade-no/${NUMBER}?mchid=1900000001`)
  })

  it('W3: our numbers need no escape, in a path or anywhere', () => {
    for (let n = 0; n < 1_000; n += 1) {
      const number = newNumber(systemClock)
      expect(encodeURIComponent(number)).toBe(number)
      expect(number).toMatch(/^[0-9A-Z]{8,32}$/)
    }
  })

  it('W5: a success that is not signed is unknown, and a refusal, which never is, proves no payment', async () => {
    const channel = channelOf(wechat())
    expect(await channel.query(NUMBER)).toEqual({
      kind: 'unknown',
      reason: 'EV3_RES_HEADERS_INCOMPLATE',
    })
    status = 400
    expect((await channel.query(NUMBER)).kind).toBe('unknown')
    expect(await channel.close(NUMBER)).toEqual({ kind: 'paid' })
  })

  it('W6: what is sent is one object, written once', async () => {
    await channelOf(wechat()).close(NUMBER)
    expect(JSON.parse(seen[0]?.body ?? '')).toEqual({ mchid: '1900000001' })
  })

  it('W9: serials are compared as they are written, and what no key opens is nothing', () => {
    const keyring = new WechatKeyring(wechat())
    expect(keyring.keyOf('ABCDEF01')).toBe(publicKey)
    for (const serial of ['abcdef01', 'toString', '__proto__', '']) expect(keyring.keyOf(serial)).toBeUndefined()
    expect(keyring.unsealed({ ciphertext: 'AAAA', nonce: '0123456789ab', associated_data: '' })).toBe('')
  })

  it('W10: a proxy of the environment sees nothing of ours', async () => {
    const before = process.env['HTTP_PROXY']
    process.env['HTTP_PROXY'] = process.env['http_proxy'] = 'http://127.0.0.1:9'
    try {
      await channelOf(wechat()).close(NUMBER)
      expect(seen).toHaveLength(1)
    } finally {
      delete process.env['http_proxy']
      if (before === undefined) delete process.env['HTTP_PROXY']
      else process.env['HTTP_PROXY'] = before
    }
  })
})

const modules = fileURLToPath(new URL('../../src/modules/', import.meta.url))
const sources = (folder: string): string[] =>
  readdirSync(join(modules, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'))
    .map((name) => readFileSync(join(modules, folder, name), 'utf8'))

/** A form as Alipay signs it: `sign_type` goes along and is not among what is signed. */
const formOf = (fields: Record<string, string>): Record<string, string> => {
  const text = Object.keys(fields)
    .sort()
    .map((name) => `${name}=${fields[name] ?? ''}`)
    .join('&')
  const sign = createSign('RSA-SHA256').update(text, 'utf8').sign(pkcs8, 'base64')
  return { ...fields, sign, sign_type: 'RSA2' }
}

describe('the SDK of Alipay', () => {
  it('A1: a success that is not signed is unknown', async () => {
    const answer = await new AlipayClient(alipay()).call('/v3/alipay/trade/query', { out_trade_no: NUMBER })
    expect(answer.kind).toBe('unknown')
  })

  it('A2: a refusal comes as one, by its reason', async () => {
    status = 400
    const answer = await new AlipayClient(alipay()).call('/v3/alipay/trade/query', { out_trade_no: NUMBER })
    expect(answer).toMatchObject({ kind: 'refused', code: 'ORDERPAID' })
  })

  it('A3: nothing of ours uses the calls that verify nothing, or cannot', () => {
    for (const source of [...sources('payment/alipay'), ...sources('identity/platforms')])
      expect(source).not.toMatch(/#?sdk\.exec\(|needEncrypt|checkNotifySign\(/)
  })

  it('A4: the account we keep is not written into', () => {
    const account = Object.freeze(alipay())
    const before = JSON.stringify(account)
    expect(() => new AlipayClient(account)).not.toThrow()
    expect(JSON.stringify(account)).toBe(before)
  })

  it('A5: names in a body stay as they are', async () => {
    const body = { out_trade_no: NUMBER, SKU_Map: { 'a-b': 1, 'Mixed Key': 2 } }
    await new AlipayClient(alipay()).call('/v3/alipay/trade/create', body)
    expect(JSON.parse(seen[0]?.body ?? '')).toEqual(body)
  })

  it.each(['RSA', '', 'toString', 'MD5'])('A6: a notice that calls its signature %j is refused', (signType) => {
    const form = new URLSearchParams({ ...formOf({ notify_id: 'n1' }), sign_type: signType })
    const opened = new AlipayNotices(new AlipayClient(alipay())).open('payment', {}, Buffer.from(form.toString()))
    expect(opened).toEqual({ kind: 'refused', reason: 'another kind of signature' })
  })

  it('A6 A7 A8 A10: values with %, names with brackets and fields without a value are verified as they came', () => {
    const client = new AlipayClient(alipay())
    const fields = { subject: '50% off %E4', 'a[b]': '1', body: '', out_trade_no: NUMBER }
    expect(client.isGenuine(formOf(fields))).toBe(true)
    expect(client.isGenuine({ ...formOf(fields), body: 'x' })).toBe(false)
    const { body: _, ...without } = formOf(fields)
    expect(client.isGenuine(without)).toBe(false)
    const withType = formOf({ ...fields, sign_type: 'RSA2' })
    expect(client.isGenuine(withType)).toBe(true)
  })

  it('A9: a page is stamped with the time of Shanghai', () => {
    const page = new AlipayClient(alipay()).page('alipay.trade.wap.pay', {
      notifyUrl: url,
      returnUrl: url,
      bizContent: {},
    })
    const stamp = new URL(page).searchParams.get('timestamp') ?? ''
    const told = instantOf(`${stamp.replace(' ', 'T')}+08:00`)
    expect(
      Math.abs(told - systemClock.now()),
      `${stamp}, now ${shopTimeText(systemClock.now(), 'second')}`,
    ).toBeLessThan(60_000)
  })
})
