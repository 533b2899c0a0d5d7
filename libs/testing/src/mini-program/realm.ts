import { posix } from 'node:path'
import { createContext, runInContext, Script, type Context } from 'node:vm'
import type { Incidents } from './incidents.js'
import type { MiniPackage } from './package.js'

type Call = (...args: unknown[]) => unknown
type Wrapped = (require: (to: string) => unknown, module: { exports: object }, exports: object) => void

/**
 * What phones do not have, or not all of them, although the language does. Everything that browsers and Node add to the
 * language (fetch, URL, crypto, document, window, localStorage, process, Buffer …) is not in a fresh realm to begin with.
 */
const absent = ['Intl', 'WebAssembly', 'SharedArrayBuffer', 'Atomics']

/**
 * A JavaScript realm of its own for one running program: nothing but the language, timers, a console and what the
 * client hands in. Code made from text is refused by the engine itself, as it is in the real clients.
 */
export class Realm {
  private readonly context: Context
  private readonly modules = new Map<string, { exports: object }>()
  private readonly timers = new Set<NodeJS.Timeout>()
  private readonly parse: (text: string) => unknown
  private readonly buffer: (length: number) => ArrayBuffer

  constructor(
    private readonly pack: MiniPackage,
    private readonly incidents: Incidents,
  ) {
    this.context = createContext({}, { codeGeneration: { strings: false, wasm: false } })
    for (const name of absent) runInContext(`delete globalThis.${name}`, this.context)
    this.parse = runInContext('JSON.parse', this.context) as (text: string) => unknown
    this.buffer = runInContext('(length) => new ArrayBuffer(length)', this.context) as (length: number) => ArrayBuffer
    this.provide({ ...this.clock(), console: this.console(), global: runInContext('globalThis', this.context) })
  }

  provide(names: Readonly<Record<string, unknown>>): void {
    Object.assign(this.context, names)
  }

  /** The same value made of this realm's own objects: all that ever crosses a real bridge is JSON. */
  inside<T>(value: T): T {
    return value === undefined ? value : (this.parse(JSON.stringify(value)) as T)
  }

  /** Bytes in a buffer of this realm. */
  bytes(data: Uint8Array): ArrayBuffer {
    const buffer = this.buffer(data.byteLength)
    new Uint8Array(buffer).set(data)
    return buffer
  }

  /** Runs a file once, as `require` does. */
  require(file: string): object {
    const known = this.modules.get(file)
    if (known) return known.exports
    const module = { exports: {} }
    this.modules.set(file, module)
    const text = `(function(require,module,exports){${this.pack.scriptOf(file)}\n})`
    const run = new Script(text, { filename: `${this.pack.vendor}/${file}` }).runInContext(this.context) as Wrapped
    run((to) => this.require(posix.join(posix.dirname(file), to)), module, module.exports)
    return module.exports
  }

  close(): void {
    for (const timer of this.timers) clearTimeout(timer)
    this.timers.clear()
  }

  private clock(): Record<string, Call> {
    const guarded = (run: unknown, args: unknown[]): void => {
      try {
        if (typeof run === 'function') (run as Call)(...args)
      } catch (error) {
        this.incidents.note('error in a timer', error)
      }
    }
    const start = (kind: typeof setTimeout | typeof setInterval, once: boolean): Call => {
      return (run, ms, ...args) => {
        const timer = kind(
          () => {
            if (once) this.timers.delete(timer)
            guarded(run, args)
          },
          Number(ms ?? 0),
        )
        this.timers.add(timer)
        return Number(timer)
      }
    }
    const stop: Call = (timer) => void clearTimeout(timer as number)
    return {
      setTimeout: start(setTimeout, true),
      setInterval: start(setInterval, false),
      clearTimeout: stop,
      clearInterval: stop,
    }
  }

  private console(): Record<string, Call> {
    const silent: Call = () => undefined
    const loud: Call = (...values) => this.incidents.note('console.error', ...values)
    return { log: silent, debug: silent, info: silent, warn: silent, error: loud }
  }
}
