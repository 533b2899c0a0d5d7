import 'reflect-metadata'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import type { Server as HttpServer } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Body, Controller, Global, Module } from '@nestjs/common'
import type { NestFastifyApplication } from '@nestjs/platform-fastify'
import { endpoint, type InputOf, type ReplyOf } from '@jishi/contracts/endpoint'
import { route } from '@jishi/contracts/route'
import { DomainError } from '@jishi/kernel/errors'
import { idOf } from '@jishi/kernel/id'
import { systemClock } from '@jishi/kernel/time'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import type { MemberActor, OperatorActor } from '../auth/actor.js'
import { Authenticators } from '../auth/authenticators.js'
import { CLOCK } from '../clock/clock.js'
import { CONFIG, loadConfig } from '../config/config.js'
import type { IdempotentCall } from '../idempotency/idempotency.js'
import { Health } from '../health/health.js'
import { Limits } from '../limits/limits.js'
import { createHttpApp } from './create-http-app.js'
import { HttpModule } from './http.module.js'
import { Idempotent, Input, Member, Operator, RawBody } from './parameters.js'
import { Serve } from './serve.js'

const MEMBER = idOf<'member'>('0197a000-0000-7000-8000-000000000001')
const OPERATOR = idOf<'operator'>('0197a000-0000-7000-8000-000000000002')
const MEMBER_TOKEN = 'member-token-aaaaaaaaaaaaaaaa'
const OPERATOR_TOKEN = 'operator-token-bbbbbbbbbbbbbb'
const A_KEY = { 'idempotency-key': 'k-1' }

const thing = z.object({ id: z.string(), qty: z.int() })
type Thing = z.infer<typeof thing>
interface ThingBody {
  qty: number
}
const body = z.strictObject({ qty: z.int().min(1).max(999) })

const things = {
  list: endpoint(
    route<{ query: { limit?: number | undefined }; reply: Thing[] }>({
      method: 'GET',
      path: '/api/shop/things',
      access: 'public',
      load: 'browse',
      idempotency: 'none',
      owner: 'none',
    }),
    { query: z.strictObject({ limit: z.coerce.number().int().min(1).max(50).optional() }), reply: z.array(thing) },
  ),
  one: endpoint(
    route<{ params: { id: string }; reply: Thing }>({
      method: 'GET',
      path: '/api/shop/things/:id',
      access: 'member',
      load: 'browse',
      idempotency: 'none',
      owner: 'member',
    }),
    { params: z.strictObject({ id: z.uuid() }), reply: thing },
  ),
  make: endpoint(
    route<{ body: ThingBody; reply: Thing }>({
      method: 'POST',
      path: '/api/shop/things',
      access: 'member',
      load: 'order',
      idempotency: 'required',
      owner: 'none',
    }),
    { body, reply: thing },
  ),
  broken: endpoint(
    route<{ reply: Thing }>({
      method: 'GET',
      path: '/api/shop/broken',
      access: 'public',
      load: 'browse',
      idempotency: 'none',
      owner: 'none',
    }),
    { reply: thing },
  ),
  secret: endpoint(
    route<{ body: ThingBody; reply: Thing }>({
      method: 'POST',
      path: '/api/admin/things',
      access: 'operator',
      permission: 'thing.write',
      load: 'admin',
      idempotency: 'required',
      owner: 'shop',
    }),
    { body, reply: thing },
  ),
  forbidden: endpoint(
    route<{ reply: Thing }>({
      method: 'GET',
      path: '/api/admin/other',
      access: 'operator',
      permission: 'other.read',
      load: 'admin',
      idempotency: 'none',
      owner: 'shop',
    }),
    { reply: thing },
  ),
  notify: endpoint(
    route<{ reply: { bytes: number } }>({
      method: 'POST',
      path: '/api/notify/things',
      access: 'callback',
      load: 'notify',
      idempotency: 'none',
      owner: 'none',
    }),
    { reply: z.object({ bytes: z.int() }) },
  ),
}

@Controller()
class ThingController {
  @Serve(things.list)
  list(@Input() { query }: InputOf<typeof things.list>): ReplyOf<typeof things.list> {
    const leaking = { id: 'a', qty: query.limit ?? 1, passwordHash: 'never' }
    return [leaking]
  }

  @Serve(things.one)
  one(@Member() member: MemberActor): ReplyOf<typeof things.one> {
    return { id: member.memberId, qty: 1 }
  }

  @Serve(things.make)
  make(@Input() input: InputOf<typeof things.make>, @Idempotent() call: IdempotentCall): ReplyOf<typeof things.make> {
    if (input.body.qty === 13) throw new DomainError('OUT_OF_STOCK', { left: 2 })
    if (input.body.qty === 14) throw new Error('password=hunter2 leaked 13800000001')
    return { id: `${call.actor}|${call.route}|${call.key}`, qty: input.body.qty }
  }

  @Serve(things.broken)
  broken(): ReplyOf<typeof things.broken> {
    return { id: 'x', qty: 1.5 }
  }

  @Serve(things.secret)
  secret(@Operator() operator: OperatorActor, @Body() _unchecked: unknown): ReplyOf<typeof things.secret> {
    return { id: operator.operatorId, qty: 1 }
  }

  @Serve(things.forbidden)
  forbidden(): ReplyOf<typeof things.forbidden> {
    return { id: 'never', qty: 1 }
  }

  @Serve(things.notify)
  notify(@RawBody() raw: Buffer): ReplyOf<typeof things.notify> {
    return { bytes: raw.length }
  }
}

const config = loadConfig({
  JISHI_MODE: 'test',
  LOG_LEVEL: 'silent',
  DATA_DIR: mkdtempSync(join(tmpdir(), 'jishi-edge-')),
})

@Global()
@Module({
  providers: [
    { provide: CONFIG, useValue: config },
    { provide: CLOCK, useValue: systemClock },
  ],
  exports: [CONFIG, CLOCK],
})
class GivenModule {}

@Module({ imports: [GivenModule, HttpModule], controllers: [ThingController] })
class ThingModule {}

let app: NestFastifyApplication

beforeAll(async () => {
  app = await createHttpApp(ThingModule, { config, routeCheck: false })
  app.get(Authenticators).provide({
    member: async (token) =>
      token === MEMBER_TOKEN ? { kind: 'member', memberId: MEMBER, sessionId: 's' } : undefined,
    operator: async (token) =>
      token === OPERATOR_TOKEN
        ? {
            kind: 'operator',
            operatorId: OPERATOR,
            sessionId: 's',
            displayName: 'o',
            permissions: new Set(['thing.write']),
          }
        : undefined,
  })
  app.get(Health).open()
})
afterAll(async () => {
  await app.close()
  rmSync(config.dataDir, { recursive: true, force: true })
})

const asMember = { authorization: `Bearer ${MEMBER_TOKEN}` }
const asOperator = { cookie: `jishi_admin=${OPERATOR_TOKEN}` }
const codeOf = (answer: { body: string }): unknown => (JSON.parse(answer.body) as { code: unknown }).code
const post = (url: string, payload: unknown, headers: Record<string, string> = {}) =>
  app.inject({
    method: 'POST',
    url,
    payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
    headers: { 'content-type': 'application/json', ...headers },
  })

describe('what comes in', () => {
  it('coerces and checks the query, and refuses what nobody declared', async () => {
    expect((await app.inject('/api/shop/things?limit=5')).json()).toEqual([{ id: 'a', qty: 5 }])
    const refused = await app.inject('/api/shop/things?limit=5&memberId=1')
    expect(refused.statusCode).toBe(400)
    expect(refused.json()).toMatchObject({ code: 'VALIDATION_FAILED', details: [{ path: 'memberId' }] })
    expect((await app.inject('/api/shop/things?limit=1&limit=2')).statusCode).toBe(400)
  })

  it.each([0, -1, 1.5, 2 ** 53, '1e3', '１', null, [1], 1e9])('refuses the quantity %j', async (qty) => {
    const answer = await post('/api/shop/things', { qty }, { ...asMember, ...A_KEY })
    expect([answer.statusCode, codeOf(answer)]).toEqual([400, 'VALIDATION_FAILED'])
    expect(answer.json<{ details: { path: string }[] }>().details[0]?.path).toBe('qty')
  })

  it('names every unknown property', async () => {
    const answer = await post('/api/shop/things', { qty: 1, payableFen: 1, isAdmin: true }, { ...asMember, ...A_KEY })
    expect(answer.json<{ details: { path: string }[] }>().details.map(({ path }) => path)).toEqual([
      'payableFen',
      'isAdmin',
    ])
  })

  it.each([
    ['not JSON', '{"qty":', 400, 'VALIDATION_FAILED'],
    ['a prototype key', '{"qty":1,"__proto__":{"admin":true}}', 400, 'VALIDATION_FAILED'],
    ['deep nesting', `{"qty":${'['.repeat(100)}${']'.repeat(100)}}`, 400, 'VALIDATION_FAILED'],
    ['an empty body', '', 400, 'VALIDATION_FAILED'],
    ['too many bytes', `{"qty":1,"x":"${'a'.repeat(300_000)}"}`, 413, 'PAYLOAD_TOO_LARGE'],
  ])('refuses %s', async (_name, payload, status, code) => {
    const answer = await post('/api/shop/things', payload, { ...asMember, ...A_KEY })
    expect([answer.statusCode, codeOf(answer)]).toEqual([status, code])
  })

  it('reads JSON only', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
      const answer = await post('/api/shop/things', 'qty=1', { ...asMember, ...A_KEY, 'content-type': type })
      expect([answer.statusCode, codeOf(answer)]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE'])
    }
  })

  it('answers a path that cannot name anything like one that names nothing', async () => {
    for (const id of ['1', 'null', '%00', '..%2f', '0197A000-0000-7000-8000-000000000001', "'or 1=1--"]) {
      const answer = await app.inject({ url: `/api/shop/things/${id}`, headers: asMember })
      expect([id, answer.statusCode, codeOf(answer)]).toEqual([id, 404, 'NOT_FOUND'])
    }
    const found = await app.inject({ url: `/api/shop/things/${MEMBER}`, headers: asMember })
    expect(found.json()).toEqual({ id: MEMBER, qty: 1 })
  })

  it('keeps the bytes of a callback as they came, whatever they are', async () => {
    expect((await post('/api/notify/things', '{"a": 1 }')).json()).toEqual({ bytes: 9 })
    expect((await post('/api/notify/things', 'not json')).json()).toEqual({ bytes: 8 })
    expect((await post('/api/notify/things', '<xml/>', { 'content-type': 'text/xml' })).json()).toEqual({ bytes: 6 })
  })
})

describe('who may call', () => {
  it('wants a member for a member route and takes nothing else for one', async () => {
    const url = `/api/shop/things/${MEMBER}`
    const jwt = 'eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.'
    const wrong = [
      {},
      { authorization: MEMBER_TOKEN },
      { authorization: `Bearer ${OPERATOR_TOKEN}` },
      { authorization: `Bearer ${jwt}` },
      asOperator,
    ]
    for (const headers of wrong) {
      const answer = await app.inject({ url, headers })
      expect([answer.statusCode, codeOf(answer)]).toEqual([401, 'UNAUTHENTICATED'])
    }
    expect((await app.inject({ url: `${url}?token=${MEMBER_TOKEN}` })).statusCode).toBe(401)
  })

  it('wants the cookie, our own pages and the permission for an operator route', async () => {
    const csrf = { 'x-jishi-csrf': '1' }
    const given = async (headers: Record<string, string>) =>
      codeOf(await post('/api/admin/things', { qty: 1 }, { ...A_KEY, ...headers }))
    expect(await given({})).toBe('UNAUTHENTICATED')
    expect(await given({ ...asMember, ...csrf })).toBe('UNAUTHENTICATED')
    expect(await given({ authorization: `Bearer ${OPERATOR_TOKEN}`, ...csrf })).toBe('UNAUTHENTICATED')
    expect(await given(asOperator)).toBe('CSRF_REQUIRED')
    expect(await given({ ...asOperator, ...csrf, 'sec-fetch-site': 'cross-site' })).toBe('CSRF_REQUIRED')
    expect(await given({ ...asOperator, ...csrf })).toBeUndefined()
    expect(codeOf(await app.inject({ url: '/api/admin/other', headers: asOperator }))).toBe('FORBIDDEN')
  })

  it('wants an idempotency key where the route says so', async () => {
    for (const key of ['', 'with space', 'a'.repeat(129), '钥匙']) {
      const answer = await post(
        '/api/shop/things',
        { qty: 1 },
        { ...asMember, ...(key === '' ? {} : { 'idempotency-key': key }) },
      )
      expect([answer.statusCode, codeOf(answer)]).toEqual([400, 'IDEMPOTENCY_KEY_REQUIRED'])
    }
    const made = await post('/api/shop/things', { qty: 1 }, { ...asMember, ...A_KEY })
    expect(made.json()).toEqual({ id: `member:${MEMBER}|POST /api/shop/things|k-1`, qty: 1 })
  })
})

describe('what goes out', () => {
  it('cuts an answer to its schema and refuses to send one that breaks it', async () => {
    expect((await app.inject('/api/shop/things')).body).not.toContain('passwordHash')
    const broken = await app.inject('/api/shop/broken')
    expect([broken.statusCode, codeOf(broken)]).toEqual([500, 'INTERNAL'])
  })

  it('says no by code, in the language asked for, with the request id', async () => {
    const given = { ...asMember, ...A_KEY, 'x-request-id': 'trace-0001' }
    const zh = await post('/api/shop/things', { qty: 13 }, given)
    expect(zh.statusCode).toBe(409)
    expect(zh.json()).toEqual({
      code: 'OUT_OF_STOCK',
      message: '有商品库存不足',
      requestId: 'trace-0001',
      details: { left: 2 },
    })
    expect(zh.headers['x-request-id']).toBe('trace-0001')
    const en = await post('/api/shop/things', { qty: 13 }, { ...given, 'accept-language': 'en-GB,zh;q=0.5' })
    expect(en.json<{ message: string }>().message).toBe('There is not enough stock')
    const strange = await app.inject({ url: '/api/shop/things', headers: { 'x-request-id': '<script>' } })
    expect(strange.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('tells nothing about a bug', async () => {
    const answer = await post('/api/shop/things', { qty: 14 }, { ...asMember, ...A_KEY })
    expect(answer.statusCode).toBe(500)
    expect(answer.body).not.toMatch(/hunter2|138|stack|Error/)
  })

  it('answers every unknown path and method with the same 404', async () => {
    for (const [method, url] of [
      ['GET', '/api/nothing'],
      ['POST', '/api/nothing'],
      ['PUT', '/api/shop/things'],
      ['GET', '/media/x'],
      ['GET', '/no.js'],
      ['POST', '/'],
    ] as const) {
      const answer = await app.inject({ method, url })
      expect([url, answer.statusCode, codeOf(answer)]).toEqual([url, 404, 'NOT_FOUND'])
    }
  })

  it('never changes anything by GET', async () => {
    const answer = await app.inject({ url: '/api/admin/things', headers: asOperator })
    expect(answer.statusCode).toBe(404)
  })

  it('carries the security headers on answers and refusals alike', async () => {
    for (const url of ['/api/shop/things', '/api/nothing', '/healthz']) {
      const { headers } = await app.inject(url)
      expect(headers['x-content-type-options']).toBe('nosniff')
      expect(headers['content-security-policy']).toContain("default-src 'none'")
      expect(headers['strict-transport-security']).toBeUndefined()
      expect(headers['access-control-allow-origin']).toBeUndefined()
    }
  })
})

describe('how much', () => {
  it('refuses with 429 and says for how long, whatever X-Forwarded-For claims', async () => {
    app.get(Limits).rescale({ ip: 3 / 1_200, others: 1 })
    const from = (address: string) => app.inject({ url: '/api/shop/things', headers: { 'x-forwarded-for': address } })
    for (const address of ['1.1.1.1', '2.2.2.2', '3.3.3.3']) expect((await from(address)).statusCode).toBe(200)
    const refused = await from('4.4.4.4')
    expect([refused.statusCode, codeOf(refused)]).toEqual([429, 'RATE_LIMITED'])
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
    app.get(Limits).rescale({ ip: 1_000, others: 1_000 })
  })
})

describe('health', () => {
  it('is ready when its checks pass, and not while something is missing or it drains', async () => {
    expect((await app.inject('/healthz')).json()).toEqual({ status: 'alive' })
    expect((await app.inject('/readyz')).json()).toEqual({ status: 'ready' })
    let there = false
    app.get(Health).add({ name: 'parts', check: async () => there })
    const missing = await app.inject('/readyz')
    expect([missing.statusCode, missing.json()]).toEqual([503, { status: 'starting', missing: ['parts'] }])
    there = true
    app.get(Health).drain()
    expect((await app.inject('/readyz')).statusCode).toBe(503)
  })
})

describe('closing', () => {
  it('waits for the answer under way and for nothing after it', async () => {
    await app.listen(0, '127.0.0.1')
    const { port } = app.getHttpServer().address() as { port: number }
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    // As browsers do ahead of need: a connection that nothing is ever sent over.
    const silent = connect(port, '127.0.0.1')
    await once(silent, 'connect')
    const body = JSON.stringify({ qty: 1 })
    const arrived = once(app.getHttpServer(), 'request')
    socket.write(
      `POST /api/shop/things HTTP/1.1\r\nHost: shop\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`,
    )
    await arrived
    const cutting = vi.spyOn(app.getHttpServer() as HttpServer, 'closeAllConnections')
    const closed = app.close()
    socket.write(body)
    const [answer] = (await once(socket, 'data')) as [Buffer]
    expect(answer.toString('utf8')).toMatch(/^HTTP\/1\.1 401 /)
    await closed
    // Nobody was waited for until the patience was over.
    expect(cutting).not.toHaveBeenCalled()
  })
})
