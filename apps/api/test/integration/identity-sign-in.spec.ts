import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { addMs, instantOf, minuteMs, secondMs } from '@jishi/kernel/time'
import { MovableClock } from '../../src/infra/clock/clock.js'
import { IdentityModule } from '../../src/modules/identity/index.js'
import { Members } from '../../src/modules/identity/members.js'
import { Sessions } from '../../src/modules/identity/sessions.js'
import { SendSms } from '../../src/modules/identity/send-sms.js'
import { SmsSender, type SmsMessage } from '../../src/modules/identity/sms-sender.js'
import { SettingsFacade } from '../../src/modules/settings/index.js'
import { raceAfter } from '@jishi/testing/race'
import { startTestApp, type TestApp } from '../support/test-app.js'

const VERSION = '2026-01'
const start = instantOf('2026-11-22T08:00:00Z')
const clock = new MovableClock(start)
const sent: SmsMessage[] = []
let shop: TestApp
let phones = 0

const newPhone = (): string => `139${String((phones += 1)).padStart(8, '0')}`
const lastCode = (phone: string): string =>
  sent.filter((message) => message.phone === phone).at(-1)?.params['code'] ?? ''
const wrongOf = (code: string): string => String((Number(code) + 1) % 1_000_000).padStart(6, '0')

const post = async (path: string, payload: object, headers: Record<string, string> = {}) => {
  const answer = await shop.app.inject({ method: 'POST', url: path, payload, headers })
  return {
    status: answer.statusCode,
    body: answer.json<Record<string, unknown>>(),
    text: answer.body,
    headers: answer.headers,
  }
}
const sendSms = (phone: string, consentVersion = VERSION) =>
  post('/api/shop/auth/sms', { phone, purpose: 'sign_in', consentVersion })
const signIn = (phone: string, code: string, consentVersion = VERSION) =>
  post('/api/shop/auth/sign-in', { method: 'sms', phone, code, consentVersion, device: '测试手机' })
const count = async (table: string, where = 'true'): Promise<number> =>
  (await shop.database.one<{ n: number }>(`select count(*) as n from ${table} where ${where}`)).n

beforeAll(async () => {
  shop = await startTestApp({ modules: [IdentityModule], clock, routeCheck: false })
  vi.spyOn(shop.get(SmsSender), 'send').mockImplementation((message) => {
    sent.push(message)
    return Promise.resolve('accepted')
  })
})
afterAll(() => shop.close())

describe('a code by SMS', () => {
  it('is asked for only with consent to the current policies, which is recorded first', async () => {
    const phone = newPhone()
    expect(await sendSms(phone, '2020-01')).toMatchObject({ status: 422, body: { code: 'CONSENT_REQUIRED' } })
    expect(await count('consents')).toBe(0)
    expect(sent).toHaveLength(0)
    expect(await sendSms(phone)).toMatchObject({ status: 200, body: { resendAfterSeconds: 60 } })
    expect(await count('consents', `purpose = 'sms'`)).toBe(1)
  })

  it('signs in once, makes a member and never shows itself', async () => {
    const phone = newPhone()
    const asked = await sendSms(phone)
    const code = lastCode(phone)
    expect(code).toMatch(/^\d{6}$/)
    expect(asked.text).not.toContain(code)
    const first = await signIn(phone, code)
    expect(first.status).toBe(200)
    expect(first.body['member']).toMatchObject({
      displayName: `手机尾号 ${phone.slice(-4)}`,
      phoneMasked: `139****${phone.slice(-4)}`,
    })
    expect(first.text).not.toContain(phone)
    expect(await signIn(phone, code)).toMatchObject({ status: 422, body: { code: 'SMS_CODE_WRONG' } })
  })

  it('keeps neither code nor phone in clear anywhere in the database', async () => {
    const phone = newPhone()
    await sendSms(phone)
    const code = lastCode(phone)
    await signIn(phone, code)
    for (const table of ['members', 'sms_codes', 'consents', 'allowances', 'sessions', 'outbox', 'audit_log']) {
      const rows = await shop.database.rows<{ row: string }>(`select to_jsonb(t)::text as row from ${table} t`)
      expect(
        rows.filter(({ row }) => row.includes(phone) || row.includes(`"${code}"`)),
        table,
      ).toEqual([])
    }
  })

  it('dies after five wrong tries, even for the right code', async () => {
    const phone = newPhone()
    await sendSms(phone)
    const code = lastCode(phone)
    for (let tries = 1; tries <= 5; tries += 1) {
      expect(await signIn(phone, wrongOf(code))).toMatchObject({ status: 422, body: { code: 'SMS_CODE_WRONG' } })
    }
    expect(await signIn(phone, code)).toMatchObject({ status: 422, body: { code: 'SMS_CODE_WRONG' } })
  })

  it('dies after ten minutes', async () => {
    const phone = newPhone()
    await sendSms(phone)
    clock.advance(10 * minuteMs + 1)
    expect(await signIn(phone, lastCode(phone))).toMatchObject({ status: 422, body: { code: 'SMS_CODE_WRONG' } })
  })

  it('belongs to its phone', async () => {
    const [mine, theirs] = [newPhone(), newPhone()]
    await sendSms(mine)
    expect(await signIn(theirs, lastCode(mine))).toMatchObject({ status: 422, body: { code: 'SMS_CODE_WRONG' } })
    expect(await signIn(mine, lastCode(mine))).toMatchObject({ status: 200 })
  })

  it('is replaced by the next one', async () => {
    const phone = newPhone()
    const use = shop.get(SendSms)
    await use.run({ phone, purpose: 'sign_in', consentVersion: VERSION }, '198.51.100.7')
    const first = lastCode(phone)
    clock.advance(minuteMs)
    await use.run({ phone, purpose: 'sign_in', consentVersion: VERSION }, '198.51.100.7')
    const second = lastCode(phone)
    // Once in a million the second code is the first one again, and then it is right.
    expect(first === second ? 422 : (await signIn(phone, first)).status).toBe(422)
    expect((await signIn(phone, second)).status).toBe(200)
  })

  it('gives one session for five sign-ins at once with the same code', async () => {
    const phone = newPhone()
    await sendSms(phone)
    const code = lastCode(phone)
    const answers = await Promise.all(Array.from({ length: 5 }, () => signIn(phone, code)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 422, 422, 422, 422])
  })

  it('answers alike whether the phone is a member or not', async () => {
    const [member, stranger] = [newPhone(), newPhone()]
    await sendSms(member)
    await signIn(member, lastCode(member))
    clock.advance(minuteMs)
    const use = shop.get(SendSms)
    const known = await use.run({ phone: member, purpose: 'sign_in', consentVersion: VERSION }, '198.51.100.8')
    const unknown = await use.run({ phone: stranger, purpose: 'sign_in', consentVersion: VERSION }, '198.51.100.8')
    expect(known).toEqual(unknown)
    const [wrongKnown, wrongUnknown] = [await signIn(member, '000000'), await signIn(newPhone(), '000000')]
    const shape = ({ status, body }: { status: number; body: object }) => ({ status, ...body, requestId: '' })
    expect(shape(wrongKnown)).toEqual(shape(wrongUnknown))
  })

  it('is refused to a blocked member after they proved who they are', async () => {
    const phone = newPhone()
    await sendSms(phone)
    const { body } = await signIn(phone, lastCode(phone))
    await shop.database.execute(`update members set state = 'blocked' where id = $1`, [
      (body['member'] as { id: string }).id,
    ])
    const token = body['accessToken'] as string
    const me = await shop.app.inject({ url: '/api/shop/me', headers: { authorization: `Bearer ${token}` } })
    expect(me.statusCode).toBe(401)
    clock.advance(minuteMs)
    await shop.get(SendSms).run({ phone, purpose: 'sign_in', consentVersion: VERSION }, '198.51.100.9')
    expect(await signIn(phone, lastCode(phone))).toMatchObject({ status: 403, body: { code: 'MEMBER_BLOCKED' } })
  })

  it.each([
    ['12345678901', '000000'],
    ['1391234567', '000000'],
    ['139123456789', '000000'],
    ['13912345678', '00000'],
    ['13912345678', '0000000'],
    ['13912345678', 'abcdef'],
    ['１３９１２３４５６７８', '000000'],
  ])('does not take %s with %s', async (phone, code) => {
    expect(await signIn(phone, code)).toMatchObject({ status: 400, body: { code: 'VALIDATION_FAILED' } })
  })
})

describe('how many codes are sent', () => {
  const ask = (phone: string, ip: string) =>
    shop.get(SendSms).run({ phone, purpose: 'sign_in', consentVersion: VERSION }, ip)

  it('is one a minute, five an hour and ten a day for a phone', async () => {
    const phone = newPhone()
    await ask(phone, '203.0.113.1')
    await expect(ask(phone, '203.0.113.1')).rejects.toMatchObject({
      code: 'RATE_LIMITED',
      details: { retryAfterSeconds: 60 },
    })
    for (let more = 2; more <= 5; more += 1) {
      clock.advance(minuteMs)
      await ask(phone, '203.0.113.1')
    }
    clock.advance(minuteMs)
    await expect(ask(phone, '203.0.113.1')).rejects.toMatchObject({ code: 'RATE_LIMITED' })
    clock.advance(60 * minuteMs)
    for (let more = 6; more <= 10; more += 1) {
      await ask(phone, '203.0.113.2')
      clock.advance(minuteMs)
    }
    clock.advance(60 * minuteMs)
    await expect(ask(phone, '203.0.113.3')).rejects.toMatchObject({ code: 'RATE_LIMITED' })
  })

  it('lets one of twenty requests at once through', async () => {
    const phone = newPhone()
    const answers = await Promise.allSettled(Array.from({ length: 20 }, () => ask(phone, '203.0.113.4')))
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(sent.filter((message) => message.phone === phone)).toHaveLength(1)
  })

  it('is bounded for one address and for the whole shop', async () => {
    for (let n = 0; n < 30; n += 1) await ask(newPhone(), '203.0.113.5')
    await expect(ask(newPhone(), '203.0.113.5')).rejects.toMatchObject({ code: 'RATE_LIMITED' })
    const settings = shop.get(SettingsFacade)
    // The share of numbers that are nobody's is spent, the members' is not.
    const of = async (scope: string): Promise<number> =>
      (await shop.database.one<{ taken: number }>(`select taken from allowances where scope = $1`, [scope])).taken
    const known = newPhone()
    await shop.database.transaction((tx) => shop.get(Members).ofPhone(tx, known))
    const dailyBudget = Math.ceil(((await of('sms.strangers.day')) + 1) / 0.7)
    await shop.database.transaction((tx) =>
      settings.change(tx, { kind: 'system', name: 'test' }, 'sms', { dailyBudget }, 0),
    )
    await ask(newPhone(), '203.0.113.6')
    await expect(ask(newPhone(), '203.0.113.7')).rejects.toMatchObject({ code: 'RATE_LIMITED' })
    await ask(known, '203.0.113.7')
    await shop.database.transaction((tx) =>
      settings.change(tx, { kind: 'system', name: 'test' }, 'sms', { dailyBudget: 5_000 }, 1),
    )
  })

  it('asks the carrier again under the same number when the outcome is not known', async () => {
    const phone = newPhone()
    const send = vi.spyOn(shop.get(SmsSender), 'send')
    send.mockRejectedValueOnce(new Error('timeout'))
    await ask(phone, '203.0.113.8')
    const [first, second] = send.mock.calls.slice(-2).map(([message]) => message)
    expect(first?.phone).toBe(phone)
    expect(second?.messageId).toBe(first?.messageId)
    send.mockRejectedValueOnce(new Error('timeout')).mockRejectedValueOnce(new Error('timeout'))
    await expect(ask(newPhone(), '203.0.113.8')).rejects.toMatchObject({ code: 'UNAVAILABLE' })
    send.mockResolvedValueOnce('refused')
    await expect(ask(newPhone(), '203.0.113.8')).rejects.toMatchObject({ code: 'UNAVAILABLE' })
  })
})

describe('a session', () => {
  const refresh = (refreshToken: unknown) => post('/api/shop/auth/refresh', { refreshToken })
  const me = async (token: unknown): Promise<number> =>
    (await shop.app.inject({ url: '/api/shop/me', headers: { authorization: `Bearer ${String(token)}` } })).statusCode
  const signedIn = async () => {
    const phone = newPhone()
    await shop.get(SendSms).run({ phone, purpose: 'sign_in', consentVersion: VERSION }, `2001:db8::${phones}`)
    return (await signIn(phone, lastCode(phone))).body
  }

  it('reads as its member for thirty minutes, and only with the access token', async () => {
    const session = await signedIn()
    expect(await me(session['accessToken'])).toBe(200)
    expect(await me(session['refreshToken'])).toBe(401)
    expect(await refresh(session['accessToken'])).toMatchObject({ status: 401, body: { code: 'UNAUTHENTICATED' } })
    clock.advance(30 * minuteMs + 1)
    expect(await me(session['accessToken'])).toBe(401)
    expect((await refresh(session['refreshToken'])).status).toBe(200)
  })

  it('rotates on refresh; a lost answer is answered again for ten seconds', async () => {
    const session = await signedIn()
    const next = await refresh(session['refreshToken'])
    expect(next.status).toBe(200)
    expect(next.body['refreshToken']).not.toBe(session['refreshToken'])
    clock.advance(9 * secondMs)
    const again = await refresh(session['refreshToken'])
    expect(again.body['refreshToken']).toBe(next.body['refreshToken'])
    expect(again.body['accessToken']).toBe(next.body['accessToken'])
    clock.advance(minuteMs)
    expect(await me(session['accessToken'])).toBe(401)
    expect(await me(next.body['accessToken'])).toBe(200)
  })

  it('ends as a whole when a refresh token is used a second time later', async () => {
    const session = await signedIn()
    const next = await refresh(session['refreshToken'])
    clock.set(addMs(clock.now(), 11 * secondMs))
    expect(await refresh(session['refreshToken'])).toMatchObject({ status: 401, body: { code: 'SESSION_REUSED' } })
    expect(await me(next.body['accessToken'])).toBe(401)
    expect(await refresh(next.body['refreshToken'])).toMatchObject({ status: 401, body: { code: 'UNAUTHENTICATED' } })
    expect(await refresh(session['refreshToken'])).toMatchObject({ status: 401, body: { code: 'UNAUTHENTICATED' } })
  })

  it('is rotated once by twenty refreshes at once', async () => {
    const session = await signedIn()
    const before = await count('sessions')
    const answers = await Promise.all(Array.from({ length: 20 }, () => refresh(session['refreshToken'])))
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200))
    expect(new Set(answers.map(({ body }) => body['refreshToken'])).size).toBe(1)
    expect(await count('sessions')).toBe(before + 1)
  })

  it('leaves no successor behind when the owner signs out while it is being written', async () => {
    const session = await signedIn()
    let out: Promise<unknown> = Promise.resolve()
    raceAfter(shop.get(Sessions), 'follow', async () => {
      // It waits for the refresh to commit, so it is not waited for here.
      out = post('/api/shop/auth/sign-out', {}, { authorization: `Bearer ${session['accessToken'] as string}` })
      await new Promise((resolve) => setTimeout(resolve, 200))
    })
    const next = await refresh(session['refreshToken'])
    expect(next.status).toBe(200)
    await out
    expect(await refresh(next.body['refreshToken'])).toMatchObject({ status: 401 })
  })

  it('ends on sign-out with everything of its family, and no other', async () => {
    const [mine, other] = [await signedIn(), await signedIn()]
    const next = await refresh(mine['refreshToken'])
    const headers = { authorization: `Bearer ${String(next.body['accessToken'])}` }
    expect(await post('/api/shop/auth/sign-out', {}, headers)).toMatchObject({ status: 200, body: { ok: true } })
    expect(await me(next.body['accessToken'])).toBe(401)
    expect(await me(mine['accessToken'])).toBe(401)
    expect(await refresh(next.body['refreshToken'])).toMatchObject({ status: 401, body: { code: 'UNAUTHENTICATED' } })
    expect(await me(other['accessToken'])).toBe(200)
  })

  it('does not know tokens that nobody gave', async () => {
    expect(await refresh('a'.repeat(43))).toMatchObject({ status: 401, body: { code: 'UNAUTHENTICATED' } })
    expect(await me('eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.')).toBe(401)
  })

  it('leaves nothing behind once everything has run out', async () => {
    await signedIn()
    clock.advance(40 * 24 * 60 * minuteMs)
    await shop.sweep('identity.tidy-sign-in')
    expect(await count('sessions')).toBe(0)
    expect(await count('sms_codes')).toBe(0)
    expect(await count('allowances')).toBe(0)
  })
})
