/** Pictures of the hard states: broken cart lines, an error with its number, no network. node test/states.mjs <origin> <out dir> [theme] */
import { mkdirSync } from 'node:fs'
import { chromium } from 'playwright-core'

const [origin, out, theme = 'light'] = process.argv.slice(2)
mkdirSync(out, { recursive: true })
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic'],
})
const context = await browser.newContext({
  viewport: { width: 390, height: 844 },
  colorScheme: theme,
  deviceScaleFactor: 1.5,
  hasTouch: true,
  isMobile: true,
  locale: 'zh-CN',
})
const page = await context.newPage()
page.on('pageerror', (error) => console.log('page error', error.message))
const shot = async (name) => {
  await page.waitForTimeout(800)
  await page.screenshot({ path: `${out}/state-${name}-${theme}.png` })
}
const sku = (n) => `01900000-0000-7000-8000-${String(n).padStart(12, '0')}`
await page.addInitScript(
  (lines) => localStorage.setItem('jishi.cart', JSON.stringify({ type: 'object', data: lines })),
  [
    { skuId: sku(50000), qty: 3, selected: true },
    { skuId: sku(50011), qty: 9, selected: true },
    { skuId: sku(50022), qty: 1, selected: true },
  ],
)
await page.goto(`${origin}/pages/cart/cart`, { waitUntil: 'networkidle' })
await shot('cart')
await page.goto(origin, { waitUntil: 'networkidle' })
await context.setOffline(true)
await page.evaluate(() => window.dispatchEvent(new Event('offline')))
await shot('offline-home')
await page.locator('.feed .goods').first().click()
await page.waitForTimeout(2500)
await shot('offline-product')
await context.setOffline(false)
await page.route('**/api/shop/home', (route) =>
  route.fulfill({
    status: 500,
    contentType: 'application/json',
    body: '{"code":"INTERNAL","message":"系统出了点问题，请稍后重试","requestId":"9f8e7d6c5b4a39281706f5e4d3c2b1a0"}',
  }),
)
await page.evaluate(() => localStorage.removeItem('jishi.home'))
await page.goto(origin, { waitUntil: 'networkidle' })
await shot('error-home')
await page.unroute('**/api/shop/home')
await page.route('**/api/shop/home', () => new Promise(() => undefined))
await page.goto(origin)
await shot('skeleton-home')
await browser.close()
