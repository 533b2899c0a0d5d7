import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { TestMerchant } from './merchant.js'
import { TestWechatApp } from './wechat-app.js'

const MINUTE_MS = 60_000

let merchant: TestMerchant
let app: TestWechatApp

beforeAll(async () => {
  merchant = await TestMerchant.open()
  app = new TestWechatApp(merchant)
})
afterEach(async () => {
  await merchant.console('DELETE', '/faults')
  await merchant.console('DELETE', '/clock')
})
afterAll(() => merchant.leave())

async function advance(ms: number): Promise<void> {
  const { now } = (await merchant.console('GET', '/clock')).json as { now: string }
  await merchant.console('PUT', '/clock', { now: new Date(Date.parse(now) + ms).toISOString() })
}

describe('code2session', () => {
  it('exchanges a login code once', async () => {
    const { code, openid, unionid } = await app.code()
    expect(openid).toMatch(/^o[\w-]{27}$/)
    const session = await app.session(code)
    expect(session).toEqual({ status: 200, openid, unionid, session_key: expect.stringMatching(/^[\w+/]{22}==$/) })
    expect(await app.session(code)).toMatchObject({ status: 200, errcode: 40163 })
  })

  it('serves one of many who come with the same code at once', async () => {
    const { code } = await app.code()
    const answers = await Promise.all(Array.from({ length: 20 }, () => app.session(code)))
    expect(answers.filter((answer) => 'openid' in answer)).toHaveLength(1)
    expect(answers.filter((answer) => answer['errcode'] === 40163)).toHaveLength(19)
  })

  it('refuses in the codes of the platform, with HTTP 200', async () => {
    const { code } = await app.code()
    const refused = async (changes: Record<string, string>) => (await app.session(code, changes))['errcode']
    expect(await refused({ appid: 'wx0000000000000000' })).toBe(40013)
    expect(await refused({ appid: app.officialAccount.appid })).toBe(40013)
    expect(await refused({ secret: app.officialAccount.secret })).toBe(40125)
    expect(await refused({ appid: '' })).toBe(41002)
    expect(await refused({ secret: '' })).toBe(41004)
    expect(await refused({ js_code: '' })).toBe(41008)
    expect(await refused({ grant_type: 'client_credential' })).toBe(40002)
    expect(await refused({ js_code: `${code.slice(0, -1)}!` })).toBe(40029)
    expect(await app.session(code)).not.toHaveProperty('errcode')
  })

  it('takes no code of another kind, of another app, or older than five minutes', async () => {
    const foreign = await app.code({ appId: app.officialAccount.appid })
    expect(await app.session(foreign.code)).toMatchObject({ errcode: 40029 })
    for (const kind of ['phone', 'oauth']) {
      const other = await app.code({ kind, appId: app.miniProgram.appid })
      expect(await app.session(other.code)).toMatchObject({ errcode: 40029 })
    }
    const old = await app.code()
    await advance(5 * MINUTE_MS + 1000)
    expect(await app.session(old.code)).toMatchObject({ errcode: 40029 })
  })
})

describe('people', () => {
  it('are one person to both apps, under an openid for each', async () => {
    const inside = await app.code({ phone: '13811110001' })
    const outside = await app.code({ kind: 'oauth', phone: '13811110001' })
    expect(outside.unionid).toBe(inside.unionid)
    expect(outside.openid).not.toBe(inside.openid)
    expect(await app.session(inside.code)).toMatchObject({ openid: inside.openid, unionid: inside.unionid })
    expect(await app.oauthToken(outside.code)).toMatchObject({ openid: outside.openid, unionid: inside.unionid })
    const { items } = (await merchant.console('GET', '/wechat/people')).json as { items: { unionid: string }[] }
    expect(items.find(({ unionid }) => unionid === inside.unionid)).toMatchObject({
      phone: '13811110001',
      openids: { [app.miniProgram.appid]: inside.openid, [app.officialAccount.appid]: outside.openid },
    })
  })

  it('are told apart by openid first, then unionid, then phone', async () => {
    const first = await app.code({ openid: 'oFirstPerson', phone: '13811110002' })
    expect(await app.code({ openid: 'oFirstPerson' })).toMatchObject({ unionid: first.unionid, phone: '13811110002' })
    const second = await app.code({ openid: 'oSecondPerson', phone: '13811110002' })
    expect(second.unionid).not.toBe(first.unionid)
    expect(await app.code({ phone: '13811110002' })).toMatchObject({ unionid: second.unionid })
    expect(await app.code({ unionid: first.unionid })).toMatchObject({ openid: 'oFirstPerson' })
    expect((await app.code()).unionid).not.toBe(second.unionid)
    const contradictory = { openid: 'oFirstPerson', unionid: second.unionid }
    expect(await merchant.console('POST', '/wechat/codes', contradictory)).toMatchObject({
      status: 409,
      json: { code: 'PERSON_CONFLICT' },
    })
    expect(await merchant.console('POST', '/wechat/codes', { kind: 'none' })).toMatchObject({ status: 400 })
  })
})

describe('stable_token and the phone number', () => {
  it('hands the number to whoever holds the token, once a code', async () => {
    const { access_token } = await app.stableToken()
    const { code, openid } = await app.code({ kind: 'phone', phone: '13811110003' })
    expect(await app.phone(access_token, code, { openid: 'oSomebodyElse' })).toMatchObject({ errcode: 40003 })
    expect(await app.phone(access_token, code, { openid })).toMatchObject({
      errcode: 0,
      phone_info: {
        phoneNumber: '13811110003',
        purePhoneNumber: '13811110003',
        countryCode: '86',
        watermark: { appid: app.miniProgram.appid, timestamp: expect.any(Number) },
      },
    })
    expect(await app.phone(access_token, code)).toMatchObject({ errcode: 40163 })
    const login = await app.code()
    expect(await app.phone(access_token, login.code)).toMatchObject({ errcode: 40029 })
    expect((await app.code({ kind: 'phone' })).phone).toMatch(/^199\d{8}$/)
  })

  it('refuses without a token, with one of another app, without a code, without JSON and to GET', async () => {
    const { code } = await app.code({ kind: 'phone' })
    expect(await app.phone('', code)).toMatchObject({ errcode: 41001 })
    expect(await app.phone('nonsense', code)).toMatchObject({ errcode: 40001 })
    const foreign = await app.stableToken(app.officialAccount)
    expect(await app.phone(foreign['access_token'], code)).toMatchObject({ errcode: 40029 })
    const { access_token } = await app.stableToken()
    expect(await app.phone(access_token, '')).toMatchObject({ errcode: 41008 })
    const path = `/wxa/business/getuserphonenumber?access_token=${String(access_token)}`
    expect(await app.post(path, '{')).toMatchObject({ errcode: 47001 })
    expect(await app.get('/cgi-bin/stable_token', {})).toMatchObject({ status: 200, errcode: 43002 })
    expect(await app.stableToken({ grant_type: 'x' })).toMatchObject({ errcode: 40002 })
    expect(await app.stableToken({ secret: 'x' })).toMatchObject({ errcode: 40125 })
    expect(await app.stableToken({ appid: 'x' })).toMatchObject({ errcode: 40013 })
  })

  it('answers everybody with one token until its last five minutes, and counts who asked', async () => {
    const before = await app.tokenCalls()
    const first = await app.stableToken()
    const again = await Promise.all(Array.from({ length: 5 }, () => app.stableToken()))
    expect(new Set(again.map((answer) => answer['access_token']))).toEqual(new Set([first['access_token']]))
    expect(await app.tokenCalls()).toBe(before + 6)
    await advance(116 * MINUTE_MS)
    const renewed = await app.stableToken()
    expect(renewed).toMatchObject({ expires_in: 7200 })
    expect(renewed['access_token']).not.toBe(first['access_token'])
    const { code } = await app.code({ kind: 'phone' })
    expect(await app.phone(first['access_token'], code)).toMatchObject({ errcode: 0 })
    await advance(5 * MINUTE_MS)
    expect(await app.phone(first['access_token'], code)).toMatchObject({ errcode: 42001 })
  })

  it('replaces the token by force, at most every thirty seconds and twenty times a day', async () => {
    // Early in a day of Shanghai, so that twenty tries fit into one.
    await merchant.console('PUT', '/clock', { now: '2031-05-01T16:00:00Z' })
    const first = await app.stableToken()
    const force_refresh = true
    const forced = await app.stableToken({ force_refresh })
    expect(forced['access_token']).not.toBe(first['access_token'])
    const { code } = await app.code({ kind: 'phone' })
    expect(await app.phone(first['access_token'], code)).toMatchObject({ errcode: 40001 })
    expect(await app.stableToken()).toMatchObject({ access_token: forced['access_token'] })
    expect(await app.stableToken({ force_refresh })).toMatchObject({ errcode: 45011 })
    for (let time = 1; time < 20; time += 1) {
      await advance(30_000)
      expect(await app.stableToken({ force_refresh })).toHaveProperty('access_token')
    }
    await advance(30_000)
    expect(await app.stableToken({ force_refresh })).toMatchObject({ errcode: 45009 })
  })
})

describe('faults of the open platform', () => {
  it.each([
    ['busy', {}, { status: 200, errcode: -1 }],
    ['rate_limited', {}, { status: 200, errcode: 45009 }],
    ['rate_limited', { value: 45011 }, { status: 200, errcode: 45011 }],
    ['error_5xx', { value: 502 }, { status: 502 }],
  ])('%s %j leaves the code unused', async (kind, more, expected) => {
    const { code } = await app.code()
    await app.fault('code2session', kind, more)
    expect(await app.session(code)).toMatchObject(expected)
    expect(await app.session(code)).toHaveProperty('openid')
  })

  it('lose breaks the connection before, error_5xx_after_apply uses the code up', async () => {
    const { code } = await app.code({ kind: 'oauth' })
    await app.fault('oauth_token', 'lose')
    await expect(app.oauthToken(code)).rejects.toThrow('fetch failed')
    await app.fault('oauth_token', 'error_5xx_after_apply')
    expect(await app.oauthToken(code)).toMatchObject({ status: 500 })
    expect(await app.oauthToken(code)).toMatchObject({ errcode: 40163 })
  })

  it('token_expired ends the token, so that the next one asked for is new', async () => {
    const first = await app.stableToken()
    const { code } = await app.code({ kind: 'phone' })
    await app.fault('phone', 'token_expired')
    expect(await app.phone(first['access_token'], code)).toMatchObject({ errcode: 42001 })
    expect(await app.phone(first['access_token'], code)).toMatchObject({ errcode: 42001 })
    const second = await app.stableToken()
    expect(second['access_token']).not.toBe(first['access_token'])
    expect(await app.phone(second['access_token'], code)).toMatchObject({ errcode: 0 })
  })

  it('a call that fails is counted all the same', async () => {
    const before = await app.tokenCalls()
    await app.fault('stable_token', 'error_5xx')
    expect(await app.stableToken()).toMatchObject({ status: 500 })
    expect(await app.tokenCalls()).toBe(before + 1)
  })
})
