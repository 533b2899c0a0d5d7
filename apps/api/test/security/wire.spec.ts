import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'
import { Limits } from '../../src/infra/limits/limits.js'

let shop: WholeShop
beforeAll(async () => {
  shop = await startWholeShop({ worker: false })
})
afterAll(async () => shop.close())

/** Sends bytes over a real connection and gives back everything that came until it was closed or fell silent. */
const raw = (text: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(shop.config.port, '127.0.0.1', () => socket.write(text))
    let answer = ''
    socket.setTimeout(20_000, () => socket.destroy())
    socket.on('data', (chunk) => {
      answer += chunk.toString()
    })
    socket.on('close', () => resolve(answer))
    socket.on('error', reject)
  })

const statusOf = (answer: string): number => Number(answer.split(' ')[1])

describe('on the wire', () => {
  it('refuses headers that are too large', async () => {
    const answer = await raw(
      `GET /healthz HTTP/1.1\r\nHost: x\r\nX-Big: ${'a'.repeat(20_000)}\r\nConnection: close\r\n\r\n`,
    )
    expect(statusOf(answer)).toBe(431)
  })

  it('refuses a body whose length is said twice', async () => {
    const answer = await raw(
      'POST /api/shop/quotes HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\n',
    )
    expect(statusOf(answer)).toBe(400)
  })

  it('answers a target that is no path like a path that is nothing', async () => {
    for (const target of [
      '*',
      '*/api/shop/home',
      '/%',
      '/api/shop/products/%E0%A4%A',
      'http://elsewhere.example/api/nothing',
    ]) {
      const answer = await raw(`GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)
      expect([target, statusOf(answer)]).toEqual([target, 404])
      expect(answer).toContain('"code":"NOT_FOUND"')
    }
  })

  it('refuses what is not HTTP', async () => {
    expect(statusOf(await raw('hello\r\n\r\n'))).toBe(400)
  })

  it('tells nothing about what it runs on', async () => {
    const answer = await raw('GET /api/nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
    expect(statusOf(answer)).toBe(404)
    expect(answer).not.toMatch(/fastify|nest|node|powered|server:/i)
  })

  it('grants no other site anything', async () => {
    const answer = await raw(
      'OPTIONS /api/shop/orders HTTP/1.1\r\nHost: x\r\nOrigin: https://evil.example\r\nAccess-Control-Request-Method: POST\r\nConnection: close\r\n\r\n',
    )
    expect(answer).not.toMatch(/access-control/i)
    expect(statusOf(answer)).toBe(404)
  })

  it('counts the connection’s own address, whatever X-Forwarded-For claims', async () => {
    shop.get(Limits).rescale({ ip: 5 / 1_200, others: 1 })
    const statuses: number[] = []
    for (let n = 0; n < 8; n += 1) {
      const answer = await raw(
        `GET /api/shop/policies/current HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 10.0.0.${n}\r\nX-Real-IP: 10.0.0.${n}\r\nForwarded: for=10.0.0.${n}\r\nConnection: close\r\n\r\n`,
      )
      statuses.push(statusOf(answer))
    }
    shop.get(Limits).rescale({ ip: 1_000, others: 1_000 })
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429, 429, 429])
  })

  it('T7 keeps its numbers and its inside to itself', async () => {
    for (const path of [
      '/.env',
      '/.git/HEAD',
      '/package.json',
      '/api/admin/queues',
      '/api/internal/jobs',
      '/console',
      '/debug',
      '/server-status',
    ]) {
      const answer = await raw(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)
      expect([path, statusOf(answer)]).toEqual([path, 404])
    }
  })
})
