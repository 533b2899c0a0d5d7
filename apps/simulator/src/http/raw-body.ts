import type { FastifyInstance, FastifyRequest } from 'fastify'

/** Signatures are over bytes, so every body stays as it came; whoever needs JSON parses it after verifying. */
export function keepBodiesRaw(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, body)
  })
}

export function rawBodyOf(request: FastifyRequest): Buffer {
  return Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
}

export function jsonBodyOf(request: FastifyRequest): unknown {
  const raw = rawBodyOf(request)
  if (raw.length === 0) return {}
  try {
    return JSON.parse(raw.toString('utf8'))
  } catch {
    return undefined
  }
}
