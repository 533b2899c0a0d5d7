import { chmodSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const NAME = /^jishi-test-(\d+)-/

/** Nothing of a test run has to survive the machine, and waiting for the disk is most of its time. */
const THROW_AWAY: Readonly<Record<string, string>> = {
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  max_connections: '300',
  autovacuum: 'off',
}

export interface RunningServer {
  readonly url: string
  readonly pid: number
  stop(): Promise<void>
}

export type Launcher = (options: {
  dataDir: string
  database: string
  settings: Readonly<Record<string, string>>
}) => Promise<RunningServer>

export interface ThrowAwayCluster {
  /** Address of a database on it that nobody works in: for creating and dropping others. */
  readonly adminUrl: string
  readonly pid: number
  stop(): Promise<void>
}

/** One Postgres for a whole test run, in a directory of its own that goes with it. */
export const startThrowAwayCluster = async (launch: Launcher): Promise<ThrowAwayCluster> => {
  removeLeftovers()
  const dataDir = mkdtempSync(join(tmpdir(), `jishi-test-${process.pid}-`))
  // The server may run under another account than the tests.
  chmodSync(dataDir, 0o755)
  const server = await launch({ dataDir, database: 'admin', settings: THROW_AWAY })
  return {
    adminUrl: server.url,
    pid: server.pid,
    stop: async () => {
      await server.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** A run that was killed leaves its server and its directory; the next one ends and removes them. */
const removeLeftovers = (): void => {
  for (const name of readdirSync(tmpdir())) {
    const owner = NAME.exec(name)?.[1]
    if (owner === undefined || isAlive(Number(owner))) continue
    const dataDir = join(tmpdir(), name)
    endServer(join(dataDir, 'pg', 'postmaster.pid'))
    // The server was only told to end: until it has, it may still put something into what is being emptied.
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 50, retryDelay: 100 })
  }
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

const endServer = (pidFile: string): void => {
  try {
    process.kill(Number(readFileSync(pidFile, 'utf8').split('\n')[0]), 'SIGQUIT')
  } catch {
    // It was not running any more.
  }
}
