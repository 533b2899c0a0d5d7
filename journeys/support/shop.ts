import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from '@jishi/testing/free-port'

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const READY = /^ready (http:\/\/\S+)$/m
const WARM_START_MS = 120_000
const AHEAD = new URL('clock-ahead.mjs', import.meta.url).href

/** What a newcomer would read of the demo accounts. */
export interface DemoAccounts {
  operators: { username: string; password: string; role: string }[]
}

/** A shop of its own: own data directory, own ports, opened by the very command of the README. */
export class Shop {
  private child: ChildProcess | undefined
  /** How far ahead of the real time all clocks of this shop are. */
  private aheadMs = 0
  output = ''

  private constructor(
    readonly dataDir: string,
    readonly port: number,
    readonly simulatorPort: number,
    private readonly settings: Readonly<Record<string, string>>,
  ) {}

  /** `settings` are what a newcomer would write into .env. */
  static async create(settings: Readonly<Record<string, string>> = {}): Promise<Shop> {
    return new Shop(mkdtempSync(join(tmpdir(), 'jishi-journey-')), await freePort(), await freePort(), settings)
  }

  /** Opens a copy of a shop that was stopped in good order, on a data directory of its own, now or at a later time. */
  static async openCopyOf(dataDir: string, at?: number): Promise<Shop> {
    const shop = await Shop.create()
    if (at !== undefined) shop.aheadMs = at - Date.now()
    // cp keeps whose files they are, which Node's copying does not: they belong to the account that Postgres runs as.
    execFileSync('cp', ['-a', `${dataDir}/.`, shop.dataDir])
    await shop.start(WARM_START_MS)
    return shop
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`
  }

  get consoleUrl(): string {
    return `http://127.0.0.1:${this.simulatorPort}`
  }

  get accounts(): DemoAccounts {
    return JSON.parse(readFileSync(join(this.dataDir, 'demo.json'), 'utf8')) as DemoAccounts
  }

  /** The time of the shop, which its story may have moved on. */
  get now(): number {
    return Date.now() + this.aheadMs
  }

  /** Closes it, and opens it again at a later time: whatever falls due in between is due at once. */
  async reopenAt(at: number): Promise<void> {
    await this.stop()
    // Turns of the sweeps are kept by the database's own clock, which nobody moves.
    const { code, output } = await this.run('journeys/support/forget-turns.mjs')
    if (code !== 0) throw new Error(output)
    this.aheadMs = at - Date.now()
    await this.start(WARM_START_MS)
  }

  /** Answers the milliseconds until the ready line. */
  async start(limitMs: number): Promise<number> {
    const started = performance.now()
    this.output = ''
    const child = spawn(process.execPath, ['scripts/start.mjs'], {
      cwd: root,
      env: this.env(),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.child = child
    const note = (chunk: Buffer): void => void (this.output += chunk.toString('utf8'))
    child.stdout.on('data', note)
    child.stderr.on('data', note)
    while (!READY.test(this.output)) {
      if (child.exitCode !== null || performance.now() - started > limitMs) {
        throw new Error(`the shop did not open:\n${this.output.slice(-4_000)}`)
      }
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    return performance.now() - started
  }

  /** Ctrl-C, as a person stops it; answers the exit code. */
  async stop(): Promise<number | null> {
    return this.end('SIGINT')
  }

  /** The bad day: every process of the shop that we can name, at once, without a word. */
  async killShop(): Promise<void> {
    const record = JSON.parse(readFileSync(join(this.dataDir, 'run.json'), 'utf8')) as { shop: { pid: number } }
    process.kill(record.shop.pid, 'SIGKILL')
    await this.end('SIGKILL')
  }

  /** Runs one of the project's own scripts on this shop's data. */
  async run(
    script: string,
    args: readonly string[] = [],
    env: NodeJS.ProcessEnv = this.env(),
  ): Promise<{ code: number | null; output: string }> {
    const child = spawn(process.execPath, [script, ...args], {
      cwd: root,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')))
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')))
    const [code] = (await once(child, 'exit')) as [number | null]
    return { code, output }
  }

  async remove(): Promise<void> {
    if (this.child?.exitCode === null && this.child.signalCode === null) await this.stop()
    rmSync(this.dataDir, { recursive: true, force: true })
  }

  private env(): NodeJS.ProcessEnv {
    // A newcomer has a bare shell; and empty beats what an .env says, so that no own database is ever touched.
    const { JISHI_MODE: _mode, ...rest } = process.env
    return {
      ...rest,
      DATABASE_URL: '',
      REDIS_URL: '',
      PORT: String(this.port),
      SIMULATOR_PORT: String(this.simulatorPort),
      DATA_DIR: this.dataDir,
      LOG_LEVEL: 'warn',
      ...(this.aheadMs === 0 ? {} : { NODE_OPTIONS: `--import=${AHEAD}`, JOURNEY_AHEAD_MS: String(this.aheadMs) }),
      ...this.settings,
    }
  }

  private async end(signal: NodeJS.Signals): Promise<number | null> {
    const { child } = this
    if (child === undefined) return null
    if (child.exitCode === null && child.signalCode === null) {
      child.kill(signal)
      await once(child, 'exit')
    }
    return child.exitCode
  }
}
