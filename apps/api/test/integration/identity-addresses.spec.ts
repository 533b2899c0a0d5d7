import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AddressBody, AddressView } from '@jishi/contracts/identity/identity.schema'
import { IdentityFacade, IdentityModule } from '../../src/modules/identity/index.js'
import { startTestApp, type TestApp } from '../support/test-app.js'

const VERSION = '2026-01'
const home: AddressBody = {
  receiver: '林小满',
  phone: '13800001234',
  regionCode: '310104',
  detail: '漕溪北路 88 号 6 楼',
  tag: 'home',
}
let shop: TestApp
let keys = 0
let members = 0

interface Person {
  readonly memberId: string
  readonly headers: Record<string, string>
}

const person = (): Promise<Person> =>
  shop.database.transaction(async (tx) => {
    const identity = shop.get(IdentityFacade)
    const phone = `137${String((members += 1)).padStart(8, '0')}`
    const memberId = await identity.registerMember(tx, { phone, consentVersion: VERSION })
    const { accessToken } = await identity.startSession(tx, memberId)
    return { memberId, headers: { authorization: `Bearer ${accessToken}` } }
  })

const call = async (who: Person, method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, payload?: object) => {
  const headers = method === 'POST' ? { ...who.headers, 'idempotency-key': `key-${(keys += 1)}` } : who.headers
  const answer = await shop.app.inject({
    method,
    url: `/api/shop/addresses${path}`,
    headers,
    ...(payload ? { payload } : {}),
  })
  return { status: answer.statusCode, body: answer.json<Record<string, unknown>>() }
}
const add = async (who: Person, body: Partial<AddressBody> = {}): Promise<AddressView> => {
  const { status, body: made } = await call(who, 'POST', '', { ...home, ...body })
  expect(status).toBe(200)
  return made as unknown as AddressView
}
const all = async (who: Person): Promise<AddressView[]> => (await call(who, 'GET', '')).body['items'] as AddressView[]

beforeAll(async () => {
  shop = await startTestApp({ modules: [IdentityModule], routeCheck: false })
})
afterAll(() => shop.close())

describe('addresses of a member', () => {
  it('come back as they were given, with the names of the region', async () => {
    const who = await person()
    const made = await add(who)
    expect(made).toMatchObject({ ...home, province: '上海市', city: '上海市', county: '徐汇区', isDefault: true })
    expect((await call(who, 'GET', `/${made.id}`)).body).toEqual(made)
  })

  it('are sealed at rest', async () => {
    const who = await person()
    await add(who, { receiver: '周清欢', detail: '幸福里 9 号' })
    const rows = await shop.database.rows<{ row: string }>('select to_jsonb(a)::text as row from addresses a')
    expect(rows.filter(({ row }) => /周清欢|幸福里|13800001234/.test(row))).toEqual([])
  })

  it('have one default at any time', async () => {
    const who = await person()
    const first = await add(who)
    const second = await add(who, { isDefault: true })
    const third = await add(who)
    expect((await all(who)).map(({ id, isDefault }) => [id, isDefault])).toEqual([
      [second.id, true],
      [third.id, false],
      [first.id, false],
    ])
    await call(who, 'PUT', `/${first.id}`, { ...home, isDefault: true })
    expect((await all(who)).filter(({ isDefault }) => isDefault).map(({ id }) => id)).toEqual([first.id])
    await call(who, 'PUT', `/${first.id}`, { ...home, isDefault: false })
    expect((await all(who)).filter(({ isDefault }) => isDefault).map(({ id }) => id)).toEqual([first.id])
    expect((await call(who, 'DELETE', `/${first.id}`)).status).toBe(200)
    expect((await all(who)).filter(({ isDefault }) => isDefault).map(({ id }) => id)).toEqual([third.id])
  })

  it('are twenty at most, however many are added at once', async () => {
    const who = await person()
    const answers = await Promise.all(
      Array.from({ length: 24 }, () => call(who, 'POST', '', { ...home, isDefault: true })),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(20)
    expect(answers.filter(({ body }) => body['code'] === 'ADDRESS_LIMIT')).toHaveLength(4)
    const kept = await all(who)
    expect(kept).toHaveLength(20)
    expect(kept.filter(({ isDefault }) => isDefault)).toHaveLength(1)
  })

  it('are added once under one key', async () => {
    const who = await person()
    const headers = { ...who.headers, 'idempotency-key': 'same-key' }
    const send = () => shop.app.inject({ method: 'POST', url: '/api/shop/addresses', headers, payload: home })
    const answers = await Promise.all(Array.from({ length: 10 }, send))
    expect(new Set(answers.map((answer) => answer.json<AddressView>().id)).size).toBe(1)
    expect(await all(who)).toHaveLength(1)
    const other = await shop.app.inject({
      method: 'POST',
      url: '/api/shop/addresses',
      headers,
      payload: { ...home, receiver: '另一个人' },
    })
    expect(other.statusCode).toBe(422)
  })

  it.each<[string, object]>([
    ['an unknown county', { regionCode: '999999' }],
    ['a city instead of a county', { regionCode: '310100' }],
    ['a county beyond the mainland', { regionCode: '810101' }],
    ['a short phone', { phone: '1380000' }],
    ['no receiver', { receiver: '   ' }],
    ['a long detail', { detail: '长'.repeat(121) }],
    ['an unknown tag', { tag: 'castle' }],
    ['a property nobody knows', { memberId: '0193514e-7d00-7abc-8def-0123456789ab' }],
  ])('do not take %s', async (_, wrong) => {
    const who = await person()
    expect(await call(who, 'POST', '', { ...home, ...wrong })).toMatchObject({
      status: 400,
      body: { code: 'VALIDATION_FAILED' },
    })
    expect(await all(who)).toEqual([])
  })

  it('of somebody else are as missing as those that never were', async () => {
    const [mine, theirs] = [await person(), await person()]
    const { id } = await add(theirs)
    const missing = '0193514e-7d00-7abc-8def-0123456789ab'
    for (const method of ['GET', 'PUT', 'DELETE'] as const) {
      const payload = method === 'PUT' ? home : undefined
      const foreign = await call(mine, method, `/${id}`, payload)
      const unknown = await call(mine, method, `/${missing}`, payload)
      expect(foreign.status).toBe(404)
      expect({ ...foreign.body, requestId: '' }).toEqual({ ...unknown.body, requestId: '' })
    }
    expect(await all(theirs)).toHaveLength(1)
  })

  it('need a signed-in member', async () => {
    expect((await shop.app.inject({ url: '/api/shop/addresses' })).statusCode).toBe(401)
  })
})

describe('regions', () => {
  it('are a tree of provinces, cities and counties with a version', async () => {
    const answer = await shop.app.inject({ url: '/api/shop/regions' })
    const { version, provinces } = answer.json<{
      version: string
      provinces: [string, string, [string, string, [string, string][]][]][]
    }>()
    expect(version).toMatch(/^[0-9a-f]{16}$/)
    expect(provinces).toHaveLength(31)
    const tag = String(answer.headers.etag)
    const again = await shop.app.inject({ url: '/api/shop/regions', headers: { 'if-none-match': tag } })
    expect(again.statusCode).toBe(304)
    const shanghai = provinces.find(([code]) => code === '310000')
    expect(shanghai?.[2][0]?.[2]).toContainEqual(['310104', '徐汇区'])
  })
})
