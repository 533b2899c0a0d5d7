import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Injectable, Module } from '@nestjs/common'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { MIGRATIONS } from '../../migrations/index.js'
import { migrate } from '../../src/infra/database/migrate.js'
import type { Tx } from '../../src/infra/database/sql.js'
import type { DomainEvent } from '../../src/infra/outbox/event-map.js'
import { Outbox } from '../../src/infra/outbox/outbox.js'
import type { EmbeddedPostgres } from '../../src/infra/postgres/embedded-postgres.js'
import { startEmbeddedPostgres } from '../../src/infra/postgres/embedded-postgres.js'
import { isAlive } from '../../src/infra/postgres/server.js'
import { migrateQueue } from '../../src/infra/queue/queue-backend.js'
import { On } from '../../src/infra/worker/decorators.js'
import type { TestApp } from '../support/test-app.js'
import { startTestApp } from '../support/test-app.js'

declare module '../../src/infra/outbox/event-map.js' {
  interface EventMap {
    'outage.survived': { n: number }
  }
}

vi.setConfig({ testTimeout: 240_000 })

@Injectable()
class Survivor {
  @On('outage.survived', 'survivor.count')
  async count(tx: Tx, event: DomainEvent<'outage.survived'>): Promise<void> {
    await tx.execute('insert into survived (event_id, n) values ($1, $2)', [event.id, event.payload.n])
  }
}

@Module({ providers: [Survivor] })
class SurvivorModule {}

let dataDir: string
let server: EmbeddedPostgres
let shop: TestApp

beforeAll(async () => {
  // Durable, unlike the cluster of the run: what is acknowledged here must be on the disk.
  dataDir = mkdtempSync(join(tmpdir(), 'jishi-outage-'))
  chmodSync(dataDir, 0o755)
  server = await startEmbeddedPostgres({ dataDir })
  await migrate(server.url, MIGRATIONS)
  await migrateQueue(server.url)
  const database = { url: server.url, name: 'jishi', drop: async () => undefined }
  shop = await startTestApp({ database, modules: [SurvivorModule], events: { 'outage.survived': 1 } })
  await shop.database.execute('create table survived (event_id uuid not null, n integer not null)')
})

afterAll(async () => {
  await shop.close()
  await server.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

it('a database killed under load loses nothing that was acknowledged, and every event is heard once', async () => {
  const acknowledged: number[] = []
  const codes = new Set<string>()
  let next = 0
  let stopping = false
  const writers = Array.from({ length: 6 }, async () => {
    while (!stopping) {
      const n = (next += 1)
      try {
        await shop.database.transaction((tx) => shop.get(Outbox).publish(tx, 'outage.survived', { n }))
        acknowledged.push(n)
      } catch (error) {
        codes.add(String((error as { code?: string }).code))
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    }
  })

  await new Promise((resolve) => setTimeout(resolve, 500))
  process.kill(server.pid, 'SIGKILL')
  await expect.poll(() => isAlive(server.pid)).toBe(false)
  expect((await fetch(`${shop.url}/readyz`)).status).toBe(503)
  server = await startEmbeddedPostgres({ dataDir })
  const before = acknowledged.length
  await expect.poll(() => acknowledged.length, { timeout: 30_000 }).toBeGreaterThan(before + 10)
  stopping = true
  await Promise.all(writers)
  await shop.database.execute('update outbox set retry_at = now() where settled_at is null')
  await shop.settle()

  const told = await shop.database.rows<{ n: number }>(`select (payload ->> 'n')::int as n from outbox`)
  const stored = new Set(told.map((row) => row.n))
  expect(acknowledged.filter((n) => !stored.has(n))).toEqual([])
  const heard = await shop.database.one<{ total: number; events: number }>(
    'select count(*) as total, count(distinct event_id) as events from survived',
  )
  expect(heard).toEqual({ total: stored.size, events: stored.size })
  expect([...codes].every((code) => code === 'UNAVAILABLE' || code === 'OVERLOADED')).toBe(true)
})
