import { createHash, createPrivateKey, generateKeyPairSync, randomUUID, sign } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { refusal, TestMerchant } from './merchant.js'

const DAY_MS = 86_400_000

let merchant: TestMerchant

beforeAll(async () => {
  merchant = await TestMerchant.open()
})
afterAll(() => merchant.leave())

interface Signing {
  method: string
  path: string
  body: string
  timestamp: string
  serial: string
  mchid: string
  privateKey: string
  sentBody: string
  headers: Record<string, string>
}

/** A request signed here by hand, without the SDK, so that every part of it can be wrong on purpose. */
async function send(changes: Partial<Signing>): Promise<{ status: number; code: unknown }> {
  const account = merchant.simulator.merchant
  const path = '/v3/pay/transactions/h5'
  const body = JSON.stringify(merchant.order(`RAW${createHash('md5').update(randomUUID()).digest('hex').slice(0, 20)}`))
  const signing: Signing = {
    method: 'POST',
    path,
    body,
    timestamp: String(Math.floor(Date.now() / 1000)),
    serial: account.merchantSerial,
    mchid: account.mchid,
    privateKey: account.merchantPrivateKey,
    sentBody: changes.body ?? body,
    headers: {},
    ...changes,
  }
  const nonce = randomUUID().replaceAll('-', '')
  const message = [signing.method, signing.path, signing.timestamp, nonce, signing.body, ''].join('\n')
  const signature = sign('sha256', Buffer.from(message), createPrivateKey(signing.privateKey)).toString('base64')
  const pairs = `mchid="${signing.mchid}",nonce_str="${nonce}",signature="${signature}",timestamp="${signing.timestamp}",serial_no="${signing.serial}"`
  const answer = await fetch(`${merchant.simulator.url}${signing.path}`, {
    method: signing.method,
    headers: {
      accept: 'application/json',
      'user-agent': 'test',
      'content-type': 'application/json',
      authorization: `WECHATPAY2-SHA256-RSA2048 ${pairs}`,
      ...signing.headers,
    },
    ...(signing.method === 'GET' ? {} : { body: signing.sentBody }),
  })
  const words = (await answer.json()) as { code?: unknown }
  return { status: answer.status, code: words.code }
}

describe('request signatures', () => {
  it('are accepted from any signer that follows the rules, whatever the order of the pairs', async () => {
    expect(await send({})).toEqual({ status: 200, code: undefined })
  })

  it.each<[string, () => Partial<Signing>]>([
    ['the body was changed on the way', () => ({ sentBody: JSON.stringify(merchant.order('CHANGED001')) })],
    ['the stamp is 301 seconds old', () => ({ timestamp: String(Math.floor(Date.now() / 1000) - 301) })],
    ['the stamp is in the future', () => ({ timestamp: String(Math.floor(Date.now() / 1000) + 320) })],
    ['the stamp is no number', () => ({ timestamp: 'soon' })],
    ['the serial is unknown', () => ({ serial: '7'.repeat(40) })],
    ['the merchant is another', () => ({ mchid: '1900000002' })],
    [
      'the key is a stranger’s',
      () => {
        const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
        return { privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() }
      },
    ],
    ['there is none', () => ({ headers: { authorization: '' } })],
    ['the scheme is another', () => ({ headers: { authorization: 'Bearer x' } })],
  ])('are refused with 401 SIGN_ERROR when %s', async (_why, changes) => {
    expect(await send(changes())).toEqual({ status: 401, code: 'SIGN_ERROR' })
  })

  it('cover the query of the address', async () => {
    const path = `/v3/pay/transactions/out-trade-no/ABCDEF?mchid=${merchant.simulator.merchant.mchid}`
    expect(await send({ method: 'GET', path, body: '' })).toEqual({ status: 404, code: 'ORDER_NOT_EXIST' })
  })
})

describe('parameters', () => {
  const cases: [string, Record<string, unknown>, string][] = [
    ['a description of 128 characters', { description: '苹'.repeat(128) }, 'PARAM_ERROR'],
    ['a four-byte character', { description: '苹果🍎' }, 'PARAM_ERROR'],
    ['null', { attach: null }, 'PARAM_ERROR'],
    ['an order number of five characters', { out_trade_no: 'ABCDE' }, 'PARAM_ERROR'],
    ['an order number with a slash', { out_trade_no: 'ABC/DEFG' }, 'PARAM_ERROR'],
    ['an order number of 33 characters', { out_trade_no: 'A'.repeat(33) }, 'PARAM_ERROR'],
    ['a callback with a query', { notify_url: 'https://shop.example/notify?x=1' }, 'PARAM_ERROR'],
    ['a callback that is no address', { notify_url: '/notify' }, 'PARAM_ERROR'],
    ['an amount of 0', { amount: { total: 0, currency: 'CNY' } }, 'PARAM_ERROR'],
    ['an amount of 1.5', { amount: { total: 1.5, currency: 'CNY' } }, 'PARAM_ERROR'],
    ['an amount as text', { amount: { total: '100', currency: 'CNY' } }, 'PARAM_ERROR'],
    ['another currency', { amount: { total: 100, currency: 'USD' } }, 'PARAM_ERROR'],
    ['a time that is over', { time_expire: '2020-01-01T00:00:00+08:00' }, 'PARAM_ERROR'],
    ['a time without a zone', { time_expire: '2099-01-01 00:00:00' }, 'PARAM_ERROR'],
    ['no scene for H5', { scene_info: { payer_client_ip: '127.0.0.1' } }, 'PARAM_ERROR'],
    ['another appid', { appid: 'wx0000000000000000' }, 'APPID_MCHID_NOT_MATCH'],
    ['another mchid', { mchid: '1900000002' }, 'MCH_NOT_EXISTS'],
  ]
  it.each(cases)('refuse %s', async (_what, changes, code) => {
    expect(await refusal(merchant.create('PARAMS_001', changes))).toMatchObject({ status: 400, code })
  })

  it('take a description of 127 characters', async () => {
    expect((await merchant.create('PARAMS_127', { description: '苹'.repeat(127) })).status).toBe(200)
  })
})

describe('numbers', () => {
  it('may be used again for the same order, which gets a new link and not a new order', async () => {
    const first = await merchant.create('REUSE_0001')
    const second = await merchant.create('REUSE_0001')
    expect(second.data['h5_url']).not.toBe(first.data['h5_url'])
    const listed = await merchant.console('GET', '/payments')
    const { items } = listed.json as { items: { outTradeNo: string }[] }
    expect(items.filter((item) => item.outTradeNo === 'REUSE_0001')).toHaveLength(1)
  })

  it('are refused for another amount, and for another way to pay', async () => {
    await merchant.create('REUSE_0002')
    const dearer = merchant.create('REUSE_0002', { amount: { total: 9661, currency: 'CNY' } })
    expect(await refusal(dearer)).toMatchObject({ status: 403, code: 'OUT_TRADE_NO_USED' })
    const native = merchant.post('v3/pay/transactions/native', merchant.order('REUSE_0002'))
    expect(await refusal(native)).toMatchObject({ status: 403, code: 'OUT_TRADE_NO_USED' })
  })

  it('of refunds answer the same refund again, and refuse other amounts under the same number', async () => {
    await merchant.create('REUSE_0003')
    await merchant.pay('REUSE_0003')
    const first = await merchant.refund('REUSE_0003', 'RR1', 100)
    const again = await merchant.refund('REUSE_0003', 'RR1', 100)
    expect(again.data['refund_id']).toBe(first.data['refund_id'])
    expect(await refusal(merchant.refund('REUSE_0003', 'RR1', 101))).toMatchObject({
      status: 400,
      code: 'INVALID_REQUEST',
    })
  })
})

describe('refunds', () => {
  it('are refused before payment, beyond the payment, and with another total', async () => {
    await merchant.create('RFRULE_001')
    expect(await refusal(merchant.refund('RFRULE_001', 'RF1', 1))).toMatchObject({
      status: 400,
      code: 'INVALID_REQUEST',
    })
    await merchant.pay('RFRULE_001')
    expect(await refusal(merchant.refund('RFRULE_001', 'RF2', 1, 9661))).toMatchObject({ code: 'PARAM_ERROR' })
    await merchant.refund('RFRULE_001', 'RF3', 9000)
    expect(await refusal(merchant.refund('RFRULE_001', 'RF4', 661))).toMatchObject({ code: 'INVALID_REQUEST' })
    expect((await merchant.refund('RFRULE_001', 'RF5', 660)).status).toBe(200)
  })

  it('stop at fifty parts', async () => {
    await merchant.create('RFRULE_050')
    await merchant.pay('RFRULE_050')
    for (let part = 1; part <= 50; part += 1) await merchant.refund('RFRULE_050', `P${part}`, 1)
    expect(await refusal(merchant.refund('RFRULE_050', 'P51', 1))).toMatchObject({ status: 403, code: 'RULE_LIMIT' })
  })

  it('are taken for a year after the payment, and not a day longer', async () => {
    await merchant.create('RFRULE_365')
    await merchant.pay('RFRULE_365')
    const days = (n: number) =>
      merchant.console('PUT', '/clock', { now: new Date(Date.now() + n * DAY_MS).toISOString() })
    await days(364.9)
    expect((await merchant.refund('RFRULE_365', 'Y1', 1)).status).toBe(200)
    await days(365.1)
    expect(await refusal(merchant.refund('RFRULE_365', 'Y2', 1))).toMatchObject({ status: 403, code: 'RULE_LIMIT' })
    await merchant.console('DELETE', '/clock')
  })
})
