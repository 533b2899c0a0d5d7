/** Takes pictures of pages: node test/look.mjs <origin> <out dir> <path[@light|dark][@WxH]> …  Run where playwright-core is installed. */
import { mkdirSync } from 'node:fs'
import { chromium } from 'playwright-core'

const [origin, out, ...shots] = process.argv.slice(2)
mkdirSync(out, { recursive: true })
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
})
for (const shot of shots) {
  const [path, theme = 'light', size = '390x844', full = ''] = shot.split('@')
  const [width, height] = size.split('x').map(Number)
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: theme,
    deviceScaleFactor: 1.5,
    hasTouch: width < 800,
    isMobile: width < 800,
    locale: 'zh-CN',
  })
  const page = await context.newPage()
  page.on('pageerror', (error) => console.log('page error', path, error.message))
  page.on('console', (message) => message.type() === 'error' && console.log('console', path, message.text()))
  await page.goto(origin + path, { waitUntil: 'networkidle' })
  await page.waitForTimeout(600)
  const name = `${
    path
      .replace(/[^a-z0-9]+/gi, '-')
      .replace(/^-|-$/g, '')
      .slice(0, 40) || 'root'
  }-${theme}-${size}.png`
  await page.screenshot({ path: `${out}/${name}`, fullPage: full === 'full' })
  console.log(name)
  await context.close()
}
await browser.close()
