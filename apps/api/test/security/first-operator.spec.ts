import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { IdentityModule } from '../../src/modules/identity/index.js'
import { startTestApp, type TestApp } from '../support/test-app.js'

/** The command is run as it is shipped: another process, its own arguments, its own stdin. */
const PROGRAM = fileURLToPath(new URL('../../dist/src/operator-main.js', import.meta.url))

let shop: TestApp

beforeAll(async () => {
  if (!existsSync(PROGRAM)) throw new Error('the API is not built: npm run build --workspace @jishi/api')
  shop = await startTestApp({ modules: [IdentityModule], routeCheck: false, worker: false })
})
afterAll(() => shop.close())

const command = (args: readonly string[], stdin = ''): Promise<{ code: number | null; out: string; told: string }> =>
  new Promise((resolve, reject) => {
    const env = { PATH: process.env['PATH'] ?? '', JISHI_MODE: 'test', DATABASE_URL: shop.databaseUrl }
    const child = spawn(process.execPath, [PROGRAM, ...args], { env: { ...env, DATA_DIR: shop.config.dataDir } })
    let [out, told] = ['', '']
    child.stdout.on('data', (bytes: Buffer) => (out += bytes.toString()))
    child.stderr.on('data', (bytes: Buffer) => (told += bytes.toString()))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, out: out.trim(), told }))
    child.stdin.end(stdin)
  })
const signIn = async (username: string, password: string): Promise<number> =>
  (await shop.app.inject({ method: 'POST', url: '/api/admin/auth/sign-in', payload: { username, password } }))
    .statusCode
const create = (username: string, ...more: string[]) => ['create', '--username', username, '--role', 'owner', ...more]

describe('the first operator (T51)', () => {
  it('is not there until somebody makes one, and no route makes one', async () => {
    const { n } = await shop.database.one<{ n: number }>('select count(*)::int as n from operators')
    expect(n).toBe(0)
    for (const [username, password] of [
      ['admin', 'admin'],
      ['admin', '123456'],
      ['owner', 'owner'],
    ] as const)
      expect(await signIn(username, password)).toBe(401)
    for (const url of ['/api/admin/install', '/api/admin/setup', '/install', '/api/admin/operators'])
      expect((await shop.app.inject({ method: 'POST', url, payload: {} })).statusCode).toBeGreaterThanOrEqual(401)
  })

  it('gets a random password, printed once, and there is no second one without force', async () => {
    const first = await command(create('linlin'))
    expect([first.code, first.told]).toEqual([0, expect.stringContaining('linlin')])
    expect(first.out).toMatch(/^[a-z2-9]{4}(-[a-z2-9]{4}){3}$/)
    expect(await signIn('linlin', first.out)).toBe(200)

    const second = await command(create('intruder'))
    expect(second.code).toBe(1)
    expect(second.told).toContain('--force')
    expect(await signIn('intruder', second.out || 'anything at all')).toBe(401)
  })

  it('takes a password from stdin, long enough or not at all', async () => {
    expect((await command(create('zhou', '--force'), 'short\n')).code).toBe(1)
    const given = await command(create('zhou', '--force'), 'a-quiet-orchard\n')
    expect([given.code, given.out]).toEqual([0, ''])
    expect(await signIn('zhou', 'a-quiet-orchard')).toBe(200)
    expect((await command(['create', '--username', 'nobody'])).code).toBe(1)
  })
})
