import { Inject, Injectable } from '@nestjs/common'
import { addDays, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import type { Tx } from '../../../infra/database/sql.js'
import { jobType } from '../../../infra/queue/job-type.js'
import { Queues } from '../../../infra/queue/queues.js'
import type { ShelfDays } from '../domain/shelf-days.js'

/** Comes when a product's day comes; the sweep over `spus.shelf_from` and `shelf_until` is the truth behind it. */
export const SHELF_DUE = jobType<{ spuId: string }>('catalog.shelf-due', { queue: 'default' })

/** What lies further ahead is left to the sweep: an alarm that rings in years only fills the queue. */
const HORIZON_DAYS = 30

/** Sets the alarm for the days of a product. An alarm of days that were changed since finds nothing to do. */
@Injectable()
export class ShelfClock {
  constructor(
    private readonly queues: Queues,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  set(tx: Tx, spuId: string, { from, until }: ShelfDays): void {
    const horizon = addDays(this.clock.now(), HORIZON_DAYS)
    for (const at of [from, until]) {
      if (at !== null && at <= horizon) this.queues.scheduleAfter(tx, SHELF_DUE, { spuId }, at)
    }
  }
}
