import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../infra/config/config.js'
import { workspaceRoot } from './workspace.js'

const READY_LIMIT_MS = 20_000
const STOP_LIMIT_MS = 5_000
const RESTART_MS = 500

export interface SimulatorChild {
  readonly pid: () => number | undefined
  readonly running: () => boolean
  stop(): Promise<void>
}

/**
 * The local payment gateways as a child process: it ends when our end of the channel closes, however we end, and is
 * started again should it fall over. What it answered for is in its own journal on disk.
 */
export const startSimulator = async (
  config: Config,
  onRestart: (pid: number | undefined) => void,
): Promise<SimulatorChild> => {
  const state: { child: ChildProcess; stopping: boolean } = { child: await launched(config), stopping: false }
  const watch = (): void => {
    state.child.once('exit', () => {
      if (state.stopping) return
      setTimeout(() => void again(), RESTART_MS)
    })
  }
  const again = async (): Promise<void> => {
    if (state.stopping) return
    try {
      state.child = await launched(config)
      onRestart(state.child.pid)
      watch()
    } catch {
      setTimeout(() => void again(), RESTART_MS * 4)
    }
  }
  watch()
  return {
    pid: () => state.child.pid,
    running: () => state.child.exitCode === null && state.child.connected,
    stop: () => {
      state.stopping = true
      return stopped(state.child)
    },
  }
}

const launched = (config: Config): Promise<ChildProcess> => {
  const entry = join(workspaceRoot(), 'apps/simulator/dist/main.js')
  if (!existsSync(entry)) throw new Error(`the simulator is not built: ${entry} is missing`)
  const child = fork(entry, [], {
    // A session of its own: Ctrl-C reaches us alone, and the gateways answer until the last request is through.
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: {
      ...process.env,
      JISHI_MODE: config.mode,
      SIMULATOR_PORT: String(config.simulatorPort),
      DATA_DIR: config.dataDir,
    },
  })
  return new Promise((resolve, reject) => {
    let words = ''
    child.stderr?.on('data', (chunk: Buffer) => (words = (words + chunk.toString('utf8')).slice(-2_000)))
    const limit = setTimeout(() => {
      child.kill('SIGKILL')
      reject(new Error('the simulator did not become ready'))
    }, READY_LIMIT_MS)
    child.once('exit', () => {
      clearTimeout(limit)
      reject(new Error(`the simulator did not start: ${words.trim()}`))
    })
    child.on('message', (message: { type?: string }) => {
      if (message.type !== 'ready') return
      clearTimeout(limit)
      resolve(child)
    })
  })
}

const stopped = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve()
    const limit = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS)
    child.once('exit', () => {
      clearTimeout(limit)
      resolve()
    })
    child.kill('SIGTERM')
  })
