import type { Clock, Instant } from '@jishi/kernel/time'
import { addMs, systemClock } from '@jishi/kernel/time'

/** Nest token of the one business clock; inject it with `@Inject(CLOCK) clock: Clock`. */
export const CLOCK = Symbol('Clock')

/**
 * A clock that somebody moves: tests jump over deadlines with it and the demo shop lives its ninety days with it.
 * Until it is first set it follows the real time, so that leaving it alone changes nothing.
 */
export class MovableClock implements Clock {
  private held: Instant | undefined

  constructor(start?: Instant) {
    this.held = start
  }

  now(): Instant {
    return this.held ?? systemClock.now()
  }

  set(instant: Instant): void {
    this.held = instant
  }

  advance(ms: number): void {
    this.held = addMs(this.now(), ms)
  }

  /** Back to real time. */
  release(): void {
    this.held = undefined
  }
}
