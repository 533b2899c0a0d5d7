/**
 * The yardstick: bare node:http and pg doing the same SQL work on the same server and data, with no rules at all: no session, no
 * schema, no idempotency, no signature, no event. Slower than this by a small factor is the price of being right. Started by
 * the bench with DATABASE_URL; tells its port when it listens.
 */
import { createServer } from 'node:http'
import pg from 'pg'
import { checkoutTables, checkoutWork } from './reference-checkout.mjs'
import { facets, list, product } from './reference-lists.mjs'

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 20 })

const reads = { '/list': list, '/product': product, '/facets': facets }
const routes = checkoutWork(pool)

const bodyOf = async (request) => {
  const chunks = []
  for await (const chunk of request) chunks.push(chunk)
  return JSON.parse(Buffer.concat(chunks).toString('utf8'))
}

const server = createServer(async (request, response) => {
  try {
    const { pathname, searchParams } = new URL(request.url, 'http://yardstick')
    const answer =
      pathname in reads ? await reads[pathname](pool, searchParams) : await routes[pathname](await bodyOf(request))
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
  } catch (error) {
    response.writeHead(500).end(String(error))
  }
})

await pool.query(checkoutTables)
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }))
process.on('disconnect', () => process.exit(0))
