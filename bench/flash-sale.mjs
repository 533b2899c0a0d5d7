/** S5: a flash sale over HTTP beside the cheapest request the same server can answer, by turns. */
import { fork } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { root } from '../scripts/lib/tree.mjs'
import { cpuMs, median, p95Of, pooled } from './measure.mjs'
import { signedOperator } from './orders.mjs'
import { call, goods } from './shop.mjs'

const ROUNDS = 3
const AT_ONCE = 200
const HOUR_MS = 3_600_000

export const tokenOf = (run, n) => createHash('sha256').update(`${run} ${n}`).digest('base64url')
/** Each from a network of their own, as the proxy in front would say. */
const addressOf = (n) => `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`

/** People who signed in just now, as rows: what is measured is what they do, not how they came. */
export const signedInMany = async (database, run, count) => {
  await database.query(
    `with person as (
       insert into members (id, display_name, created_at) select uuidv7(), '抢购的人', now() from generate_series(1, $1::int) returning id
     ), numbered as (select id, row_number() over () as n from person)
     insert into sessions (id, family_id, member_id, access_hash, access_expires_at, refresh_hash, refresh_expires_at, successor_seed,
            device, family_started_at, created_at)
     select uuidv7(), uuidv7(), p.id, decode(h.access, 'hex'), now() + interval '2 hours', sha256(p.id::text::bytea), now() + interval '1 day',
            sha256(h.access::bytea), 'bench', now(), now()
       from numbered p join unnest($2::text[]) with ordinality as h (access, n) on h.n = p.n`,
    [count, Array.from({ length: count }, (_, n) => createHash('sha256').update(tokenOf(run, n)).digest('hex'))],
  )
}

/** What another session has already, what costs too little, what may not be sold for less. */
const UNFIT = /SECKILL_(?:OVERLAP|GOODS_UNAVAILABLE|NOT_LOWER|BELOW_FLOOR)|RAISED_BEFORE_CUT/

/** A session of the flash sale that runs now, of the next SKU that may be in one, with so many units taken out of what is for sale. */
export const running = async (shop, headers, skus, stock) => {
  const write = (path, body) => call(`${shop.url}${path}`, { method: 'POST', body, headers, key: randomUUID() })
  for (;;) {
    const sku = skus.shift()
    if (sku === undefined) throw new Error('no goods are left that could be sold in a flash sale')
    await write('/api/admin/stock-adjustments', { reason: '量一量', items: [{ skuId: sku.id, delta: stock }] })
    const startsAt = Date.now() + 3_000
    const [start, end] = [startsAt, startsAt + HOUR_MS].map((at) => new Date(at).toISOString())
    const { id, version } = await write('/api/admin/seckill/activities', {
      ...{ name: '量一量', warmUpAt: start, startsAt: start, endsAt: end, payWithinMinutes: 15, proofBits: 0 },
      items: [{ skuId: sku.id, priceFen: sku.priceFen - 100, total: stock, perMember: 1 }],
    })
    try {
      const { items } = await write(`/api/admin/seckill/activities/${id}/arm`, { version })
      await pause(startsAt + 200 - Date.now())
      return items[0].id
    } catch (error) {
      if (!UNFIT.test(error.message)) throw error
    }
  }
}

export const requestOf = (port, path, token, key, body) => {
  const text = JSON.stringify(body)
  return [
    `POST ${path} HTTP/1.1`,
    `host: 127.0.0.1:${port}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(text)}`,
    `authorization: Bearer ${token}`,
    `idempotency-key: ${key}`,
    '',
    text,
  ].join('\r\n')
}

/** From a process of its own, so that sending is not taken for answering. */
export const rush = async (port, requests) => {
  const sender = fork(join(root, 'bench/rush.mjs'))
  sender.send({ port, atOnce: AT_ONCE, requests })
  const [answer] = await once(sender, 'message')
  sender.disconnect()
  return answer
}

export const ticketsOf = async (shop, run, count, itemId) => {
  const tickets = []
  await pooled(count, 16, async (n) => {
    const headers = { authorization: `Bearer ${tokenOf(run, n)}`, 'x-forwarded-for': addressOf(n) }
    const { ticket } = await call(`${shop.url}/api/shop/seckill/tickets`, { method: 'POST', body: { itemId }, headers })
    tickets[n] = ticket
  })
  return tickets
}

const soldOf = async (database, itemId) => {
  const { rows } = await database.query(
    `select coalesce(sum(qty), 0)::int as units, count(distinct member_id)::int as members from seckill_takes where item_id = $1`,
    [itemId],
  )
  return rows[0]
}

/** `sizes`: how many are for sale, and how many want one. What is sold twice, or left over, breaks the run off. */
export const measureFlashSale = async ({
  shop,
  database,
  figures,
  say,
  operator,
  sizes: { stock, buyers },
  judged,
  clock,
}) => {
  const { headers } = await signedOperator(shop, operator)
  const skus = [...new Map((await goods(shop)).map((sku) => [sku.id, sku])).values()].filter(
    ({ priceFen }) => priceFen > 100,
  )
  const port = Number(new URL(shop.url).port)
  const scale = judged ? 'full' : 'quick'
  const seen = { rates: [], empty: [], tickets: [], p95: [], node: [], base: [] }
  const emptyRound = async () => {
    const body = { ticket: 'x'.repeat(140) }
    const asked = Array.from({ length: buyers }, (_, n) =>
      requestOf(port, '/metrics/empty', tokenOf('empty', n), randomUUID(), body),
    )
    const { ms, said } = await rush(port, asked)
    if (said['200'] !== buyers) throw new Error(`the empty POST answered ${JSON.stringify(said)}`)
    return (buyers * 1_000) / ms
  }
  say('warming up the empty POST')
  await emptyRound()
  for (let round = 0; round <= ROUNDS; round += 1) {
    const run = `round ${round}`
    say(round === 0 ? 'a flash sale to warm up' : `flash sale, round ${round} of ${ROUNDS}`)
    await signedInMany(database, run, buyers)
    const itemId = await running(shop, headers, skus, stock)
    const since = performance.now()
    const tickets = await ticketsOf(shop, run, buyers, itemId)
    const ticketRate = (buyers * 1_000) / (performance.now() - since)
    const asked = tickets.map((ticket, n) =>
      requestOf(port, '/api/shop/seckill/takes', tokenOf(run, n), randomUUID(), { ticket }),
    )
    const [node, base] = [cpuMs(shop.pid), clock()]
    const { ms, said, waits } = await rush(port, asked)
    const worked = { node: (cpuMs(shop.pid) - node) / buyers, base: (clock() - base) / buyers }
    const sold = await soldOf(database, itemId)
    const right =
      said.won === stock && said.sold_out === buyers - stock && sold.units === stock && sold.members === stock
    if (!right) throw new Error(`${stock} for ${buyers} ended as ${JSON.stringify({ said, sold })}`)
    const empty = await emptyRound()
    if (round === 0) continue
    seen.rates.push((buyers * 1_000) / ms)
    seen.empty.push(empty)
    seen.tickets.push(ticketRate)
    seen.p95.push(p95Of(waits))
    seen.node.push(worked.node)
    seen.base.push(worked.base)
  }
  figures.noteAtLeast(
    'S5.ratio',
    median(seen.rates.map((rate, n) => rate / seen.empty[n])),
    0.6,
    'decisions beside empty POSTs',
    scale,
    judged,
  )
  figures.note('S5.rate', median(seen.rates), null, `decisions/s, ${stock} for ${buyers}`, scale)
  figures.note('S5.empty', median(seen.empty), null, 'empty POSTs/s', scale)
  figures.note('S5.tickets', median(seen.tickets), null, 'tickets/s, one statement and a session each', scale)
  figures.note('S5.cpuMs', median(seen.node), null, 'ms of CPU a decision', scale)
  figures.note('S5.dbMs', median(seen.base), null, 'ms of CPU of Postgres a decision', scale)
  figures.note('S5.p95', median(seen.p95), null, `ms, ${AT_ONCE} at once`, scale)
}
