import { startTestSimulator, type TestSimulator } from '@jishi/testing/simulator'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { newId, type Id } from '@jishi/kernel/id'
import { addDays, addMs, instantOf, isoOf, minuteMs, systemClock } from '@jishi/kernel/time'
import { MovableClock } from '../../src/infra/clock/clock.js'
import { IdentityFacade, IdentityModule, MemberHoldings } from '../../src/modules/identity/index.js'
import { SendSms } from '../../src/modules/identity/send-sms.js'
import { SignIn } from '../../src/modules/identity/sign-in.js'
import { newPhone, peopleOf, sessionIn, VERSION, type People, type Session } from '../support/identity-people.js'
import { startTestApp, type TestApp } from '../support/test-app.js'

const start = instantOf('2026-11-22T08:00:00Z')
const clock = new MovableClock(start)
/** Members of whom a higher module says that they have something to lose. */
const wealthy = new Set<string>()
let simulator: TestSimulator
let shop: TestApp
let people: People

const rowOf = (id: string) =>
  shop.database.one<{ mergedIntoId: string | null; hasPhone: boolean }>(
    `select merged_into_id as "mergedIntoId", phone_enc is not null as "hasPhone" from members where id = $1`,
    [id],
  )
const journalOf = (from: string) =>
  shop.database.rows<{ into: string; cause: string; copied: number }>(
    `select into_member_id as into, cause, copied_addresses as copied from merge_journal where from_member_id = $1`,
    [from],
  )
const addAddress = (memberId: string, detail: string, receiver = '林小满') =>
  shop.database.transaction((tx) =>
    shop.get(IdentityFacade).addAddress(tx, memberId as Id<'member'>, {
      receiver,
      phone: '13600000001',
      regionCode: '110101',
      detail,
    }),
  )
const addressesOf = async (token: string): Promise<{ detail: string; isDefault: boolean }[]> =>
  (await shop.app.inject({ url: '/api/shop/addresses', headers: { authorization: `Bearer ${token}` } })).json<{
    items: { detail: string; isDefault: boolean }[]
  }>().items
const refused = (code: string) => ({ body: { code } })

/** Somebody of the mini program without a phone. */
const fromWeixin = async (): Promise<Session & { openid: string }> => {
  const { code, openid } = await simulator.wechatCode()
  return { ...sessionIn(await people.signIn({ method: 'weixin', code })), openid }
}
const fromSms = async (phone: string): Promise<Session> => sessionIn(await people.bySms(phone))
const proofOf = async (openid: string) => ({
  method: 'weixin',
  code: (await simulator.wechatCode({ openid })).code,
})

beforeAll(async () => {
  simulator = await startTestSimulator()
  const env = { DATA_DIR: simulator.dataDir, SIMULATOR_PORT: String(simulator.port) }
  shop = await startTestApp({ modules: [IdentityModule], clock, env, routeCheck: false })
  people = peopleOf(shop, simulator)
  shop.get(MemberHoldings).register('test', (_, memberId) => Promise.resolve(wealthy.has(memberId)))
})
beforeEach(() => clock.advance(2 * minuteMs))
afterAll(async () => {
  await shop.close()
  await simulator.close()
})

describe('binding a phone', () => {
  it('needs a session and a code of its own purpose', async () => {
    const phone = newPhone()
    const { accessToken } = await fromWeixin()
    const code = await people.smsCode(phone)
    const body = { method: 'sms', phone, code, consentVersion: VERSION }
    expect(await people.post('me/phone', body, 'nobody')).toMatchObject({ status: 401 })
    expect(await people.post('me/phone', body, accessToken)).toMatchObject(refused('SMS_CODE_WRONG'))
    expect(await people.post('me/phone', { ...body, consentVersion: 'old' }, accessToken)).toMatchObject(
      refused('CONSENT_REQUIRED'),
    )
    clock.advance(minuteMs)
    expect(await people.bindBySms(accessToken, phone)).toMatchObject({
      status: 200,
      body: { phoneMasked: `136****${phone.slice(-4)}` },
    })
  })

  it('takes a phone that is nobody’s, by message or by platform', async () => {
    const [one, two] = [await fromWeixin(), await fromWeixin()]
    const phone = newPhone()
    expect(await people.bindBySms(one.accessToken, phone)).toMatchObject({ status: 200 })
    clock.advance(2 * minuteMs)
    expect((await fromSms(phone)).memberId).toBe(one.memberId)
    const { code: phoneCode, phone: second } = await simulator.wechatCode({ openid: two.openid, kind: 'phone' })
    const body = { method: 'weixin', phoneCode, consentVersion: VERSION }
    const key = newId(systemClock)
    const bound = await people.post('me/phone', body, two.accessToken, key)
    expect(bound).toMatchObject({ status: 200, body: { phoneMasked: `199****${second?.slice(-4)}` } })
    // The answer was lost: the same call again brings the same answer, though the code is used up.
    expect(await people.post('me/phone', body, two.accessToken, key)).toEqual(bound)
    expect(await people.post('me/phone', body, two.accessToken)).toMatchObject(refused('PHONE_PROOF_INVALID'))
  })

  it('makes one of two accounts where the other has nothing to lose', async () => {
    const phone = newPhone()
    const other = await fromSms(phone)
    await addAddress(other.memberId, '东华门街道 8 号')
    await addAddress(other.memberId, '东华门街道 9 号')
    const mine = await fromWeixin()
    await addAddress(mine.memberId, '东华门街道 9 号')
    clock.advance(2 * minuteMs)
    expect(await people.bindBySms(mine.accessToken, phone)).toMatchObject({ status: 200 })
    expect(await rowOf(other.memberId)).toEqual({ mergedIntoId: mine.memberId, hasPhone: true })
    expect(await journalOf(other.memberId)).toEqual([{ into: mine.memberId, cause: 'phone', copied: 1 }])
    expect(await people.me(other.accessToken)).toBe(401)
    expect(await people.post('auth/refresh', { refreshToken: other.refreshToken })).toMatchObject({ status: 401 })
    expect(await addressesOf(mine.accessToken)).toMatchObject([
      { detail: '东华门街道 9 号', isDefault: true },
      { detail: '东华门街道 8 号', isDefault: false },
    ])
    clock.advance(2 * minuteMs)
    expect((await fromSms(phone)).memberId).toBe(mine.memberId)
  })

  it('leads everybody of a merged account to the one that is left, in one step', async () => {
    const [first, second, third] = [await fromWeixin(), await fromWeixin(), await fromWeixin()]
    const [one, two] = [newPhone(), newPhone()]
    await people.bindBySms(first.accessToken, one)
    clock.advance(2 * minuteMs)
    await people.bindBySms(second.accessToken, one)
    await people.bindBySms(second.accessToken, two)
    clock.advance(2 * minuteMs)
    expect(await people.bindBySms(third.accessToken, two)).toMatchObject({ status: 200 })
    expect((await rowOf(first.memberId)).mergedIntoId).toBe(third.memberId)
    for (const { openid } of [first, second, third]) {
      clock.advance(minuteMs)
      expect(sessionIn(await people.byWeixin(openid)).memberId).toBe(third.memberId)
    }
    const { appId } = await shop.database.one<{ appId: string }>(
      `select distinct app_id as "appId" from member_identities where provider = 'weixin'`,
    )
    const payer = shop.get(IdentityFacade).payerOf(shop.database, third.memberId as Id<'member'>, 'weixin', appId)
    expect(await payer).toBe(third.openid)
  })

  it.each([
    ['has something to lose', (id: string) => void wealthy.add(id)],
    ['is blocked', (id: string) => shop.database.execute(`update members set state = 'blocked' where id = $1`, [id])],
  ])('leaves the phone where its account %s', async (_, make) => {
    const phone = newPhone()
    const other = await fromSms(phone)
    await make(other.memberId)
    const mine = await fromWeixin()
    clock.advance(2 * minuteMs)
    expect(await people.bindBySms(mine.accessToken, phone)).toMatchObject({ status: 409, ...refused('PHONE_TAKEN') })
    expect(await rowOf(other.memberId)).toEqual({ mergedIntoId: null, hasPhone: true })
    expect(await rowOf(mine.memberId)).toEqual({ mergedIntoId: null, hasPhone: false })
  })

  it('leaves the phone where its account fell asleep', async () => {
    const phone = newPhone()
    const other = await fromSms(phone)
    clock.set(addDays(clock.now(), 91))
    const mine = await fromWeixin()
    expect(await people.bindBySms(mine.accessToken, phone)).toMatchObject(refused('PHONE_TAKEN'))
    expect((await rowOf(other.memberId)).mergedIntoId).toBeNull()
  })

  it('in place of another ends the member’s other sign-ins', async () => {
    const [before, after] = [newPhone(), newPhone()]
    const elsewhere = await fromSms(before)
    clock.advance(2 * minuteMs)
    const here = await fromSms(before)
    expect(await people.bindBySms(here.accessToken, after)).toMatchObject({ status: 200 })
    expect(await people.me(here.accessToken)).toBe(200)
    expect(await people.me(elsewhere.accessToken)).toBe(401)
    clock.advance(2 * minuteMs)
    expect((await fromSms(before)).memberId).not.toBe(here.memberId)
  })
})

describe('a phone shown at the platform’s sign-in', () => {
  const withPhone = async (phone: string) => {
    const { openid } = await simulator.wechatCode({ phone })
    const { code: phoneCode } = await simulator.wechatCode({ openid, kind: 'phone' })
    return sessionIn(await people.byWeixin(openid, { phoneCode }))
  }

  it('that is a rich account’s lets the person in without it and says so', async () => {
    const phone = newPhone()
    const rich = await fromSms(phone)
    wealthy.add(rich.memberId)
    const session = await withPhone(phone)
    expect(session).toMatchObject({ phoneMasked: null, notices: ['phone_taken'] })
    expect(session.memberId).not.toBe(rich.memberId)
  })

  it('that is a poor account’s makes one of the two', async () => {
    const phone = newPhone()
    const poor = await fromSms(phone)
    const session = await withPhone(phone)
    expect(session).toMatchObject({ phoneMasked: `136****${phone.slice(-4)}`, notices: [] })
    expect((await rowOf(poor.memberId)).mergedIntoId).toBe(session.memberId)
  })

  it('changes no phone that was there before', async () => {
    const mine = await fromWeixin()
    const phone = newPhone()
    await people.bindBySms(mine.accessToken, phone)
    const { code: phoneCode } = await simulator.wechatCode({ openid: mine.openid, kind: 'phone' })
    const again = sessionIn(await people.byWeixin(mine.openid, { phoneCode }))
    expect(again).toMatchObject({ memberId: mine.memberId, phoneMasked: `136****${phone.slice(-4)}` })
  })
})

describe('joining a platform’s account', () => {
  const link = async (token: string, openid: string) => people.post('me/identities', await proofOf(openid), token)

  it('of nobody lets it sign in from then on', async () => {
    const mine = await fromSms(newPhone())
    const { openid } = await simulator.wechatCode()
    expect(await people.post('me/identities', await proofOf(openid), 'nobody')).toMatchObject({ status: 401 })
    expect(await link(mine.accessToken, openid)).toMatchObject({ status: 200, body: { id: mine.memberId } })
    expect(sessionIn(await people.byWeixin(openid)).memberId).toBe(mine.memberId)
  })

  it('of a poor member makes one of the two, of a rich one changes nothing', async () => {
    const mine = await fromSms(newPhone())
    const [poor, rich] = [await fromWeixin(), await fromWeixin()]
    wealthy.add(rich.memberId)
    expect(await link(mine.accessToken, poor.openid)).toMatchObject({ status: 200 })
    expect(await journalOf(poor.memberId)).toMatchObject([{ into: mine.memberId, cause: 'identity' }])
    expect(await people.me(poor.accessToken)).toBe(401)
    expect(await link(mine.accessToken, rich.openid)).toMatchObject({ status: 409, ...refused('IDENTITY_TAKEN') })
    expect(sessionIn(await people.byWeixin(rich.openid)).memberId).toBe(rich.memberId)
  })

  it('at the sign-in by message: nobody’s, a poor one’s, a rich one’s', async () => {
    const phone = newPhone()
    const { openid } = await simulator.wechatCode()
    const mine = sessionIn(await people.bySms(phone, { identity: await proofOf(openid) }))
    expect(mine.notices).toEqual([])
    expect(sessionIn(await people.byWeixin(openid)).memberId).toBe(mine.memberId)
    const [poor, rich] = [await fromWeixin(), await fromWeixin()]
    wealthy.add(rich.memberId)
    clock.advance(2 * minuteMs)
    const joined = sessionIn(await people.bySms(phone, { identity: await proofOf(poor.openid) }))
    expect(joined).toMatchObject({ memberId: mine.memberId, notices: [] })
    expect((await rowOf(poor.memberId)).mergedIntoId).toBe(mine.memberId)
    clock.advance(2 * minuteMs)
    const taken = sessionIn(await people.bySms(phone, { identity: await proofOf(rich.openid) }))
    expect(taken).toMatchObject({ memberId: mine.memberId, notices: ['identity_taken'] })
  })

  it('uses no message up when the platform refuses', async () => {
    const phone = newPhone()
    const code = await people.smsCode(phone)
    const identity = { method: 'weixin', code: 'made-up' }
    expect(await people.signIn({ method: 'sms', phone, code, identity })).toMatchObject(refused('AUTH_CODE_INVALID'))
    expect(await people.signIn({ method: 'sms', phone, code })).toMatchObject({ status: 200 })
  })
})

describe('an account nobody used for 90 days', () => {
  const asleep = async (): Promise<{ phone: string; memberId: string }> => {
    const phone = newPhone()
    const { memberId } = await fromSms(phone)
    wealthy.add(memberId)
    await addAddress(memberId, '东华门街道 8 号', '欧阳 小满')
    clock.set(addDays(clock.now(), 91))
    return { phone, memberId }
  }

  it('opens to whoever names somebody it sent goods to, with the code they have', async () => {
    const { phone, memberId } = await asleep()
    const code = await people.smsCode(phone)
    const open = (more: object = {}) => people.signIn({ method: 'sms', phone, code, ...more })
    expect(await open()).toMatchObject({ status: 409, ...refused('ACCOUNT_ASLEEP') })
    expect(await open({ receiverName: '王小明' })).toMatchObject(refused('ACCOUNT_ASLEEP'))
    expect(sessionIn(await open({ receiverName: '欧阳小满' })).memberId).toBe(memberId)
    expect(await open({ receiverName: '欧阳小满' })).toMatchObject(refused('SMS_CODE_WRONG'))
    clock.advance(2 * minuteMs)
    expect((await fromSms(phone)).memberId).toBe(memberId)
  })

  it('counts names as tries, over one code and over a day', async () => {
    const { phone } = await asleep()
    const guess = (code: string) => people.signIn({ method: 'sms', phone, code, receiverName: '王小明' })
    const code = await people.smsCode(phone)
    for (let tries = 1; tries <= 5; tries += 1) expect(await guess(code)).toMatchObject(refused('ACCOUNT_ASLEEP'))
    expect(await guess(code)).toMatchObject(refused('SMS_CODE_WRONG'))
    clock.advance(2 * minuteMs)
    expect(await guess(await people.smsCode(phone))).toMatchObject(refused('RATE_LIMITED'))
  })

  it('opens as ever where there is nothing in it, and where somebody was here in between', async () => {
    const [empty, used] = [newPhone(), newPhone()]
    const first = [(await fromSms(empty)).memberId, (await fromSms(used)).memberId]
    wealthy.add(first[1] ?? '')
    clock.set(addDays(clock.now(), 60))
    await fromSms(used)
    clock.set(addDays(clock.now(), 60))
    expect([(await fromSms(empty)).memberId, (await fromSms(used)).memberId]).toEqual(first)
  })
})

describe('a number given up by somebody who still comes by WeChat', () => {
  /** Comes by the platform all the time; the phone was proven once. */
  const giveUp = async () => {
    const [phone, { openid }] = [newPhone(), await simulator.wechatCode()]
    const { memberId } = sessionIn(await people.bySms(phone, { identity: await proofOf(openid) }))
    for (let visits = 0; visits < 3; visits += 1) {
      clock.set(addDays(clock.now(), 31))
      sessionIn(await people.byWeixin(openid))
    }
    return { phone, memberId, openid }
  }

  it('does not open the account to the next person who has it', async () => {
    const { phone, memberId } = await giveUp()
    wealthy.add(memberId)
    await addAddress(memberId, '东华门街道 8 号', '欧阳小满')
    const code = await people.smsCode(phone)
    expect(await people.signIn({ method: 'sms', phone, code })).toMatchObject({
      status: 409,
      ...refused('ACCOUNT_ASLEEP'),
    })
    const named = await people.signIn({ method: 'sms', phone, code, receiverName: '欧阳小满' })
    expect(sessionIn(named).memberId).toBe(memberId)
  })

  it('goes to an account of its own where the earlier one has nothing in it', async () => {
    const { phone, memberId, openid } = await giveUp()
    const next = await fromSms(phone)
    expect(next.memberId).not.toBe(memberId)
    expect(await rowOf(memberId)).toEqual({ mergedIntoId: null, hasPhone: false })
    const moves = await shop.database.rows<{ into: string }>(
      'select into_member_id as into from phone_journal where from_member_id = $1',
      [memberId],
    )
    expect(moves).toEqual([{ into: next.memberId }])
    expect(sessionIn(await people.byWeixin(openid))).toMatchObject({ memberId, phoneMasked: null })
    clock.advance(2 * minuteMs)
    expect((await fromSms(phone)).memberId).toBe(next.memberId)
  })

  it('ends the sign-ins that were left in an account nobody else can come back to', async () => {
    const phone = newPhone()
    let before = await fromSms(phone)
    for (let visits = 0; visits < 4; visits += 1) {
      clock.set(addDays(clock.now(), 25))
      before = sessionIn(await people.post('auth/refresh', { refreshToken: before.refreshToken }))
    }
    expect((await fromSms(phone)).memberId).toBe(before.memberId)
    expect(await people.me(before.accessToken)).toBe(401)
  })

  it('does not join the account to theirs', async () => {
    const { phone, memberId } = await giveUp()
    const next = await fromWeixin()
    expect(await people.bindBySms(next.accessToken, phone)).toMatchObject(refused('PHONE_TAKEN'))
    expect((await rowOf(memberId)).mergedIntoId).toBeNull()
  })

  it('is still theirs where WeChat says so again', async () => {
    let phone = ''
    const { code, openid } = await simulator.wechatCode({ phone: newPhone() })
    const shown = async () => {
      const shownNow = await simulator.wechatCode({ openid, kind: 'phone' })
      phone = shownNow.phone ?? ''
      return shownNow.code
    }
    const { memberId } = sessionIn(await people.signIn({ method: 'weixin', code, phoneCode: await shown() }))
    wealthy.add(memberId)
    for (let visits = 0; visits < 2; visits += 1) {
      clock.set(addDays(clock.now(), 60))
      sessionIn(await people.byWeixin(openid, { phoneCode: await shown() }))
    }
    expect((await fromSms(phone)).memberId).toBe(memberId)
  })
})

describe('one network', () => {
  it('spends a tenth of the day’s messages at most, whatever addresses it has', async () => {
    const ask = (address: string) =>
      shop.get(SendSms).run({ phone: newPhone(), purpose: 'sign_in', consentVersion: VERSION }, address)
    for (let sent = 0; sent < 30; sent += 1) await ask(`2001:db8:7:7::${sent}`)
    await expect(ask('2001:db8:7:7:ffff::1')).rejects.toMatchObject({ code: 'RATE_LIMITED' })
    await ask('2001:db8:7:8::1')
    const { taken } = await shop.database.one<{ taken: number }>(
      `select max(taken) as taken from allowances where scope = 'sms.network.day'`,
    )
    expect(taken).toBe(30)
  })

  it('adds no consents without end', async () => {
    const signIn = shop.get(SignIn)
    const sign = () =>
      signIn.run({ method: 'weixin', code: newId(systemClock), consentVersion: VERSION }, '2001:db8:9:9::1')
    await expect(sign()).rejects.toMatchObject({ code: 'AUTH_CODE_INVALID' })
    await shop.database.execute(
      `update allowances set taken = 600 where scope = 'consent.network.hour' and taken = 1 and window_ends_at >= $1`,
      [isoOf(clock.now())],
    )
    const before = await shop.database.one<{ n: number }>('select count(*) as n from consents')
    await expect(sign()).rejects.toMatchObject({ code: 'RATE_LIMITED' })
    expect(await shop.database.one<{ n: number }>('select count(*) as n from consents')).toEqual(before)
  })
})

describe('a token long after the sign-in', () => {
  it('adds no way in and replaces no phone, and does both right after signing in again', async () => {
    const phone = newPhone()
    const owner = await fromSms(phone)
    clock.set(addMs(clock.now(), 11 * minuteMs))
    const thief = await simulator.wechatCode()
    const link = async (token: string) => people.post('me/identities', await proofOf(thief.openid), token)
    expect(await link(owner.accessToken)).toMatchObject(refused('FRESH_SIGN_IN_REQUIRED'))
    expect(await people.bindBySms(owner.accessToken, newPhone())).toMatchObject(refused('FRESH_SIGN_IN_REQUIRED'))
    const again = await fromSms(phone)
    expect(again.memberId).toBe(owner.memberId)
    expect((await link(again.accessToken)).status).toBe(200)
  })
})
