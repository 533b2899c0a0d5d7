import { X509Certificate } from 'node:crypto'
import { Aes } from 'wechatpay-axios-plugin'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { refusal, TestMerchant } from './merchant.js'

describe('the SDK of the product against the simulator', () => {
  let merchant: TestMerchant

  beforeAll(async () => {
    merchant = await TestMerchant.open()
  })
  afterAll(() => merchant.leave())

  it('creates, pays, notifies and finds an H5 order', async () => {
    const created = await merchant.create('H5ORDER0001')
    expect(created.status).toBe(200)
    expect(String(created.data['h5_url'])).toMatch(
      /^http:\/\/127\.0\.0\.1:\d+\/cashier\/h5\/[\w-]{24}\?prepay_id=wx\d{14}/,
    )
    const before = await merchant.query('H5ORDER0001')
    expect(before.data).toMatchObject({ trade_state: 'NOTPAY', out_trade_no: 'H5ORDER0001', amount: { total: 9660 } })
    expect(before.data).not.toHaveProperty('transaction_id')

    await merchant.pay('H5ORDER0001')
    const notice = merchant.received.at(-1)
    expect(notice?.verified).toBe(true)
    expect(notice?.envelope).toMatchObject({ event_type: 'TRANSACTION.SUCCESS', resource_type: 'encrypt-resource' })
    expect(notice?.resource).toMatchObject({
      mchid: merchant.simulator.merchant.mchid,
      appid: merchant.simulator.merchant.appid,
      out_trade_no: 'H5ORDER0001',
      trade_type: 'MWEB',
      trade_state: 'SUCCESS',
      amount: { total: 9660, payer_total: 9660, currency: 'CNY', payer_currency: 'CNY' },
    })

    const after = await merchant.query('H5ORDER0001')
    expect(after.data).toMatchObject({ trade_state: 'SUCCESS', transaction_id: notice?.resource?.['transaction_id'] })
    expect(after.data['success_time']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00$/)
    const byId = await merchant.get(`v3/pay/transactions/id/${String(after.data['transaction_id'])}`, {
      mchid: merchant.simulator.merchant.mchid,
    })
    expect(byId.data).toEqual(after.data)
  })

  it('creates a Native order with a code for the phone', async () => {
    const created = await merchant.post('v3/pay/transactions/native', merchant.order('NATIVE_0001'))
    expect((await fetch(String(created.data['code_url']))).status).toBe(200)
    await merchant.pay('NATIVE_0001')
    expect(merchant.received.at(-1)?.resource).toMatchObject({ trade_type: 'NATIVE' })
  })

  it('closes with a signed empty 204, repeatably, and keeps the number shut', async () => {
    await merchant.create('CLOSE_0001')
    expect((await merchant.close('CLOSE_0001')).status).toBe(204)
    expect((await merchant.close('CLOSE_0001')).status).toBe(204)
    expect((await merchant.query('CLOSE_0001')).data['trade_state']).toBe('CLOSED')
    expect(await refusal(merchant.create('CLOSE_0001'))).toMatchObject({ status: 400, code: 'ORDER_CLOSED' })
    const paid = await merchant.console('POST', '/payments/CLOSE_0001/pay')
    expect(paid).toMatchObject({ status: 409, json: { code: 'NOT_PAYABLE' } })
  })

  it('refuses to close what is paid', async () => {
    await merchant.create('PAIDCLOSE1')
    await merchant.pay('PAIDCLOSE1')
    expect(await refusal(merchant.close('PAIDCLOSE1'))).toMatchObject({ status: 400, code: 'ORDERPAID' })
    expect(await refusal(merchant.create('PAIDCLOSE1'))).toMatchObject({ status: 400, code: 'ORDERPAID' })
  })

  it('refunds in parts, tells how they ended, and calls the order REFUND from then on', async () => {
    await merchant.create('REFUND_0001')
    await merchant.pay('REFUND_0001')
    const accepted = await merchant.refund('REFUND_0001', 'R1', 1000)
    expect(accepted.data).toMatchObject({
      status: 'PROCESSING',
      out_refund_no: 'R1',
      amount: { refund: 1000, total: 9660 },
    })
    await merchant.simulator.idle()
    const notice = merchant.received.at(-1)
    expect(notice?.envelope).toMatchObject({ event_type: 'REFUND.SUCCESS', resource: { original_type: 'refund' } })
    expect(notice?.resource).toMatchObject({ refund_status: 'SUCCESS', out_refund_no: 'R1', amount: { refund: 1000 } })
    expect(notice?.resource).not.toHaveProperty('status')
    const found = await merchant.get('v3/refund/domestic/refunds/R1')
    expect(found.data).toMatchObject({ status: 'SUCCESS', refund_id: notice?.resource?.['refund_id'] })
    expect((await merchant.query('REFUND_0001')).data['trade_state']).toBe('REFUND')
  })

  it('answers in certificate mode with either certificate, and hands both out', async () => {
    await merchant.keyMode('certificate_a')
    expect((await merchant.create('CERTMODE_1')).headers['wechatpay-serial']).toBe(
      merchant.simulator.merchant.platformCertificateSerial,
    )
    await merchant.keyMode('certificate_b')
    // The merchant knows certificate A only: B is a key it has yet to download.
    expect(await refusal(merchant.query('CERTMODE_1'))).toMatchObject({ sdkCode: 'EV3_RES_HEADER_PLATFORM_SERIAL' })
    await merchant.keyMode('certificate_a')
    const listed = await merchant.get('v3/certificates')
    const [entry] = listed.data['data'] as { serial_no: string; encrypt_certificate: Record<string, string> }[]
    const { ciphertext = '', nonce = '', associated_data = '' } = entry?.encrypt_certificate ?? {}
    const pem = Aes.AesGcm.decrypt(ciphertext, merchant.simulator.merchant.apiV3Key, nonce, associated_data)
    expect(pem).toBe(merchant.simulator.merchant.platformCertificate)
    expect(new X509Certificate(pem).serialNumber).toBe(entry?.serial_no)
    await merchant.pay('CERTMODE_1')
    expect(merchant.received.at(-1)).toMatchObject({ verified: true })
    await merchant.keyMode('public_key')
    expect(await refusal(merchant.get('v3/certificates'))).toMatchObject({ status: 404, code: 'RESOURCE_NOT_EXISTS' })
    expect((await merchant.query('CERTMODE_1')).headers['wechatpay-serial']).toMatch(/^PUB_KEY_ID_\d{28}$/)
  })

  it('does not know numbers that were never used', async () => {
    expect(await refusal(merchant.query('NOBODY_0001'))).toMatchObject({ status: 404, code: 'ORDER_NOT_EXIST' })
    expect(await refusal(merchant.close('NOBODY_0001'))).toMatchObject({ status: 404, code: 'ORDER_NOT_EXIST' })
    const refund = refusal(merchant.get('v3/refund/domestic/refunds/NOBODY'))
    expect(await refund).toMatchObject({ status: 404, code: 'RESOURCE_NOT_EXISTS' })
  })
})
