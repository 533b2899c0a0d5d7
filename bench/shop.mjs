import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { root } from '../scripts/lib/tree.mjs'

const READY = /^ready (http:\/\/\S+)$/m
const PAID_WITHIN_MS = 30_000

export const freePort = async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return port
}

const open = new Set()

/** Whatever happened: no shop of ours is left behind. */
export const closeAll = () => Promise.all([...open].map((close) => close()))

/** Opens the shop as `npm start` does and answers when its ready line is out. */
export const openShop = async ({ dataDir, port, simulatorPort, mode, trustProxy = '127.0.0.1', env = {} }) => {
  const started = performance.now()
  const child = spawn(process.execPath, ['scripts/start.mjs'], {
    cwd: root,
    env: {
      // Empty beats what an .env says: nothing here may touch somebody's own database.
      ...process.env,
      DATABASE_URL: '',
      REDIS_URL: '',
      DATA_DIR: dataDir,
      PORT: String(port),
      SIMULATOR_PORT: String(simulatorPort),
      JISHI_MODE: mode,
      TRUST_PROXY: trustProxy,
      LOG_LEVEL: 'error',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const close = async () => {
    open.delete(close)
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGINT')
    await once(child, 'exit')
  }
  open.add(close)
  let output = ''
  const note = (chunk) => (output += chunk.toString('utf8'))
  child.stdout.on('data', note)
  child.stderr.on('data', note)
  while (!READY.test(output)) {
    if (child.exitCode !== null) throw new Error(`the shop did not open:\n${output.slice(-3_000)}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  return {
    readyMs: performance.now() - started,
    url: `http://127.0.0.1:${port}`,
    consoleUrl: `http://127.0.0.1:${simulatorPort}/console/api`,
    pid: JSON.parse(readFileSync(join(dataDir, 'run.json'), 'utf8')).shop.pid,
    close,
  }
}

export const call = async (url, { method = 'GET', body, headers = {}, key } = {}) => {
  const answer = await fetch(url, {
    method,
    headers: {
      ...headers,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${method} ${url} answered ${answer.status}: ${text.slice(0, 300)}`)
  return text === '' ? undefined : JSON.parse(text)
}

/** A shopper with a session and an address, made the way shoppers are: by phone, code and form. */
export const signIn = async (shop, phone) => {
  const { version } = await call(`${shop.url}/api/shop/policies/current`)
  const consent = { phone, consentVersion: version }
  // As the proxy in front would say: each from a network of their own, since one network gets only so many codes an hour.
  const network = [phone.slice(5, 7), phone.slice(7, 9), phone.slice(9)].map(Number).join('.')
  const asking = { method: 'POST', headers: { 'x-forwarded-for': `10.${network}` } }
  await call(`${shop.url}/api/shop/auth/sms`, { ...asking, body: { ...consent, purpose: 'sign_in' } })
  const { items } = await call(`${shop.consoleUrl}/sms?phone=${phone}`)
  const body = { ...consent, method: 'sms', code: items[0].code }
  const { accessToken } = await call(`${shop.url}/api/shop/auth/sign-in`, { ...asking, body })
  const headers = { authorization: `Bearer ${accessToken}` }
  const address = { receiver: '测量员', phone, regionCode: '310115', detail: '博云路 2 号', isDefault: true }
  const { id } = await call(`${shop.url}/api/shop/addresses`, {
    method: 'POST',
    body: address,
    headers,
    key: randomUUID(),
  })
  return { headers, addressId: id }
}

/** SKUs to be bought in turn, each as often as there are pieces of it. */
export const goods = async (shop) => {
  const { items } = await call(`${shop.url}/api/shop/products?limit=20&inStock=true`)
  const pages = await Promise.all(items.map(({ id }) => call(`${shop.url}/api/shop/products/${id}`)))
  const skus = pages.flatMap((page) => page.skus)
  const most = Math.max(...skus.map(({ available }) => available))
  return Array.from({ length: most }, (_, nth) => skus.filter(({ available }) => available > nth)).flat()
}

/** One whole checkout: quote, place, pay at the gateway with real signatures, callback, paid. */
export const checkout = async (shop, shopper, skuId) => {
  const { headers, addressId } = shopper
  const asked = { source: 'buyNow', lines: [{ skuId, qty: 1 }], addressId }
  const post = (path, body, key) =>
    call(`${shop.url}${path}`, { method: 'POST', body, headers, ...(key ? { key } : {}) })
  const { quoteId, noReasonExcluded } = await post('/api/shop/quotes', asked)
  const placing = { ...asked, quoteId, noReasonConfirmed: noReasonExcluded }
  const order = await post('/api/shop/orders', placing, randomUUID())
  const { attemptNo } = await post(`/api/shop/orders/${order.id}/payments`, { channel: 'wechat_h5' }, randomUUID())
  await call(`${shop.consoleUrl}/payments/${attemptNo}/pay`, { method: 'POST', body: {} })
  return order.id
}

/** Waits without asking the shop itself, so that waiting costs it nothing: the pool's own eyes look. */
export const allPaid = async (database, orderIds) => {
  const until = performance.now() + PAID_WITHIN_MS
  for (;;) {
    const { rows } = await database.query(
      `select count(*)::int as open from orders where id = any($1) and state = 'pending_payment'`,
      [orderIds],
    )
    if (rows[0].open === 0) return
    if (performance.now() > until) throw new Error(`${rows[0].open} of ${orderIds.length} orders were not paid in time`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** That each of them took a promotion that is counted, and a coupon: otherwise less was measured than is said. */
export const allDrew = async (database, orderIds) => {
  const { rows } = await database.query(
    `select count(*)::int as less from unnest($1::uuid[]) as bought (id)
      where not exists (select 1 from coupon_uses u where u.order_id = bought.id and u.state = 'used')
         or not exists (select 1 from offer_usages u where u.order_id = bought.id and u.state = 'used')`,
    [orderIds],
  )
  if (rows[0].less > 0) throw new Error(`${rows[0].less} of ${orderIds.length} orders had no coupon or no promotion`)
}

/** A value of the shop's own metrics. */
export const metric = async (shop, name) => {
  const text = await (await fetch(`${shop.url}/metrics`)).text()
  const [, value] = new RegExp(`^${name} (\\S+)$`, 'm').exec(text) ?? []
  if (value === undefined) throw new Error(`the shop does not tell ${name}`)
  return Number(value)
}
