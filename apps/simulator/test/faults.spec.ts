import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { refusal, TestMerchant } from './merchant.js'

let merchant: TestMerchant
let serial = 0

function nextNumber(): string {
  serial += 1
  return `FAULT${String(serial).padStart(6, '0')}`
}

beforeAll(async () => {
  merchant = await TestMerchant.open()
})
afterEach(async () => {
  merchant.answerStatus = 200
  await merchant.console('DELETE', '/faults')
})
afterAll(() => merchant.leave())

async function paid(): Promise<string> {
  const outTradeNo = nextNumber()
  await merchant.create(outTradeNo)
  merchant.received.length = 0
  return outTradeNo
}

async function eventually(check: () => Promise<void> | void): Promise<void> {
  await vi.waitFor(check, { timeout: 20_000, interval: 10 })
}

describe('faults of calls', () => {
  it.each([
    ['forge', 'EV3_RES_HEADER_SIGNATURE_DIGEST'],
    ['bad_signature', 'EV3_RES_HEADER_SIGNATURE_DIGEST'],
    ['signtest', 'EV3_RES_HEADER_SIGNATURE_DIGEST'],
    ['stale_timestamp', 'EV3_RES_HEADER_TIMESTAMP_OFFSET'],
    ['unknown_serial', 'EV3_RES_HEADER_PLATFORM_SERIAL'],
    ['unsigned', 'EV3_RES_HEADERS_INCOMPLATE'],
  ])('%s is applied, and the SDK refuses the answer', async (kind, sdkCode) => {
    await merchant.fault('create', kind)
    const outTradeNo = nextNumber()
    expect(await refusal(merchant.create(outTradeNo))).toMatchObject({ sdkCode, status: 200 })
    expect((await merchant.query(outTradeNo)).data['trade_state']).toBe('NOTPAY')
  })

  it.each([
    ['error_5xx', {}, 500, 'SYSTEM_ERROR'],
    ['error_5xx', { value: 503 }, 503, 'SERVICE_UNAVAILABLE'],
    ['rate_limited', {}, 429, 'FREQUENCY_LIMITED'],
  ])('%s %j is not applied', async (kind, more, status, code) => {
    await merchant.fault('create', kind, more)
    const outTradeNo = nextNumber()
    expect(await refusal(merchant.create(outTradeNo))).toMatchObject({ status, code })
    expect(await refusal(merchant.query(outTradeNo))).toMatchObject({ code: 'ORDER_NOT_EXIST' })
  })

  it.each([
    ['error_5xx_after_apply', {}, 500],
    ['rate_limited', { value: 'applied' }, 429],
  ])('%s %j is applied', async (kind, more, status) => {
    await merchant.fault('create', kind, more)
    const outTradeNo = nextNumber()
    expect(await refusal(merchant.create(outTradeNo))).toMatchObject({ status })
    expect((await merchant.query(outTradeNo)).data['trade_state']).toBe('NOTPAY')
  })

  it('lose breaks the connection before anything is applied', async () => {
    await merchant.fault('create', 'lose')
    const outTradeNo = nextNumber()
    expect(await refusal(merchant.create(outTradeNo))).toMatchObject({ sdkCode: 'ECONNRESET', status: undefined })
    expect(await refusal(merchant.query(outTradeNo))).toMatchObject({ code: 'ORDER_NOT_EXIST' })
  })

  it('timeout_after_apply closes the order and never says so', async () => {
    const outTradeNo = nextNumber()
    await merchant.create(outTradeNo)
    await merchant.fault('close', 'timeout_after_apply', { value: 150 })
    expect(await refusal(merchant.close(outTradeNo))).toMatchObject({ status: undefined })
    expect((await merchant.query(outTradeNo)).data['trade_state']).toBe('CLOSED')
  })

  it('delay answers late', async () => {
    const outTradeNo = nextNumber()
    await merchant.create(outTradeNo)
    await merchant.fault('query', 'delay', { value: 120 })
    const began = Date.now()
    await merchant.query(outTradeNo)
    expect(Date.now() - began).toBeGreaterThanOrEqual(115)
  })

  it('wrong_amount and other_merchant lie with a good signature', async () => {
    const outTradeNo = await paid()
    await merchant.pay(outTradeNo)
    await merchant.fault('query', 'wrong_amount', { value: 1 })
    expect((await merchant.query(outTradeNo)).data).toMatchObject({ amount: { total: 1 } })
    await merchant.fault('query', 'other_merchant')
    expect((await merchant.query(outTradeNo)).data['mchid']).toBe('1900000099')
    expect((await merchant.query(outTradeNo)).data).toMatchObject({
      mchid: merchant.simulator.merchant.mchid,
      amount: { total: 9660 },
    })
  })

  it('notify_first pays and notifies before the create answer arrives', async () => {
    await merchant.fault('create', 'notify_first')
    const outTradeNo = nextNumber()
    merchant.received.length = 0
    const created = merchant.create(outTradeNo)
    await created
    expect(merchant.received).toMatchObject([{ verified: true, resource: { out_trade_no: outTradeNo } }])
  })

  it('abnormal refunds end ABNORMAL and may be tried again under their number; not_enough is refused', async () => {
    const outTradeNo = await paid()
    await merchant.pay(outTradeNo)
    await merchant.fault('refund', 'not_enough')
    expect(await refusal(merchant.refund(outTradeNo, 'AB1', 500))).toMatchObject({ status: 403, code: 'NOT_ENOUGH' })
    await merchant.fault('refund', 'abnormal')
    await merchant.refund(outTradeNo, 'AB1', 500)
    await merchant.simulator.idle()
    expect(merchant.received.at(-1)?.envelope['event_type']).toBe('REFUND.ABNORMAL')
    expect((await merchant.get('v3/refund/domestic/refunds/AB1')).data['status']).toBe('ABNORMAL')
    await merchant.refund(outTradeNo, 'AB1', 500)
    await merchant.simulator.idle()
    expect((await merchant.get('v3/refund/domestic/refunds/AB1')).data['status']).toBe('SUCCESS')
  })
})

describe('faults of notifications', () => {
  it.each(['forge', 'bad_signature', 'signtest', 'stale_timestamp', 'unknown_serial', 'unsigned'])(
    '%s is refused by the merchant, and the genuine one follows under the same id with a fresh signature',
    async (kind) => {
      const outTradeNo = await paid()
      await merchant.fault('notify', kind)
      await merchant.pay(outTradeNo)
      await eventually(() => expect(merchant.received).toHaveLength(2))
      const [spoilt, genuine] = merchant.received
      expect(spoilt).toMatchObject({ verified: false })
      expect(genuine).toMatchObject({ verified: true, envelope: { id: spoilt?.envelope['id'] } })
      expect(genuine?.headers['wechatpay-nonce']).not.toBe(spoilt?.headers['wechatpay-nonce'])
    },
  )

  it('lose skips tries of the schedule', async () => {
    const outTradeNo = await paid()
    await merchant.fault('notify', 'lose', { times: 2 })
    await merchant.pay(outTradeNo)
    await eventually(() => expect(merchant.received).toHaveLength(1))
    await merchant.simulator.idle()
    const listed = await merchant.console('GET', `/notifications?outTradeNo=${outTradeNo}`)
    expect(listed.json).toMatchObject({
      items: [{ status: 'delivered', attempts: [{ outcome: 'lost' }, { outcome: 'lost' }, { outcome: 'accepted' }] }],
    })
  })

  it('duplicate sends copies at the same time', async () => {
    const outTradeNo = await paid()
    await merchant.fault('notify', 'duplicate', { value: 5 })
    await merchant.pay(outTradeNo)
    expect(merchant.received).toHaveLength(5)
    expect(new Set(merchant.received.map((notice) => notice.envelope['id'])).size).toBe(1)
    expect(new Set(merchant.received.map((notice) => notice.headers['wechatpay-nonce'])).size).toBe(5)
  })

  it('wrong_amount and other_merchant are well signed', async () => {
    const outTradeNo = await paid()
    await merchant.fault('notify', 'wrong_amount', { value: 1 })
    await merchant.pay(outTradeNo)
    expect(merchant.received[0]).toMatchObject({ verified: true, resource: { amount: { total: 1 } } })
    const other = await paid()
    await merchant.fault('notify', 'other_merchant', { value: '1900000077' })
    await merchant.pay(other)
    expect(merchant.received[0]).toMatchObject({ verified: true, resource: { mchid: '1900000077' } })
  })

  it('are repeated while the merchant refuses, and given up after sixteen tries', async () => {
    const outTradeNo = await paid()
    merchant.answerStatus = 500
    await merchant.pay(outTradeNo)
    await eventually(() => expect(merchant.received.length).toBeGreaterThanOrEqual(3))
    merchant.answerStatus = 204
    await eventually(async () => {
      const listed = await merchant.console('GET', `/notifications?outTradeNo=${outTradeNo}`)
      expect(listed.json).toMatchObject({ items: [{ status: 'delivered' }] })
    })
  })

  it('can be sent again by hand, a hundred times', async () => {
    const outTradeNo = await paid()
    await merchant.pay(outTradeNo)
    const listed = await merchant.console('GET', `/notifications?outTradeNo=${outTradeNo}`)
    const [notice] = (listed.json as { items: { id: string }[] }).items
    const sent = await merchant.console('POST', `/notifications/${notice?.id}/send`, { times: 100 })
    expect((sent.json as { items: { outcome: string }[] }).items.filter((a) => a.outcome === 'accepted')).toHaveLength(
      100,
    )
    expect(merchant.received).toHaveLength(101)
  })
})

describe('the list of faults', () => {
  it('is shown as it stands, counts down, and refuses what means nothing', async () => {
    const wanted = [{ channel: 'wechat', operation: 'query', kind: 'error_5xx', times: 2, value: null }]
    expect((await merchant.console('PUT', '/faults', wanted)).json).toEqual(wanted)
    await refusal(merchant.query('WHATEVER'))
    expect((await merchant.console('GET', '/faults')).json).toEqual([{ ...wanted[0], times: 1 }])
    await refusal(merchant.query('WHATEVER'))
    expect((await merchant.console('GET', '/faults')).json).toEqual([])
    for (const wrong of [
      { channel: 'wechat', operation: 'create', kind: 'duplicate' },
      { channel: 'sms', operation: 'create', kind: 'delay' },
      { channel: 'wechat', operation: 'create', kind: 'delay', times: 0 },
      { channel: 'wechat', operation: 'create', kind: 'delay', more: 1 },
    ]) {
      expect((await merchant.console('PUT', '/faults', [wrong])).status).toBe(400)
    }
  })
})
