import { Formatter, Rsa } from 'wechatpay-axios-plugin'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { refusal, TestMerchant } from './merchant.js'
import type { SdkAnswer } from './merchant.js'
import { TestWechatApp } from './wechat-app.js'

let merchant: TestMerchant
let app: TestWechatApp

beforeAll(async () => {
  merchant = await TestMerchant.open()
  app = new TestWechatApp(merchant)
})
afterAll(() => merchant.leave())

function createJsapi(outTradeNo: string, appid: string, openid: string): Promise<SdkAnswer> {
  const changes = { appid, payer: { openid }, scene_info: { payer_client_ip: '127.0.0.1' } }
  return merchant.post('v3/pay/transactions/jsapi', merchant.order(outTradeNo, changes))
}

/** The call as a merchant's server signs it for its app, with the SDK's own functions. */
function signedCall(appId: string, prepayId: unknown): Record<string, string> {
  const timeStamp = String(Formatter.timestamp())
  const nonceStr = Formatter.nonce()
  const wrapped = `prepay_id=${String(prepayId)}`
  const key = Rsa.from(merchant.simulator.merchant.merchantPrivateKey, Rsa.KEY_TYPE_PRIVATE)
  const paySign = Rsa.sign(Formatter.joinedByLineFeed(appId, timeStamp, nonceStr, wrapped), key)
  return { appId, timeStamp, nonceStr, package: wrapped, signType: 'RSA', paySign }
}

async function verified(call: Record<string, string>): Promise<unknown> {
  return (await merchant.console('POST', '/wechat/verify-pay-sign', call)).json
}

describe('JSAPI payment', () => {
  it.each([
    ['the mini program', 'login', () => app.miniProgram.appid],
    ['the official account', 'oauth', () => app.officialAccount.appid],
  ])('goes from order to notification for %s', async (_, kind, appidOf) => {
    const appid = appidOf()
    const outTradeNo = `JSAPI_${kind}`
    const { openid } = await app.code({ kind })
    const created = await createJsapi(outTradeNo, appid, openid)
    expect(created.data).toEqual({ prepay_id: expect.stringMatching(/^wx\d{14}[0-9a-f]{20}$/) })
    expect(await verified(signedCall(appid, created.data['prepay_id']))).toMatchObject({ valid: true, outTradeNo })
    expect((await createJsapi(outTradeNo, appid, openid)).data).toEqual(created.data)

    await merchant.pay(outTradeNo)
    const expected = { appid, trade_type: 'JSAPI', trade_state: 'SUCCESS', payer: { openid } }
    expect(merchant.received.at(-1)).toMatchObject({ verified: true, resource: expected })
    expect((await merchant.query(outTradeNo)).data).toMatchObject(expected)
  })

  it('refuses a payer unknown to the app, an app that is not the merchant’s, and an order without a payer', async () => {
    const { openid } = await app.code()
    const { appid } = app.officialAccount
    const other = await refusal(createJsapi('JSAPIBAD01', appid, openid))
    expect(other).toMatchObject({ status: 400, code: 'PARAM_ERROR', data: { message: 'appid和openid不匹配' } })
    const nobody = await refusal(createJsapi('JSAPIBAD01', appid, 'oNobodyAtAll'))
    expect(nobody).toMatchObject({ status: 400, code: 'PARAM_ERROR', data: { message: '无效的openid' } })
    const foreign = await refusal(createJsapi('JSAPIBAD01', 'wx1111111111111111', openid))
    expect(foreign).toMatchObject({ status: 400, code: 'APPID_MCHID_NOT_MATCH' })
    const order = merchant.order('JSAPIBAD01', { appid: app.miniProgram.appid })
    expect(await refusal(merchant.post('v3/pay/transactions/jsapi', order))).toMatchObject({ code: 'PARAM_ERROR' })
    expect(await refusal(merchant.query('JSAPIBAD01'))).toMatchObject({ code: 'ORDER_NOT_EXIST' })
  })

  it('is not paid by a call that another app, another key or another text has signed', async () => {
    const { openid } = await app.code()
    const { appid } = app.miniProgram
    const { prepay_id } = (await createJsapi('JSAPISIGN1', appid, openid)).data
    const call = signedCall(appid, prepay_id)
    const refused = async (changes: Record<string, string>) => verified({ ...call, ...changes })
    const bad = { valid: false, outTradeNo: null, reason: 'bad_signature' }
    expect(await refused({ timeStamp: String(Number(call['timeStamp']) + 1) })).toEqual(bad)
    expect(await refused({ paySign: Buffer.from('nonsense').toString('base64') })).toEqual(bad)
    expect(await refused({ signType: 'MD5' })).toMatchObject({ valid: false, reason: 'bad_arguments' })
    const official = signedCall(app.officialAccount.appid, prepay_id)
    expect(await verified(official)).toMatchObject({ valid: false, reason: 'other_app' })
    expect(await verified(signedCall(appid, 'wx0'))).toMatchObject({ valid: false, reason: 'unknown_prepay_id' })
    expect(await verified(call)).toMatchObject({ valid: true })
  })

  it('can be paid by a browser that knows the prepay_id only', async () => {
    const { openid } = await app.code()
    const { prepay_id } = (await createJsapi('JSAPIPAGE1', app.miniProgram.appid, openid)).data
    const shown = await fetch(`${merchant.simulator.url}/cashier/jsapi?prepay_id=${String(prepay_id)}`)
    const html = await shown.text()
    expect(html).toContain('微信支付 · 微信内')
    expect(html).toContain('确认支付')
    await fetch(`${shown.url.split('?')[0]}/pay`, { method: 'POST' })
    expect((await merchant.query('JSAPIPAGE1')).data).toMatchObject({ trade_state: 'SUCCESS', payer: { openid } })
    expect((await fetch(`${merchant.simulator.url}/cashier/jsapi?prepay_id=wx0`)).status).toBe(404)
  })
})
