import type { Device } from './device.js'
import type { AtTheCashier, Gateway, Person } from './gateway.js'
import type { PageStack } from './page-stack.js'
import type { Wire } from './wire.js'

export interface LaunchOptions {
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly scene: number
}

/** What a client's functions work on. */
export interface ClientParts {
  readonly device: Device
  readonly wire: Wire
  readonly gateway: Gateway
  readonly person: Person
  readonly launch: LaunchOptions
  readonly pages: () => PageStack
  /** The same value made of the program's own objects. */
  inside<T>(value: T): T
  /** The same bytes in a buffer of the program's own. */
  bytes(data: Uint8Array): ArrayBuffer
  /** Calls into the program; what it throws is an incident. */
  guard(run: () => void): void
  /** Sends an event to the element that was tapped. */
  send(target: unknown, event: string, detail: unknown): void
  readonly mood: Mood
}

/** How the person behaves; a test changes it. */
export interface Mood {
  cashier: AtTheCashier
  /** Gives the phone number when the client asks for it. */
  givesPhone: boolean
  /** An app of its own whose code reaches the shop by mistake. */
  codeOfApp: string | undefined
}

export type Options = Record<string, unknown>
export type ApiFunction = (options?: never, ...rest: never[]) => unknown

/** What a program sends: text as it is, bytes as they are, anything else as JSON. Buffers come from the program's own realm. */
export const bodyOf = (data: unknown): string | Uint8Array<ArrayBuffer> | undefined => {
  if (data === undefined || typeof data === 'string') return data
  if (Object.prototype.toString.call(data) === '[object ArrayBuffer]') return new Uint8Array(data as ArrayBuffer)
  return JSON.stringify(data)
}

type Callback = (answer: unknown) => void

/** Answers later, as a client does: success or fail, then complete. */
export const answering = (
  parts: ClientParts,
  options: Options | undefined,
  outcome: { ok: boolean; answer: unknown },
): void => {
  const call = (name: string): void => {
    const callback = options?.[name]
    if (typeof callback === 'function') parts.guard(() => (callback as Callback)(parts.inside(outcome.answer)))
  }
  setTimeout(() => {
    call(outcome.ok ? 'success' : 'fail')
    call('complete')
  }, 0)
}

export const SCREEN = { width: 390, height: 844, statusBar: 47 }
export const CAPSULE = { left: 296, top: 51, right: 383, bottom: 83, width: 87, height: 32 }

export const systemOf = (device: Device, platform: string): Options => ({
  brand: 'Test',
  model: 'Test phone',
  pixelRatio: 3,
  screenWidth: SCREEN.width,
  screenHeight: SCREEN.height,
  windowWidth: SCREEN.width,
  windowHeight: SCREEN.height - 83,
  statusBarHeight: SCREEN.statusBar,
  language: 'zh_CN',
  system: 'Android 14',
  platform,
  SDKVersion: '3.5.0',
  version: '8.0.50',
  fontSizeSetting: 16,
  theme: 'light',
  networkType: device.online ? 'wifi' : 'none',
  safeArea: { left: 0, right: SCREEN.width, top: SCREEN.statusBar, bottom: 810, width: SCREEN.width, height: 763 },
})

/** Nothing is laid out here, so every box that is asked for is empty. */
export const emptyQuery = (parts: ClientParts): Options => {
  // Alipay's query shows what it was asked so far, and uni-app hangs its callbacks there.
  const actions: Options[] = []
  const later: Callback[] = []
  const query: Options = {}
  const step = (callback?: unknown): Options => {
    actions.push({})
    if (typeof callback === 'function') later.push(callback as Callback)
    return query
  }
  const node = { boundingClientRect: step, scrollOffset: step, fields: (_fields: unknown, done: unknown) => step(done) }
  return Object.assign(query, node, {
    actions,
    in: () => query,
    select: () => query,
    selectAll: () => query,
    selectViewport: () => query,
    exec: (done?: Callback) =>
      setTimeout(() => {
        parts.guard(() => {
          for (const callback of later) callback(null)
          done?.(parts.inside(Array.from({ length: actions.length }, () => null)))
        })
      }, 0),
  })
}
