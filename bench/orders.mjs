/** Orders in any number: one of each shopper is placed and closed over HTTP, and the database writes the others like it. */
import { randomUUID } from 'node:crypto'
import { call, goods, signIn } from './shop.mjs'

const SHOPPERS = 8
const STEP = 50_000

/** What differs between an order and its copies; everything else of a row stays as the shop wrote it. */
const COPIED = {
  orders: `jsonb_build_object('id', c.id, 'order_no', c.no, 'created_at', c.at, 'closed_at', c.at + interval '1 minute')`,
  order_lines: `jsonb_build_object('id', c.line, 'order_id', c.id)`,
  order_line_shares: `jsonb_build_object('order_id', c.id, 'line_id', c.line)`,
  order_terms: `jsonb_build_object('id', uuidv7(), 'order_id', c.id)`,
  order_events: `jsonb_build_object('order_id', c.id, 'happened_at', c.at)`,
}

// Without coupons: the welcome pack of a new shopper may arrive between the quote and the order. Of one line: a gift would
// be a second one, and each copy of an order has one line's id to give.
const placedAndClosed = async (shop, shopper, skuId) => {
  const { headers, addressId } = shopper
  const asked = { source: 'buyNow', lines: [{ skuId, qty: 1 }], addressId, couponIds: [] }
  const post = (path, body, key) => call(`${shop.url}${path}`, { method: 'POST', body, headers, key })
  const { quoteId, lines, noReasonExcluded } = await post('/api/shop/quotes', asked)
  if (lines.length > 1) return undefined
  const placing = { ...asked, quoteId, noReasonConfirmed: noReasonExcluded }
  const { id } = await post('/api/shop/orders', placing, randomUUID())
  await post(`/api/shop/orders/${id}/cancel`, {}, randomUUID())
  return id
}

/** People with one order each, to be multiplied. */
export const orderingShoppers = async (shop) => {
  const skus = await goods(shop)
  const shoppers = []
  let next = 0
  for (let n = 0; n < SHOPPERS; n += 1) {
    const phone = `1390001${String(1000 + n)}`
    const shopper = await signIn(shop, phone)
    let orderId
    while (orderId === undefined) {
      if (next === skus.length) throw new Error('too few goods that come without a gift')
      orderId = await placedAndClosed(shop, shopper, skus[next].id)
      next += 1
    }
    shoppers.push({ ...shopper, phone, orderId })
  }
  return shoppers
}

/** The same people with new sessions: making ten million orders takes longer than one lasts. */
export const signedInAgain = async (shop, shoppers) => {
  const again = []
  for (const shopper of shoppers) again.push({ ...shopper, headers: (await signIn(shop, shopper.phone)).headers })
  return again
}

/** Adds orders up to so many in all, by turns of these people, a second apart, the newest first made last. */
export const generateOrders = async (client, shoppers, { from = 1, to }) => {
  await client.query('set session_replication_role = replica')
  await client.query(
    `create temporary table if not exists copies (id uuid, line uuid, of uuid, no text, at timestamptz)`,
  )
  for (let begun = from; begun <= to; begun += STEP) {
    await client.query('truncate copies')
    await client.query(
      `insert into copies select uuidv7(), uuidv7(), ($1::uuid[])[1 + n % ${SHOPPERS}], 'B' || lpad(n::text, 15, '0'), now() - interval '1 year' + n * interval '1 second'
         from generate_series($2::bigint, $3::bigint) n`,
      [shoppers.map(({ orderId }) => orderId), begun, Math.min(to, begun + STEP - 1)],
    )
    await client.query('analyze copies')
    for (const [table, changed] of Object.entries(COPIED)) {
      const own = table === 'orders' ? 'id' : 'order_id'
      await client.query(
        `insert into ${table} select r.* from copies c join ${table} t on t.${own} = c.of cross join lateral jsonb_populate_record(t, ${changed}) r`,
      )
    }
  }
  await client.query('set session_replication_role = default')
  for (const table of Object.keys(COPIED)) await client.query(`vacuum analyze ${table}`)
}

/** The first operator of the demo shop, signed in. */
export const signedOperator = async (shop, { username, password }) => {
  const answer = await fetch(`${shop.url}/api/admin/auth/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-jishi-csrf': '1' },
    body: JSON.stringify({ username, password }),
  })
  if (!answer.ok) throw new Error(await answer.text())
  const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0]
  return { headers: { cookie, 'x-jishi-csrf': '1' } }
}

/** Two pages of a shopper's own orders, and two of all orders as an operator sees them. */
export const orderWorks = (shop, shoppers, operator) => {
  const pages = async (url, headers) => {
    const { nextCursor } = await call(url, { headers })
    if (nextCursor !== null) await call(`${url}?cursor=${encodeURIComponent(nextCursor)}`, { headers })
  }
  return {
    mine: (n) => pages(`${shop.url}/api/shop/orders`, shoppers[n % shoppers.length].headers),
    all: () => pages(`${shop.url}/api/admin/orders`, operator.headers),
  }
}
