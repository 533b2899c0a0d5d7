import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '@jishi/testing/free-port'
import pg from 'pg'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { wipePlaces } from '../../src/infra/postgres/places.js'
import { isAlive, readPostmaster, stopServer } from '../../src/infra/postgres/server.js'
import type { RunRecord } from '../../src/launch/run-record.js'
import { workspaceRoot } from '../../src/launch/workspace.js'
import { ended } from '../support/launcher-sandbox.js'

vi.setConfig({ testTimeout: 300_000 })

const ENTRY = join(workspaceRoot(), 'apps/api/dist/src/dev.js')

/** The built program, started the way `npm start` starts it. */
interface Shop {
  readonly child: ChildProcess
  readonly url: string
  readonly dataDir: string
  output(): string
  ready(): Promise<void>
}

interface Place {
  readonly dataDir: string
  readonly port: number
  readonly simulatorPort: number
}

const places: Place[] = []
const shops: Shop[] = []

const newPlace = async (): Promise<Place> => {
  const place = {
    dataDir: mkdtempSync(join(tmpdir(), 'jishi-shop-')),
    port: await freePort(),
    simulatorPort: await freePort(),
  }
  places.push(place)
  return place
}

const startShop = (place: Place, args: string[] = [], env: Record<string, string> = {}): Shop => {
  const child = spawn(process.execPath, [ENTRY, ...args], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: {
      PATH: process.env['PATH'] ?? '',
      JISHI_MODE: 'test',
      PORT: String(place.port),
      SIMULATOR_PORT: String(place.simulatorPort),
      DATA_DIR: place.dataDir,
      ...env,
    },
  })
  let output = ''
  const note = (chunk: Buffer): void => void (output += chunk.toString('utf8'))
  child.stdout?.on('data', note)
  child.stderr?.on('data', note)
  const shop: Shop = {
    child,
    url: `http://127.0.0.1:${place.port}`,
    dataDir: place.dataDir,
    output: () => output,
    ready: async () => {
      await expect
        .poll(() => /^ready http/m.test(output) || child.exitCode !== null, { timeout: 240_000, interval: 50 })
        .toBe(true)
      if (child.exitCode !== null) throw new Error(output)
    },
  }
  shops.push(shop)
  return shop
}

const statusOf = async (shop: Shop): Promise<number> =>
  fetch(`${shop.url}/readyz`).then(
    (answer) => answer.status,
    () => 0,
  )

const recordOf = (place: Place): RunRecord =>
  JSON.parse(readFileSync(join(place.dataDir, 'run.json'), 'utf8')) as RunRecord

interface PgJson {
  directory: string
  password: string
  port: number
}

const pgJsonOf = (place: Place): PgJson | undefined => {
  const file = join(place.dataDir, 'pg.json')
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as PgJson) : undefined
}

const postmasterOf = (place: Place): number | undefined => readPostmaster(pgJsonOf(place)?.directory ?? '')?.pid

/** A number below two would name whole groups of processes, our own among them. */
const killHard = (pid: number | undefined): void => {
  if (pid === undefined || pid < 2) throw new Error('there is no such process')
  process.kill(pid, 'SIGKILL')
}

const sql = async (place: Place, text: string): Promise<unknown[]> => {
  const { password = '', port = 0 } = pgJsonOf(place) ?? {}
  const client = new pg.Client({ connectionString: `postgres://jishi:${password}@127.0.0.1:${port}/jishi` })
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

const interrupt = async (shop: Shop): Promise<number | null> => {
  shop.child.kill('SIGINT')
  await ended(shop.child)
  return shop.child.exitCode
}

beforeAll(() => {
  if (!existsSync(ENTRY)) throw new Error('build the API and the simulator first: node scripts/start.mjs does')
})

afterEach(async () => {
  for (const shop of shops.splice(0)) {
    if (shop.child.exitCode === null && shop.child.signalCode === null) await interrupt(shop)
  }
  for (const place of places.splice(0)) {
    const postmaster = postmasterOf(place)
    if (postmaster !== undefined && isAlive(postmaster)) await stopServer(postmaster)
    wipePlaces(place.dataDir)
    rmSync(place.dataDir, { recursive: true, force: true })
  }
})

describe('the shop as a program', () => {
  it('says once that it is ready, ends with that line, and stops cleanly when it is interrupted', async () => {
    const place = await newPlace()
    const shop = startShop(place)
    await shop.ready()
    expect(await statusOf(shop)).toBe(200)
    expect(shop.output().match(/^ready /gm)).toHaveLength(1)
    expect(shop.output().trimEnd().split('\n').at(-1)).toBe(`ready ${shop.url}`)

    const { simulator } = recordOf(place)
    const postmaster = postmasterOf(place)
    expect(await interrupt(shop)).toBe(0)
    expect([postmaster, simulator?.pid].map((pid) => pid === undefined || isAlive(pid))).toEqual([false, false])
    expect(existsSync(join(place.dataDir, 'run.json'))).toBe(false)
  })

  it('loses no committed row when it is killed, and starts again at once', async () => {
    const place = await newPlace()
    const first = startShop(place)
    await first.ready()
    await sql(place, 'create table kept as select generate_series(1, 500) as n')
    const { simulator } = recordOf(place)
    first.child.kill('SIGKILL')
    await ended(first.child)
    await expect.poll(() => simulator === undefined || isAlive(simulator.pid)).toBe(false)

    const second = startShop(place)
    await second.ready()
    expect(await sql(place, 'select count(*)::int as n from kept')).toEqual([{ n: 500 }])
    expect(await statusOf(second)).toBe(200)
  })

  it('brings its database back when that is killed under it', async () => {
    const place = await newPlace()
    const shop = startShop(place)
    await shop.ready()
    await sql(place, 'create table kept as select generate_series(1, 500) as n')
    const killed = postmasterOf(place)
    killHard(killed)
    // What a shop answers in between is asked where no keeper brings its database back before the question is put.
    await expect.poll(() => [undefined, killed].includes(postmasterOf(place)), { timeout: 60_000 }).toBe(false)
    await expect.poll(() => statusOf(shop), { timeout: 60_000 }).toBe(200)
    expect(await sql(place, 'select count(*)::int as n from kept')).toEqual([{ n: 500 }])
    expect(shop.child.exitCode).toBeNull()
  })

  it('brings its gateways back when they are killed', async () => {
    const place = await newPlace()
    const shop = startShop(place)
    await shop.ready()
    const before = recordOf(place).simulator?.pid
    killHard(before)
    await expect.poll(() => recordOf(place).simulator?.pid).not.toBe(before)
    await expect.poll(() => statusOf(shop)).toBe(200)
  })

  it('ends when the process that started it is gone', async () => {
    const place = await newPlace()
    const shop = startShop(place)
    await shop.ready()
    shop.child.disconnect()
    await ended(shop.child)
    expect(shop.child.exitCode).toBe(0)
    expect(postmasterOf(place)).toBeUndefined()
  })
})

describe('two at once', () => {
  it('leaves a running shop on the same directory alone and says where it is', async () => {
    const place = await newPlace()
    const first = startShop(place)
    await first.ready()
    const second = startShop({ ...place, port: await freePort(), simulatorPort: await freePort() })
    await ended(second.child)
    expect(second.child.exitCode).toBe(1)
    expect(second.output()).toContain(`already running on ${place.dataDir}: ${first.url}`)
    expect(await statusOf(first)).toBe(200)
  })

  it.each([
    ['PORT', 'port'],
    ['SIMULATOR_PORT', 'simulatorPort'],
  ] as const)('names %s when a stranger has that port', async (variable, key) => {
    const place = await newPlace()
    const stranger = createServer().listen(place[key], '127.0.0.1')
    try {
      const shop = startShop(place)
      await ended(shop.child)
      expect(shop.child.exitCode).toBe(1)
      expect(shop.output()).toContain(`port ${place[key]} is used by another program`)
      expect(shop.output()).toContain(`${variable}=`)
    } finally {
      stranger.close()
    }
  })
})

describe('--fresh', () => {
  it('begins anew with an empty database', async () => {
    const place = await newPlace()
    const first = startShop(place)
    await first.ready()
    await sql(place, 'create table kept (n integer)')
    await interrupt(first)
    const second = startShop(place, ['--fresh'])
    await second.ready()
    expect(await sql(place, `select to_regclass('kept') as found`)).toEqual([{ found: null }])
  })

  it('never empties a database of your own', async () => {
    const place = await newPlace()
    const shop = startShop(place, ['--fresh'], { DATABASE_URL: 'postgres://me@db.example/mine' })
    await ended(shop.child)
    expect(shop.child.exitCode).toBe(1)
    expect(shop.output()).toContain('DATABASE_URL')
  })

  it('never empties a directory that is not a data directory', async () => {
    const place = await newPlace()
    const treasure = join(place.dataDir, 'letters', 'first.txt')
    mkdirSync(join(place.dataDir, 'letters'))
    writeFileSync(treasure, 'dear reader')
    const shop = startShop(place, ['--fresh'])
    await ended(shop.child)
    expect(shop.child.exitCode).toBe(1)
    expect(readFileSync(treasure, 'utf8')).toBe('dear reader')
  })
})
