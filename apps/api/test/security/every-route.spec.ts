import { PERMISSIONS } from '@jishi/contracts/identity/identity.terms'
import type { Endpoint } from '@jishi/contracts/endpoint'
import { endpoints } from '@jishi/contracts/endpoints'
import type { RouteFacts } from '@jishi/contracts/route'
import { newId } from '@jishi/kernel/id'
import { systemClock } from '@jishi/kernel/time'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fingerprint } from '../support/fingerprint.js'
import { KnownActors, type Headers } from '../support/known-actors.js'
import { routeSamples } from '../support/route-samples.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

interface Case {
  readonly name: string
  readonly route: RouteFacts
  readonly endpoint: Endpoint
}

const cases: Case[] = Object.values(endpoints)
  .flatMap((noun) => Object.values(noun))
  .map((endpoint) => ({ name: `${endpoint.route.method} ${endpoint.route.path}`, route: endpoint.route, endpoint }))

const withAccess = (...access: RouteFacts['access'][]): Case[] =>
  cases.filter(({ route }) => access.includes(route.access))
const writes = cases.filter(({ route }) => route.method !== 'GET' && route.access !== 'callback')

/** What nobody may set by sending it along. */
const FORBIDDEN_FIELDS = {
  status: 'paid',
  state: 'paid',
  payableFen: 1,
  totalFen: 1,
  freightFen: 0,
  level: 9,
  balance: 1_000_000,
  isAdmin: true,
  commissionRate: 100,
  paidAt: '2026-01-01T00:00:00Z',
  memberId: '0197a000-0000-7000-8000-000000000001',
  userId: '1',
  tenantId: '1',
}
const A_KEY = { 'idempotency-key': 'security-suite' }
const JSON_TYPE = { 'content-type': 'application/json' }

let shop: WholeShop
let actors: KnownActors
let member: Headers
let owner: Headers
let stranger: Headers

beforeAll(async () => {
  shop = await startWholeShop({ worker: false })
  actors = new KnownActors(shop)
  member = actors.member('b')
  owner = actors.operator(PERMISSIONS)
  stranger = actors.operator([])
})
afterAll(async () => shop.close())

const pathOf = (route: RouteFacts): string => route.path.replace(/:[A-Za-z]+/g, () => newId(systemClock))
const allowed = (route: RouteFacts): Headers =>
  route.access === 'member' ? member : route.access === 'operator' ? owner : {}

const send = async (route: RouteFacts, headers: Headers, body?: unknown, path = pathOf(route)) => {
  const answer = await shop.app.inject({
    method: route.method,
    url: path,
    headers: { ...headers, ...(body === undefined ? {} : JSON_TYPE) },
    ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
  })
  // A sheet or a file is no JSON; whatever refuses is.
  const told = String(answer.headers['content-type']).startsWith('application/json') ? answer.json() : {}
  const { code, details } = told as { code?: string; details?: { path: string }[] }
  return { status: answer.statusCode, code, details, answer }
}

describe('T6 who may call', () => {
  it.each(withAccess('member', 'operator'))('$name refuses a guest, whatever token he shows', async ({ route }) => {
    const guesses: Headers[] = [
      {},
      { authorization: 'Bearer ' },
      { authorization: 'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9.' },
      { authorization: 'Basic YWRtaW46YWRtaW4=' },
      { authorization: `Bearer ${'a'.repeat(43)}` },
      { cookie: 'jishi_admin=', 'x-jishi-csrf': '1' },
      { cookie: `jishi_admin=${'a'.repeat(43)}`, 'x-jishi-csrf': '1' },
    ]
    for (const headers of guesses) {
      const { status, code } = await send(route, { ...headers, ...A_KEY })
      expect([status, code]).toEqual([401, 'UNAUTHENTICATED'])
    }
  })

  it.each(withAccess('operator'))('$name takes no shopper for an operator', async ({ route }) => {
    const token = (member['authorization'] ?? '').slice('Bearer '.length)
    for (const headers of [member, { cookie: `jishi_admin=${token}`, 'x-jishi-csrf': '1' }]) {
      expect((await send(route, { ...headers, ...A_KEY })).status).toBe(401)
    }
  })

  it.each(withAccess('member'))('$name takes no operator for a shopper', async ({ route }) => {
    expect((await send(route, { ...owner, ...A_KEY })).status).toBe(401)
  })

  it.each(withAccess('operator').filter(({ route }) => route.permission !== undefined))(
    '$name wants exactly its permission',
    async ({ route }) => {
      const others = PERMISSIONS.filter((permission) => permission !== route.permission)
      const without = await send(
        route,
        { ...actors.operator(others), ...A_KEY },
        route.method === 'GET' ? undefined : {},
      )
      expect([without.status, without.code]).toEqual([403, 'FORBIDDEN'])
      const having = await send(
        route,
        { ...actors.operator([route.permission ?? '']), ...A_KEY },
        route.method === 'GET' ? undefined : {},
      )
      expect([401, 403]).not.toContain(having.status)
    },
  )

  it.each(withAccess('operator').filter(({ route }) => route.method !== 'GET'))(
    'T43: $name is not for pages of other sites',
    async ({ route }) => {
      const { 'x-jishi-csrf': _left, ...cookieOnly } = owner
      const foreign: Headers[] = [
        cookieOnly,
        { ...owner, 'sec-fetch-site': 'cross-site' },
        { ...owner, 'sec-fetch-site': 'same-site' },
      ]
      for (const headers of foreign) {
        const { status, code } = await send(route, { ...headers, ...A_KEY }, {})
        expect([status, code]).toEqual([403, 'CSRF_REQUIRED'])
      }
    },
  )

  it('gives an operator without any role his own session and nothing else', async () => {
    for (const { route } of withAccess('operator').filter(({ route }) => route.method === 'GET')) {
      const { status } = await send(route, stranger)
      expect([route.path, status === 403]).toEqual([route.path, route.permission !== undefined])
    }
  })

  it.each(withAccess('callback'))('$name refuses what it cannot verify', async ({ route }) => {
    for (const body of [undefined, {}, { id: 'x', resource: { ciphertext: 'x' } }]) {
      const { status } = await send(route, {}, body)
      expect(status).toBeGreaterThanOrEqual(400)
      expect(status).toBeLessThan(500)
    }
  })
})

describe('T3, T4, T9 what may be sent', () => {
  it.each(writes)('$name refuses fields that nobody declared', async ({ name, route, endpoint }) => {
    const path = `${pathOf(route)}?${new URLSearchParams(routeSamples[name]?.query).toString()}`
    const { status, code, details } = await send(route, { ...allowed(route), ...A_KEY }, FORBIDDEN_FIELDS, path)
    expect([status, code]).toEqual([400, 'VALIDATION_FAILED'])
    const declared = Object.keys((endpoint.schemas.body as { shape?: object } | undefined)?.shape ?? {})
    const isUnion = endpoint.schemas.body !== undefined && 'options' in endpoint.schemas.body
    const told = details?.map(({ path }) => path) ?? []
    const expected = isUnion ? [] : Object.keys(FORBIDDEN_FIELDS).filter((field) => !declared.includes(field))
    for (const field of expected) expect(told).toContain(field)
  })

  it.each(writes)('$name refuses a prototype, deep nesting, huge bodies and other types', async ({ route }) => {
    const headers = { ...allowed(route), ...A_KEY }
    const raw = async (payload: string, type = 'application/json') =>
      (
        await shop.app.inject({
          method: route.method,
          url: pathOf(route),
          headers: { ...headers, 'content-type': type },
          payload,
        })
      ).statusCode
    expect(await raw('{"__proto__":{"isAdmin":true}}')).toBe(400)
    expect(await raw('{"constructor":{"prototype":{"isAdmin":true}}}')).toBe(400)
    expect(await raw('['.repeat(50_000))).toBe(400)
    expect(await raw('{"a":')).toBe(400)
    expect(await raw(`{"a":"${'x'.repeat(Math.max(300_000, route.maxBytes ?? 0))}"}`)).toBe(413)
    expect(await raw('a=1', 'application/x-www-form-urlencoded')).toBe(415)
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined()
  })

  it.each(cases.filter(({ route }) => route.access !== 'callback'))(
    '$name refuses a query nobody declared',
    async ({ route }) => {
      const path = `${pathOf(route)}?memberId=0197a000-0000-7000-8000-000000000001&filter[memberId]=1`
      const { status } = await send(
        route,
        { ...allowed(route), ...A_KEY },
        route.method === 'GET' ? undefined : {},
        path,
      )
      expect(status).toBe(400)
    },
  )

  it.each(cases.filter(({ route }) => route.idempotency === 'required'))(
    '$name wants an idempotency key',
    async ({ route }) => {
      for (const key of [undefined, '', 'two words', 'x'.repeat(129)]) {
        const headers = key === undefined ? allowed(route) : { ...allowed(route), 'idempotency-key': key }
        const { status, code } = await send(route, headers, {})
        expect([status, code]).toEqual([400, 'IDEMPOTENCY_KEY_REQUIRED'])
      }
    },
  )

  it.each(cases.filter(({ route }) => route.path.includes('/:')))(
    '$name answers a malformed id like a missing one',
    async ({ route }) => {
      const bodies: string[] = []
      for (const id of [
        '1',
        '0',
        '-1',
        '%27%20or%201=1--',
        'undefined',
        '..%2f..%2f',
        '0197A000-0000-7000-8000-00000000000Z',
      ]) {
        const { status, answer } = await send(
          route,
          { ...allowed(route), ...A_KEY },
          route.method === 'GET' ? undefined : {},
          route.path.replace(/:[A-Za-z]+/g, id),
        )
        expect([id, status]).toEqual([id, 404])
        bodies.push(answer.body.replace(/"requestId":"[^"]*"/, ''))
      }
      expect(new Set(bodies).size).toBe(1)
    },
  )
})

describe('T2 reading', () => {
  const readable = new Set(cases.filter(({ route }) => route.method === 'GET').map(({ route }) => route.path))

  it.each(cases.filter(({ route }) => route.method !== 'GET' && !readable.has(route.path)))(
    '$name does not answer to GET',
    async ({ route }) => {
      const { status } = await send({ ...route, method: 'GET' }, allowed(route))
      // A path like /orders/counts may also be read as /orders/:id; then it is a missing row, which is the same 404.
      expect(status).toBe(404)
    },
  )

  it('changes nothing, on any route', async () => {
    const before = await fingerprint(shop.database)
    for (const { route } of cases.filter(({ route }) => route.method === 'GET')) await send(route, allowed(route))
    expect(await fingerprint(shop.database)).toEqual(before)
  })

  it('never answers with the headers of other people’s caches', async () => {
    for (const { route } of withAccess('member', 'operator').filter(({ route }) => route.method === 'GET')) {
      const { answer } = await send(route, allowed(route))
      expect([route.path, answer.headers['cache-control']]).toEqual([route.path, 'no-store'])
    }
  })
})
