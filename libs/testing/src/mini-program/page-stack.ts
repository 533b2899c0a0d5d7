import type { Instance } from './definitions.js'
import type { MountedPage } from './stage.js'

export type Query = Record<string, string>

export interface OpenPage {
  readonly route: string
  readonly mounted: MountedPage
  readonly instance: Instance
}

export interface PageFloor {
  readonly tabs: readonly string[]
  has(route: string): boolean
  /** Creates the page, lets it enter the stack, and runs its first hooks: a page that loads is one of the current pages. */
  open(route: string, query: Query, enter: (page: OpenPage) => void): OpenPage
  call(page: OpenPage, hook: string, argument?: unknown): void
}

/** A refusal in the words of the clients. */
export class CannotNavigate extends Error {}

const DEEPEST = 10

export const parseAddress = (url: string): { path: string; query: Query } => {
  const [path = '', text = ''] = url.split('?')
  const pairs = text.split('&').filter((pair) => pair !== '')
  // Clients hand the query over as it was written: decoding is the page's own business.
  const query = Object.fromEntries(pairs.map((pair) => [pair.split('=')[0] ?? '', pair.split('=').slice(1).join('=')]))
  return { path, query }
}

const absolute = (path: string, from: string): string => {
  if (path.startsWith('/')) return path.slice(1)
  return new URL(path, `http://program/${from}`).pathname.slice(1)
}

/** The pages on top of each other, and the tab pages that stay alive beside them. */
export class PageStack {
  private stack: OpenPage[] = []
  private readonly kept = new Map<string, OpenPage>()
  /** What happened to pages, in order: `pages/home/home onLoad`. */
  readonly history: string[] = []

  constructor(private readonly floor: PageFloor) {}

  get pages(): readonly OpenPage[] {
    return this.stack
  }

  get top(): OpenPage {
    const top = this.stack.at(-1)
    if (top === undefined) throw new Error('no page is open')
    return top
  }

  navigateTo(url: string): void {
    const { route, query } = this.address(url)
    if (this.floor.tabs.includes(route)) throw new CannotNavigate('can not navigateTo a tabbar page')
    if (this.stack.length >= DEEPEST) throw new CannotNavigate(`page limit exceeded: ${DEEPEST}`)
    this.hook(this.top, 'onHide')
    this.push(route, query)
  }

  redirectTo(url: string): void {
    const { route, query } = this.address(url)
    if (this.floor.tabs.includes(route)) throw new CannotNavigate('can not redirectTo a tabbar page')
    this.close(this.top)
    this.push(route, query)
  }

  navigateBack(delta = 1): void {
    if (this.stack.length < 2) throw new CannotNavigate('cannot navigate back at first page.')
    const count = Math.min(Math.max(1, delta), this.stack.length - 1)
    for (let closed = 0; closed < count; closed += 1) this.close(this.top)
    this.show(this.top)
  }

  switchTab(url: string): void {
    const { route } = this.address(url)
    if (!this.floor.tabs.includes(route)) throw new CannotNavigate('can not switch to no-tabBar page')
    if (this.stack.length === 1 && this.stack[0]?.route === route) return
    const top = this.stack.at(-1)
    if (top && this.isTab(top)) this.hook(top, 'onHide')
    while (this.stack.length > 0 && !this.isTab(this.top)) this.close(this.top)
    const kept = this.kept.get(route)
    this.stack = []
    if (kept === undefined) this.push(route, {})
    else {
      this.stack = [kept]
      this.show(kept)
    }
  }

  reLaunch(url: string): void {
    const { route, query } = this.address(url)
    for (const page of [...this.stack].reverse()) if (!this.isTab(page)) this.close(page)
    for (const page of this.kept.values()) this.unload(page)
    this.kept.clear()
    this.stack = []
    this.push(route, query)
  }

  hook(page: OpenPage, name: string, argument?: unknown): void {
    this.history.push(`${page.route} ${name}`)
    if (name === 'onHide') page.mounted.place.hidden = true
    this.floor.call(page, name, argument)
  }

  closeAll(): void {
    for (const page of new Set([...this.stack, ...this.kept.values()])) this.unload(page)
    this.stack = []
    this.kept.clear()
  }

  private address(url: string): { route: string; query: Query } {
    const { path, query } = parseAddress(url)
    const route = absolute(path, this.stack.at(-1)?.route ?? '')
    if (!this.floor.has(route)) throw new CannotNavigate(`page "${route}" is not found`)
    return { route, query }
  }

  private push(route: string, query: Query): void {
    this.history.push(`${route} onLoad`)
    const page = this.floor.open(route, query, (entering) => void this.stack.push(entering))
    if (this.isTab(page)) this.kept.set(route, page)
    this.show(page)
    this.hook(page, 'onReady')
  }

  private show(page: OpenPage): void {
    page.mounted.place.hidden = false
    this.hook(page, 'onShow')
  }

  private isTab(page: OpenPage): boolean {
    return this.floor.tabs.includes(page.route)
  }

  private close(page: OpenPage): void {
    this.stack = this.stack.filter((other) => other !== page)
    this.kept.delete(page.route)
    this.unload(page)
  }

  private unload(page: OpenPage): void {
    this.hook(page, 'onUnload')
    page.mounted.release()
  }
}
