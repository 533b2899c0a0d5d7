import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { smsSignature } from '../src/sms/sms.routes.js'
import { refusal, TestMerchant } from './merchant.js'

let merchant: TestMerchant

beforeAll(async () => {
  merchant = await TestMerchant.open()
})
afterAll(() => merchant.leave())

async function page(url: string, method = 'GET'): Promise<{ status: number; text: string; location: string | null }> {
  const answer = await fetch(url, { method, redirect: 'manual' })
  return { status: answer.status, text: await answer.text(), location: answer.headers.get('location') }
}

describe('the cashier', () => {
  it('shows what is paid for, takes the payment once, and leads back', async () => {
    const created = await merchant.create('CASHIER001', { description: '苹果 <b>5 斤</b> & 梨' })
    const back = 'https://shop.example/#/order?id=1&from=pay'
    const url = `${String(created.data['h5_url'])}&redirect_url=${encodeURIComponent(back)}`
    const shown = await page(url)
    expect(shown.text).toContain('小满良品')
    expect(shown.text).toContain('苹果 &lt;b&gt;5 斤&lt;/b&gt; &amp; 梨')
    expect(shown.text).toContain('96<span class="cents">.60</span>')
    expect(shown.text).toContain('确认支付')
    const { origin, pathname } = new URL(url)
    const query = `?redirect_url=${encodeURIComponent(back)}`
    const [first, second] = await Promise.all([
      page(`${origin}${pathname}/pay${query}`, 'POST'),
      page(`${origin}${pathname}/pay${query}`, 'POST'),
    ])
    expect([first.status, second.status]).toEqual([303, 303])
    const after = await page(new URL(first.location ?? '', origin).href)
    expect(after.text).toContain('支付成功')
    expect(after.text).toContain('content="1;url=https://shop.example/#/order?id=1&amp;from=pay"')
    await merchant.simulator.idle()
    expect(merchant.received.filter((n) => n.resource?.['out_trade_no'] === 'CASHIER001')).toHaveLength(1)
  })

  it('lets the shopper walk away, and come back', async () => {
    const created = await merchant.create('CASHIER002')
    const { origin, pathname } = new URL(String(created.data['h5_url']))
    const left = await page(`${origin}${pathname}/cancel`, 'POST')
    expect((await page(new URL(left.location ?? '', origin).href)).text).toContain('已取消支付')
    expect((await merchant.query('CASHIER002')).data['trade_state']).toBe('NOTPAY')
    expect((await page(`${origin}${pathname}`)).text).toContain('确认支付')
  })

  it('never leads to anything but a web address', async () => {
    const created = await merchant.create('CASHIER003')
    const shown = await page(`${String(created.data['h5_url'])}&redirect_url=javascript:alert(1)`)
    expect(shown.text).not.toContain('javascript:')
  })

  it('says so when the link, the order or the time is over', async () => {
    const created = await merchant.create('CASHIER004')
    await merchant.create('CASHIER004')
    const { origin, pathname } = new URL(String(created.data['h5_url']))
    expect((await page(`${origin}${pathname}`)).text).toContain('支付已过期')
    await page(`${origin}${pathname}/pay`, 'POST')
    expect((await merchant.query('CASHIER004')).data['trade_state']).toBe('NOTPAY')
    await merchant.close('CASHIER004')
    expect((await page(`${origin}${pathname}`)).text).toContain('订单已关闭')
    expect(await page(`${origin}/cashier/h5/${'x'.repeat(24)}`)).toMatchObject({ status: 404 })
  })

  it('expires five minutes after the order was made, and at its own time', async () => {
    const expiring = new Date(Date.now() + 3_600_000).toISOString()
    const created = await merchant.create('CASHIER005', { time_expire: expiring })
    await merchant.console('PUT', '/clock', { now: new Date(Date.now() + 301_000).toISOString() })
    expect((await page(String(created.data['h5_url']))).text).toContain('支付已过期')
    await merchant.console('PUT', '/clock', { now: new Date(Date.now() + 3_700_000).toISOString() })
    expect(await merchant.console('POST', '/payments/CASHIER005/pay')).toMatchObject({ status: 409 })
    expect(await merchant.console('POST', '/payments/CASHIER005/pay-late')).toMatchObject({
      status: 200,
      json: { status: 'paid' },
    })
    await merchant.console('DELETE', '/clock')
    await merchant.simulator.idle()
  })
})

describe('the console', () => {
  it('lists payments newest first, and by status', async () => {
    await merchant.create('CONSOLE001')
    await merchant.create('CONSOLE002')
    await merchant.close('CONSOLE002')
    const all = (await merchant.console('GET', '/payments')).json as { items: { outTradeNo: string; payUrl: string }[] }
    expect(all.items.slice(0, 2).map((item) => item.outTradeNo)).toEqual(['CONSOLE002', 'CONSOLE001'])
    expect(all.items[1]).toMatchObject({ channel: 'wechat', amountFen: 9660, status: 'pending' })
    expect((await page(all.items[1]?.payUrl ?? '')).text).toContain('确认支付')
    for (const status of ['closed', 'CLOSED']) {
      const closed = (await merchant.console('GET', `/payments?status=${status}`)).json as {
        items: { status: string }[]
      }
      expect(closed.items.length).toBeGreaterThan(0)
      expect(new Set(closed.items.map((item) => item.status))).toEqual(new Set(['closed']))
    }
  })

  it('pays late what is closed: the notification comes, and a query tells the same', async () => {
    await merchant.create('LATE000001')
    await merchant.close('LATE000001')
    merchant.received.length = 0
    await merchant.console('POST', '/payments/LATE000001/pay-late')
    await merchant.simulator.idle()
    expect(merchant.received).toMatchObject([{ verified: true, resource: { trade_state: 'SUCCESS' } }])
    expect((await merchant.query('LATE000001')).data['trade_state']).toBe('SUCCESS')
    expect(await merchant.console('POST', '/payments/LATE000001/pay-late')).toMatchObject({ status: 409 })
  })

  it('answers unknown things with 404 and takes nothing from other sites', async () => {
    expect((await merchant.console('POST', '/payments/NOBODY/pay')).status).toBe(404)
    expect((await merchant.console('POST', '/notifications/nobody/send', { times: 1 })).status).toBe(404)
    const foreign = await fetch(`${merchant.simulator.url}/console/api/reset`, {
      method: 'POST',
      headers: { origin: 'https://elsewhere.example' },
    })
    expect(foreign.status).toBe(403)
  })

  it('serves its page and nothing outside its folder', async () => {
    const { url } = merchant.simulator
    expect((await page(`${url}/`)).text).toContain('网关模拟台')
    expect((await page(`${url}/assets/console.js`)).status).toBe(200)
    for (const path of ['/assets/..%2fpackage.json', '/assets/README.md', '/assets/toString']) {
      expect((await page(`${url}${path}`)).status).toBe(404)
    }
  })
})

describe('short messages', () => {
  async function sms(changes: Record<string, unknown> = {}, secret = merchant.simulator.merchant.sms.accessKeySecret) {
    const body = JSON.stringify({
      messageId: randomUUID(),
      phone: '13800006602',
      signName: '小满良品',
      templateCode: 'VERIFICATION_CODE',
      params: { code: '493027', minutes: '5' },
      ...changes,
    })
    const timestamp = String(Math.floor(Date.now() / 1000))
    const nonce = randomUUID()
    const answer = await fetch(`${merchant.simulator.url}/sms/send`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-sms-access-key': merchant.simulator.merchant.sms.accessKeyId,
        'x-sms-timestamp': timestamp,
        'x-sms-nonce': nonce,
        'x-sms-signature': smsSignature(secret, timestamp, nonce, body),
      },
      body,
    })
    return { status: answer.status, json: (await answer.json()) as Record<string, unknown> }
  }

  it('arrive with their code, once per message id', async () => {
    const messageId = randomUUID()
    const first = await sms({ messageId })
    expect(first).toMatchObject({ status: 200, json: { code: 'OK' } })
    expect((await sms({ messageId })).json['id']).toBe(first.json['id'])
    const inbox = await merchant.console('GET', '/sms?phone=13800006602')
    expect(inbox.json).toMatchObject({
      items: [{ phone: '13800006602', code: '493027', text: expect.stringContaining('【小满良品】验证码 493027') }],
    })
    expect((await merchant.console('GET', '/sms?phone=13900000000')).json).toEqual({ items: [] })
  })

  it('are refused with a foreign key, an unknown template, a missing parameter or a foreign number', async () => {
    expect(await sms({}, 'another secret')).toMatchObject({ status: 401, json: { code: 'SIGNATURE_DOES_NOT_MATCH' } })
    expect(await sms({ templateCode: 'NONE' })).toMatchObject({ status: 400, json: { code: 'TEMPLATE_NOT_FOUND' } })
    expect(await sms({ params: {} })).toMatchObject({ status: 400, json: { code: 'TEMPLATE_PARAM_MISSING' } })
    expect(await sms({ phone: '+15550100' })).toMatchObject({ status: 400, json: { code: 'INVALID_PARAMETER' } })
  })

  it('fail as told', async () => {
    await merchant.fault('sms', 'rate_limited')
    expect(await sms()).toMatchObject({ status: 429, json: { code: 'BUSINESS_LIMIT_CONTROL' } })
    await merchant.fault('sms', 'lose')
    expect(await refusal(sms())).toMatchObject({ status: undefined })
    expect(await sms()).toMatchObject({ status: 200 })
  })
})
