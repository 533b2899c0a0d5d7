import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ConfigProblem, loadConfig } from './config.js'
import { ENVIRONMENT_KEYS } from './schema.js'

const example = readFileSync(new URL('../../../../../.env.example', import.meta.url), 'utf8')

const PRODUCTION = {
  JISHI_MODE: 'production',
  DATABASE_URL: 'postgres://jishi@db.internal/jishi',
  TRUST_PROXY: '10.0.0.7',
  PUBLIC_BASE_URL: 'https://shop.jishi.cn',
  NOTIFY_BASE_URL: 'https://notify.jishi.cn',
  MEDIA_BASE_URL: 'https://media.jishi.cn',
  PII_KEYS: 'k1:q2V0dGxlZC1ieS1hLWRpY2UtdGhyb3ctMTIzNDU2Nzg=',
  BLIND_INDEX_KEY: 'b3RoZXItYnl0ZXMtZnJvbS1hLWRpY2UtdGhyb3ctMTIz',
  WECHAT_PAY_BASE_URL: 'https://api.mch.weixin.qq.com/',
  WECHAT_PAY_APP_ID: 'wx8888888888888888',
  WECHAT_PAY_MCH_ID: '1900000109',
  WECHAT_PAY_SERIAL: '5157F09EFDC096DE15EBE81A47057A7232F1B8E1',
  WECHAT_PAY_PRIVATE_KEY_FILE: '/etc/jishi/apiclient_key.pem',
  WECHAT_PAY_API_V3_KEY: 'k7Q2mZx91LpWc4vB8nR3tY6uJ5hG0sDa',
  WECHAT_PAY_PUBLIC_KEY_ID: 'PUB_KEY_ID_0114232134912410000000000000',
  WECHAT_PAY_PUBLIC_KEY_FILE: '/etc/jishi/wechatpay.pem',
  SMS_BASE_URL: 'https://sms.provider.cn',
  SMS_ACCESS_KEY: 'AK9f2',
  SMS_SECRET: 'u8Hq2LmZ4pXv',
}

const BUCKET = {
  STORAGE: 's3',
  S3_ENDPOINT: 'https://oss-cn-shanghai.aliyuncs.com',
  S3_REGION: 'oss-cn-shanghai',
  S3_BUCKET: 'jishi-media',
  S3_ACCESS_KEY_ID: 'LTAI5tQ9',
  S3_SECRET_ACCESS_KEY: 'u8Hq2LmZ4pXvu8Hq2LmZ4pXv',
}

const problemsOf = (env: Record<string, string>): readonly string[] => {
  try {
    loadConfig(env)
    return []
  } catch (error) {
    if (error instanceof ConfigProblem) return error.problems
    throw error
  }
}

describe('.env.example', () => {
  it('names exactly the keys the schema reads', () => {
    const written = [...example.matchAll(/^([A-Z][A-Z0-9_]*)=/gm)].map((match) => match[1])
    expect([...written].sort()).toEqual([...ENVIRONMENT_KEYS].sort())
  })

  it('explains every key in a comment above it', () => {
    const blocks = example.split(/\n\n/)
    for (const block of blocks) expect(block, block).toMatch(/^#/)
  })

  it('parses as it stands', () => {
    const entries = [...example.matchAll(/^([A-Z][A-Z0-9_]*)=(.*)$/gm)].map((match) => [match[1], match[2]])
    expect(loadConfig(Object.fromEntries(entries) as Record<string, string>).mode).toBe('demo')
  })
})

describe('modes', () => {
  it('means production when nothing is said, and refuses to open without decisions', () => {
    expect(problemsOf({}).join('\n')).toMatch(/DATABASE_URL is required in production/)
  })

  it('opens a complete production configuration', () => {
    expect(problemsOf(PRODUCTION)).toEqual([])
  })

  it.each([
    ['plain http gateway', { WECHAT_PAY_BASE_URL: 'http://api.mch.weixin.qq.com' }, /https/],
    ['gateway on this machine', { WECHAT_PAY_BASE_URL: 'https://127.0.0.1:3100' }, /this machine/],
    ['missing callback address', { NOTIFY_BASE_URL: '' }, /NOTIFY_BASE_URL is required/],
    ['placeholder secret', { SMS_SECRET: 'change-me' }, /placeholder/],
    ['repeated character as a secret', { WECHAT_PAY_API_V3_KEY: '0'.repeat(32) }, /placeholder/],
    ['no key for personal data', { PII_KEYS: '' }, /PII_KEYS/],
    ['key of the simulator', { WECHAT_PAY_PRIVATE_KEY_FILE: '.data/simulator/key.pem' }, /simulator/],
    [
      'plain http bucket',
      { ...BUCKET, S3_ENDPOINT: 'http://oss-cn-shanghai.aliyuncs.com' },
      /S3_ENDPOINT must be an https/,
    ],
    [
      'bucket on this machine',
      { ...BUCKET, S3_ENDPOINT: 'https://localhost:9000' },
      /S3_ENDPOINT points at this machine/,
    ],
    [
      'placeholder for the key of its bucket',
      { ...BUCKET, S3_SECRET_ACCESS_KEY: 'change-me' },
      /S3_SECRET_ACCESS_KEY looks/,
    ],
  ])('refuses production with a %s', (_name, change, expected) => {
    expect(problemsOf({ ...PRODUCTION, ...change }).join('\n')).toMatch(expected)
  })

  it('opens with a bucket, and names no secret of it when something is wrong', () => {
    expect(problemsOf({ ...PRODUCTION, ...BUCKET })).toEqual([])
    const told = problemsOf({ ...PRODUCTION, ...BUCKET, S3_ENDPOINT: 'http://x/y?z', S3_PATH_STYLE: 'perhaps' })
    expect(told.join()).not.toMatch(new RegExp(`${BUCKET.S3_SECRET_ACCESS_KEY}|${BUCKET.S3_ACCESS_KEY_ID}`))
  })

  it.each(['S3_ENDPOINT', 'S3_REGION', 'S3_BUCKET', 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'])(
    'wants the whole bucket in every mode: %s',
    (key) => {
      expect(problemsOf({ JISHI_MODE: 'demo', ...BUCKET, [key]: '' })).toEqual([`${key} is required with STORAGE=s3`])
    },
  )

  it.each(['https://host/path', 'https://user:word@host', 'https://host?x=1'])(
    'takes %s for no endpoint',
    (address) => {
      expect(problemsOf({ JISHI_MODE: 'demo', ...BUCKET, S3_ENDPOINT: address })[0]).toMatch(/scheme and host only/)
    },
  )

  it('needs nothing at all in demo', () => {
    const config = loadConfig({ JISHI_MODE: 'demo' })
    expect(config).toMatchObject({ port: 3000, host: '127.0.0.1', simulatorUrl: 'http://127.0.0.1:3100' })
  })

  it('reports every wrong value at once', () => {
    expect(problemsOf({ JISHI_MODE: 'demo', PORT: 'abc', DATABASE_POOL_SIZE: '0' })).toHaveLength(2)
  })
})
