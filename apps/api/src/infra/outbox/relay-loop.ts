import { Inject, Injectable, Logger } from '@nestjs/common'
import pg from 'pg'
import type { Config } from '../config/config.js'
import { CONFIG } from '../config/config.js'
import { FirstTry } from './first-try.js'
import { RELAY_CHANNEL, RelaySignal } from './relay-signal.js'
import { Relay } from './relay.js'

const IDLE_MS = 1_000
const REDELIVER_MS = 5_000
const RECONNECT_MS = 2_000

/** Keeps the relay running where a worker is: at once after a commit, every second in any case. */
@Injectable()
export class RelayLoop {
  private readonly log = new Logger('Relay')
  private stopped = true
  private wake: (() => void) | undefined
  private raised = false
  private looping: Promise<void> = Promise.resolve()
  private listener: pg.Client | undefined
  private reconnect: NodeJS.Timeout | undefined
  private unlisten: (() => void) | undefined

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly relay: Relay,
    private readonly signal: RelaySignal,
    private readonly firstTry: FirstTry,
  ) {}

  start(): void {
    this.stopped = false
    this.firstTry.start()
    this.unlisten = this.signal.listen(() => this.nudge())
    void this.listen()
    this.looping = this.loop()
  }

  async stop(): Promise<void> {
    this.stopped = true
    this.unlisten?.()
    clearTimeout(this.reconnect)
    this.nudge()
    await this.looping
    await this.firstTry.stop()
    await this.listener?.end().catch(() => undefined)
    this.listener = undefined
  }

  private nudge(): void {
    this.raised = true
    this.wake?.()
  }

  private async loop(): Promise<void> {
    let sinceRedelivery = 0
    while (!this.stopped) {
      this.raised = false
      const started = performance.now()
      try {
        await this.relay.drain()
        if (sinceRedelivery >= REDELIVER_MS) {
          await this.relay.redeliver()
          sinceRedelivery = 0
        }
      } catch (error) {
        this.log.warn((error as Error).message)
        await this.pause(true)
      }
      await this.pause(false)
      sinceRedelivery += performance.now() - started
    }
  }

  /** Until the next signal or the next second; after a failure the signal does not cut the rest short. */
  private async pause(afterFailure: boolean): Promise<void> {
    if (this.stopped || (this.raised && !afterFailure)) return
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, IDLE_MS)
      const finish = (): void => {
        if (afterFailure && !this.stopped) return
        clearTimeout(timer)
        resolve()
      }
      this.wake = finish
    })
    this.wake = undefined
  }

  /** Signals of other processes come over a connection of their own, which is opened again whenever it is lost. */
  private async listen(): Promise<void> {
    if (this.stopped) return
    const client = new pg.Client({
      connectionString: this.config.databaseUrl,
      application_name: 'jishi-relay',
      keepAlive: true,
    })
    client.on('notification', () => this.nudge())
    client.on('error', () => this.listenAgain(client))
    try {
      await client.connect()
      await client.query(`listen ${RELAY_CHANNEL}`)
      this.listener = client
    } catch {
      this.listenAgain(client)
    }
  }

  private listenAgain(client: pg.Client): void {
    client.removeAllListeners()
    client.on('error', () => undefined)
    client.end().catch(() => undefined)
    if (this.stopped) return
    clearTimeout(this.reconnect)
    this.reconnect = setTimeout(() => void this.listen(), RECONNECT_MS)
    this.reconnect.unref()
  }
}
