import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AlipayMerchant, refused } from './alipay-merchant.js'

describe("Alipay's SDK against the simulator, v3", () => {
  let merchant: AlipayMerchant

  beforeAll(async () => {
    merchant = await AlipayMerchant.open()
  })
  afterAll(() => merchant.leave())

  it('opens a trade, is paid, notifies and finds it', async () => {
    const created = await merchant.create('V3ORDER_0001', { passback_params: 'a=1&b=%2F' })
    expect(created.status).toBe(200)
    expect(created.data).toEqual({ trade_no: expect.stringMatching(/^\d{28}$/), out_trade_no: 'V3ORDER_0001' })
    expect((await merchant.query('V3ORDER_0001')).data).toMatchObject({
      trade_status: 'WAIT_BUYER_PAY',
      total_amount: '96.60',
      buyer_open_id: 'buyer-of-the-tests',
    })

    await merchant.pay('V3ORDER_0001')
    const { appId, sellerId } = merchant.simulator.merchant.alipay
    const notice = merchant.received.at(-1)
    expect(notice?.verified).toBe(true)
    expect(notice?.fields).toMatchObject({
      notify_type: 'trade_status_sync',
      app_id: appId,
      seller_id: sellerId,
      out_trade_no: 'V3ORDER_0001',
      trade_no: created.data['trade_no'],
      trade_status: 'TRADE_SUCCESS',
      total_amount: '96.60',
      passback_params: 'a=1&b=%2F',
      subject: '阿克苏冰糖心苹果 5 斤装',
    })
    expect(Object.values(notice?.fields ?? {})).not.toContain('')
    expect((await merchant.query('V3ORDER_0001')).data).toMatchObject({
      trade_status: 'TRADE_SUCCESS',
      send_pay_date: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
    })
    const byTradeNo = await merchant.v3('trade/query', { trade_no: created.data['trade_no'] })
    expect(byTradeNo.data['out_trade_no']).toBe('V3ORDER_0001')
  })

  it('answers the same create again with the same trade, and another content or buyer with a refusal', async () => {
    const first = await merchant.create('AGAIN_0001')
    expect((await merchant.create('AGAIN_0001')).data).toEqual(first.data)
    const dearer = merchant.create('AGAIN_0001', { total_amount: '96.61' })
    expect(await refused(dearer)).toMatchObject({ status: 400, code: 'ACQ.CONTEXT_INCONSISTENT' })
    const somebody = await merchant.openId()
    const other = merchant.create('AGAIN_0001', { buyer_open_id: somebody })
    expect((await refused(other)).code).toBe('ACQ.TRADE_BUYER_NOT_MATCH')
    await merchant.pay('AGAIN_0001')
    expect((await refused(merchant.create('AGAIN_0001'))).code).toBe('ACQ.TRADE_HAS_SUCCESS')
  })

  it('refuses buyers, applications, amounts and words that cannot be', async () => {
    const codeOf = async (changes: Record<string, unknown>) =>
      (await refused(merchant.create('WRONG_0001', changes))).code
    expect(await codeOf({ op_app_id: '2021000000000099' })).toBe('ACQ.ACCESS_FORBIDDEN')
    expect(await codeOf({ buyer_open_id: 'nobody' })).toBe('ACQ.INVALID_PARAMETER')
    const foreign = await merchant.openId({ appId: '2021000000000099' })
    expect(await codeOf({ buyer_open_id: foreign })).toBe('ACQ.INVALID_PARAMETER')
    expect(await codeOf({ buyer_id: merchant.simulator.merchant.alipay.sellerId })).toBe('ACQ.BUYER_SELLER_EQUAL')
    expect(await codeOf({ total_amount: '0.00' })).toBe('ACQ.TOTAL_FEE_EXCEED')
    expect(await codeOf({ total_amount: '100000000.01' })).toBe('ACQ.TOTAL_FEE_EXCEED')
    expect(await codeOf({ total_amount: '1.001' })).toBe('ACQ.INVALID_PARAMETER')
    expect(await codeOf({ subject: 'a=b' })).toBe('ACQ.INVALID_PARAMETER')
    expect(await codeOf({ subject: '含违禁词的商品' })).toBe('ACQ.EXIST_FORBIDDEN_WORD')
    expect(await codeOf({ seller_id: '2088000000000099' })).toBe('ACQ.PARTNER_ERROR')
    expect(await codeOf({ time_expire: '2020-01-01 00:00:00' })).toBe('ACQ.INVALID_PARAMETER')
    expect(await codeOf({ timeout_express: '16d' })).toBe('ACQ.INVALID_PARAMETER')
    expect((await refused(merchant.query('WRONG_0001'))).code).toBe('ACQ.TRADE_NOT_EXIST')
  })

  it('closes what waits, tells so, and refuses to close what is paid or closed', async () => {
    await merchant.create('CLOSE_0001')
    expect((await merchant.v3('trade/close', { out_trade_no: 'CLOSE_0001' })).status).toBe(200)
    await merchant.simulator.idle()
    expect(merchant.received.at(-1)).toMatchObject({ verified: true, fields: { trade_status: 'TRADE_CLOSED' } })
    expect(merchant.received.at(-1)?.fields).not.toHaveProperty('gmt_payment')
    expect((await merchant.query('CLOSE_0001')).data['trade_status']).toBe('TRADE_CLOSED')
    const again = merchant.v3('trade/close', { out_trade_no: 'CLOSE_0001' })
    expect((await refused(again)).code).toBe('ACQ.TRADE_STATUS_ERROR')
    expect((await refused(merchant.create('CLOSE_0001'))).code).toBe('ACQ.TRADE_HAS_CLOSE')
    expect(await merchant.pay('CLOSE_0001')).toMatchObject({ status: 409, json: { code: 'NOT_PAYABLE' } })
    const nobody = merchant.v3('trade/close', { out_trade_no: 'NOBODY_0001' })
    expect((await refused(nobody)).code).toBe('ACQ.TRADE_NOT_EXIST')
  })

  it('lets the bank be faster than the close', async () => {
    await merchant.create('LATE_0001')
    await merchant.v3('trade/close', { out_trade_no: 'LATE_0001' })
    expect((await merchant.pay('LATE_0001', 'pay-late')).status).toBe(200)
    expect(merchant.received.at(-1)?.fields).toMatchObject({ trade_status: 'TRADE_SUCCESS', out_trade_no: 'LATE_0001' })
    expect((await merchant.query('LATE_0001')).data['trade_status']).toBe('TRADE_SUCCESS')
  })

  it('refunds in parts, repeats without moving money, and closes the trade with the last part', async () => {
    await merchant.create('REFUND_0001')
    expect((await refused(merchant.refund('REFUND_0001', 'R1', '1.00'))).code).toBe('ACQ.TRADE_STATUS_ERROR')
    await merchant.pay('REFUND_0001')
    expect((await merchant.refund('REFUND_0001', 'R1', '10.00')).data).toMatchObject({
      fund_change: 'Y',
      refund_fee: '10.00',
    })
    await merchant.simulator.idle()
    expect(merchant.received.at(-1)?.fields).toMatchObject({
      trade_status: 'TRADE_SUCCESS',
      out_biz_no: 'R1',
      refund_fee: '10.00',
      gmt_refund: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.000$/),
    })
    expect((await merchant.refund('REFUND_0001', 'R1', '10.00')).data).toMatchObject({
      fund_change: 'N',
      refund_fee: '10.00',
    })
    expect((await refused(merchant.refund('REFUND_0001', 'R1', '10.01'))).code).toBe('ACQ.DISCORDANT_REPEAT_REQUEST')
    expect((await refused(merchant.refund('REFUND_0001', 'R2', '86.61'))).code).toBe('ACQ.REFUND_AMT_NOT_EQUAL_TOTAL')
    await merchant.refund('REFUND_0001', 'R2', '86.60')
    await merchant.simulator.idle()
    expect(merchant.received.at(-1)?.fields).toMatchObject({
      trade_status: 'TRADE_CLOSED',
      out_biz_no: 'R2',
      refund_fee: '96.60',
    })
    const found = { out_trade_no: 'REFUND_0001', out_request_no: 'R2', query_options: ['gmt_refund_pay'] }
    expect((await merchant.v3('trade/fastpay/refund/query', found)).data).toMatchObject({
      refund_status: 'REFUND_SUCCESS',
      refund_amount: '86.60',
      total_amount: '96.60',
      gmt_refund_pay: expect.any(String),
    })
    const missing = await merchant.v3('trade/fastpay/refund/query', { ...found, out_request_no: 'R3' })
    expect(missing.data).not.toHaveProperty('refund_status')
    expect((await merchant.query('REFUND_0001')).data['trade_status']).toBe('TRADE_CLOSED')
  })

  it('does not take refunds after a year', async () => {
    await merchant.create('OLD_0001')
    await merchant.pay('OLD_0001')
    const { now } = (await merchant.console('GET', '/clock')).json as { now: string }
    const later = new Date(Date.parse(now) + 366 * 24 * 60 * 60 * 1000).toISOString()
    await merchant.console('PUT', '/clock', { now: later })
    expect((await merchant.query('OLD_0001')).data['trade_status']).toBe('TRADE_FINISHED')
    expect((await refused(merchant.refund('OLD_0001', 'R1', '1.00'))).code).toBe('ACQ.TRADE_HAS_FINISHED')
    await merchant.console('DELETE', '/clock')
  })

  it('closes by itself when the time is over', async () => {
    await merchant.create('OVER_0001', { timeout_express: '90m' })
    const later = new Date(Date.now() + 91 * 60 * 1000).toISOString()
    await merchant.console('PUT', '/clock', { now: later })
    expect((await merchant.query('OVER_0001')).data['trade_status']).toBe('TRADE_CLOSED')
    expect(await merchant.pay('OVER_0001')).toMatchObject({ status: 409, json: { detail: { reason: 'expired' } } })
    expect(merchant.received.at(-1)?.fields).toMatchObject({ trade_status: 'TRADE_CLOSED', out_trade_no: 'OVER_0001' })
    await merchant.console('DELETE', '/clock')
  })

  it('refuses other keys and other applications, and a body that was changed on the way', async () => {
    const { privateKey } = (await AlipayMerchant.open().then(async (other) => {
      const account = other.simulator.merchant.alipay
      await other.leave()
      return account
    })) as { privateKey: string }
    const body = { out_trade_no: 'V3ORDER_0001' }
    const call = (sdk: AlipayMerchant['sdk']) => refused(sdk.curl('POST', '/v3/alipay/trade/query', { body }))
    expect(await call(merchant.sdkWith({ privateKey }))).toMatchObject({ status: 401, code: 'isv.invalid-signature' })
    expect((await call(merchant.sdkWith({ appId: '2021000000000099' }))).code).toBe('isv.invalid-app-id')
    const unsigned = await fetch(`${merchant.simulator.url}/v3/alipay/trade/query`, {
      method: 'POST',
      body: JSON.stringify(body),
    })
    expect(unsigned.status).toBe(401)
    expect(await unsigned.json()).toMatchObject({ code: 'isv.missing-authorization', links: [] })
  })

  it('keeps the numbers of the two wallets apart and lists both', async () => {
    const listed = (await merchant.console('GET', '/payments?status=paid')).json as { items: { channel: string }[] }
    expect(new Set(listed.items.map(({ channel }) => channel))).toEqual(new Set(['alipay']))
    expect(listed.items[0]).toMatchObject({ payUrl: null, product: 'JSAPI_PAY' })
  })

  it('publishes the merchant half only', () => {
    const account = merchant.simulator.merchant.alipay
    const published = ['aesKey', 'alipayPublicKey', 'appId', 'certificates', 'privateKey', 'sellerId']
    expect(Object.keys(account).sort()).toEqual(published)
    expect(Object.keys(account.certificates).sort()).toEqual(['alipay', 'app', 'root'])
    expect(Buffer.from(account.aesKey, 'base64')).toHaveLength(16)
    expect(account.alipayPublicKey).toMatch(/^-----BEGIN PUBLIC KEY-----/)
  })
})
