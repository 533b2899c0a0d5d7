import './launch/shop-time.js'
import { join } from 'node:path'
import { readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import type { Config } from './infra/config/config.js'
import { ConfigProblem, loadConfig } from './infra/config/config.js'
import { assertMayBeginAnew, beginAnew } from './launch/fresh.js'
import { AlreadyRunning, claimDataDirectory, ownMark, removeRunRecord, writeRunRecord } from './launch/run-record.js'
import { PortTaken, assertPortFree } from './launch/ports.js'
import { markOf } from './launch/process-identity.js'
import type { KeptPostgres } from './launch/postgres-keeper.js'
import { keepPostgres } from './launch/postgres-keeper.js'
import type { SimulatorChild } from './launch/simulator-child.js'
import { startSimulator } from './launch/simulator-child.js'
import type { StopStep } from './launch/stopping.js'
import { stopInOrder } from './launch/stopping.js'

const READY_LIMIT_MS = 30_000
const say = (words: string): void => console.log(words)

/** What has been started so far, in the order in which it is ended. */
const parts: { shop?: StopStep; simulator?: SimulatorChild; postgres?: KeptPostgres } = {}

const stopSteps = (dataDir: string): StopStep[] => [
  ...(parts.shop ? [parts.shop] : []),
  ...(parts.simulator ? [{ name: 'the simulator', run: () => parts.simulator!.stop() }] : []),
  ...(parts.postgres ? [{ name: 'the database', run: () => parts.postgres!.stop() }] : []),
  { name: 'the record', run: async () => removeRunRecord(dataDir) },
]

const startSimulatorFor = async (config: Config): Promise<void> => {
  const record = (pid: number | undefined): void =>
    writeRunRecord(config.dataDir, {
      shop: ownMark(),
      starter: markOf(process.ppid),
      simulator: pid === undefined ? undefined : markOf(pid),
      port: config.port,
    })
  parts.simulator = await startSimulator(config, record)
  record(parts.simulator.pid())
}

/** The database of the shop: somebody's own when DATABASE_URL says so, else the embedded one. */
const databaseUrlFor = async (config: Config): Promise<string> => {
  if (config.databaseUrl !== '') return config.databaseUrl
  parts.postgres = await keepPostgres({ dataDir: config.dataDir, onProgress: (words) => say(`· ${words} …`) })
  return parts.postgres.url
}

/** Loaded beside the start of the database, because reading the modules takes as long as starting it. */
const loadShop = () =>
  Promise.all([
    import('./launch/open-shop.js'),
    import('./demo/index.js'),
    import('./infra/worker/worker.js'),
    import('./infra/clock/clock.js'),
    import('./infra/health/health.js'),
  ])

const simulatorAnswers = async (config: Config): Promise<boolean> =>
  (parts.simulator?.running() ?? false) && (await fetch(`${config.simulatorUrl}/healthz`)).ok

const openWith = async (config: Config, loaded: Awaited<ReturnType<typeof loadShop>>): Promise<void> => {
  const [{ openShop, prepareDatabase, openHealth }, { seedDemo }, { BackgroundWorker }, { MovableClock }, { Health }] =
    loaded
  await prepareDatabase(config)
  const clock = new MovableClock()
  const app = await openShop(config, clock)
  parts.shop = {
    name: 'the shop',
    run: async () => {
      app.get(Health).drain()
      await app.close()
    },
  }
  app.get(Health).add({ name: 'simulator', check: () => simulatorAnswers(config) })
  if (config.mode === 'demo') await seedDemo({ app, clock, config, onProgress: (words) => say(`· ${words}`) })
  clock.release()
  await app.get(BackgroundWorker).start()
  openHealth(app)
}

const waitUntilReady = async (config: Config): Promise<void> => {
  const until = performance.now() + READY_LIMIT_MS
  const url = `http://127.0.0.1:${config.port}/readyz`
  for (;;) {
    const answer = await fetch(url).catch(() => undefined)
    if (answer?.status === 200) return
    if (performance.now() > until) throw new Error(`not ready: ${(await answer?.text()) ?? 'no answer'}`)
    await wait(50)
  }
}

interface DemoFile {
  operators?: { username: string; password: string; role: string }[]
}

const demoAccounts = (config: Config): string[] => {
  try {
    const { operators = [] } = JSON.parse(readFileSync(join(config.dataDir, 'demo.json'), 'utf8')) as DemoFile
    return operators.map(({ username, password, role }) => `            ${username} / ${password}  (${role})`)
  } catch {
    return []
  }
}

const announce = (config: Config): void => {
  const shop = `http://127.0.0.1:${config.port}`
  say('')
  say(`  商城      ${shop}/`)
  say(`  后台      ${shop}/admin/`)
  for (const line of demoAccounts(config)) say(line)
  say(`  模拟器    ${config.simulatorUrl}/  (短信验证码与收银台)`)
  say(`  数据      ${config.dataDir}`)
  say('')
  say(`ready ${shop}`)
}

const run = async (): Promise<void> => {
  const config = loadConfig({ JISHI_MODE: 'demo', LOG_LEVEL: 'warn', ...process.env })
  if (config.mode === 'production')
    throw new ConfigProblem(['npm start is for demo and test; a real shop runs main and worker'])
  const stop = stopInOrder(() => stopSteps(config.dataDir))
  const fresh = process.argv.includes('--fresh')
  if (fresh) assertMayBeginAnew(config)
  await claimDataDirectory(config.dataDir, config.port)
  try {
    if (fresh) {
      say('· beginning anew …')
      await beginAnew(config)
    }
    await Promise.all([
      assertPortFree('PORT', config.port, config.host),
      assertPortFree('SIMULATOR_PORT', config.simulatorPort, config.host),
    ])
    const [databaseUrl, loaded] = await Promise.all([databaseUrlFor(config), loadShop(), startSimulatorFor(config)])
    await openWith({ ...config, databaseUrl }, loaded)
    await waitUntilReady(config)
    announce(config)
  } catch (error) {
    await stop('failed to start')
    throw error
  }
}

run().catch((error: unknown) => {
  const expected = error instanceof ConfigProblem || error instanceof AlreadyRunning || error instanceof PortTaken
  console.error(expected ? error.message : error)
  process.exit(1)
})
