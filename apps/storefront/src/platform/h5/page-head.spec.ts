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
  shop: { name: '小满良品', searchHint: '搜搜看' },
  banners: [
    { picture: picture('BANNER'), kicker: '丰收节', title: '第一行\n第二行', tag: '去看看', ink: '#123456' },
    { picture: picture('SECOND') },
  ],
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
    vi.stubGlobal('innerWidth', 390)
    document.head.innerHTML = ''
    document.body.innerHTML = ''
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

  it('shows the top of the home page on a phone, in words that are no text', async () => {
    answers(HOME)
    await opened('/')
    const screen = document.getElementById('early-screen')
    expect(screen?.getAttribute('aria-hidden')).toBe('true')
    expect(screen?.textContent).toBe('')
    expect(screen?.querySelector('img')?.getAttribute('src')).toBe(preloads()[0])
    expect(
      [...(screen?.querySelectorAll('[data-words]') ?? [])].map((part) => part.getAttribute('data-words')),
    ).toEqual([...['小满良品', '搜搜看', '丰收节', '第一行\n第二行', '去看看']])
  })

  it.each([
    ['on a wide screen', HOME, 481, false],
    ['of a shop without banners', { ...HOME, banners: [] }, 390, false],
    ['whose banner has no picture', { ...HOME, banners: [{ picture: null }] }, 390, false],
    ['that the program has asked for already', HOME, 390, true],
  ])('shows no top %s', async (_, home, width, taken) => {
    answers(home)
    vi.stubGlobal('innerWidth', width)
    const opening = opened('/')
    if (taken) delete (window as { jishiEarly?: unknown }).jishiEarly
    await opening
    expect(document.getElementById('early-screen')).toBeNull()
  })

  it('takes the top away from whoever is led to another page before the program could', async () => {
    answers(HOME)
    await opened('/')
    const screen = document.getElementById('early-screen')
    await new Promise((resolve) => setTimeout(resolve, 250))
    expect(screen?.isConnected).toBe(true)
    window.history.replaceState(null, '', '/pkg-pay/result/result')
    await vi.waitFor(() => expect(screen?.isConnected).toBe(false))
  })

  it('paints in the colours of the shop, light and dark', () => {
    const tokens = readFileSync(join(import.meta.dirname, '../../styles/tokens.scss'), 'utf8')
    const palette = (look: string): Map<string, string> =>
      new Map(
        [...(new RegExp(`@mixin ${look} \\{([^}]*)`).exec(tokens)?.[1] ?? '').matchAll(/--([\w-]+): ([^;]+);/g)].map(
          ([, name = '', value = '']) => [name, value],
        ),
      )
    const looks = /<style id="early-looks">([\s\S]*?)<\/style>/.exec(PAGE)?.[1] ?? ''
    const dark = looks.lastIndexOf('@media (prefers-color-scheme: dark)')
    const used = (text: string): string[] => [...new Set(text.match(/#[\da-f]{6}\b/g))].sort()
    const of = (look: string): string[] =>
      ['bg', 'ink', 'line', 'surface', 'ink-3', 'brand'].map((name) => palette(look).get(name) ?? '').sort()
    expect(used(looks.slice(dark))).toEqual(of('dark'))
    expect(used(looks.slice(0, dark).replace(/@media [^{]*dark[^{]*\{[^}]*\}/, ''))).toEqual(of('light'))
    expect(looks.slice(dark)).toContain(`brightness(${palette('dark').get('dim') ?? ''})`)
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
