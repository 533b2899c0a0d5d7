import { monitorEventLoopDelay, type IntervalHistogram } from 'node:perf_hooks'
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common'
import type { Config } from '../config/config.js'
import { CONFIG } from '../config/config.js'

const LOOK_MS = 500
const SLOW_MS = 200
/** Two slow looks in a row are a second of trouble; one may be a garbage collection. */
const LOOKS = 2
const RESOLUTION_MS = 20

/** Decides from a row of measured delays whether the process is too busy to let anybody look around. */
export class SlowLooks {
  private slow = 0

  note(delayMs: number): void {
    this.slow = delayMs > SLOW_MS ? this.slow + 1 : 0
  }

  get tooBusy(): boolean {
    return this.slow >= LOOKS
  }
}

/**
 * Watches how late the process's own timers run. While they run late, browsing is refused first, so that paying
 * and ordering still get their turn. A machine shared with tests and browsers says nothing, so only a real shop
 * acts on it.
 */
@Injectable()
export class LoopLag implements OnApplicationShutdown {
  private readonly looks = new SlowLooks()
  private readonly delays: IntervalHistogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  private readonly timer: NodeJS.Timeout | undefined

  constructor(@Inject(CONFIG) config: Config) {
    if (config.mode !== 'production') return
    this.delays.enable()
    this.timer = setInterval(() => this.look(), LOOK_MS)
    this.timer.unref()
  }

  get tooBusy(): boolean {
    return this.looks.tooBusy
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer)
    this.delays.disable()
  }

  private look(): void {
    this.looks.note(this.delays.mean / 1e6)
    this.delays.reset()
  }
}
