import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { OperatorView } from '@jishi/contracts/identity/identity.schema'
import { dayMs, hourMs, instantOf, minuteMs } from '@jishi/kernel/time'
import { MovableClock } from '../../src/infra/clock/clock.js'
import { IdentityFacade, IdentityModule } from '../../src/modules/identity/index.js'
import { OperatorSignIn } from '../../src/modules/identity/operator-sign-in.js'
import * as passwords from '../../src/modules/identity/passwords.js'
import { startTestApp, type TestApp } from '../support/test-app.js'

const HASHED = expect.stringMatching(/^\$argon2id\$/) as unknown
const PASSWORD = 'correct horse battery staple'
const clock = new MovableClock(instantOf('2026-11-22T08:00:00Z'))
let shop: TestApp

const signIn = (username: string, password: string) =>
  shop.app.inject({ method: 'POST', url: '/api/admin/auth/sign-in', payload: { username, password } })
const cookieOf = (answer: { headers: Record<string, unknown> }): string =>
  String(answer.headers['set-cookie']).split(';')[0] ?? ''
const me = (cookie: string) => shop.app.inject({ url: '/api/admin/me', headers: { cookie } })
const direct = (username: string, password: string, ip: string) =>
  shop.get(OperatorSignIn).run({ username, password }, ip)
const waitingForALock = async (): Promise<number> => {
  const { waiting } = await shop.database.one<{ waiting: number }>(
    `select count(*)::int as waiting from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
  )
  return waiting
}

beforeAll(async () => {
  shop = await startTestApp({ modules: [IdentityModule], clock, routeCheck: false })
  await shop.database.transaction(async (tx) => {
    const identity = shop.get(IdentityFacade)
    await identity.createOperator(tx, { username: 'Owner', displayName: '店主', password: PASSWORD, roles: ['owner'] })
    await identity.createOperator(tx, { username: 'clerk', displayName: '小周', password: PASSWORD, roles: ['clerk'] })
  })
})
afterAll(() => shop.close())

describe('an operator', () => {
  it('signs in to a cookie that scripts and other sites never see', async () => {
    const answer = await signIn('owner', PASSWORD)
    expect(answer.statusCode).toBe(200)
    const cookie = String(answer.headers['set-cookie'])
    expect(cookie).toContain('HttpOnly')
    expect(cookie).toContain('SameSite=Strict')
    expect(cookie).toContain('Path=/api/admin')
    expect(answer.json<OperatorView>()).toMatchObject({ username: 'owner', displayName: '店主', roles: ['owner'] })
    expect((await me(cookieOf(answer))).json<OperatorView>().permissions).toContain('order.ship')
  })

  it('gets the permissions of the role, no more', async () => {
    const { permissions } = (await signIn('clerk', PASSWORD)).json<OperatorView>()
    expect(permissions).toEqual(['order.read', 'order.ship', 'order.receiver', 'product.read', 'category.read'])
  })

  it('is refused alike for a wrong password and for a name nobody has', async () => {
    const [wrong, unknown] = [await signIn('owner', 'nope nope nope'), await signIn('nobody', 'nope nope nope')]
    expect(wrong.statusCode).toBe(401)
    const body = (answer: { body: string }) => ({ ...(JSON.parse(answer.body) as object), requestId: '' })
    expect(body(wrong)).toEqual(body(unknown))
    const stored = await shop.database.one<{ hash: string }>(
      `select password_hash as hash from operators where username = 'owner'`,
    )
    expect(stored.hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  })

  it('does the same work to refuse an unknown name as a known one', async () => {
    const looking = vi.spyOn(passwords, 'passwordMatches')
    for (const username of ['clerk', 'ghost']) {
      await direct(username, 'nope nope nope', '10.0.0.1').catch(() => undefined)
      expect(looking.mock.calls, username).toEqual([[username === 'clerk' ? HASHED : undefined, 'nope nope nope']])
      looking.mockClear()
    }
    looking.mockRestore()
    await direct('clerk', PASSWORD, '10.0.1.1')
  })

  it('waits a quarter of an hour after five failures, known or not, and nobody else waits with them', async () => {
    for (const name of ['clerk', 'phantom']) {
      for (let tries = 0; tries < 5; tries += 1) {
        await expect(direct(name, 'wrong password', '192.0.2.1')).rejects.toMatchObject({ code: 'SIGN_IN_FAILED' })
      }
      await expect(direct(name, PASSWORD, '192.0.2.1')).rejects.toMatchObject({ code: 'RATE_LIMITED' })
    }
    await expect(direct('clerk', PASSWORD, '192.0.2.2')).resolves.toBeDefined()
    clock.advance(15 * minuteMs)
    await expect(direct('clerk', PASSWORD, '192.0.2.1')).resolves.toBeDefined()
  })

  it('is not guessed by twenty tries at once', async () => {
    const tries = await Promise.allSettled(
      Array.from({ length: 20 }, (_, n) => direct('owner', `guess number ${n}`, '192.0.2.9')),
    )
    const codes = tries.map((outcome) =>
      outcome.status === 'rejected' ? (outcome.reason as { code: string }).code : 'in',
    )
    expect(codes.filter((code) => code === 'SIGN_IN_FAILED')).toHaveLength(5)
    expect(codes.filter((code) => code === 'RATE_LIMITED')).toHaveLength(15)
    clock.advance(15 * minuteMs)
  })

  it('is one guesser from all the addresses of one network', async () => {
    for (let tries = 1; tries <= 5; tries += 1) {
      await expect(direct('owner', 'wrong password', `2001:db8:7:7::${tries}`)).rejects.toMatchObject({
        code: 'SIGN_IN_FAILED',
      })
    }
    await expect(direct('owner', PASSWORD, '2001:db8:7:7:ffff::1')).rejects.toMatchObject({ code: 'RATE_LIMITED' })
    clock.advance(15 * minuteMs)
  })

  it('gets in from where they signed in lately, however many strangers try their name', async () => {
    const [home, elsewhere] = ['198.51.100.7', '198.51.100.8']
    const strangersSpendTheName = async (): Promise<void> => {
      const guess = (n: number) => direct('owner', 'wrong password', `203.0.113.${n}`)
      const codes = await Promise.all(
        Array.from({ length: 31 }, (_, n) => guess(n).catch((error: unknown) => (error as { code: string }).code)),
      )
      expect(codes.filter((code) => code === 'RATE_LIMITED')).toHaveLength(1)
    }
    await direct('owner', PASSWORD, home)
    await strangersSpendTheName()
    await expect(direct('owner', PASSWORD, elsewhere)).rejects.toMatchObject({ code: 'RATE_LIMITED' })
    await expect(direct('owner', PASSWORD, home)).resolves.toBeDefined()
    // The strangers are not forgiven by it, and the known network keeps a limit of its own.
    await expect(direct('owner', PASSWORD, elsewhere)).rejects.toMatchObject({ code: 'RATE_LIMITED' })
    for (let tries = 0; tries < 5; tries += 1)
      await expect(direct('owner', 'wrong password', home)).rejects.toMatchObject({ code: 'SIGN_IN_FAILED' })
    await expect(direct('owner', PASSWORD, home)).rejects.toMatchObject({ code: 'RATE_LIMITED' })

    clock.advance(31 * dayMs)
    await strangersSpendTheName()
    await expect(direct('owner', PASSWORD, home)).rejects.toMatchObject({ code: 'RATE_LIMITED' })
    clock.advance(15 * minuteMs)
  })

  it('is out at once on sign-out, when disabled, when idle and when the day is over', async () => {
    const [a, b] = [cookieOf(await signIn('owner', PASSWORD)), cookieOf(await signIn('owner', PASSWORD))]
    const out = await shop.app.inject({
      method: 'POST',
      url: '/api/admin/auth/sign-out',
      headers: { cookie: a, 'x-jishi-csrf': '1' },
    })
    expect(out.statusCode).toBe(200)
    expect(String(out.headers['set-cookie'])).toContain('Max-Age=0')
    expect((await me(a)).statusCode).toBe(401)
    expect((await me(b)).statusCode).toBe(200)
    clock.advance(2 * hourMs + 1)
    expect((await me(b)).statusCode).toBe(401)
    const c = cookieOf(await signIn('owner', PASSWORD))
    for (let hours = 0; hours < 11; hours += 1) {
      clock.advance(hourMs)
      expect((await me(c)).statusCode).toBe(200)
    }
    clock.advance(hourMs + 1)
    expect((await me(c)).statusCode).toBe(401)
    const d = cookieOf(await signIn('clerk', PASSWORD))
    await shop.database.execute(`update operators set state = 'disabled' where username = 'clerk'`)
    expect((await me(d)).statusCode).toBe(401)
    expect((await signIn('clerk', PASSWORD)).statusCode).toBe(401)
  })

  it('does not get in with a password that is changed, or after a disabling, while they sign in', async () => {
    const sessions = () =>
      shop.database.one<{ open: number }>(
        `select count(*)::int as open from operator_sessions s join operators o on o.id = s.operator_id
          where o.username = 'owner' and s.revoked_at is null`,
      )
    for (const change of [`password_hash = password_hash || '!'`, `state = 'disabled'`]) {
      const [signingIn] = await shop.database.transaction(async (tx) => {
        await tx.execute(`update operators set ${change} where username = 'owner'`)
        await tx.execute('update operator_sessions set revoked_at = created_at where revoked_at is null')
        const outcome = direct('owner', PASSWORD, '198.51.100.20').then(
          () => 'in',
          (error: unknown) => (error as { code: string }).code,
        )
        // The password was found right before the change was there, and the sign-in now waits for the row.
        await expect.poll(waitingForALock).toBe(1)
        return [outcome]
      })
      expect(await signingIn).toBe('SIGN_IN_FAILED')
      expect((await sessions()).open).toBe(0)
      await shop.database.execute(
        `update operators set state = 'active', password_hash = rtrim(password_hash, '!') where username = 'owner'`,
      )
    }
    await expect(direct('owner', PASSWORD, '198.51.100.20')).resolves.toBeDefined()
  })

  it('cannot sign out from a page of another site, and is nobody with a shopper token', async () => {
    const cookie = cookieOf(await signIn('owner', PASSWORD))
    const out = await shop.app.inject({ method: 'POST', url: '/api/admin/auth/sign-out', headers: { cookie } })
    expect(out.statusCode).toBe(403)
    const token = await shop.database.transaction(async (tx) => {
      const identity = shop.get(IdentityFacade)
      const memberId = await identity.registerMember(tx, { phone: '13700000001', consentVersion: '2026-01' })
      return (await identity.startSession(tx, memberId)).accessToken
    })
    expect((await me(`jishi_admin=${token}`)).statusCode).toBe(401)
  })

  it('cannot be made with a short password', async () => {
    const weak = { username: 'weak', displayName: '弱', password: '123456', roles: ['owner'] }
    await expect(shop.database.transaction((tx) => shop.get(IdentityFacade).createOperator(tx, weak))).rejects.toThrow(
      'password',
    )
  })
})
