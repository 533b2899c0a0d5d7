/** Takes pictures of rooms: node test/look.mjs <origin> <out dir> <path[@light|dark][@WxH][@full]> …  Signs in as the owner first. */
import { mkdirSync } from 'node:fs'
import { chromium } from 'playwright-core'

const [origin, out, ...shots] = process.argv.slice(2)
mkdirSync(out, { recursive: true })
const username = process.env.OPERATOR ?? 'owner'
const password = process.env.OPERATOR_PASSWORD ?? 'right'
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-sync'],
})
for (const shot of shots) {
  const [path, theme = 'light', size = '1280x800', full = ''] = shot.split('@')
  const [width, height] = size.split('x').map(Number)
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: theme,
    deviceScaleFactor: 1.25,
    locale: 'zh-CN',
  })
  const page = await context.newPage()
  page.on('pageerror', (error) => console.log('page error', path, error.message))
  page.on(
    'console',
    (message) => ['error', 'warning'].includes(message.type()) && console.log('console', path, message.text()),
  )
  if (!path.startsWith('/sign-in'))
    await context.request.post(`${origin}/api/admin/auth/sign-in`, {
      data: { username, password },
      headers: { 'x-jishi-csrf': '1', origin },
    })
  await page.goto(`${origin}/admin${path}`, { waitUntil: 'networkidle' })
  await page.waitForTimeout(400)
  const named = path
    .replace(/[^a-z0-9]+/gi, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 40)
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  if (wide > 0) console.log('wider than the screen by', wide, shot)
  const name = `${named || 'root'}-${theme}-${size}.png`
  await page.screenshot({ path: `${out}/${name}`, fullPage: full === 'full' })
  console.log(name)
  await context.close()
}
await browser.close()
