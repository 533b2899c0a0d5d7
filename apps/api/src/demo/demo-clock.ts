import { AsyncLocalStorage } from 'node:async_hooks'
import { systemClock, type Clock, type Instant } from '@jishi/kernel/time'

/**
 * Many times at once: whatever is started inside `at` lives at that time, however often it waits, while its neighbours
 * live at theirs. So several orders of different days can be on their way side by side.
 */
export class DemoClock implements Clock {
  private readonly times = new AsyncLocalStorage<Instant>()

  now(): Instant {
    return this.times.getStore() ?? systemClock.now()
  }

  at<Result>(time: Instant, work: () => Promise<Result>): Promise<Result> {
    return this.times.run(time, work)
  }
}
