import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { startTestSimulator, type TestSimulator, type WechatCode } from '@jishi/testing/simulator'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { minuteMs } from '@jishi/kernel/time'
import { MovableClock } from '../../src/infra/clock/clock.js'
import { NestLog } from '../../src/infra/logging/logger.js'
import { IdentityFacade, IdentityModule } from '../../src/modules/identity/index.js'
import { newPhone, peopleOf, sessionIn, VERSION, type People } from '../support/identity-people.js'
import { startTestApp, type TestApp } from '../support/test-app.js'

const clock = new MovableClock()
const logged: string[] = []
let simulator: TestSimulator
let shop: TestApp
let people: People

const count = async (table: string, where = 'true'): Promise<number> =>
  (await shop.database.one<{ n: number }>(`select count(*) as n from ${table} where ${where}`)).n

beforeAll(async () => {
  simulator = await startTestSimulator()
  const env = { DATA_DIR: simulator.dataDir, SIMULATOR_PORT: String(simulator.port) }
  shop = await startTestApp({ modules: [IdentityModule], clock, env, routeCheck: false })
  people = peopleOf(shop, simulator)
  for (const level of ['log', 'warn', 'error', 'debug'] as const) {
    vi.spyOn(NestLog.prototype, level).mockImplementation(
      (...told: unknown[]) => void logged.push(JSON.stringify(told)),
    )
  }
})
afterEach(() => simulator.setFaults())
afterAll(async () => {
  await shop.close()
  await simulator.close()
})

describe('the mini program of WeChat', () => {
  it('signs a newcomer in without a phone, and knows them again', async () => {
    const { code, openid } = await simulator.wechatCode()
    const first = sessionIn(await people.signIn({ method: 'weixin', code }))
    expect(first).toMatchObject({ phoneMasked: null, notices: [] })
    expect(first.displayName).toMatch(/^微信用户 [2-9A-Z]{4}$/)
    const again = sessionIn(await people.byWeixin(openid))
    expect(again.memberId).toBe(first.memberId)
    expect(await people.me(again.accessToken)).toBe(200)
    expect(await count('sessions', `device = '测试手机'`)).toBe(2)
  })

  it('takes the phone of the phone button along', async () => {
    const phone = newPhone()
    const { code, openid } = await simulator.wechatCode({ phone })
    const { code: phoneCode } = await simulator.wechatCode({ openid, kind: 'phone' })
    const session = sessionIn(await people.signIn({ method: 'weixin', code, phoneCode }))
    expect(session.phoneMasked).toBe(`136****${phone.slice(-4)}`)
    expect(sessionIn(await people.bySms(phone)).memberId).toBe(session.memberId)
  })

  it('tells payment who pays, by app', async () => {
    const identity = shop.get(IdentityFacade)
    const { code, openid } = await simulator.wechatCode()
    const { memberId } = sessionIn(await people.signIn({ method: 'weixin', code }))
    const stored = await shop.database.one<{ appId: string }>(
      `select app_id as "appId" from member_identities where subject = $1`,
      [openid],
    )
    const payer = (appId: string) => identity.payerOf(shop.database, memberId as never, 'weixin', appId)
    expect(await payer(stored.appId)).toBe(openid)
    expect(await payer('wx0000000000000000')).toBeUndefined()
  })

  const bad: [string, () => Promise<WechatCode | { code: string }>][] = [
    ['made up', () => Promise.resolve({ code: '0'.repeat(32) })],
    ['of the phone button', () => simulator.wechatCode({ kind: 'phone' })],
    ['of the official account', () => simulator.wechatCode({ kind: 'oauth' })],
    ['of another app', () => simulator.wechatCode({ appId: 'wx1234567890abcdef' })],
    [
      'used before',
      async () => {
        const used = await simulator.wechatCode()
        sessionIn(await people.signIn({ method: 'weixin', code: used.code }))
        return used
      },
    ],
    [
      'five minutes old',
      async () => {
        const old = await simulator.wechatCode()
        await simulator.setClock(Date.now() + 5 * minuteMs + 1_000)
        return old
      },
    ],
  ]
  it.each(bad)('does not take a code %s', async (_, make) => {
    const before = await count('members')
    const { code } = await make()
    const made = (await count('members')) - before
    expect(await people.signIn({ method: 'weixin', code })).toMatchObject({
      status: 422,
      body: { code: 'AUTH_CODE_INVALID' },
    })
    await simulator.setClock(Date.now())
    expect(await count('members')).toBe(before + made)
  })

  it('does not take a login code for a phone, nor a phone code twice', async () => {
    const { code: login } = await simulator.wechatCode()
    const refused = { status: 422, body: { code: 'PHONE_PROOF_INVALID' } }
    expect(await people.byWeixin(undefined, { phoneCode: login })).toMatchObject(refused)
    const { code: phoneCode } = await simulator.wechatCode({ kind: 'phone' })
    sessionIn(await people.byWeixin(undefined, { phoneCode }))
    expect(await people.byWeixin(undefined, { phoneCode })).toMatchObject(refused)
  })

  it.each(['error_5xx', 'lose', 'busy', 'rate_limited'])('is not reachable: %s', async (kind) => {
    await simulator.setFaults({ channel: 'wechat_open', operation: 'code2session', kind } as never)
    expect(await people.byWeixin()).toMatchObject({ status: 503, body: { code: 'PLATFORM_UNAVAILABLE' } })
  })

  it('fetches another access token once when WeChat does not know it any more', async () => {
    const { code: phoneCode } = await simulator.wechatCode({ kind: 'phone' })
    await simulator.setFaults({ channel: 'wechat_open', operation: 'phone', kind: 'token_expired' } as never)
    expect(sessionIn(await people.byWeixin(undefined, { phoneCode })).phoneMasked).not.toBeNull()
  })
})

describe('the official account', () => {
  const oauth = (query: Record<string, string>) => shop.app.inject({ url: '/api/shop/auth/weixin-oauth', query })

  it('is the same person as in the mini program', async () => {
    const { code, unionid } = await simulator.wechatCode()
    const mini = sessionIn(await people.signIn({ method: 'weixin', code }))
    const web = await simulator.wechatCode({ kind: 'oauth', unionid })
    const browser = sessionIn(await people.signIn({ method: 'weixin_oa', code: web.code }))
    expect(browser.memberId).toBe(mini.memberId)
    expect(await count('member_identities', `member_id = '${mini.memberId}'`)).toBe(3)
  })

  it('comes back to a page of this shop and to nowhere else', async () => {
    const state = 'a'.repeat(32)
    const { url } = (await oauth({ returnPath: '/pkg-order/checkout/checkout?a=1', state })).json<{ url: string }>()
    const asked = new URL(url)
    expect(asked.pathname).toBe('/connect/oauth2/authorize')
    expect(asked.hash).toBe('#wechat_redirect')
    expect(Object.fromEntries(asked.searchParams)).toMatchObject({ scope: 'snsapi_base', response_type: 'code', state })
    expect(asked.searchParams.get('redirect_uri')).toBe(`${shop.url}/pkg-order/checkout/checkout?a=1`)
    expect(url).not.toContain('secret')
    for (const returnPath of [
      '//evil.example',
      'https://evil.example',
      '/\\evil.example',
      '@evil.example',
      '/a@evil.example',
    ]) {
      expect((await oauth({ returnPath, state })).statusCode).toBe(400)
    }
  })

  it('does not take a code of the mini program', async () => {
    const { code } = await simulator.wechatCode()
    expect(await people.signIn({ method: 'weixin_oa', code })).toMatchObject({
      status: 422,
      body: { code: 'AUTH_CODE_INVALID' },
    })
  })
})

describe('the mini program of Alipay', () => {
  it('signs in with and without a phone, and knows people again', async () => {
    const { code, openId } = await people.alipayCode()
    const first = sessionIn(await people.signIn({ method: 'alipay', code }))
    expect(first.displayName).toMatch(/^支付宝用户 /)
    const phone = newPhone()
    const { code: next } = await people.alipayCode({ openid: openId })
    const sealed = await people.alipayPhone({ phone })
    const second = sessionIn(await people.signIn({ method: 'alipay', code: next, phone: sealed }))
    expect(second).toMatchObject({ memberId: first.memberId, phoneMasked: `136****${phone.slice(-4)}` })
  })

  it('does not take a code twice', async () => {
    const { code } = await people.alipayCode()
    sessionIn(await people.signIn({ method: 'alipay', code }))
    for (const used of [code, 'made-up'])
      expect(await people.signIn({ method: 'alipay', code: used })).toMatchObject({
        status: 422,
        body: { code: 'AUTH_CODE_INVALID' },
      })
  })

  const flaws: [string, object][] = [
    ['is forged', { flaw: 'forge' }],
    ['is signed by nobody', { flaw: 'bad_signature' }],
    ['is an error in clear', { error: 'plain' }],
    ['is an error under seal', { error: 'encrypted' }],
  ]
  it.each(flaws)('does not take a phone that %s', async (_, flaw) => {
    const { code } = await people.alipayCode()
    const phone = await people.alipayPhone({ phone: newPhone(), ...flaw })
    expect(await people.signIn({ method: 'alipay', code, phone })).toMatchObject({
      status: 422,
      body: { code: 'PHONE_PROOF_INVALID' },
    })
  })

  it('takes a sealed phone once, whoever brings it', async () => {
    const sealed = await people.alipayPhone({ phone: newPhone() })
    const [one, two] = [await people.alipayCode(), await people.alipayCode()]
    sessionIn(await people.signIn({ method: 'alipay', code: one.code, phone: sealed }))
    expect(await people.signIn({ method: 'alipay', code: two.code, phone: sealed })).toMatchObject({
      status: 422,
      body: { code: 'PHONE_PROOF_INVALID' },
    })
  })

  it('opens nobody’s account by a sealed phone, which may be years old', async () => {
    const phone = newPhone()
    const owner = sessionIn(await people.bySms(phone))
    const { code } = await people.alipayCode()
    const sealed = await people.alipayPhone({ phone })
    const mine = sessionIn(await people.signIn({ method: 'alipay', code, phone: sealed }))
    expect(mine).toMatchObject({ phoneMasked: null, notices: ['phone_taken'] })
    expect(await count('members', `id = '${owner.memberId}' and merged_into_id is null`)).toBe(1)
  })

  it('lets somebody in who shows the phone they have once more', async () => {
    const { code, openId } = await people.alipayCode()
    const sealed = await people.alipayPhone({ phone: newPhone() })
    const first = sessionIn(await people.signIn({ method: 'alipay', code, phone: sealed }))
    const { code: next } = await people.alipayCode({ openid: openId })
    const again = sessionIn(await people.signIn({ method: 'alipay', code: next, phone: sealed }))
    expect(again.memberId).toBe(first.memberId)
  })

  it.each(['error_5xx', 'forge', 'bad_signature', 'system_error'])('is not reachable: %s', async (kind) => {
    await simulator.setFaults({ channel: 'alipay', operation: 'oauth', kind } as never)
    const { code } = await people.alipayCode()
    expect(await people.signIn({ method: 'alipay', code })).toMatchObject({
      status: 503,
      body: { code: 'PLATFORM_UNAVAILABLE' },
    })
  })
})

describe('every platform', () => {
  it('is asked only with consent to the current policies', async () => {
    const { code } = await simulator.wechatCode()
    expect(await people.signIn({ method: 'weixin', code }, '2020-01')).toMatchObject({
      status: 422,
      body: { code: 'CONSENT_REQUIRED' },
    })
    // The code was not used: the same one still signs in, and the consent is there.
    const { memberId } = sessionIn(await people.signIn({ method: 'weixin', code }))
    expect(await count('consents', `member_id = '${memberId}' and purpose = 'membership'`)).toBe(1)
  })

  it('leaves no code, key or openid in answers or the log, and no code in the database', async () => {
    logged.length = 0
    const { code, openid, unionid } = await simulator.wechatCode()
    const { code: phoneCode } = await simulator.wechatCode({ openid, kind: 'phone' })
    const { code: reused } = await simulator.wechatCode({ openid })
    const answers = [await people.signIn({ method: 'weixin', code, phoneCode })]
    answers.push(await people.signIn({ method: 'weixin', code }))
    await simulator.setFaults({ channel: 'wechat_open', operation: 'code2session', kind: 'error_5xx' } as never)
    answers.push(await people.signIn({ method: 'weixin', code: reused }))
    expect(logged.join('')).toContain('code2session')
    const told = [...answers.map(({ text }) => text), ...logged].join('\n')
    for (const secret of [code, phoneCode, reused, openid, unionid, 'session_key', 'access_token=']) {
      expect(told).not.toContain(secret)
    }
    for (const table of ['consents', 'members', 'sessions', 'outbox', 'platform_tokens']) {
      const rows = await shop.database.rows<{ row: string }>(`select to_jsonb(t)::text as row from ${table} t`)
      expect(
        rows.filter(({ row }) => [code, phoneCode, openid].some((value) => row.includes(value))),
        table,
      ).toEqual([])
    }
  })
})

describe('a phone of another app', () => {
  let liar: Server
  let other: TestApp
  let watermark = 'wx-another-app'

  beforeAll(async () => {
    liar = createServer((request, response) => {
      const path = request.url?.split('?')[0]
      const answers: Record<string, object> = {
        '/sns/jscode2session': { openid: 'o-liar', session_key: 'k' },
        '/cgi-bin/stable_token': { access_token: 't', expires_in: 7_200 },
        '/wxa/business/getuserphonenumber': {
          errcode: 0,
          phone_info: { purePhoneNumber: '13612345678', countryCode: '86', watermark: { appid: watermark } },
        },
      }
      response.setHeader('content-type', 'application/json').end(JSON.stringify(answers[path ?? ''] ?? {}))
    })
    await new Promise<void>((resolve) => liar.listen(0, '127.0.0.1', resolve))
    const env = {
      WECHAT_API_BASE_URL: `http://127.0.0.1:${(liar.address() as AddressInfo).port}`,
      WECHAT_MP_APP_ID: 'wx-ours',
      WECHAT_MP_SECRET: 'its-key',
    }
    other = await startTestApp({ modules: [IdentityModule], env, routeCheck: false })
  })
  afterAll(async () => {
    await other.close()
    liar.close()
  })

  it('proves nothing here', async () => {
    const ask = () => peopleOf(other, simulator).signIn({ method: 'weixin', code: 'c', phoneCode: 'p' }, VERSION)
    expect(await ask()).toMatchObject({ status: 422, body: { code: 'PHONE_PROOF_INVALID' } })
    watermark = 'wx-ours'
    expect(sessionIn(await ask()).phoneMasked).toBe('136****5678')
  })
})
