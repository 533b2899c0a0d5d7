import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'

export type Vendor = 'mp-weixin' | 'mp-alipay'

interface RawTab {
  pagePath: string
}

interface RawApp {
  pages: string[]
  subPackages?: { root: string; pages: string[] }[]
  tabBar?: { list?: RawTab[]; items?: RawTab[] }
}

interface RawPart {
  usingComponents?: Record<string, string>
  component?: boolean
}

const markup: Record<Vendor, string> = { 'mp-weixin': '.wxml', 'mp-alipay': '.axml' }

/** The files of one compiled mini program. Paths are those of its pages and components, without an ending. */
export class MiniPackage {
  readonly pages: readonly string[]
  readonly tabs: readonly string[]

  constructor(
    readonly folder: string,
    readonly vendor: Vendor,
  ) {
    if (!existsSync(join(folder, 'app.json'))) throw new Error(`${folder} holds no mini program: build it first`)
    const app = JSON.parse(readFileSync(join(folder, 'app.json'), 'utf8')) as RawApp
    const inside = (app.subPackages ?? []).flatMap(({ root, pages }) => pages.map((page) => `${root}/${page}`))
    this.pages = [...app.pages, ...inside]
    this.tabs = (app.tabBar?.list ?? app.tabBar?.items ?? []).map(({ pagePath }) => pagePath)
  }

  get home(): string {
    return this.pages[0] ?? ''
  }

  /** Names used in the markup of a page or component, and the paths of what they stand for. */
  componentsOf(path: string): Record<string, string> {
    const { usingComponents = {} } = this.json(path)
    return Object.fromEntries(Object.entries(usingComponents).map(([name, to]) => [name, this.resolve(path, to)]))
  }

  /** Every page, and every component that one of them reaches. */
  parts(): string[] {
    const seen = new Set<string>()
    const visit = (path: string): void => {
      if (seen.has(path)) return
      seen.add(path)
      Object.values(this.componentsOf(path)).forEach(visit)
    }
    this.pages.forEach(visit)
    return [...seen]
  }

  markupOf(path: string): string {
    return this.read(path + markup[this.vendor])
  }

  scriptOf(file: string): string {
    return this.read(file)
  }

  private json(path: string): RawPart {
    return JSON.parse(this.read(`${path}.json`)) as RawPart
  }

  private read(file: string): string {
    return readFileSync(join(this.folder, file), 'utf8')
  }

  private resolve(from: string, to: string): string {
    return to.startsWith('/') ? to.slice(1) : posix.join(dirname(from), to)
  }
}
