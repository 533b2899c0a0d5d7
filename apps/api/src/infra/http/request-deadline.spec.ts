import { connect } from 'node:net'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import Fastify, { type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { allowMoreTime, installRequestDeadlines } from './request-deadline.js'

const SHORT_MS = 150
/** No machine is as slow as this. */
const LONG_MS = 60_000

let strict: FastifyInstance
let lenient: FastifyInstance

const opened = async (withinMs: number): Promise<FastifyInstance> => {
  const fastify = Fastify()
  installRequestDeadlines(fastify, withinMs)
  fastify.removeAllContentTypeParsers()
  fastify.addContentTypeParser('*', (_request, _payload, done) => done(null))
  const wholeOf = async (stream: AsyncIterable<Buffer>): Promise<number> => {
    let bytes = 0
    for await (const piece of stream) bytes += piece.length
    return bytes
  }
  fastify.post('/form', (request) => wholeOf(request.raw))
  fastify.post('/film', (request) => {
    allowMoreTime(fastify, request.raw, LONG_MS)
    return wholeOf(request.raw)
  })
  fastify.post('/late', (request) => {
    allowMoreTime(fastify, request.raw, 200)
    return wholeOf(request.raw)
  })
  await fastify.listen({ port: 0, host: '127.0.0.1' })
  return fastify
}

beforeAll(async () => {
  strict = await opened(SHORT_MS)
  lenient = await opened(LONG_MS)
})
afterAll(() => Promise.all([strict.close(), lenient.close()]))

/** Sends a body of four bytes, the last of them after a while or never; answers the first line that comes back. */
const slowly = (fastify: FastifyInstance, path: string, afterMs?: number): Promise<string> =>
  new Promise((resolve) => {
    const { port } = fastify.server.address() as AddressInfo
    const socket = connect(port, '127.0.0.1')
    let answer = ''
    socket.on('data', (piece) => (answer += piece.toString()))
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(answer.split('\r\n')[0] ?? ''))
    socket.write(`POST ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 4\r\n\r\nabc`)
    if (afterMs !== undefined) void pause(afterMs).then(() => socket.write('d'))
  })

describe('a request that arrives slowly', () => {
  it('is ended when its time is over', async () => {
    expect(await slowly(lenient, '/form', 20)).toBe('HTTP/1.1 200 OK')
    expect(await slowly(strict, '/form')).toBe('HTTP/1.1 408 Request Timeout')
  })

  it('has longer where a file is taken, and not for ever', async () => {
    expect(await slowly(strict, '/film', 3 * SHORT_MS)).toBe('HTTP/1.1 200 OK')
    expect(await slowly(strict, '/late')).toBe('HTTP/1.1 408 Request Timeout')
  })
})
