import { spawn } from 'node:child_process'
import { closeSync, existsSync, openSync, readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Account } from './account.js'
import { CLEAN_ENVIRONMENT } from './cluster.js'
import type { Places } from './places.js'
import type { Programs } from './programs.js'

const POLL_MS = 15
const START_LIMIT_MS = 60_000
const RETRY_MS = 150
const RETRY_LIMIT_MS = 30_000
const STOP_LIMIT_MS = 20_000
const LOG_LIMIT_BYTES = 10 * 1024 * 1024
const OLD_BACKENDS = /pre-existing shared memory block|lock file .* already exists|is already in use/i
const PORT_TAKEN = /could not bind .*address already in use/i

/** What postmaster.pid says about a server that is, or was, running on a cluster. */
export interface Postmaster {
  readonly pid: number
  readonly port: number
  readonly ready: boolean
}

/** A starting server takes the file of a killed one away and writes its own: between the two there is none. */
const wordsOf = (file: string): string => {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw error
  }
}

export const readPostmaster = (cluster: string): Postmaster | undefined => {
  const lines = wordsOf(join(cluster, 'postmaster.pid')).split('\n')
  const [pid, port] = [Number(lines[0]), Number(lines[3])]
  return Number.isInteger(pid) && pid > 0 ? { pid, port, ready: (lines[7] ?? '').trim() === 'ready' } : undefined
}

/** A process of somebody else counts as alive too: the system then answers that we may not signal it. */
export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Whether this number still belongs to a Postgres; where the system cannot tell, the port decides later. */
const isPostgres = (pid: number): boolean => {
  const file = `/proc/${pid}/cmdline`
  if (!existsSync('/proc/self/cmdline')) return true
  try {
    return readFileSync(file, 'utf8').includes('postgres')
  } catch {
    return false
  }
}

/** The server an earlier start left running on this cluster, once it is ready to be used. */
export const findOrphan = async (cluster: string): Promise<Postmaster | undefined> => {
  const until = performance.now() + START_LIMIT_MS
  for (;;) {
    const found = readPostmaster(cluster)
    if (found === undefined || !isAlive(found.pid) || !isPostgres(found.pid)) return undefined
    if (found.ready || performance.now() > until) return found.ready ? found : undefined
    await wait(POLL_MS)
  }
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })

/** The remembered port if nobody took it meanwhile, else any free one. */
export const choosePort = async (remembered: number): Promise<number> => {
  if (remembered > 0 && (await isFree(remembered))) return remembered
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      probe.close(() => resolve(port))
    })
  })
}

export interface StartRequest {
  readonly places: Places
  readonly programs: Programs
  readonly account: Account | undefined
  readonly port: number
  /** Whoever is connected knows no other: where it is taken, it is waited for. */
  readonly onlyThisPort?: boolean
  readonly settings: Readonly<Record<string, string>>
}

const argumentsOf = ({ places, port, settings }: StartRequest): string[] => {
  const all = { listen_addresses: '127.0.0.1', unix_socket_directories: '', ...settings }
  return [
    '-D',
    places.cluster,
    '-p',
    String(port),
    ...Object.entries(all).flatMap(([key, value]) => ['-c', `${key}=${value}`]),
  ]
}

/**
 * Starts the server and waits until it takes connections. After a crash the kernel keeps the old shared memory until
 * the last old backend has noticed, so that refusal is waited out. A port that was free when it was chosen may be
 * somebody else's by the time the server asks for it; then it is another one.
 */
export const startServer = async (request: StartRequest): Promise<Postmaster> => {
  const until = performance.now() + RETRY_LIMIT_MS
  let { port } = request
  for (;;) {
    const outcome = await attempt({ ...request, port })
    if (typeof outcome !== 'string') return outcome
    const taken = PORT_TAKEN.test(outcome)
    if (!(taken || OLD_BACKENDS.test(outcome)) || performance.now() > until) {
      throw new Error(`Postgres did not start; see ${request.places.log}\n${outcome.trim()}`)
    }
    if (taken && request.onlyThisPort !== true) port = await choosePort(0)
    else await wait(RETRY_MS)
  }
}

/** One try: the running server, or the words it left with. */
const attempt = async (request: StartRequest): Promise<Postmaster | string> => {
  const { places, programs, account } = request
  const tooLong = existsSync(places.log) && statSync(places.log).size > LOG_LIMIT_BYTES
  const log = openSync(places.log, tooLong ? 'w' : 'a', 0o600)
  const before = statSync(places.log).size
  // A session of its own: Ctrl-C in the terminal reaches us alone, and we end the server when we are done with it.
  const child = spawn(programs.postgres, argumentsOf(request), {
    ...account,
    env: CLEAN_ENVIRONMENT,
    cwd: '/',
    detached: true,
    stdio: ['ignore', log, log],
  })
  closeSync(log)
  let ended = false
  child.once('error', () => (ended = true))
  child.once('exit', () => (ended = true))
  child.unref()
  const until = performance.now() + START_LIMIT_MS
  while (!ended && performance.now() < until) {
    const found = readPostmaster(places.cluster)
    if (found?.pid === child.pid && found?.ready) return found
    await wait(POLL_MS)
  }
  return readFileSync(places.log).subarray(before).toString('utf8')
}

/** Fast shutdown: open transactions are rolled back, committed ones are on disk. */
export const stopServer = async (pid: number): Promise<void> => {
  signal(pid, 'SIGINT')
  const until = performance.now() + STOP_LIMIT_MS
  while (isAlive(pid)) {
    if (performance.now() > until) return signal(pid, 'SIGQUIT')
    await wait(POLL_MS)
  }
}

const signal = (pid: number, name: NodeJS.Signals): void => {
  try {
    process.kill(pid, name)
  } catch {
    // It ended by itself in the meantime.
  }
}
