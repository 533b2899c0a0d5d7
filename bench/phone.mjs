/**
 * S7: the home page of H5 on a phone that is slow and far away, in a browser. Each look is of somebody who was never here before.
 */
import { execFileSync } from 'node:child_process'
import { chromium } from 'playwright-core'
import { median } from './measure.mjs'

const LOOKS = 5
/** A cheap phone in a mobile network, as Lighthouse imagines them: a processor four times slower, 1.6 Mbit/s, 150 ms there and back. */
const SLOWER = 4
const NETWORK = { offline: false, latency: 150, downloadThroughput: 204_800, uploadThroughput: 96_000 }
const PHONE = {
  ...{ viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
  ...{ locale: 'zh-CN', timezoneId: 'Asia/Shanghai' },
  userAgent:
    'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Mobile Safari/537.36',
}
/** After this long without a change nothing more comes that could be the largest. */
const STILL_MS = 1_500
const AFTER_A_TAP_MS = 700

const onPath = () => {
  for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
    try {
      return execFileSync('which', [name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
    } catch {
      // The next name, then.
    }
  }
  return undefined
}

/** CHROMIUM_PATH, else a browser on the path, else the one that comes as a package. */
const launch = async () => {
  const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking']
  const own = process.env.CHROMIUM_PATH ?? onPath()
  if (own !== undefined) return chromium.launch({ executablePath: own, args })
  const { default: packed } = await import('@sparticuz/chromium')
  return chromium.launch({ executablePath: await packed.executablePath(), args: [...packed.args, ...args] })
}

/** Runs in the page before anything of it: keeps what the browser itself measures. */
const keep = () => {
  const seen = { largest: 0, shift: 0, slowest: 0, changed: performance.now() }
  globalThis.benchSeen = seen
  const watch = (type, note, options = {}) =>
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) note(entry)
      seen.changed = performance.now()
    }).observe({ type, buffered: true, ...options })
  watch('largest-contentful-paint', ({ startTime }) => (seen.largest = startTime))
  watch('layout-shift', ({ value, hadRecentInput }) => (seen.shift += hadRecentInput ? 0 : value))
  const slow = ({ interactionId, duration }) => {
    if (interactionId > 0) seen.slowest = Math.max(seen.slowest, duration)
  }
  watch('event', slow, { durationThreshold: 16 })
}

/** What somebody does first: another tab, back, and the first of the goods. */
const touch = async (page) => {
  for (const words of ['分类', '首页']) {
    await page.locator('uni-tabbar').getByText(words, { exact: true }).first().tap()
    await page.waitForTimeout(AFTER_A_TAP_MS)
  }
  const card = page.locator('.goods.card').filter({ visible: true }).first()
  await card.tap()
  await page.waitForTimeout(AFTER_A_TAP_MS)
}

const look = async (browser, url) => {
  const context = await browser.newContext(PHONE)
  const page = await context.newPage()
  const session = await context.newCDPSession(page)
  await session.send('Network.enable')
  await session.send('Network.emulateNetworkConditions', NETWORK)
  await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWER })
  await page.addInitScript(keep)
  // Coupons come up once a day, over what is touched here.
  await page.addInitScript(() => localStorage.setItem('jishi.home.coupons', '9999-12-31'))
  await page.goto(url, { waitUntil: 'load' })
  await page.locator('.goods.card').first().waitFor()
  await page.waitForFunction((still) => performance.now() - globalThis.benchSeen.changed > still, STILL_MS)
  const { largest, shift } = await page.evaluate(() => globalThis.benchSeen)
  await touch(page)
  const { slowest } = await page.evaluate(() => globalThis.benchSeen)
  await context.close()
  return { largest, shift, slowest }
}

/** `judged` is false where the machine is not to be trusted with a person's patience. */
export const measurePhone = async ({ shop, figures, say, judged }) => {
  const browser = await launch()
  const seen = []
  try {
    for (let n = 0; n <= LOOKS; n += 1) {
      say(n === 0 ? 'the home page on a slow phone' : `the home page on a slow phone, look ${n} of ${LOOKS}`)
      const found = await look(browser, `${shop.url}/`)
      // The first look is of a shop that was asked for nothing yet.
      if (n > 0) seen.push(found)
    }
  } finally {
    await browser.close()
  }
  const scale = judged ? 'full' : 'quick'
  const of = (name) => median(seen.map((found) => found[name]))
  figures.note('S7.largest', of('largest') / 1_000, 2, 's until the largest thing is painted', scale, judged)
  figures.note('S7.shift', of('shift'), 0.1, 'layout shift', scale, judged)
  figures.note('S7.tap', of('slowest'), 200, 'ms, the slowest of three taps until it is painted', scale, judged)
}
