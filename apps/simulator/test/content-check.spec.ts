import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { TestMerchant } from './merchant.js'
import { TestWechatApp } from './wechat-app.js'

let merchant: TestMerchant
let app: TestWechatApp
let token: unknown
let openid: string

beforeAll(async () => {
  merchant = await TestMerchant.open()
  app = new TestWechatApp(merchant)
  openid = (await app.code()).openid
  token = (await app.stableToken())['access_token']
})
afterEach(() => merchant.console('DELETE', '/faults'))
afterAll(() => merchant.leave())

type Body = Record<string, unknown>
const call = (name: string, body: Body, accessToken = token): Promise<Body> =>
  app.post(`/wxa/${name}?access_token=${String(accessToken)}`, { version: 2, scene: 2, openid, ...body })
const look = async (content: string): Promise<unknown> => (await call('msg_sec_check', { content }))['result']

describe('the check of words', () => {
  it('passes what is harmless, doubts an offer, and warns of a crime', async () => {
    expect(await look('又脆又甜')).toEqual({ suggest: 'pass', label: 100 })
    expect(await look('加微信领券')).toMatchObject({ suggest: 'review' })
    expect(await look('来玩博彩')).toMatchObject({ suggest: 'risky' })
  })

  it('knows its people and its form', async () => {
    expect(await call('msg_sec_check', { content: '好', openid: 'nobody' })).toMatchObject({ errcode: 40003 })
    expect(await call('msg_sec_check', { content: '' })).toMatchObject({ errcode: 40097 })
    expect(await call('msg_sec_check', { content: '好' }, 'x')).toMatchObject({ errcode: 40001 })
  })

  it('says what a fault says', async () => {
    const fault = { channel: 'wechat_open', operation: 'text_check', kind: 'risky', times: 1, value: null }
    await merchant.console('PUT', '/faults', [fault])
    expect(await look('又脆又甜')).toMatchObject({ suggest: 'risky' })
  })
})

describe('the check of pictures', () => {
  it('names a trace at once', async () => {
    const answer = await call('media_check_async', { media_type: 2, media_url: 'http://127.0.0.1:9/media/x/1280.webp' })
    expect(answer).toMatchObject({ errcode: 0, trace_id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string })
  })
})
