import { mkdtempSync, rmSync } from 'node:fs'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { NestFastifyApplication } from '@nestjs/platform-fastify'
import type { TestDatabase } from '@jishi/testing/database'
import { freePort } from '@jishi/testing/free-port'
import { settle } from '@jishi/testing/settle'
import type { AppOptions } from '../../src/app.module.js'
import { AppModule } from '../../src/app.module.js'
import { MovableClock } from '../../src/infra/clock/clock.js'
import type { Config } from '../../src/infra/config/config.js'
import { loadConfig } from '../../src/infra/config/config.js'
import { Database } from '../../src/infra/database/database.js'
import { Health } from '../../src/infra/health/health.js'
import { createHttpApp } from '../../src/infra/http/create-http-app.js'
import { Bulkheads } from '../../src/infra/limits/bulkhead.js'
import { Relay } from '../../src/infra/outbox/relay.js'
import { Queues } from '../../src/infra/queue/queues.js'
import { Sweeper } from '../../src/infra/worker/sweeper.js'
import { BackgroundWorker } from '../../src/infra/worker/worker.js'
import { admitPatiently, SLOW_MACHINE } from './slow-machine.js'
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
    ...SLOW_MACHINE,
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
  admitPatiently(app.get(Bulkheads))
  const notices = NoticesUnderWay.at(app.getHttpServer())
  app.get(Health).open()
  if (options.worker !== false) await app.get(BackgroundWorker).start({ sweeps: false })
  return {
    ...handlesOf(app, clock, notices),
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

/**
 * Notices of the gateways that are being answered. What they do can be seen in the tables before any queue knows what
 * follows from it, and nobody in a test waits for their answer.
 */
class NoticesUnderWay {
  private open = 0
  private everCame = 0

  static at(server: Server): NoticesUnderWay {
    const notices = new NoticesUnderWay()
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      if (request.url?.startsWith('/api/notify/') !== true) return
      notices.open += 1
      notices.everCame += 1
      response.once('close', () => (notices.open -= 1))
    })
    return notices
  }

  get unanswered(): number {
    return this.open
  }

  get came(): number {
    return this.everCame
  }
}

const handlesOf = (app: NestFastifyApplication, clock: MovableClock, notices: NoticesUnderWay) => {
  const relay = app.get(Relay)
  const queues = app.get(Queues)
  return {
    app,
    clock,
    database: app.get(Database),
    get: <T>(token: abstract new (...args: never[]) => T): T => app.get<T>(token),
    settle: (withinMs?: number) =>
      settle({ push: () => relay.drain(), pending: () => pendingOf(relay, queues, notices) }, withinMs),
    sweep: (name?: string) => (name === undefined ? app.get(Sweeper).runAllNow() : app.get(Sweeper).runNow(name)),
  }
}

/**
 * Exact, although it takes several looks: jobs are counted first and events second, and when nothing was handed to the
 * queue in between then nothing ran that could have told an event after it was looked for.
 */
const pendingOf = async (relay: Relay, queues: Queues, notices: NoticesUnderWay): Promise<string[]> => {
  const [given, came, unanswered] = [queues.given, notices.came, notices.unanswered]
  // On a machine that is busy the queue may not answer in its time: then nobody knows yet, and it is asked again.
  const backlog = await queues.backlog().catch(() => undefined)
  if (backlog === undefined) return ['a queue that does not answer']
  const unsettled = await relay.unsettled()
  const meanwhile = queues.given - given + notices.came - came
  return [
    ...unsettled.map((event) => `${event.name} (${event.eventId}, delivered ${event.attempts + 1} times)`),
    ...(backlog > 0 ? [`${backlog} jobs`] : []),
    ...(unanswered > 0 ? [`${unanswered} notices`] : []),
    ...(meanwhile > 0 ? [`${meanwhile} jobs and notices that came while the others were counted`] : []),
  ]
}
