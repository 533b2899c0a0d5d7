import { mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import sharp from 'sharp'
import { adminPages, storefrontPages } from './lib/contact-pages.mjs'

/**
 * Pictures of every page of a running demo shop, light and dark, and two sheets with all of them.
 * The shop is one that `npm start` has opened; the operator's password comes from its demo.json.
 */
const root = dirname(dirname(fileURLToPath(import.meta.url)))
const [origin, demoFile, consoleOrigin] = process.argv.slice(2)
if (!origin || !demoFile || !consoleOrigin) {
  console.error('usage: node scripts/contact-sheets.mjs <shop url> <demo.json> <simulator url>')
  process.exit(2)
}
const committed = join(root, 'docs/pictures')
const rest = join(root, 'test-results/contact')
const PHONE = { width: 390, height: 844 }
const DESK = { width: 1280, height: 800 }
const LOOKS = ['light', 'dark']
/** A buyer of the demo shop with orders in every state. */
const BUYER = '13800001001'
const MAX_BYTES = 60 * 1024
const QUALITIES = [82, 70, 58, 46]
const SETTLE_MS = 900

async function call(path, { token, ...init } = {}) {
  const headers = { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) }
  const answer = await fetch(origin + path, { ...init, headers: { ...headers, ...init.headers } })
  if (!answer.ok) throw new Error(`${path} answers ${answer.status}: ${await answer.text()}`)
  return answer.json()
}

const post = (path, body, more) => call(path, { method: 'POST', body: JSON.stringify(body), ...more })

async function smsCode() {
  const answer = await fetch(`${consoleOrigin}/console/api/sms?phone=${BUYER}`)
  const { items } = await answer.json()
  return items[0].code
}

/** Signs a buyer in as the page would, with a code from the simulator's console. */
async function signIn() {
  const { version: consentVersion } = await call('/api/shop/policies/current')
  await post('/api/shop/auth/sms', { phone: BUYER, purpose: 'sign_in', consentVersion })
  const device = 'contact sheets'
  return post('/api/shop/auth/sign-in', { method: 'sms', phone: BUYER, code: await smsCode(), consentVersion, device })
}

/** Things that exist, for the pages that need one. The cart gets two lines if it is empty. */
async function lookAround(token) {
  const { feed } = await call('/api/shop/home')
  const product = await call(`/api/shop/products/${feed.items[0].id}`)
  const orders = await call('/api/shop/orders', { token })
  const cart = await call('/api/shop/cart/lines', { token })
  for (const item of (cart.lines ?? []).length > 0 ? [] : feed.items.slice(0, 2)) {
    const { skus } = await call(`/api/shop/products/${item.id}`)
    const headers = { 'idempotency-key': crypto.randomUUID() }
    await post('/api/shop/cart/lines', { skuId: skus[0].id, qty: 1 }, { token, headers })
  }
  return { product: product.id, sku: product.skus[0].id, order: orders.items[0]?.id }
}

const pathOf = ({ path }, found) => (typeof path === 'function' ? path(found) : path)

async function open(browser, size, look, prepare) {
  const phone = size === PHONE
  const context = await browser.newContext({
    ...{ viewport: size, colorScheme: look, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', reducedMotion: 'reduce' },
    ...{ deviceScaleFactor: phone ? 1.5 : 1, isMobile: phone, hasTouch: phone },
  })
  // The pages are shown, not what comes up over them once a day.
  await context.addInitScript(() => localStorage.setItem('jishi.home.coupons', '9999-12-31'))
  await prepare?.(context)
  return context
}

/** As small as it must be: a page full of pictures gets a little less quality than one of words. */
async function keep(png, page, kind, look) {
  const name = `${kind}-${page.name}-${look}`
  let bytes = Buffer.alloc(0)
  for (const quality of QUALITIES) {
    bytes = await sharp(png).webp({ quality, effort: 5 }).toBuffer()
    if (bytes.length <= MAX_BYTES) break
  }
  const folder = page.committed?.includes(look) ? committed : rest
  await sharp(bytes).toFile(join(folder, `${name}.webp`))
  if (bytes.length > MAX_BYTES) console.warn(`${name} is ${Math.round(bytes.length / 1024)} KB`)
}

async function shoot(context, url) {
  const tab = await context.newPage()
  tab.on('pageerror', (error) => console.warn(`${url}: ${error.message}`))
  await tab.goto(url, { waitUntil: 'networkidle' })
  await tab.waitForTimeout(SETTLE_MS)
  const png = await tab.screenshot()
  await tab.close()
  return png
}

async function all(browser, kind, { pages, size, base, found, prepare }) {
  const shots = []
  for (const look of LOOKS) {
    const known = await open(browser, size, look, prepare)
    const stranger = await open(browser, size, look)
    for (const page of pages) {
      const signedIn = kind === 'admin' ? page.guest !== true : page.member === true
      const png = await shoot(signedIn ? known : stranger, origin + base + pathOf(page, found))
      await keep(png, page, kind, look)
      shots.push(png)
    }
    await Promise.all([known.close(), stranger.close()])
  }
  await sheet(shots, `all-${kind}`, size, pages.length)
}

/** Two rows of pages in light, two in dark. */
async function sheet(shots, name, size, count) {
  const width = size === PHONE ? 234 : 400
  const height = Math.round((width * size.height) / size.width)
  const columns = Math.ceil(count / 2)
  const tiles = await Promise.all(
    shots.map(async (png, nth) => {
      const within = nth % count
      const row = Math.floor(nth / count) * 2 + Math.floor(within / columns)
      const input = await sharp(png).resize(width, height).png().toBuffer()
      return { input, left: 12 + (within % columns) * (width + 12), top: 12 + row * (height + 12) }
    }),
  )
  const area = { width: 12 + columns * (width + 12), height: 12 + 4 * (height + 12) }
  await sharp({ create: { ...area, channels: 3, background: '#8A847C' } })
    .composite(tiles)
    .webp({ quality: 76 })
    .toFile(join(rest, `${name}.webp`))
}

async function main() {
  for (const folder of [committed, rest]) mkdirSync(folder, { recursive: true })
  const session = await signIn()
  const found = await lookAround(session.accessToken)
  const { operators } = JSON.parse(readFileSync(demoFile, 'utf8'))
  const { username, password } = operators.find(({ role }) => role === 'owner')
  const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
  try {
    const kept = JSON.stringify({ type: 'object', data: session })
    await all(browser, 'shop', {
      ...{ pages: storefrontPages, size: PHONE, base: '', found },
      prepare: (context) => context.addInitScript((value) => localStorage.setItem('jishi.session', value), kept),
    })
    await all(browser, 'admin', {
      ...{ pages: adminPages, size: DESK, base: '/admin', found },
      prepare: (context) =>
        context.request.post(`${origin}/api/admin/auth/sign-in`, {
          ...{ data: { username, password }, headers: { 'x-jishi-csrf': '1', origin } },
        }),
    })
  } finally {
    await browser.close()
  }
}

await main()
