import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { NestFastifyApplication } from '@nestjs/platform-fastify'
import type { TestDatabase } from '@jishi/testing/database'
import { settle } from '@jishi/testing/settle'
import type { AppOptions } from '../../src/app.module.js'
import { AppModule } from '../../src/app.module.js'
import { MovableClock } from '../../src/infra/clock/clock.js'
import type { Config } from '../../src/infra/config/config.js'
import { loadConfig } from '../../src/infra/config/config.js'
import { Database } from '../../src/infra/database/database.js'
import { Health } from '../../src/infra/health/health.js'
import { createHttpApp } from '../../src/infra/http/create-http-app.js'
import { Relay } from '../../src/infra/outbox/relay.js'
import { Queues } from '../../src/infra/queue/queues.js'
import { Sweeper } from '../../src/infra/worker/sweeper.js'
import { BackgroundWorker } from '../../src/infra/worker/worker.js'
import { freePort } from './free-port.js'
import { createTestDatabase } from './test-database.js'

export interface TestAppOptions extends Partial<Pick<AppOptions, 'modules' | 'events'>> {
  /** A database to share; without one the app gets a fresh copy and drops it at the end. */
  readonly database?: TestDatabase
  readonly env?: Readonly<Record<string, string>>
  readonly clock?: MovableClock
  /** Off: events stay in the outbox until somebody delivers them. */
  readonly worker?: boolean
  /** Off when the app holds only a few controllers. On when it is the whole shop. */
  readonly routeCheck?: boolean
}

/** The shop in this process on a database of its own, with a clock that the test moves. */
export interface TestApp {
  readonly app: NestFastifyApplication
  readonly config: Config
  readonly clock: MovableClock
  readonly database: Database
  readonly databaseUrl: string
  /** Where it listens: `http://127.0.0.1:…`. */
  readonly url: string
  get<T>(token: abstract new (...args: never[]) => T): T
  /** Delivers every event and runs every job that is due. */
  settle(withinMs?: number): Promise<void>
  /** Runs one sweep at the clock's time, or all of them. */
  sweep(name?: string): Promise<number>
  close(): Promise<void>
}

const testConfig = async (
  databaseUrl: string,
  dataDir: string,
  env: Readonly<Record<string, string>>,
): Promise<Config> =>
  loadConfig({
    JISHI_MODE: 'test',
    DATABASE_URL: databaseUrl,
    DATA_DIR: dataDir,
    PORT: String(await freePort()),
    LOG_LEVEL: process.env['TEST_LOG_LEVEL'] ?? 'silent',
    DATABASE_POOL_SIZE: '20',
    ...env,
  })

export const startTestApp = async (options: TestAppOptions = {}): Promise<TestApp> => {
  const own = options.database === undefined
  const testDatabase = options.database ?? (await createTestDatabase())
  const dataDir = mkdtempSync(join(tmpdir(), 'jishi-data-'))
  const config = await testConfig(testDatabase.url, dataDir, options.env ?? {})
  const clock = options.clock ?? new MovableClock()
  const parts = {
    ...(options.modules ? { modules: options.modules } : {}),
    ...(options.events ? { events: options.events } : {}),
  }
  const app = await createHttpApp(AppModule.of({ config, clock, ...parts }), {
    config,
    routeCheck: options.routeCheck ?? options.modules === undefined,
  })
  await app.listen(config.port, '127.0.0.1')
  app.get(Health).open()
  if (options.worker !== false) await app.get(BackgroundWorker).start({ sweeps: false })
  return {
    ...handlesOf(app, clock),
    config,
    databaseUrl: testDatabase.url,
    url: `http://127.0.0.1:${config.port}`,
    close: async () => {
      await app.close()
      if (own) await testDatabase.drop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

const handlesOf = (app: NestFastifyApplication, clock: MovableClock) => {
  const relay = app.get(Relay)
  const queues = app.get(Queues)
  return {
    app,
    clock,
    database: app.get(Database),
    get: <T>(token: abstract new (...args: never[]) => T): T => app.get<T>(token),
    settle: (withinMs?: number) =>
      settle({ push: () => relay.drain(), pending: () => pendingOf(relay, queues) }, withinMs),
    sweep: (name?: string) => (name === undefined ? app.get(Sweeper).runAllNow() : app.get(Sweeper).runNow(name)),
  }
}

const pendingOf = async (relay: Relay, queues: Queues): Promise<string[]> => {
  const unsettled = await relay.unsettled()
  const backlog = await queues.backlog()
  return [
    ...unsettled.map((event) => `${event.name} (${event.eventId}, delivered ${event.attempts + 1} times)`),
    ...(backlog > 0 ? [`${backlog} jobs`] : []),
  ]
}
