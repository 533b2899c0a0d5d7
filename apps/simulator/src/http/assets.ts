import { readFile } from 'node:fs/promises'
import type { FastifyInstance } from 'fastify'

// `src` and `dist` lie equally deep, so the pages need no copying at build time.
const DIRECTORY = new URL('../../assets/', import.meta.url)

const TYPES: Readonly<Record<string, string>> = {
  'console.html': 'text/html; charset=utf-8',
  'theme.css': 'text/css; charset=utf-8',
  'cashier.css': 'text/css; charset=utf-8',
  'alipay.css': 'text/css; charset=utf-8',
  'unionpay.css': 'text/css; charset=utf-8',
  'console.css': 'text/css; charset=utf-8',
  'cashier.js': 'text/javascript; charset=utf-8',
  'console.js': 'text/javascript; charset=utf-8',
  'console-cards.js': 'text/javascript; charset=utf-8',
}

export function assetRoutes(app: FastifyInstance): void {
  app.get('/', async (_request, reply) => {
    return reply.type(TYPES['console.html'] ?? '').send(await readFile(new URL('console.html', DIRECTORY)))
  })
  app.get<{ Params: { name: string } }>('/assets/:name', async (request, reply) => {
    const { name } = request.params
    const type = Object.hasOwn(TYPES, name) ? TYPES[name] : undefined
    if (type === undefined) return reply.callNotFound()
    return reply.type(type).send(await readFile(new URL(name, DIRECTORY)))
  })
}
