import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '@jishi/testing/free-port'

const READY_LIMIT_MS = 60_000

export const hasRedis = (): boolean => spawnSync('redis-server', ['--version']).status === 0

export interface RedisServer {
  readonly url: string
  stop(): Promise<void>
}

/** A Redis of this run's own on a free loopback port, with nothing kept on disk. */
export const startRedis = async (): Promise<RedisServer> => {
  const port = await freePort()
  const directory = mkdtempSync(join(tmpdir(), 'jishi-redis-'))
  const child = spawn(
    'redis-server',
    [
      '--port',
      String(port),
      '--bind',
      '127.0.0.1',
      '--save',
      '',
      '--appendonly',
      'no',
      '--dir',
      directory,
      '--maxmemory-policy',
      'noeviction',
    ],
    { stdio: 'ignore' },
  )
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  await answers(port)
  return {
    url: `redis://127.0.0.1:${port}`,
    stop: async () => {
      child.kill('SIGTERM')
      await gone
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

const answers = async (port: number): Promise<void> => {
  const until = performance.now() + READY_LIMIT_MS
  while (!(await connects(port))) {
    if (performance.now() > until) throw new Error('redis-server did not answer')
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
}

const connects = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' })
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
