import { appendFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Journal } from '../src/journal.js'
import { refusal, TestMerchant } from './merchant.js'
import { TestWechatApp } from './wechat-app.js'

let directory: string

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'jishi-journal-'))
})
afterEach(() => rm(directory, { recursive: true, force: true }))

describe('the journal', () => {
  it('gives back what was flushed, and forgets half a line', async () => {
    const path = join(directory, 'journal.jsonl')
    const first = await Journal.open<{ n: number; text: string }>(path)
    for (let n = 0; n < 50; n += 1) first.journal.append({ n, text: '苹果' })
    await first.journal.flushed()
    await appendFile(path, '{"n":50,"text":"苹')
    const second = await Journal.open<{ n: number; text: string }>(path)
    expect(second.entries.map((entry) => entry.n)).toEqual(Array.from({ length: 50 }, (_, n) => n))
    second.journal.append({ n: 51, text: '梨' })
    await second.journal.close()
    await first.journal.close()
    const third = await Journal.open<{ n: number; text: string }>(path)
    expect(third.entries.at(-1)).toEqual({ n: 51, text: '梨' })
    await third.journal.close()
  })

  it('refuses to guess when a line in the middle is damaged', async () => {
    const path = join(directory, 'journal.jsonl')
    await appendFile(path, '{"n":1}\n{"n":\n{"n":3}\n')
    await expect(Journal.open(path)).rejects.toThrow('damaged at line 2')
  })
})

describe('a gateway that is started again', () => {
  it('knows its orders, payments, refunds, messages, faults, key mode and clock', async () => {
    const before = await TestMerchant.open({ dataDir: directory })
    await before.create('RESTART001')
    await before.create('RESTART002')
    await before.close('RESTART002')
    await before.pay('RESTART001')
    await before.refund('RESTART001', 'RESTARTR1', 60)
    await before.simulator.idle()
    await before.fault('query', 'error_5xx', { times: 3 })
    await refusal(before.query('RESTART001'))
    await before.keyMode('certificate_a')
    await before.console('PUT', '/clock', { now: '2030-01-01T00:00:00Z' })
    const listedBefore = (await before.console('GET', '/payments')).json as { items: { payUrl: string }[] }
    const noticesBefore = (await before.console('GET', '/notifications')).json
    const { merchant } = before.simulator
    await before.simulator.close()

    const after = await TestMerchant.open({ dataDir: directory, port: 0 })
    expect(after.simulator.merchant).toEqual(merchant)
    const listedAfter = (await after.console('GET', '/payments')).json as { items: { payUrl: string }[] }
    const withoutAddress = (list: { items: { payUrl: string }[] }) =>
      list.items.map((item) => ({ ...item, payUrl: new URL(item.payUrl).pathname }))
    expect(withoutAddress(listedAfter)).toEqual(withoutAddress(listedBefore))
    expect((await after.console('GET', '/notifications')).json).toEqual(noticesBefore)
    expect((await after.console('GET', '/faults')).json).toMatchObject([{ kind: 'error_5xx', times: 2 }])
    await after.console('DELETE', '/faults')
    expect((await after.query('RESTART001')).headers['wechatpay-serial']).toBe(merchant.platformCertificateSerial)
    expect((await after.console('GET', '/clock')).json).toMatchObject({ now: expect.stringMatching(/^2030-01-01/) })
    await before.leave()
    await after.leave()
  })

  it('knows its people, their unused codes and the tokens of their apps', async () => {
    const before = await TestMerchant.open({ dataDir: directory })
    const app = new TestWechatApp(before)
    const { access_token } = await app.stableToken()
    const [unused, used, phone] = await Promise.all([app.code(), app.code(), app.code({ kind: 'phone' })])
    await app.session(used.code)
    const people = (await before.console('GET', '/wechat/people')).json
    await before.simulator.close()

    const after = await TestMerchant.open({ dataDir: directory })
    const appAfter = new TestWechatApp(after)
    expect((await after.console('GET', '/wechat/people')).json).toEqual(people)
    expect(await appAfter.session(unused.code)).toMatchObject({ openid: unused.openid, unionid: unused.unionid })
    expect(await appAfter.session(used.code)).toMatchObject({ errcode: 40163 })
    expect(await appAfter.tokenCalls()).toBe(1)
    expect(await appAfter.stableToken()).toMatchObject({ access_token })
    expect(await appAfter.phone(access_token, phone.code)).toMatchObject({ phone_info: { phoneNumber: phone.phone } })
    await after.console('POST', '/reset')
    expect((await after.console('GET', '/wechat/people')).json).toEqual({ items: [] })
    expect(await appAfter.tokenCalls()).toBe(0)
    await before.leave()
    await after.leave()
  })

  it('adds to keys of earlier versions what they lack', async () => {
    const before = await TestMerchant.open({ dataDir: directory })
    await before.simulator.close()
    const path = join(directory, 'simulator', 'keys.json')
    const { wechatMiniProgram, wechatOfficialAccount, ...old } = JSON.parse(await readFile(path, 'utf8')) as Record<
      string,
      unknown
    >
    await writeFile(path, JSON.stringify(old))
    const after = await TestMerchant.open({ dataDir: directory })
    expect(after.simulator.merchant.merchantSerial).toBe(before.simulator.merchant.merchantSerial)
    expect(after.simulator.merchant.wechatMiniProgram).toMatchObject({ appid: 'wx00000000514a1502' })
    expect(after.simulator.merchant.wechatMiniProgram).not.toEqual(wechatMiniProgram)
    expect(after.simulator.merchant.wechatOfficialAccount).not.toEqual(wechatOfficialAccount)
    await before.leave()
    await after.leave()
  })

  it('goes on delivering what it had not delivered, and settling what was not settled', async () => {
    const before = await TestMerchant.open({ dataDir: directory, refundSettleMs: 60_000, notifyScheduleScale: 1 })
    await before.create('RESUME0001')
    await before.pay('RESUME0001')
    await before.refund('RESUME0001', 'RESUMER1', 60)
    await before.create('RESUME0002')
    before.answerStatus = 503
    await before.console('POST', '/payments/RESUME0002/pay')
    await vi.waitFor(() => expect(before.received.at(-1)?.resource?.['out_trade_no']).toBe('RESUME0002'), {
      timeout: 20_000,
    })
    await before.simulator.close()
    before.answerStatus = 200
    before.received.length = 0
    // The next start takes place after the pause of the schedule.
    const after = await TestMerchant.open({ dataDir: directory, clock: { now: () => Date.now() + 16_000 } })
    await vi.waitFor(() => expect(before.received).toHaveLength(2), { timeout: 20_000 })
    expect(before.received.map((notice) => notice.envelope['event_type']).sort()).toEqual([
      'REFUND.SUCCESS',
      'TRANSACTION.SUCCESS',
    ])
    await after.leave()
    await before.leave()
  })

  it('gives up a notification after sixteen tries', async () => {
    const merchant = await TestMerchant.open({ dataDir: directory, notifyScheduleScale: 0 })
    await merchant.create('GIVEUP0001')
    merchant.answerStatus = 500
    await merchant.pay('GIVEUP0001')
    await vi.waitFor(
      async () => {
        const listed = await merchant.console('GET', '/notifications')
        expect(listed.json).toMatchObject({ items: [{ status: 'given_up', tries: 16, nextAttemptAt: null }] })
      },
      { timeout: 20_000 },
    )
    expect(merchant.received).toHaveLength(16)
    await merchant.leave()
  })

  it('is empty after a reset, and stays empty', async () => {
    const before = await TestMerchant.open({ dataDir: directory })
    await before.create('RESET00001')
    expect((await before.console('POST', '/reset')).status).toBe(204)
    expect((await before.console('GET', '/payments')).json).toEqual({ items: [] })
    expect((await stat(join(directory, 'simulator', 'journal.jsonl'))).size).toBe(0)
    await before.create('RESET00002')
    await before.simulator.close()
    const after = await TestMerchant.open({ dataDir: directory })
    expect((await after.console('GET', '/payments')).json).toMatchObject({ items: [{ outTradeNo: 'RESET00002' }] })
    await after.leave()
    await before.leave()
  })

  it('keeps its keys from others', async () => {
    const merchant = await TestMerchant.open({ dataDir: directory })
    for (const name of ['keys.json', 'merchant.json', 'journal.jsonl']) {
      expect((await stat(join(directory, 'simulator', name))).mode & 0o777).toBe(0o600)
    }
    const published = await readFile(join(directory, 'simulator', 'merchant.json'), 'utf8')
    expect(JSON.parse(published)).toEqual(merchant.simulator.merchant)
    const keys = JSON.parse(await readFile(join(directory, 'simulator', 'keys.json'), 'utf8')) as {
      platformPublicKey: { privateKey: string }
    }
    expect(published).not.toContain(keys.platformPublicKey.privateKey.slice(60, 120))
    await merchant.leave()
  })
})
