import { randomBytes } from 'node:crypto'
import { chownSync, mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import type { Account } from './account.js'
import { serverAccount } from './account.js'
import { SUPERUSER, checkVersion, createCluster, hasCluster, resetPassword } from './cluster.js'
import type { PgRecord, Places } from './places.js'
import { placesOf, readRecord, removeDrafts, writeRecord } from './places.js'
import type { Programs } from './programs.js'
import { findPrograms } from './programs.js'
import type { Postmaster } from './server.js'
import { choosePort, findOrphan, startServer, stopServer } from './server.js'

const ANSWER_LIMIT_MS = 60_000
const ASK_AGAIN_MS = 200

export interface EmbeddedOptions {
  readonly dataDir: string
  readonly database?: string
  /** For a server that comes back under those who know its address already: on this port or not at all. */
  readonly port?: number
  /** Server settings on top of the usual ones; a throw-away cluster turns durability off here. */
  readonly settings?: Readonly<Record<string, string>>
  /** Called before the slow first step, so that a newcomer sees why it takes a moment. */
  readonly onProgress?: (words: string) => void
}

export interface EmbeddedPostgres {
  readonly url: string
  readonly pid: number
  /** True when an earlier start had left the server running. */
  readonly adopted: boolean
  stop(): Promise<void>
}

const SETTINGS: Readonly<Record<string, string>> = {
  max_connections: '200',
  shared_buffers: '128MB',
  effective_io_concurrency: '16',
  // Small statements in great number on a solid disk: compiling a plan costs more than any of them, and a page out of
  // order costs hardly more than the next one.
  jit: 'off',
  random_page_cost: '1.1',
  log_min_messages: 'warning',
  log_line_prefix: '%m [%p] ',
  track_io_timing: 'on',
}

/**
 * A real Postgres from the installed package, with its data under DATA_DIR. Creates what is missing, takes over a
 * server that an earlier start left behind, and answers once connections are taken.
 */
export const startEmbeddedPostgres = async (options: EmbeddedOptions): Promise<EmbeddedPostgres> => {
  const dataDir = resolve(options.dataDir)
  mkdirSync(dataDir, { recursive: true })
  const account = serverAccount()
  const places = placesOf(dataDir, account)
  const programs = findPrograms(places, account)
  removeDrafts(places)
  const record = await preparedRecord(dataDir, places, programs, account, options.onProgress)
  const { server, adopted } = await runningServer({
    places,
    programs,
    account,
    record,
    settings: options.settings ?? {},
    ...(options.port === undefined ? {} : { onlyPort: options.port }),
  })
  writeRecord(places, { ...record, port: server.port })
  const database = options.database ?? 'jishi'
  await ensureDatabase(urlOf(record, server, 'postgres'), database)
  return {
    url: urlOf(record, server, database),
    pid: server.pid,
    adopted,
    stop: () => stopServer(server.pid),
  }
}

const urlOf = ({ password }: PgRecord, { port }: Postmaster, database: string): string =>
  `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/${database}`

/** A cluster that exists, and the record of how to open it. */
const preparedRecord = async (
  dataDir: string,
  places: Places,
  programs: Programs,
  account: Account | undefined,
  onProgress: ((words: string) => void) | undefined,
): Promise<PgRecord> => {
  const known = readRecord(places)
  const record = known ?? { directory: places.cluster, password: randomBytes(24).toString('base64url'), port: 0 }
  if (!hasCluster(places)) {
    onProgress?.('creating the database')
    writeRecord(places, record)
    await createCluster(dataDir, places, programs, account, record.password)
    return record
  }
  checkVersion(places, programs)
  if (known === undefined) await regainAccess(places, programs, account, record)
  if (account !== undefined) chownSync(places.cluster, account.uid, account.gid)
  return record
}

const regainAccess = async (places: Places, programs: Programs, account: Account | undefined, record: PgRecord) => {
  const running = await findOrphan(places.cluster)
  if (running !== undefined) await stopServer(running.pid)
  await resetPassword(places, programs, account, record.password)
  writeRecord(places, record)
}

interface RunRequest {
  readonly places: Places
  readonly programs: Programs
  readonly account: Account | undefined
  readonly record: PgRecord
  readonly settings: Readonly<Record<string, string>>
  readonly onlyPort?: number
}

const runningServer = async (request: RunRequest): Promise<{ server: Postmaster; adopted: boolean }> => {
  const { places, programs, account, record, onlyPort } = request
  const orphan = await answeringOrphan(places.cluster, record)
  if (orphan !== undefined) return { server: orphan, adopted: true }
  const port = onlyPort ?? (await choosePort(record.port))
  const settings = { ...SETTINGS, ...request.settings }
  const onlyThisPort = onlyPort !== undefined
  return { server: await startServer({ places, programs, account, port, onlyThisPort, settings }), adopted: false }
}

/**
 * The server an earlier start left running on this cluster. On a machine at its limit it may not answer at once; it is waited
 * for, since none can start beside it.
 */
const answeringOrphan = async (cluster: string, record: PgRecord): Promise<Postmaster | undefined> => {
  const until = performance.now() + ANSWER_LIMIT_MS
  for (;;) {
    const orphan = await findOrphan(cluster)
    if (orphan === undefined) return undefined
    const answer = await answerOf(urlOf(record, orphan, 'postgres'), cluster)
    if (answer === 'this cluster') return orphan
    if (answer === 'another' || performance.now() > until) return undefined
    await wait(ASK_AGAIN_MS)
  }
}

/** Nobody listens there, or whoever does knows neither our name nor our password. */
const STRANGERS = new Set(['ECONNREFUSED', '28000', '28P01'])

/** What the server at this address is on; nothing where it did not say. */
const answerOf = async (url: string, cluster: string): Promise<'this cluster' | 'another' | undefined> => {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    const found = await client.query<{ directory: string }>(`select current_setting('data_directory') as directory`)
    return found.rows[0]?.directory === cluster ? 'this cluster' : 'another'
  } catch (error) {
    return STRANGERS.has((error as { code?: string }).code ?? '') ? 'another' : undefined
  } finally {
    await client.end().catch(() => undefined)
  }
}

const ensureDatabase = async (url: string, database: string): Promise<void> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const found = await client.query('select 1 from pg_database where datname = $1', [database])
    if (found.rowCount === 0) await client.query(`create database ${pg.escapeIdentifier(database)}`)
  } finally {
    await client.end()
  }
}
