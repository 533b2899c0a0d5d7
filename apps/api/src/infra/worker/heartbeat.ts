import { Inject, Injectable, Logger } from '@nestjs/common'
import type { Id } from '@jishi/kernel/id'
import { newId } from '@jishi/kernel/id'
import type { Clock } from '@jishi/kernel/time'
import { isoOf } from '@jishi/kernel/time'
import { CLOCK } from '../clock/clock.js'
import { Database } from '../database/database.js'
import { UNCOUNTED } from '../database/driver.js'

const EVERY_MS = 5_000

/**
 * Writes down that a worker is alive, in business time: a shop that stands still is not a broken shop, and rules about
 * how quickly something must happen are measured against the last beat.
 */
@Injectable()
export class Heartbeat {
  private readonly log = new Logger('Heartbeat')
  private id: Id<'worker'> | undefined
  private timer: NodeJS.Timeout | undefined
  private beating: Promise<void> = Promise.resolve()

  constructor(
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async start(): Promise<void> {
    await this.beat()
    this.timer = setInterval(() => void (this.beating = this.beat()), EVERY_MS)
    this.timer.unref()
  }

  async stop(): Promise<void> {
    clearInterval(this.timer)
    await this.beating
  }

  private async beat(): Promise<void> {
    this.id ??= newId<'worker'>(this.clock)
    const now = isoOf(this.clock.now())
    try {
      await this.database.execute(
        `${UNCOUNTED} insert into worker_heartbeats (worker_id, started_at, beat_at) values ($1, $2, $2)
         on conflict (worker_id) do update set beat_at = excluded.beat_at`,
        [this.id, now],
      )
    } catch (error) {
      this.log.warn((error as Error).message)
    }
  }
}
