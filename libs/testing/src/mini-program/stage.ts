/// <reference lib="dom" />
import { createRequire } from 'node:module'
import { glassEasel, MiniProgramEnv } from 'glass-easel-miniprogram-adapter'
import type { Instance, WechatOptions } from './definitions.js'
import type { Incidents } from './incidents.js'
import type { MiniPackage } from './package.js'
import type { Templates } from './templates.js'

export interface DataUpdate {
  readonly part: string
  readonly bytes: number
}

export interface MountedPage {
  readonly instance: Instance
  readonly place: HTMLElement
  /** Makes it part of the document; its components come to life. */
  attach(): void
  release(): void
}

interface Window {
  readonly document: Document
  readonly requestAnimationFrame: typeof requestAnimationFrame
}
/** jsdom brings no types; this is as much of it as is used here. */
type Jsdom = { JSDOM: new (html: string, options: { pretendToBeVisual: boolean }) => { window: Window } }
const { JSDOM } = createRequire(import.meta.url)('jsdom') as Jsdom

/** One document for all programs of this process: each has a place of its own in it. */
const openDocument = (): Document => {
  const known = (globalThis as { document?: Document }).document
  if (known) return known
  const { window } = new JSDOM('<!doctype html><body></body>', { pretendToBeVisual: true })
  Object.assign(globalThis, { window, document: window.document, requestAnimationFrame: window.requestAnimationFrame })
  return window.document
}

interface Host {
  getMethodCaller(): unknown
}

/** The program whose part failed cannot be told from the error itself, so every open one is told. */
const open = new Set<Incidents>()
glassEasel.addGlobalErrorListener((error: unknown) => {
  for (const incidents of open) incidents.note('error in a component', error)
  return false
})
glassEasel.addGlobalWarningListener(() => false)
glassEasel.globalOptions.useMethodCallerListeners = true

/** Where pages are shown: WeChat's open-source component framework on a document without layout. */
export class Stage {
  readonly updates: DataUpdate[] = []
  private readonly document = openDocument()
  private readonly environment = new MiniProgramEnv()
  private readonly space = this.environment.createCodeSpace('', true)
  private readonly backend = this.environment.associateBackend(new glassEasel.CurrentWindowBackendContext())

  constructor(
    pack: MiniPackage,
    templates: Templates,
    private readonly incidents: Incidents,
  ) {
    for (const path of pack.parts()) {
      const components = Object.entries(pack.componentsOf(path)).map(([name, to]) => [name, `/${to}`])
      this.space.addComponentStaticConfig(path, { usingComponents: Object.fromEntries(components) })
      this.space.addCompiledTemplate(path, templates.of(path))
    }
    open.add(incidents)
  }

  define(path: string, definition: WechatOptions): void {
    const { updates } = this
    const prepare = {
      created(this: Instance): void {
        const original = this.setData
        this.setData = (change, then) => {
          // A real bridge carries JSON and nothing else: functions and undefined are lost on the way.
          const text = JSON.stringify(change)
          updates.push({ part: path, bytes: Buffer.byteLength(text) })
          original.call(this, JSON.parse(text) as Record<string, unknown>, then)
        }
      },
    }
    const whole = {
      ...definition,
      behaviors: [
        this.space
          .behavior()
          .definition(prepare as object)
          .register(),
      ],
    }
    this.space
      .component(path)
      .definition(whole as object)
      .register()
  }

  /** The page exists, but is not in the document before `attach`. */
  create(path: string): MountedPage {
    const root = this.backend.createRoot('page', this.space, path)
    const frame = this.document.createElement('div')
    const place = this.document.createElement('div')
    frame.append(place)
    return {
      instance: root.get() as unknown as Instance,
      place: frame,
      attach: () => {
        this.document.body.append(frame)
        root.attach(frame as never, place as never)
      },
      release: () => {
        root.release()
        frame.remove()
      },
    }
  }

  /** Whoever's markup a component stands in. */
  ownerOf(instance: Instance): Record<string, unknown> {
    const { ownerShadowRoot } = instance['_$'] as { ownerShadowRoot: { getHostNode(): Host } | null }
    return (ownerShadowRoot?.getHostNode().getMethodCaller() ?? {}) as Record<string, unknown>
  }

  close(): void {
    open.delete(this.incidents)
  }
}
