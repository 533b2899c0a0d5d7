import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startTestSimulator } from '@jishi/testing/simulator'
import { expect, it, vi } from 'vitest'

const WRITERS = 8

it('loses nothing that it has answered when it is killed', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'jishi-killed-'))
  const before = await startTestSimulator({ dataDir })
  const acknowledged: number[] = []
  const writers = Array.from({ length: WRITERS }, async (_, writer) => {
    for (let round = 0; round < 200; round += 1) {
      const times = writer * 1000 + round + 1
      try {
        await before.setFaults({ channel: 'wechat', operation: 'query', kind: 'error_5xx', times })
      } catch {
        return
      }
      acknowledged.push(times)
      if (acknowledged.length === 60) void before.kill()
    }
  })
  await Promise.all(writers)
  const after = await startTestSimulator({ dataDir })
  const answer = await fetch(`${after.url}/console/api/faults`)
  const [fault] = (await answer.json()) as { times: number }[]
  // Eight writes can be under way at once: the last one on disk is at most that far beyond the last answered one.
  expect(acknowledged.length).toBeGreaterThanOrEqual(60)
  expect(acknowledged.slice(-8).concat(nextOf(acknowledged))).toContain(fault?.times)
  await after.close()
  await rm(dataDir, { recursive: true, force: true })
})

/** What each writer would have written next: those may be on disk without having been answered. */
function nextOf(acknowledged: readonly number[]): number[] {
  const begun = Array.from({ length: WRITERS }, (_, writer): [number, number] => [writer, writer * 1000])
  const answered = acknowledged.map((times): [number, number] => [Math.floor((times - 1) / 1000), times])
  const last = new Map([...begun, ...answered])
  return [...last.values()].map((times) => times + 1)
}

it('still takes a code that it handed out before it was killed, and no other twice', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'jishi-killed-'))
  const before = await startTestSimulator({ dataDir })
  const { wechatMiniProgram } = JSON.parse(await readFile(join(dataDir, 'simulator', 'merchant.json'), 'utf8')) as {
    wechatMiniProgram: { appid: string; secret: string }
  }
  const session = async (url: string, js_code: string): Promise<unknown> => {
    const query = new URLSearchParams({ ...wechatMiniProgram, js_code, grant_type: 'authorization_code' })
    return (await fetch(`${url}/sns/jscode2session?${query}`)).json()
  }
  const [unused, used] = await Promise.all([before.wechatCode({ phone: '13811118001' }), before.wechatCode()])
  expect(await session(before.url, used.code)).toMatchObject({ openid: used.openid })
  await before.kill()
  const after = await startTestSimulator({ dataDir })
  expect(await session(after.url, unused.code)).toMatchObject({ openid: unused.openid, unionid: unused.unionid })
  expect(await session(after.url, used.code)).toMatchObject({ errcode: 40163 })
  expect(await after.wechatCode({ phone: '13811118001' })).toMatchObject({ openid: unused.openid })
  await after.close()
  await rm(dataDir, { recursive: true, force: true })
})

it('ends when its parent is killed', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'jishi-orphan-'))
  const entry = fileURLToPath(new URL('../dist/main.js', import.meta.url))
  const script = `const child = require('node:child_process').fork(${JSON.stringify(entry)});
    child.on('message', (message) => console.log(JSON.stringify({ ...message, pid: child.pid })))`
  const parent = spawn(process.execPath, ['-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env['PATH'], JISHI_MODE: 'test', DATA_DIR: dataDir, SIMULATOR_PORT: '0' },
  })
  const { pid, url } = await new Promise<{ pid: number; url: string }>((resolve) => {
    let text = ''
    parent.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8')
      const line = text.split('\n').find((candidate) => candidate.endsWith('}'))
      if (line !== undefined) resolve(JSON.parse(line) as { pid: number; url: string })
    })
  })
  expect((await fetch(`${url}/healthz`)).status).toBe(200)
  parent.kill('SIGKILL')
  await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow(), { timeout: 20_000 })
  await rm(dataDir, { recursive: true, force: true })
})

it('never starts in production', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'jishi-production-'))
  const entry = fileURLToPath(new URL('../dist/main.js', import.meta.url))
  const child = spawn(process.execPath, [entry], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { PATH: process.env['PATH'], JISHI_MODE: 'production', DATA_DIR: dataDir, SIMULATOR_PORT: '0' },
  })
  let words = ''
  child.stderr.on('data', (chunk: Buffer) => (words += chunk.toString('utf8')))
  const [code] = (await once(child, 'close')) as [number | null]
  expect(code).not.toBe(0)
  expect(words).toContain('never runs in production')
  expect(await readdir(dataDir)).toEqual([])
  await rm(dataDir, { recursive: true, force: true })
})
