import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { Global, Module } from '@nestjs/common'
import type { NestFastifyApplication } from '@nestjs/platform-fastify'
import { systemClock } from '@jishi/kernel/time'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CLOCK } from '../clock/clock.js'
import { CONFIG, loadConfig } from '../config/config.js'
import { createHttpApp } from './create-http-app.js'
import { HttpModule } from './http.module.js'
import { inlineScriptHashes } from './security-headers.js'

const root = mkdtempSync(join(tmpdir(), 'jishi-pages-'))
const config = loadConfig({
  JISHI_MODE: 'test',
  LOG_LEVEL: 'silent',
  DATA_DIR: join(root, 'data'),
  MEDIA_BASE_URL: 'https://pictures.example.cn/media',
  TRUST_PROXY: '127.0.0.1',
  STORAGE: 's3',
  S3_ENDPOINT: 'https://oss.example.cn',
  S3_REGION: 'cn',
  S3_BUCKET: 'films',
  S3_ACCESS_KEY_ID: 'id',
  S3_SECRET_ACCESS_KEY: 'a-key-of-the-test',
})

@Global()
@Module({
  providers: [
    { provide: CONFIG, useValue: config },
    { provide: CLOCK, useValue: systemClock },
  ],
  exports: [CONFIG, CLOCK],
})
class GivenModule {}

@Module({ imports: [GivenModule, HttpModule] })
class PagesModule {}

const SHOP =
  '<!doctype html><title>shop</title><script>document.title += "!"</script><script src="/assets/a.js"></script>'
const ADMIN = '<!doctype html><title>admin</title>'
const SCRIPT = 'console.log("集市")'.repeat(50)

const build = (name: string, files: Record<string, string | Buffer>): string => {
  for (const path of Object.keys(files)) {
    mkdirSync(join(root, name, path, '..'), { recursive: true })
    writeFileSync(join(root, name, path), files[path] ?? '')
  }
  return join(root, name)
}

let app: NestFastifyApplication

beforeAll(async () => {
  const storefront = build('h5', {
    'index.html': SHOP,
    'assets/index-4f3c2b1a.js': SCRIPT,
    'assets/index-4f3c2b1a.js.br': brotliCompressSync(SCRIPT),
    'static/logo.png': 'png',
    '.env': 'SECRET=1',
  })
  const admin = build('admin', { 'index.html': ADMIN, 'assets/main-99887766.js': 'x' })
  writeFileSync(join(root, 'outside.txt'), 'outside')
  app = await createHttpApp(PagesModule, { config, pages: { storefront, admin }, routeCheck: false })
})
afterAll(async () => {
  await app.close()
  rmSync(root, { recursive: true, force: true })
})

describe('pages', () => {
  it.each(['/', '/pkg-order/pages/detail?id=1', '/pages/home', '/zh/首页'])(
    'answers %s with the storefront',
    async (url) => {
      const answer = await app.inject(encodeURI(url))
      expect([answer.statusCode, answer.body]).toEqual([200, SHOP])
      expect(answer.headers['content-type']).toBe('text/html; charset=utf-8')
      expect(answer.headers['cache-control']).toBe('no-cache')
    },
  )

  it.each(['/admin/', '/admin/orders', '/admin/orders/1?tab=history'])('answers %s with the admin', async (url) => {
    expect((await app.inject(url)).body).toBe(ADMIN)
  })

  it('keeps a preview out of search engines, and no other page', async () => {
    const robots = async (url: string) => (await app.inject(url)).headers['x-robots-tag']
    expect(await robots('/pkg-goods/product/product?id=1&preview=x')).toBe('noindex, nofollow')
    expect(await robots('/pkg-goods/product/product?id=1')).toBeUndefined()
  })

  it('leads /admin to its slash', async () => {
    const answer = await app.inject('/admin')
    expect([answer.statusCode, answer.headers['location']]).toEqual([302, '/admin/'])
  })

  it.each([
    '/api/none',
    '/media/none',
    '/assets/none.js',
    '/admin/assets/none.js',
    '/favicon.ico',
    '/.env',
    '/.git/config',
    '/%2e%2e/outside.txt',
    '/..%2foutside.txt',
  ])('answers %s with the one 404', async (url) => {
    const answer = await app.inject(url)
    expect([url, answer.statusCode]).toEqual([url, 404])
    expect(answer.json()).toMatchObject({ code: 'NOT_FOUND' })
  })

  it('keeps hashed files for ever, sends the compressed one and leaves the rest to be asked for again', async () => {
    const hashed = await app.inject({ url: '/assets/index-4f3c2b1a.js', headers: { 'accept-encoding': 'br, gzip' } })
    expect(hashed.headers['cache-control']).toBe('public, max-age=31536000, immutable')
    expect(hashed.headers['content-encoding']).toBe('br')
    expect(hashed.headers['content-type']).toContain('javascript')
    const plain = await app.inject('/assets/index-4f3c2b1a.js')
    expect(plain.body).toBe(SCRIPT)
    expect((await app.inject('/static/logo.png')).headers['cache-control']).toBe('public, max-age=3600')
  })

  it('lets a page run exactly its own scripts and show the pictures of their host', async () => {
    const policy = String((await app.inject('/')).headers['content-security-policy'])
    const [hash] = inlineScriptHashes(SHOP)
    expect(policy).toContain(`script-src 'self' ${String(hash)};`)
    expect(policy).toContain("media-src 'self' blob: https://pictures.example.cn")
    expect(policy).toContain("connect-src 'self';")
    const office = String((await app.inject('/admin/')).headers['content-security-policy'])
    expect(office).toContain("connect-src 'self' https://films.oss.example.cn;")
    expect(policy).toContain('https://pictures.example.cn')
    expect(policy).not.toContain('upgrade-insecure-requests')
    expect(policy).not.toMatch(/script-src[^;]*unsafe/)
  })

  it('lets a shop page send a form to the wallet that wants one, and an office page to nobody', async () => {
    const formOf = async (url: string): Promise<string | undefined> =>
      /form-action ([^;]+)/.exec(String((await app.inject(url)).headers['content-security-policy']))?.[1]
    expect(await formOf('/')).toBe(`'self' ${config.simulatorUrl}`)
    expect(await formOf('/admin/')).toBe("'self'")
  })

  it('answers a form that a wallet sends back with the page it was sent to, unread', async () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    const back = await app.inject({ method: 'POST', url: '/pkg-order/pay-result?id=1', headers: form, payload: 'a=b' })
    expect([back.statusCode, back.headers['location']]).toEqual([303, '/pkg-order/pay-result?id=1'])
    expect((await app.inject({ method: 'POST', url: '/admin/orders', headers: form, payload: 'a=b' })).statusCode).toBe(
      415,
    )
  })

  it('speaks of https only over https', async () => {
    const { headers } = await app.inject({ url: '/', headers: { 'x-forwarded-proto': 'https' } })
    expect(headers['strict-transport-security']).toContain('max-age=')
    expect(headers['content-security-policy']).toContain('upgrade-insecure-requests')
  })
})
