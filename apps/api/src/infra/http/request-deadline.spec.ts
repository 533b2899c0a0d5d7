import { connect } from 'node:net'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import Fastify, { type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { allowMoreTime, installRequestDeadlines } from './request-deadline.js'

const SHORT_MS = 150

let fastify: FastifyInstance

beforeAll(async () => {
  fastify = Fastify()
  installRequestDeadlines(fastify, SHORT_MS)
  fastify.removeAllContentTypeParsers()
  fastify.addContentTypeParser('*', (_request, _payload, done) => done(null))
  const wholeOf = async (stream: AsyncIterable<Buffer>): Promise<number> => {
    let bytes = 0
    for await (const piece of stream) bytes += piece.length
    return bytes
  }
  fastify.post('/form', (request) => wholeOf(request.raw))
  fastify.post('/film', (request) => {
    allowMoreTime(fastify, request.raw, 5_000)
    return wholeOf(request.raw)
  })
  fastify.post('/late', (request) => {
    allowMoreTime(fastify, request.raw, 200)
    return wholeOf(request.raw)
  })
  await fastify.listen({ port: 0, host: '127.0.0.1' })
})
afterAll(() => fastify.close())

/** Sends a body of four bytes, the last of them after a while; answers the first line that comes back. */
const slowly = (path: string, afterMs: number): Promise<string> =>
  new Promise((resolve) => {
    const { port } = fastify.server.address() as AddressInfo
    const socket = connect(port, '127.0.0.1')
    let answer = ''
    socket.on('data', (piece) => (answer += piece.toString()))
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(answer.split('\r\n')[0] ?? ''))
    socket.write(`POST ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 4\r\n\r\nabc`)
    void pause(afterMs).then(() => socket.write('d'))
  })

describe('a request that arrives slowly', () => {
  it('is ended when its time is over', async () => {
    expect(await slowly('/form', 20)).toBe('HTTP/1.1 200 OK')
    expect(await slowly('/form', 3 * SHORT_MS)).toBe('HTTP/1.1 408 Request Timeout')
  })

  it('has longer where a file is taken, and not for ever', async () => {
    expect(await slowly('/film', 3 * SHORT_MS)).toBe('HTTP/1.1 200 OK')
    expect(await slowly('/late', 700)).toBe('HTTP/1.1 408 Request Timeout')
  })
})
