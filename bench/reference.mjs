/**
 * The yardstick: bare node:http and pg doing the SQL work of a checkout on the same server and data, with no rules at
 * all: no session, no schema, no idempotency, no signature, no event. Slower than this by a small factor is the price
 * of being right. Started by the bench with DATABASE_URL and PORT; prints its port when it listens.
 */
import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import pg from 'pg'
import { facets, list, product } from './reference-lists.mjs'

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 20 })

const TABLES = `
  create schema if not exists yardstick;
  create table if not exists yardstick.stock (sku_id uuid primary key, on_hand bigint not null, reserved bigint not null default 0);
  create table if not exists yardstick.orders (id uuid primary key, no text unique, state text, payable bigint, address text, created_at timestamptz default now());
  create table if not exists yardstick.lines (id uuid primary key, order_id uuid, sku_id uuid, qty int, unit bigint, payable bigint);
  create table if not exists yardstick.events (id uuid primary key, order_id uuid, action text, at timestamptz default now());
  create table if not exists yardstick.attempts (id uuid primary key, no text unique, order_id uuid, amount bigint, state text);
  create table if not exists yardstick.entries (id uuid primary key, reference text, account text, amount bigint);
  insert into yardstick.stock select sku_id, on_hand + 100000 from stocks on conflict do nothing;`

const inTransaction = async (work) => {
  const client = await pool.connect()
  try {
    await client.query('begin')
    const result = await work(client)
    await client.query('commit')
    return result
  } catch (error) {
    await client.query('rollback')
    throw error
  } finally {
    client.release()
  }
}

const priceOf = async (client, skuId) => {
  const { rows } = await client.query(
    `select s.id, p.title, sp.price_fen from skus s join spus p on p.id = s.spu_id
       join sku_prices sp on sp.sku_id = s.id and sp.list = 'base' where s.id = $1 limit 1`,
    [skuId],
  )
  return rows[0]
}

const quote = async ({ skuId, qty }) => {
  const sku = await priceOf(pool, skuId)
  const stock = await pool.query('select on_hand - reserved as available from yardstick.stock where sku_id = $1', [
    skuId,
  ])
  const settings = await pool.query(`select value from settings where key = 'freight'`)
  return { payable: Number(sku.price_fen) * qty, available: stock.rows[0]?.available, freight: settings.rows[0]?.value }
}

const place = ({ skuId, qty }) =>
  inTransaction(async (client) => {
    const sku = await priceOf(client, skuId)
    const order = { id: randomUUID(), no: randomUUID(), payable: Number(sku.price_fen) * qty }
    await client.query(
      'update yardstick.stock set reserved = reserved + $2 where sku_id = $1 and on_hand - reserved >= $2',
      [skuId, qty],
    )
    await client.query(
      `insert into yardstick.orders (id, no, state, payable, address) values ($1, $2, 'pending', $3, 'somewhere')`,
      [order.id, order.no, order.payable],
    )
    await client.query('insert into yardstick.lines values ($1, $2, $3, $4, $5, $6)', [
      randomUUID(),
      order.id,
      skuId,
      qty,
      sku.price_fen,
      order.payable,
    ])
    await client.query(`insert into yardstick.events (id, order_id, action) values ($1, $2, 'place')`, [
      randomUUID(),
      order.id,
    ])
    return order
  })

const pay = ({ orderId }) =>
  inTransaction(async (client) => {
    const { rows } = await client.query('select payable from yardstick.orders where id = $1 for update', [orderId])
    const attempt = { id: randomUUID(), no: randomUUID() }
    await client.query(`insert into yardstick.attempts values ($1, $2, $3, $4, 'open')`, [
      attempt.id,
      attempt.no,
      orderId,
      rows[0].payable,
    ])
    return attempt
  })

const paid = ({ attemptNo }) =>
  inTransaction(async (client) => {
    const { rows } = await client.query(
      'select id, order_id, amount from yardstick.attempts where no = $1 for update',
      [attemptNo],
    )
    const [attempt] = rows
    await client.query(`update yardstick.attempts set state = 'paid' where id = $1`, [attempt.id])
    await client.query(`update yardstick.orders set state = 'paid' where id = $1`, [attempt.order_id])
    await client.query(`insert into yardstick.entries values ($1, $3, 'clearing', $4), ($2, $3, 'owed', -$4::bigint)`, [
      randomUUID(),
      randomUUID(),
      attemptNo,
      attempt.amount,
    ])
    await client.query(`insert into yardstick.events (id, order_id, action) values ($1, $2, 'pay')`, [
      randomUUID(),
      attempt.order_id,
    ])
    return { ok: true }
  })

const read = async ({ orderId }) =>
  (await pool.query('select state from yardstick.orders where id = $1', [orderId])).rows[0]

const reads = { '/list': list, '/product': product, '/facets': facets }
const routes = { '/quote': quote, '/place': place, '/pay': pay, '/paid': paid, '/read': read }

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

await pool.query(TABLES)
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }))
process.on('disconnect', () => process.exit(0))
