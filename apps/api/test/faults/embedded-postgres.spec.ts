import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { serverAccount } from '../../src/infra/postgres/account.js'
import { startEmbeddedPostgres } from '../../src/infra/postgres/embedded-postgres.js'
import { derivedDirectory, placesOf, wipePlaces } from '../../src/infra/postgres/places.js'
import { findPrograms } from '../../src/infra/postgres/programs.js'
import { isAlive, readPostmaster, startServer, stopServer } from '../../src/infra/postgres/server.js'
import type { LauncherSandbox } from '../support/launcher-sandbox.js'
import { createLauncherSandbox, ended, NEVER_WHOLE, started } from '../support/launcher-sandbox.js'

const asRoot = process.getuid?.() === 0
const NOBODY = { uid: 65_534, gid: 65_534 }

let sandbox: LauncherSandbox
const servers: { stop(): Promise<void> }[] = []

const start = async (dataDir: string) => {
  const server = await startEmbeddedPostgres({ dataDir })
  servers.push(server)
  return server
}

const query = async <Row extends object>(url: string, text: string): Promise<Row[]> => {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return (await client.query<Row>(text)).rows
  } finally {
    await client.end()
  }
}

beforeAll(() => {
  sandbox = createLauncherSandbox()
})

afterAll(async () => {
  for (const server of servers) await server.stop()
  rmSync(sandbox.directory, { recursive: true, force: true })
})

describe('the embedded database', () => {
  it('keeps every committed row when the server is killed, and comes up again on the same port', async () => {
    const dataDir = sandbox.dataDirectory()
    const first = await start(dataDir)
    await query(first.url, 'create table kept (n integer)')
    await query(first.url, 'insert into kept select generate_series(1, 1000)')
    process.kill(first.pid, 'SIGKILL')
    await expect.poll(() => isAlive(first.pid)).toBe(false)

    const second = await start(dataDir)
    expect(second.adopted).toBe(false)
    expect(second.url).toBe(first.url)
    expect(await query(second.url, 'select count(*)::int as n from kept')).toEqual([{ n: 1000 }])
  })

  it('takes another port when somebody was given the chosen one before the server asked for it', async () => {
    const dataDir = sandbox.dataDirectory()
    await (await start(dataDir)).stop()
    const stranger = createServer()
    await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve))
    const { port } = stranger.address() as AddressInfo
    const account = serverAccount()
    const places = placesOf(dataDir, account)
    const programs = findPrograms(places, account)
    try {
      const server = await startServer({ places, programs, account, port, settings: {} })
      servers.push({ stop: () => stopServer(server.pid) })
      expect(server.port).not.toBe(port)
      expect(readPostmaster(places.cluster)).toEqual(server)
    } finally {
      stranger.close()
    }
  })

  it('that comes back to those who know its address waits for its port', async () => {
    const dataDir = sandbox.dataDirectory()
    const first = await start(dataDir)
    const port = Number(new URL(first.url).port)
    await first.stop()
    const stranger = createServer()
    await new Promise<void>((resolve) => stranger.listen(port, '127.0.0.1', resolve))
    const again = startEmbeddedPostgres({ dataDir, port })
    const log = () => readFileSync(placesOf(dataDir, serverAccount()).log, 'utf8')
    await expect.poll(log).toMatch(/could not bind/)
    stranger.close()
    const second = await again
    servers.push(second)
    expect(second.url).toBe(first.url)
  })

  it('takes over a server whose launcher was killed', async () => {
    const dataDir = sandbox.dataDirectory()
    const child = sandbox.run(dataDir)
    const orphan = await started(child)
    await query(orphan.url, 'create table kept (n integer)')
    child.kill('SIGKILL')
    await ended(child)

    const server = await start(dataDir)
    expect(server).toMatchObject({ adopted: true, pid: orphan.pid })
    expect(await query(server.url, 'select count(*)::int as n from kept')).toEqual([{ n: 0 }])
  })

  it('waits for a server that does not answer at once, since none could start beside it', async () => {
    const dataDir = sandbox.dataDirectory()
    const first = await start(dataDir)
    process.kill(first.pid, 'SIGSTOP')
    const goesOn = setTimeout(() => process.kill(first.pid, 'SIGCONT'), 6_000)
    try {
      expect(await start(dataDir)).toMatchObject({ adopted: true, pid: first.pid, url: first.url })
    } finally {
      clearTimeout(goesOn)
      process.kill(first.pid, 'SIGCONT')
    }
  })

  it('begins again when its creation was killed half-way', async () => {
    const dataDir = sandbox.dataDirectory()
    const child = sandbox.run(dataDir, undefined, NEVER_WHOLE)
    child.stdout?.resume()
    const drafts = () => readdirSync(dataDir).filter((name) => name.startsWith('pg.draft'))
    await expect
      .poll(() => drafts().some((name) => existsSync(join(dataDir, name, 'PG_VERSION'))), {
        interval: 5,
      })
      .toBe(true)
    child.kill('SIGKILL')
    await ended(child)
    expect(existsSync(join(dataDir, 'pg'))).toBe(false)

    const server = await start(dataDir)
    expect(await query(server.url, 'select 1 as n')).toEqual([{ n: 1 }])
    await server.stop()
    await start(dataDir)
    expect(drafts()).toEqual([])
  })

  it('opens its data again when pg.json was lost', async () => {
    const dataDir = sandbox.dataDirectory()
    const first = await start(dataDir)
    await query(first.url, 'create table kept (n integer)')
    await first.stop()
    rmSync(join(dataDir, 'pg.json'))

    const second = await start(dataDir)
    expect(await query(second.url, 'select count(*)::int as n from kept')).toEqual([{ n: 0 }])
    expect(statSync(join(dataDir, 'pg.json')).mode & 0o777).toBe(0o600)
  })

  it('refuses data of another major version in words', async () => {
    const dataDir = sandbox.dataDirectory()
    mkdirSync(join(dataDir, 'pg'))
    writeFileSync(join(dataDir, 'pg', 'PG_VERSION'), '15\n')
    await expect(start(dataDir)).rejects.toThrow(/written by Postgres 15.*brings 18/s)
  })

  it('speaks UTF-8 and finds trigrams in Chinese', async () => {
    const server = await start(sandbox.dataDirectory())
    await query(server.url, 'create extension pg_trgm')
    const [row] = await query<{ near: number }>(server.url, `select similarity('手机壳', '手机壳子') as near`)
    expect(row?.near).toBeGreaterThan(0.3)
  })
})

describe('whose process it is', () => {
  if (asRoot)
    it('never runs the server as root', async () => {
      const server = await start(sandbox.dataDirectory())
      const account = serverAccount()
      expect(readFileSync(`/proc/${server.pid}/status`, 'utf8')).toMatch(new RegExp(`^Uid:\\s+${account?.uid}\\s`, 'm'))
    })

  it('works for an account that is not root', async () => {
    const account = asRoot ? NOBODY : undefined
    const dataDir = sandbox.dataDirectory(account)
    const child = sandbox.run(dataDir, account)
    const server = await started(child)
    expect(await query(server.url, 'select 1 as n')).toEqual([{ n: 1 }])
    expect(existsSync(join(dataDir, 'pg', 'PG_VERSION'))).toBe(true)
    child.kill('SIGTERM')
    await ended(child)
    expect(isAlive(server.pid)).toBe(false)
  })

  if (asRoot)
    it('keeps its data where its account can reach it when DATA_DIR is closed to others', async () => {
      const closed = join(sandbox.dataDirectory(), 'closed')
      mkdirSync(closed, { mode: 0o700 })
      const dataDir = join(closed, 'data')
      const server = await start(dataDir)
      const derived = derivedDirectory(dataDir)
      expect(JSON.parse(readFileSync(join(dataDir, 'pg.json'), 'utf8'))).toMatchObject({
        directory: join(derived, 'pg'),
      })
      expect(await query(server.url, 'select 1 as n')).toEqual([{ n: 1 }])
      await server.stop()
      wipePlaces(dataDir)
      expect(existsSync(derived)).toBe(false)
    })
})
