import { Injectable } from '@nestjs/common'
import { Database } from '../database/database.js'
import { UNCOUNTED } from '../database/driver.js'
import { Reactions } from '../worker/reactions.js'
import { DeliverEvent } from './deliver-event.js'

const BATCH = 200

interface Waiting {
  id: string
  name: string
}

/**
 * Gives waiting events to their handlers here and now, in the order they happened and without the queue. For work
 * that moves the clock itself (the demo shop living its ninety days): every reaction runs at the time it belongs to.
 * No worker may run meanwhile.
 */
@Injectable()
export class DeliverNow {
  constructor(
    private readonly database: Database,
    private readonly reactions: Reactions,
    private readonly deliver: DeliverEvent,
  ) {}

  /** Until nothing waits any more, events told by the handlers included; answers how many events it delivered. */
  async run(): Promise<number> {
    let total = 0
    for (;;) {
      const waiting = await this.waiting()
      for (const event of waiting) await this.deliverTo(event)
      if (waiting.length === 0) return total
      total += waiting.length
      await this.settle(waiting)
    }
  }

  private waiting(): Promise<Waiting[]> {
    return this.database.rows<Waiting>(
      `${UNCOUNTED} select id, name from outbox where published_at is null order by seq limit $1`,
      [BATCH],
    )
  }

  private async deliverTo(event: Waiting): Promise<void> {
    for (const { handler } of this.reactions.of(event.name)) await this.deliver.run(event.id, handler)
  }

  private settle(events: readonly Waiting[]): Promise<number> {
    return this.database.execute(
      `${UNCOUNTED} update outbox set published_at = now(), settled_at = now() where id = any($1)`,
      [events.map((event) => event.id)],
    )
  }
}
