// @vitest-environment jsdom
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { HomeView } from '@jishi/contracts/shopfront/shopfront.schema'
import { picturePath } from '@jishi/contracts/primitives.terms'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

const PAGE = readFileSync(join(import.meta.dirname, '../../../index.html'), 'utf8')
const SCRIPT = /<script id="early">([\s\S]*?)<\/script>/.exec(PAGE)?.[1] ?? ''
const picture = (id: string) => ({ id, width: 800, height: 800, colour: '#eee' })
const HOME = {
  banners: [{ picture: picture('BANNER') }, { picture: picture('SECOND') }],
  feed: { items: ['ONE', 'TWO', 'THREE'].map((id) => ({ picture: picture(id) })) },
} as unknown as HomeView

const preloads = (): string[] =>
  [...document.head.querySelectorAll<HTMLLinkElement>('link[rel=preload]')]
    .filter((link) => link.as === 'image')
    .map((link) => link.getAttribute('href') ?? '')
const fetched = vi.fn<typeof fetch>()
const answers = (body: unknown, status = 200): void =>
  void fetched.mockImplementation(() => Promise.resolve(new Response(JSON.stringify(body), { status })))
const opened = async (path: string, density = 2): Promise<void> => {
  window.history.replaceState(null, '', path)
  vi.stubGlobal('devicePixelRatio', density)
  new Function(SCRIPT)()
  await new Promise((resolve) => setTimeout(resolve, 10))
}
const asked = () => (window as { jishiEarly?: { path: string; answer: Promise<Response> } }).jishiEarly

describe('the head of the page', () => {
  beforeEach(() => {
    fetched.mockReset()
    vi.stubGlobal('fetch', fetched)
    document.head.innerHTML = ''
    window.localStorage.clear()
    delete (window as { jishiEarly?: unknown }).jishiEarly
  })
  afterEach(() => vi.unstubAllGlobals())

  it('asks for the home page, and leaves the whole answer to the program', async () => {
    answers(HOME)
    await opened('/')
    expect(fetched).toHaveBeenCalledTimes(1)
    expect(await (await asked()?.answer)?.json()).toEqual(HOME)
  })

  it.each([1, 1.5, 2, 3, 4])(
    'fetches the first pictures under the addresses of the program at density %d',
    async (at) => {
      answers(HOME)
      await opened('/pages/home/home', at)
      const pixels = (width: number) => Math.round(width * Math.min(3, at) * 0.85)
      expect(preloads()).toEqual([
        picturePath('BANNER', pixels(360)),
        ...['ONE', 'TWO'].map((id) => picturePath(id, pixels(175))),
      ])
    },
  )

  it.each([
    ['a refusal', { code: 'OVERLOADED' }, 503],
    ['an empty shop', { banners: [], feed: { items: [] } }, 200],
    ['goods without a picture', { banners: [{ picture: null }], feed: { items: [{ picture: null }] } }, 200],
  ])('fetches no picture of %s', async (_, body, status) => {
    answers(body, status)
    await opened('/')
    expect(preloads()).toEqual([])
    expect((await asked()?.answer)?.status).toBe(status)
  })

  it('asks for nothing on another page, or in another language', async () => {
    answers(HOME)
    await opened('/pages/cart/cart')
    window.localStorage.setItem('jishi.locale', JSON.stringify({ type: 'string', data: 'en' }))
    await opened('/')
    expect(fetched).not.toHaveBeenCalled()
    expect(asked()).toBeUndefined()
  })
})
