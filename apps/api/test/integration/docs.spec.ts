import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

const TOKEN = 'a token of sixteen or more'

/** Reads the answer to its end: a connection with an unread answer keeps the server open. */
const statusOf = async (url: string, headers: Record<string, string> = {}): Promise<number> => {
  const answer = await fetch(url, { headers })
  await answer.arrayBuffer()
  return answer.status
}

describe('the description of the API', () => {
  let shop: WholeShop

  beforeAll(async () => {
    shop = await startWholeShop()
  })
  afterAll(() => shop.close())

  it('is served as a document and as a page that loads nothing from elsewhere', async () => {
    const document = await fetch(`${shop.url}/openapi.json`)
    expect(document.status).toBe(200)
    expect(((await document.json()) as { openapi: string }).openapi).toBe('3.1.0')
    const page = await fetch(`${shop.url}/docs`)
    const html = await page.text()
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'")
    expect(html).not.toMatch(/(?:src|href)="https?:/)
    for (const [, path] of html.matchAll(/(?:src|href)="(\/docs\/[^"]+)"/g)) {
      expect(await statusOf(shop.url + path), path).toBe(200)
    }
  })

  it('asks for the token where one is set', async () => {
    const guarded = await startWholeShop({ env: { METRICS_TOKEN: TOKEN } })
    try {
      for (const path of ['/openapi.json', '/docs', '/docs/start.js', '/metrics']) {
        expect(await statusOf(guarded.url + path), path).toBe(404)
        expect(await statusOf(guarded.url + path, { authorization: `Bearer ${TOKEN}` }), path).toBe(200)
      }
    } finally {
      await guarded.close()
    }
  })
})
