import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'
import { root } from './shop.js'

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--font-render-hinting=none',
]

const onPath = (): string | undefined => {
  for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
    try {
      return execFileSync('which', [name], { encoding: 'utf8' }).trim()
    } catch {
      // The next name, then.
    }
  }
  return undefined
}

/** CHROMIUM_PATH, else a browser on the path, else the one that comes as a package. */
const launch = async (): Promise<Browser> => {
  const own = process.env['CHROMIUM_PATH'] ?? onPath()
  if (own !== undefined) return chromium.launch({ executablePath: own, args: ARGUMENTS })
  const { default: packed } = await import('@sparticuz/chromium')
  return chromium.launch({ executablePath: await packed.executablePath(), args: [...packed.args, ...ARGUMENTS] })
}

export type Look = 'light' | 'dark'

export const PHONE = { width: 390, height: 844 }
export const DESK = { width: 1280, height: 800 }
/** A shop asks a browser what it is before it offers ways to pay. */
export const PHONE_AGENT =
  'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Mobile Safari/537.36'

/** Coupons come up by themselves once a day, over whatever a story is about: for its people they have done so already. */
const seenCoupons = (): void => {
  try {
    localStorage.setItem('jishi.home.coupons', '9999-12-31')
  } catch {
    // A page without an address keeps nothing.
  }
}

/** A browser that notices what a person would not: requests to strangers, errors in the page. */
export class Window {
  readonly strangers: string[] = []
  readonly errors: string[] = []

  private constructor(
    private readonly browser: Browser,
    private readonly coupons: boolean,
  ) {}

  /** `coupons`: they come up by themselves, as for everybody. */
  static async open({ coupons = false } = {}): Promise<Window> {
    return new Window(await launch(), coupons)
  }

  /** A page of a person of their own: nothing is shared with another one. */
  async person(size: { width: number; height: number }, look: Look = 'light', agent = PHONE_AGENT): Promise<Page> {
    const phone = size.width < 500
    const context = await this.browser.newContext({
      viewport: size,
      deviceScaleFactor: phone ? 2 : 1,
      hasTouch: phone,
      isMobile: phone,
      colorScheme: look,
      locale: 'zh-CN',
      timezoneId: 'Asia/Shanghai',
      reducedMotion: 'reduce',
      ignoreHTTPSErrors: true,
      ...(phone ? { userAgent: agent } : {}),
    })
    if (!this.coupons) await context.addInitScript(seenCoupons)
    return this.watched(context)
  }

  /** One more tab of the same person. */
  tab(page: Page): Promise<Page> {
    return this.watched(page.context())
  }

  async close(): Promise<void> {
    await this.browser.close()
  }

  private async watched(context: BrowserContext): Promise<Page> {
    const page = await context.newPage()
    page.setDefaultTimeout(60_000)
    page.on('request', (request) => {
      const url = request.url()
      if (/^https?:/.test(url) && !/^https?:\/\/127\.0\.0\.1:/.test(url)) this.strangers.push(url)
    })
    page.on('pageerror', (error) => this.errors.push(error.message))
    // A refusal the shop answers with is the page's to explain; the browser prints a line for each of its own.
    page.on('console', (line) => {
      if (line.type() === 'error' && !line.text().startsWith('Failed to load resource')) this.errors.push(line.text())
    })
    return page
  }
}

/** Where pictures go, for somebody who wants to look at them: they take as long as half of what is told. */
const album = process.env['JOURNEY_SCREENSHOTS'] ?? ''

/** As long as a person looks at a page before going on, be it kept or not. */
const LOOKED_AT_MS = 500
const lookAt = (page: Page): Promise<void> => page.waitForTimeout(LOOKED_AT_MS)

/** Keeps pictures of pages in <JOURNEY_SCREENSHOTS>/<title>, seen from the root of the repository; takes none where nothing says where to keep them. */
export const photographer =
  (title: string) =>
  async (page: Page, name: string): Promise<void> => {
    if (album === '') return lookAt(page)
    const folder = resolve(root, album, title)
    mkdirSync(folder, { recursive: true })
    await page.screenshot({ path: join(folder, `${name}.png`) })
  }

const SETTLED_MS = 300

/** The same page in the light and in the dark, for somebody to look at; it is light again afterwards. */
export const inBothLooks = (journey: string) => {
  const shoot = photographer(journey)
  return async (page: Page, name: string): Promise<void> => {
    if (album === '') return lookAt(page)
    for (const look of ['light', 'dark'] satisfies Look[]) {
      await page.emulateMedia({ colorScheme: look })
      await page.waitForTimeout(SETTLED_MS)
      await shoot(page, `${name}-${look}`)
    }
    await page.emulateMedia({ colorScheme: 'light' })
  }
}

/** At a desk and on a phone, each in the light and in the dark; it stands at the desk again afterwards. */
export const inEverySize = (journey: string) => {
  const shoot = inBothLooks(journey)
  return async (page: Page, name: string): Promise<void> => {
    if (album === '') return lookAt(page)
    await shoot(page, name)
    await page.setViewportSize(PHONE)
    await shoot(page, `${name}-phone`)
    await page.setViewportSize(DESK)
  }
}
