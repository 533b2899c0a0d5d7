import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { AlipayMerchant, refused } from './alipay-merchant.js'

describe('faults of the platform', () => {
  let merchant: AlipayMerchant
  let serial = 0
  const fresh = (): string => `FAULT_${(serial += 1)}`

  beforeAll(async () => {
    merchant = await AlipayMerchant.open()
  })
  beforeEach(() => merchant.console('DELETE', '/faults'))
  afterAll(() => merchant.leave())

  const paid = async (): Promise<string> => {
    const outTradeNo = fresh()
    await merchant.create(outTradeNo)
    await merchant.pay(outTradeNo)
    return outTradeNo
  }
  const receivedFor = (outTradeNo: string) =>
    merchant.received.filter(({ fields }) => fields['out_trade_no'] === outTradeNo)
  const statusOf = async (outTradeNo: string) => (await merchant.query(outTradeNo)).data['trade_status']

  it.each(['bad_signature', 'forge'])('answers with a signature the SDK refuses: %s', async (kind) => {
    const outTradeNo = fresh()
    await merchant.fault('create', kind)
    expect((await refused(merchant.create(outTradeNo))).code).toBe('response-signature-verify-error')
    // The order exists all the same: a bad answer proves nothing.
    expect(await statusOf(outTradeNo)).toBe('WAIT_BUYER_PAY')
    await merchant.fault('query', kind)
    const v2 = merchant.v2('alipay.trade.query', { outTradeNo })
    expect((await refused(v2)).message).toContain('验签失败')
  })

  it('applies and then says SYSTEM_ERROR', async () => {
    const outTradeNo = await paid()
    await merchant.fault('refund', 'system_error')
    expect(await refused(merchant.refund(outTradeNo, 'R1', '96.60'))).toMatchObject({
      status: 400,
      code: 'ACQ.SYSTEM_ERROR',
    })
    expect((await merchant.refund(outTradeNo, 'R1', '96.60')).data['fund_change']).toBe('N')
    await merchant.fault('query', 'system_error')
    expect(await merchant.v2('alipay.trade.query', { outTradeNo })).toMatchObject({
      code: '40004',
      subCode: 'ACQ.SYSTEM_ERROR',
    })
  })

  it('applies and then breaks, stays silent or limits', async () => {
    for (const kind of ['error_5xx_after_apply', 'timeout_after_apply', 'rate_limited']) {
      const outTradeNo = fresh()
      await merchant.fault('create', kind, { value: kind === 'rate_limited' ? 'applied' : null })
      const body = merchant.order(outTradeNo, await merchant.openId({ openid: 'buyer-of-the-tests' }))
      const call = merchant
        .sdkWith({ timeout: kind === 'timeout_after_apply' ? 2_000 : 20_000 })
        .curl('POST', '/v3/alipay/trade/create', { body })
      await refused(call)
      expect(await statusOf(outTradeNo)).toBe('WAIT_BUYER_PAY')
    }
  })

  it('breaks or hangs up before anything is applied', async () => {
    for (const kind of ['error_5xx', 'lose', 'rate_limited']) {
      const outTradeNo = fresh()
      // The SDK's HTTP client repeats a call by itself, once, when the connection breaks.
      await merchant.fault('create', kind, { times: kind === 'lose' ? 2 : 1 })
      await refused(merchant.create(outTradeNo))
      expect((await refused(merchant.query(outTradeNo))).code).toBe('ACQ.TRADE_NOT_EXIST')
    }
  })

  it('refuses with any code of the acquirer, and a refund for want of balance', async () => {
    await merchant.fault('create', 'refused', { value: 'ACQ.SELLER_BEEN_BLOCKED' })
    expect((await refused(merchant.create(fresh()))).code).toBe('ACQ.SELLER_BEEN_BLOCKED')
    const outTradeNo = await paid()
    await merchant.fault('refund', 'not_enough')
    const refund = merchant.refund(outTradeNo, 'R1', '1.00')
    expect((await refused(refund)).code).toBe('ACQ.SELLER_BALANCE_NOT_ENOUGH')
    expect((await merchant.refund(outTradeNo, 'R1', '1.00')).data['fund_change']).toBe('Y')
  })

  it('claims another amount, well signed', async () => {
    const outTradeNo = await paid()
    await merchant.fault('query', 'wrong_amount', { value: 1 })
    expect((await merchant.query(outTradeNo)).data['total_amount']).toBe('0.01')
    await merchant.refund(outTradeNo, 'R1', '1.00')
    await merchant.fault('refund_query', 'wrong_amount')
    const found = await merchant.v3('trade/fastpay/refund/query', { out_trade_no: outTradeNo, out_request_no: 'R1' })
    expect(found.data['refund_amount']).toBe('1.01')
  })

  it.each([
    ['wrong_amount', { total_amount: '96.61' }, true],
    ['other_seller', { seller_id: '2088000000000099' }, true],
    ['other_app', { app_id: '2021000000000099' }, true],
    ['sign_type_rsa', { sign_type: 'RSA' }, false],
    ['bad_signature', { sign_type: 'RSA2' }, false],
    ['forge', { sign_type: 'RSA2' }, false],
    ['unsigned', { sign_type: 'RSA2' }, false],
  ] as const)('notifies once wrongly and then rightly: %s', async (kind, wrong, verified) => {
    merchant.answer = 'fail'
    await merchant.fault('notify', kind)
    const outTradeNo = await paid()
    await vi.waitFor(() => expect(receivedFor(outTradeNo).length).toBeGreaterThanOrEqual(2), { timeout: 20_000 })
    merchant.answer = 'success'
    // Another repetition of this one would use up the next test's fault.
    await vi.waitFor(async () => expect((await merchant.console('GET', '/waiting')).json).toEqual({ waiting: 0 }), {
      timeout: 20_000,
    })
    const [first, second] = receivedFor(outTradeNo)
    expect(first).toMatchObject({ verified, fields: wrong })
    expect(second).toMatchObject({ verified: true, fields: { total_amount: '96.60', sign_type: 'RSA2' } })
    expect(second?.fields['notify_id']).toBe(first?.fields['notify_id'])
    if (kind === 'sign_type_rsa') {
      // The SDK itself believes the message about its signature: the old one passes unless the merchant looks.
      expect(merchant.sdk.checkNotifySignV2({ ...first?.fields })).toBe(true)
    }
  })

  it('sends copies at the same time, and again by hand long after', async () => {
    await merchant.fault('notify', 'duplicate', { value: 3 })
    const outTradeNo = await paid()
    expect(receivedFor(outTradeNo)).toHaveLength(3)
    const listed = await merchant.console('GET', `/notifications?outTradeNo=${outTradeNo}`)
    const [notice] = (listed.json as { items: { id: string }[] }).items
    expect(notice).toMatchObject({ channel: 'alipay', eventType: 'TRADE_SUCCESS', status: 'delivered', tries: 1 })
    await merchant.console('PUT', '/clock', { now: new Date(Date.now() + 25 * 60 * 60 * 1000).toISOString() })
    await merchant.console('POST', `/notifications/${notice?.id ?? ''}/send`, { times: 1 })
    await merchant.console('DELETE', '/clock')
    const copies = receivedFor(outTradeNo)
    expect(copies).toHaveLength(4)
    expect(copies[3]).toEqual(copies[0])
    expect(copies[3]?.fields['notify_id']).toBe(notice?.id)
  })

  it('knows no faults of the other wallet', async () => {
    const put = (operation: string, kind: string) =>
      merchant.console('PUT', '/faults', [{ channel: 'alipay', operation, kind }])
    expect((await put('certificates', 'delay')).status).toBe(400)
    expect((await put('notify', 'unknown_serial')).status).toBe(400)
    expect((await put('close', 'system_error')).status).toBe(200)
  })
})

describe('the patience of the platform', () => {
  it('takes exactly success for success, and comes again after four minutes', async () => {
    const merchant = await AlipayMerchant.open({ notifyScheduleScale: 1 })
    for (const [at, answer] of ['SUCCESS', 'success ', '<html>success</html>', ''].entries()) {
      merchant.answer = answer
      await merchant.create(`PATIENT_${at}`)
      await merchant.pay(`PATIENT_${at}`)
      const listed = await merchant.console('GET', `/notifications?outTradeNo=PATIENT_${at}`)
      const [notice] = (listed.json as { items: { createdAt: string; nextAttemptAt: string }[] }).items
      expect(notice).toMatchObject({ status: 'pending', tries: 1, attempts: [{ outcome: 'refused' }] })
      const pauseMs = Date.parse(notice?.nextAttemptAt ?? '') - Date.parse(notice?.createdAt ?? '')
      expect(pauseMs).toBeGreaterThanOrEqual(4 * 60 * 1000)
      expect(pauseMs).toBeLessThan(10 * 60 * 1000)
    }
    await merchant.leave()
  })

  it('gives up after eight tries of one and the same notification', async () => {
    const merchant = await AlipayMerchant.open({ notifyScheduleScale: 0 })
    merchant.answer = 'fail'
    await merchant.create('GIVEUP_1')
    await merchant.pay('GIVEUP_1')
    await vi.waitFor(
      async () => {
        const listed = await merchant.console('GET', '/notifications')
        expect(listed.json).toMatchObject({ items: [{ status: 'given_up', tries: 8, nextAttemptAt: null }] })
      },
      { timeout: 20_000 },
    )
    expect(merchant.received).toHaveLength(8)
    expect(new Set(merchant.received.map(({ fields }) => JSON.stringify(fields))).size).toBe(1)
    await merchant.leave()
  })
})

describe('a platform that is started again', () => {
  it('knows trades, refunds, people, codes and undelivered notifications', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'jishi-alipay-journal-'))
    const before = await AlipayMerchant.open({ dataDir, notifyScheduleScale: 1 })
    await before.create('KEPT_0001')
    await before.pay('KEPT_0001')
    await before.refund('KEPT_0001', 'R1', '6.60')
    await before.simulator.idle()
    await before.create('KEPT_0002')
    await before.v3('trade/close', { out_trade_no: 'KEPT_0002' })
    await fetch(before.pageUrl('KEPT_0003'))
    await before.simulator.idle()
    before.answer = 'fail'
    await before.pay('KEPT_0003')
    const { code, openId } = (await before.console('POST', '/alipay/codes', { phone: '13800000009' })).json as {
      code: string
      openId: string
    }
    const listedBefore = (await before.console('GET', '/payments')).json as { items: Record<string, unknown>[] }
    const account = before.simulator.merchant.alipay
    await before.simulator.close()
    before.answer = 'success'
    before.received.length = 0

    // The notification is due after four minutes, and the code is good for five: nearly one is left for the start.
    const after = await AlipayMerchant.open({ dataDir, clock: { now: () => Date.now() + 4 * 60 * 1000 + 1_000 } })
    expect(after.simulator.merchant.alipay).toEqual(account)
    await vi.waitFor(() => expect(before.received).toHaveLength(1), { timeout: 20_000 })
    expect(before.received[0]).toMatchObject({ verified: true, fields: { out_trade_no: 'KEPT_0003' } })
    const listedAfter = (await after.console('GET', '/payments')).json as { items: Record<string, unknown>[] }
    const withoutHost = (items: Record<string, unknown>[]) =>
      items.map((item) => ({ ...item, payUrl: String(item['payUrl']).replace(/^http:\/\/[^/]+/, '') }))
    expect(withoutHost(listedAfter.items)).toEqual(withoutHost(listedBefore.items))
    expect((await after.refund('KEPT_0001', 'R1', '6.60')).data['fund_change']).toBe('N')
    const token = await after.v3('system/oauth/token', { grant_type: 'authorization_code', code })
    expect(token.data['open_id']).toBe(openId)
    expect((await after.console('POST', '/reset')).status).toBe(204)
    expect((await refused(after.query('KEPT_0001'))).code).toBe('ACQ.TRADE_NOT_EXIST')
    expect((await after.console('GET', '/payments')).json).toEqual({ items: [] })
    await before.leave()
    await after.leave()
  })

  it('gives a directory of an earlier version its application, and keeps every other key', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'jishi-alipay-keys-'))
    const first = await AlipayMerchant.open({ dataDir })
    const { alipay, ...others } = first.simulator.merchant
    await first.simulator.close()
    await forgetAlipay(join(dataDir, 'simulator', 'keys.json'))
    const second = await AlipayMerchant.open({ dataDir })
    expect(second.simulator.merchant).toMatchObject(others)
    expect(second.simulator.merchant.alipay.appId).toBe(alipay.appId)
    expect(second.simulator.merchant.alipay.privateKey).not.toBe(alipay.privateKey)
    expect((await second.create('UPGRADED_1')).status).toBe(200)
    await first.leave()
    await second.leave()
  })
})

async function forgetAlipay(path: string): Promise<void> {
  const { alipay: _alipay, ...kept } = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>
  await writeFile(path, JSON.stringify(kept))
}
