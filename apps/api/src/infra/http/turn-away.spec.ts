import 'reflect-metadata'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Controller, Global, Module } from '@nestjs/common'
import type { NestFastifyApplication } from '@nestjs/platform-fastify'
import { endpoint, type ReplyOf } from '@jishi/contracts/endpoint'
import { route } from '@jishi/contracts/route'
import { systemClock } from '@jishi/kernel/time'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { CLOCK } from '../clock/clock.js'
import { CONFIG, loadConfig } from '../config/config.js'
import { BULKHEADS, Bulkheads, type Permit } from '../limits/bulkhead.js'
import { Metrics } from '../metrics/metrics.js'
import { createHttpApp } from './create-http-app.js'
import { HttpModule } from './http.module.js'
import { Serve } from './serve.js'

const facts = { access: 'public', idempotency: 'none', owner: 'none' } as const
const things = {
  look: endpoint(
    route<{ reply: { id: string } }>({ ...facts, method: 'GET', path: '/api/shop/things', load: 'browse' }),
    { reply: z.object({ id: z.string() }) },
  ),
  make: endpoint(
    route<{ body: { word: string }; reply: { id: string } }>({
      ...{ ...facts, method: 'POST', path: '/api/shop/things', load: 'order' },
    }),
    { body: z.strictObject({ word: z.string() }), reply: z.object({ id: z.string() }) },
  ),
}

@Controller()
class ThingController {
  @Serve(things.look)
  look(): ReplyOf<typeof things.look> {
    return { id: 'seen' }
  }

  @Serve(things.make)
  make(): ReplyOf<typeof things.make> {
    return { id: 'made' }
  }
}

const config = loadConfig({
  JISHI_MODE: 'test',
  LOG_LEVEL: 'silent',
  DATA_DIR: mkdtempSync(join(tmpdir(), 'jishi-away-')),
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
})
afterAll(async () => {
  await app.close()
  rmSync(config.dataDir, { recursive: true, force: true })
})

/** Takes all slots of a class; with `queue` also every place where one could wait. Answers what makes room again. */
const crowded = async (load: 'browse' | 'order', queue: boolean): Promise<() => Promise<void>> => {
  const bulkhead = app.get(Bulkheads).of(load)
  const holders = await Promise.all(Array.from({ length: BULKHEADS[load].slots }, () => bulkhead.enter()))
  const waiting = Array.from({ length: queue ? BULKHEADS[load].queue : 0 }, () =>
    bulkhead.enter().then(
      (permit: Permit) => permit.answer(),
      () => undefined,
    ),
  )
  return async () => {
    for (const permit of holders) permit.answer()
    await Promise.all(waiting)
  }
}

const look = (headers: Record<string, string> = {}) => app.inject({ url: '/api/shop/things', headers })
type Answer = Awaited<ReturnType<typeof look>>

/** What does not differ from one answer to the next. */
const shapeOf = ({ statusCode, headers, body }: Answer): unknown => {
  const { date: _date, 'retry-after': wait, 'x-request-id': id, ...others } = headers
  const { requestId, details, ...said } = JSON.parse(body) as Record<string, unknown>
  expect(requestId).toBe(id)
  expect(details).toEqual({ retryAfterSeconds: Number(wait) })
  expect(Number(wait)).toBeGreaterThan(0)
  return { statusCode, said, others: { ...others, 'content-length': undefined } }
}

describe('whoever comes when there is no room', () => {
  it('hears at once what those hear who waited in vain, word for word', async () => {
    const leave = await crowded('browse', false)
    const waited = await look({ 'accept-language': 'en' })
    await leave()
    const leaveBoth = await crowded('browse', true)
    const turnedAway = await look({ 'accept-language': 'en' })
    const inChinese = await look()
    await leaveBoth()
    expect(waited.statusCode).toBe(503)
    expect(shapeOf(turnedAway)).toEqual(shapeOf(waited))
    expect(inChinese.json()).toMatchObject({ code: 'OVERLOADED', message: '现在人有点多，请稍后重试' })
    expect((await look()).statusCode).toBe(200)
  })

  it('is turned away from what is crowded and from nothing else', async () => {
    const leave = await crowded('browse', true)
    const made = await app.inject({ method: 'POST', url: '/api/shop/things', payload: { word: 'a' } })
    const alive = await app.inject('/healthz')
    await leave()
    expect([made.statusCode, alive.statusCode]).toEqual([200, 200])
  })

  it('is counted', async () => {
    const leave = await crowded('browse', true)
    const counted = async (): Promise<number> => {
      const text = await app.get(Metrics).text()
      const line = /^jishi_http_request_seconds_count\{method="GET",path="\/api\/shop\/things",status="503"\} (\d+)$/m
      return Number(line.exec(text)?.[1] ?? 0)
    }
    const before = await counted()
    await look()
    expect(await counted()).toBe(before + 1)
    await leave()
  })

  it('keeps a connection that can be used again, whatever body had been on its way', async () => {
    await app.listen(0, '127.0.0.1')
    const { port } = app.getHttpServer().address() as { port: number }
    const leave = await crowded('order', true)
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    let heard = ''
    socket.on('data', (chunk: Buffer) => (heard += chunk.toString('utf8')))
    const body = JSON.stringify({ word: 'a'.repeat(200_000) })
    const request = `POST /api/shop/things HTTP/1.1\r\nHost: shop\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`
    socket.write(request)
    await expect.poll(() => heard).toMatch(/^HTTP\/1\.1 503 [\s\S]+"OVERLOADED"/)
    await leave()
    heard = ''
    socket.write(request)
    await expect.poll(() => heard).toMatch(/^HTTP\/1\.1 200 [\s\S]+"made"/)
    socket.destroy()
  })
})
