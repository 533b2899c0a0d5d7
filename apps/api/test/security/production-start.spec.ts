import { spawn } from 'node:child_process'
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const DIST = fileURLToPath(new URL('../../dist/src/', import.meta.url))
const ENTRIES = ['main.js', 'worker.js'] as const
const LIMIT_MS = 110_000

const directory = mkdtempSync(join(tmpdir(), 'jishi-production-'))
let complete: Readonly<Record<string, string>>

beforeAll(() => {
  if (!existsSync(join(DIST, 'main.js'))) throw new Error('the API is not built: npm run build --workspace @jishi/api')
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const pem = { type: 'pkcs8', format: 'pem' } as const
  mkdirSync(join(directory, 'data', 'simulator'), { recursive: true })
  writeFileSync(join(directory, 'merchant.pem'), privateKey.export(pem))
  writeFileSync(join(directory, 'platform.pem'), publicKey.export({ type: 'spki', format: 'pem' }))
  writeFileSync(join(directory, 'data', 'simulator', 'merchant.pem'), privateKey.export(pem))
  complete = {
    JISHI_MODE: 'production',
    DATA_DIR: join(directory, 'data'),
    PORT: '0',
    // Nobody listens here: a configuration that is taken goes on to this refusal and no further.
    DATABASE_URL: 'postgres://shop@127.0.0.1:1/shop',
    TRUST_PROXY: '10.0.0.7',
    PUBLIC_BASE_URL: 'https://shop.jishi-market.cn',
    NOTIFY_BASE_URL: 'https://notify.jishi-market.cn',
    MEDIA_BASE_URL: 'https://pictures.jishi-market.cn',
    PII_KEYS: `k1:${randomBytes(32).toString('base64')}`,
    BLIND_INDEX_KEY: randomBytes(32).toString('base64'),
    WECHAT_PAY_BASE_URL: 'https://api.mch.weixin.qq.com',
    WECHAT_PAY_APP_ID: 'wx8888888888888888',
    WECHAT_PAY_MCH_ID: '1230000109',
    WECHAT_PAY_SERIAL: '444F4864EA9B34415B0D6BA9F4A9F4B3A2C1D0E9',
    WECHAT_PAY_PRIVATE_KEY_FILE: join(directory, 'merchant.pem'),
    WECHAT_PAY_API_V3_KEY: randomBytes(16).toString('hex'),
    WECHAT_PAY_PUBLIC_KEY_ID: 'PUB_KEY_ID_0112300001092024101000112233004455',
    WECHAT_PAY_PUBLIC_KEY_FILE: join(directory, 'platform.pem'),
    SMS_BASE_URL: 'https://sms.jishi-market.cn',
    SMS_ACCESS_KEY: 'k7Qm2',
    SMS_SECRET: randomBytes(24).toString('hex'),
  }
})
afterAll(() => rmSync(directory, { recursive: true, force: true }))

interface Ended {
  readonly code: number | null
  readonly words: string
}

const start = (entry: string, env: Readonly<Record<string, string>>): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(DIST, entry)], { env: { PATH: process.env['PATH'] ?? '', ...env } })
    const limit = setTimeout(() => child.kill('SIGKILL'), LIMIT_MS)
    let words = ''
    child.stdout.on('data', (chunk) => (words += String(chunk)))
    child.stderr.on('data', (chunk) => (words += String(chunk)))
    child.once('error', reject)
    child.once('exit', (code) => {
      clearTimeout(limit)
      resolve({ code, words })
    })
  })

/** Starting a program takes seconds, so each rule by itself is tested beside the rules; here is that they are obeyed. */
describe('a production process', () => {
  it.each(ENTRIES)('%s means production when nothing is said, and names everything that is missing', async (entry) => {
    const { code, words } = await start(entry, { DATA_DIR: join(directory, 'none') })
    expect(code).toBe(1)
    for (const key of [
      'DATABASE_URL',
      'TRUST_PROXY',
      'PII_KEYS',
      'BLIND_INDEX_KEY',
      'WECHAT_PAY_API_V3_KEY',
      'SMS_SECRET',
    ]) {
      expect(words).toContain(key)
    }
    expect(words).not.toContain('ready')
    expect(existsSync(join(directory, 'none', 'keys.json'))).toBe(false)
  })

  it('refuses placeholders, keys of the simulator and plain http together, without repeating a secret', async () => {
    const { code, words } = await start('main.js', {
      ...complete,
      SMS_SECRET: 'changeme-changeme',
      WECHAT_PAY_API_V3_KEY: 'a'.repeat(32),
      WECHAT_PAY_BASE_URL: 'http://127.0.0.1:3100',
      WECHAT_PAY_PRIVATE_KEY_FILE: join(directory, 'data', 'simulator', 'merchant.pem'),
      NOTIFY_BASE_URL: '',
    })
    expect(code).toBe(1)
    for (const told of ['SMS_SECRET', 'WECHAT_PAY_API_V3_KEY', 'https', 'simulator', 'NOTIFY_BASE_URL is required']) {
      expect(words).toContain(told)
    }
    for (const secret of ['changeme-changeme', 'a'.repeat(32), complete['BLIND_INDEX_KEY'] ?? '']) {
      expect(words).not.toContain(secret)
    }
  })

  it('takes a complete configuration and goes on to its database', async () => {
    const { code, words } = await start('main.js', complete)
    expect(code).toBe(1)
    expect(words).not.toContain('configuration is not usable')
    expect(words).toContain('ECONNREFUSED')
  })
})
