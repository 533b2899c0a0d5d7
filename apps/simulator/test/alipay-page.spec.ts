import { createDecipheriv, createPublicKey, verify } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { AlipayMerchant, refused } from './alipay-merchant.js'

let merchant: AlipayMerchant

beforeAll(async () => {
  merchant = await AlipayMerchant.open()
})
beforeEach(() => merchant.console('DELETE', '/faults'))
afterAll(() => merchant.leave())

/** What a browser does: follows the redirect to the cashier. */
async function browse(url: string, init: RequestInit = {}): Promise<{ status: number; url: string; html: string }> {
  const answer = await fetch(url, init)
  return { status: answer.status, url: answer.url, html: await answer.text() }
}

function returnAddressIn(html: string): URL {
  const href = /id="back" href="([^"]+)"/.exec(html)?.[1] ?? ''
  return new URL(href.replaceAll('&amp;', '&'))
}

describe('the page a buyer opens', () => {
  it('makes the trade only when it is opened, takes the money and sends the buyer back with signed words', async () => {
    const url = merchant.pageUrl('WAP_0001', { quitUrl: 'http://shop.test/orders' })
    expect((await refused(merchant.query('WAP_0001'))).code).toBe('ACQ.TRADE_NOT_EXIST')
    const cashier = await browse(url)
    expect(cashier.status).toBe(200)
    expect(cashier.url).toMatch(/\/cashier\/alipay\/[\w-]{24}$/)
    expect(cashier.html).toContain('模拟')
    expect(cashier.html).toContain('苹果 5 斤装')
    expect((await merchant.query('WAP_0001')).data['trade_status']).toBe('WAIT_BUYER_PAY')
    expect((await browse(url)).url).toBe(cashier.url)

    const cancelled = await browse(`${cashier.url}/cancel`, { method: 'POST' })
    expect(cancelled.html).toContain('url=http://shop.test/orders')
    const paid = await browse(`${cashier.url}/pay`, { method: 'POST' })
    expect(paid.html).toContain('支付成功')
    const back = returnAddressIn(paid.html)
    expect(back.origin + back.pathname).toBe('http://shop.test/paid')
    const shown = Object.fromEntries(back.searchParams)
    expect(shown).toMatchObject({ from: 'alipay', method: 'alipay.trade.wap.pay.return', total_amount: '96.60' })
    expect(merchant.sdk.checkNotifySignV2({ ...shown })).toBe(true)
    expect(merchant.sdk.checkNotifySignV2({ ...shown, total_amount: '0.01' })).toBe(false)
    await merchant.simulator.idle()
    expect(merchant.received.at(-1)).toMatchObject({ verified: true, fields: { trade_status: 'TRADE_SUCCESS' } })
    expect((await browse(url)).html).toContain('ACQ.TRADE_HAS_SUCCESS')
  })

  it('opens for the form of a desktop page, which comes from the shop', async () => {
    const html = merchant.sdk.pageExecute('alipay.trade.page.pay', 'POST', {
      bizContent: {
        outTradeNo: 'PAGE_0001',
        totalAmount: '1.00',
        subject: '苹果',
        productCode: 'FAST_INSTANT_TRADE_PAY',
      },
    })
    const action = /action="([^"]+)"/.exec(html)?.[1] ?? ''
    const inputs = [...html.matchAll(/name="(\w+)" value="([^"]*)"/g)]
    const body = new URLSearchParams()
    for (const [, name = '', value = ''] of inputs) body.set(name, value.replaceAll('&quot;', '"'))
    const cashier = await browse(action, { method: 'POST', body, headers: { origin: 'http://shop.test' } })
    expect(cashier.html).toContain('支付宝 · 电脑网页')
    const listed = (await merchant.console('GET', '/payments?status=pending')).json as { items: unknown[] }
    expect(listed.items[0]).toMatchObject({ channel: 'alipay', outTradeNo: 'PAGE_0001', payUrl: cashier.url })
  })

  it('shows the refusal to the buyer when the address was changed', async () => {
    const url = new URL(merchant.pageUrl('WAP_FORGED'))
    url.searchParams.set('biz_content', url.searchParams.get('biz_content')?.replace('96.60', '0.01') ?? '')
    const refusal = await browse(url.href)
    expect(refusal).toMatchObject({ status: 400 })
    expect(refusal.html).toContain('isv.invalid-signature')
    expect((await refused(merchant.query('WAP_FORGED'))).code).toBe('ACQ.TRADE_NOT_EXIST')
    expect((await browse(`${merchant.simulator.url}/cashier/alipay/nobody`)).status).toBe(404)
  })
})

describe('the v2 gateway', () => {
  const numbers = { outTradeNo: 'V2ORDER_0001' }

  it('opens, finds, refunds and closes with answers the SDK verifies', async () => {
    const buyerOpenId = await merchant.openId()
    const { appId } = merchant.simulator.merchant.alipay
    const order = { totalAmount: '12.30', subject: '苹果', productCode: 'JSAPI_PAY', opAppId: appId, buyerOpenId }
    const created = await merchant.v2(
      'alipay.trade.create',
      { ...numbers, ...order },
      { notifyUrl: merchant.notifyUrl },
    )
    expect(created).toMatchObject({ code: '10000', msg: 'Success', outTradeNo: 'V2ORDER_0001' })
    const { tradeNo } = created as unknown as { tradeNo: string }
    expect((await merchant.pay(tradeNo)).status).toBe(200)
    expect(merchant.received.at(-1)?.fields).toMatchObject({ out_trade_no: 'V2ORDER_0001', buyer_open_id: buyerOpenId })
    expect(await merchant.v2('alipay.trade.query', numbers)).toMatchObject({ tradeStatus: 'TRADE_SUCCESS' })
    const refund = { ...numbers, refundAmount: '2.30', outRequestNo: 'R1' }
    expect(await merchant.v2('alipay.trade.refund', refund)).toMatchObject({ code: '10000', fundChange: 'Y' })
    expect(await merchant.v2('alipay.trade.fastpay.refund.query', { ...numbers, outRequestNo: 'R1' })).toMatchObject({
      refundStatus: 'REFUND_SUCCESS',
    })
    expect(await merchant.v2('alipay.trade.close', numbers)).toMatchObject({
      code: '40004',
      msg: 'Business Failed',
      subCode: 'ACQ.TRADE_STATUS_ERROR',
    })
  })

  it('signs the very characters of its answer, slashes escaped', async () => {
    const { alipay } = merchant.simulator.merchant
    const url = merchant.pageUrl('RAW_0001').replace('alipay.trade.wap.pay', 'alipay.trade.query')
    const text = await (await fetch(url)).text()
    // The method was changed, so the gateway answers with the string it would have signed, addresses and all.
    const [, inner = '', signature = ''] =
      /^\{"alipay_trade_query_response":(\{.*\}),"sign":"([^"]+)"\}$/.exec(text) ?? []
    expect(inner).toContain(String.raw`http:\/\/127.0.0.1`)
    const key = createPublicKey(alipay.alipayPublicKey)
    expect(verify('sha256', Buffer.from(inner), key, Buffer.from(signature, 'base64'))).toBe(true)
  })

  it('refuses in the words of the platform', async () => {
    const call = async (changes: Record<string, string | null>): Promise<unknown> => {
      const url = new URL(merchant.pageUrl('WORDS_0001').replace('alipay.trade.wap.pay', 'alipay.trade.query'))
      for (const [name, value] of Object.entries(changes)) {
        if (value === null) url.searchParams.delete(name)
        else url.searchParams.set(name, value)
      }
      const answer = (await (await fetch(url)).json()) as Record<string, Record<string, string>>
      const [key = ''] = Object.keys(answer)
      return [key.replace(/^alipay.*_response$/, 'method'), answer[key]?.['code'], answer[key]?.['sub_code']]
    }
    expect(await call({})).toEqual(['method', '40002', 'isv.invalid-signature'])
    expect(await call({ sign: null })).toEqual(['method', '40001', 'isv.missing-signature'])
    expect(await call({ sign_type: 'RSA' })).toEqual(['method', '40002', 'isv.invalid-signature-type'])
    expect(await call({ app_id: '2021000000000099' })).toEqual(['method', '40002', 'isv.invalid-app-id'])
    expect(await call({ timestamp: '2020-01-01 00:00:00' })).toEqual(['method', '40002', 'isv.invalid-timestamp'])
    expect(await call({ timestamp: 'today' })).toEqual(['method', '40002', 'isv.invalid-timestamp'])
    expect(await call({ charset: 'gbk' })).toEqual(['method', '40002', 'isv.invalid-charset'])
    expect(await call({ method: null })).toEqual(['error_response', '40001', 'isv.missing-method'])
    const unknown = await merchant.sdk.exec('alipay.trade.cancel', { bizContent: numbers })
    expect(unknown).toMatchObject({ code: '40002', subCode: 'isv.invalid-method' })
  })
})

describe('the mini program', () => {
  const tokenFor = (code: string) =>
    merchant.v3('system/oauth/token', { grant_type: 'authorization_code', code }).then(({ data }) => data)
  const codeFor = async (wanted: Record<string, unknown>) =>
    (await merchant.console('POST', '/alipay/codes', wanted)).json as { code: string; openId: string }

  it('exchanges a code once, for the person it was given to', async () => {
    const { code, openId } = await codeFor({ phone: '13800000001' })
    expect(await tokenFor(code)).toMatchObject({ open_id: openId, access_token: expect.any(String) })
    expect(await refused(tokenFor(code))).toMatchObject({ status: 400, code: 'isv.code-invalid' })
    expect((await codeFor({ phone: '13800000001' })).openId).toBe(openId)
    const byV2 = await merchant.sdk.exec(
      'alipay.system.oauth.token',
      { grantType: 'authorization_code', code: (await codeFor({ openid: openId })).code },
      { validateSign: true },
    )
    expect(byV2).toMatchObject({ openId })
    const refreshed = await merchant.v3('system/oauth/token', {
      grant_type: 'refresh_token',
      refresh_token: (byV2 as unknown as { refreshToken: string }).refreshToken,
    })
    expect(refreshed.data['open_id']).toBe(openId)
  })

  it('refuses codes of another application, codes past their minutes, and words that are none', async () => {
    const foreign = await codeFor({ appId: '2021000000000099' })
    expect((await refused(tokenFor(foreign.code))).code).toBe('isv.code-invalid')
    const { code } = await codeFor({})
    await merchant.console('PUT', '/clock', { now: new Date(Date.now() + 6 * 60 * 1000).toISOString() })
    expect((await refused(tokenFor(code))).code).toBe('isv.code-invalid')
    await merchant.console('DELETE', '/clock')
    const failed = await merchant.sdk.exec('alipay.system.oauth.token', { grantType: 'authorization_code', code: 'no' })
    expect(failed).toMatchObject({ code: '40002', subCode: 'isv.code-invalid' })
    const wrong = merchant.v3('system/oauth/token', { grant_type: 'password', code })
    expect((await refused(wrong)).code).toBe('isv.grant-type-invalid')
  })

  it('hands over a phone number that only the shop can read, and whose signature covers the quotes', async () => {
    const phoneOf = async (wanted: Record<string, unknown>) =>
      (await merchant.console('POST', '/alipay/phone', wanted)).json as { response: string; sign: string }
    const { aesKey } = merchant.simulator.merchant.alipay
    const opened = (response: string): unknown => {
      const cipher = createDecipheriv('aes-128-cbc', Buffer.from(aesKey, 'base64'), Buffer.alloc(16))
      const text = Buffer.concat([cipher.update(Buffer.from(response, 'base64')), cipher.final()])
      return JSON.parse(text.toString('utf8'))
    }
    const { openId } = await codeFor({ phone: '13800000002' })
    const good = await phoneOf({ openid: openId })
    expect(good).toMatchObject({ sign_type: 'RSA2', encrypt_type: 'AES', charset: 'UTF-8' })
    expect(opened(good.response)).toEqual({ code: '10000', msg: 'Success', mobile: '13800000002' })
    expect(merchant.sdk.rsaCheck(`"${good.response}"`, good.sign, 'RSA2')).toBe(true)
    expect(merchant.sdk.rsaCheck(good.response, good.sign, 'RSA2')).toBe(false)
    const forged = await phoneOf({ phone: '13800000003', flaw: 'forge' })
    expect(merchant.sdk.rsaCheck(`"${forged.response}"`, forged.sign, 'RSA2')).toBe(false)
    const plain = await phoneOf({ error: 'plain' })
    expect(JSON.parse(plain.response)).toMatchObject({ code: '40003' })
    expect(merchant.sdk.rsaCheck(plain.response, plain.sign, 'RSA2')).toBe(true)
    expect(opened((await phoneOf({ error: 'encrypted', phone: '13800000003' })).response)).toMatchObject({
      code: '40003',
    })
    expect((await merchant.console('POST', '/alipay/phone', {})).status).toBe(400)
  })
})
