import { Inject, Injectable, Logger } from '@nestjs/common'
import type { Clock, Instant } from '@jishi/kernel/time'
import { isoOf } from '@jishi/kernel/time'
import { CLOCK } from '../clock/clock.js'
import { Database } from '../database/database.js'
import type { Tx } from '../database/sql.js'
import { Reactions } from '../worker/reactions.js'
import type { DomainEvent, EventName } from './event-map.js'

interface OutboxRow {
  id: string
  name: string
  version: number
  occurredAt: Instant
  payload: unknown
}

/** Gives one event to one handler, once: the receipt and the effect are one commit. */
@Injectable()
export class DeliverEvent {
  private readonly log = new Logger('DeliverEvent')

  constructor(
    private readonly database: Database,
    private readonly reactions: Reactions,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(eventId: string, handler: string): Promise<void> {
    const reaction = this.reactions.named(handler)
    if (reaction === undefined) {
      this.log.warn(`nobody answers to ${handler} any more; event ${eventId} is let go`)
      return
    }
    await this.database.transaction(async (tx) => {
      if (await this.isFirst(tx, eventId, handler)) await reaction.run(tx, await eventOf(tx, eventId))
    })
  }

  /** A rival delivery waits here for our commit, and then finds the receipt. */
  private async isFirst(tx: Tx, eventId: string, handler: string): Promise<boolean> {
    const written = await tx.execute(
      `insert into handled_events (handler, event_id, handled_at) values ($1, $2, $3) on conflict do nothing`,
      [handler, eventId, isoOf(this.clock.now())],
    )
    return written === 1
  }
}

const eventOf = async (tx: Tx, eventId: string): Promise<DomainEvent> => {
  const row = await tx.one<OutboxRow>(
    `select id, name, version, occurred_at as "occurredAt", payload from outbox where id = $1`,
    [eventId],
  )
  // What publish wrote under a name is what that name promises.
  return { ...row, name: row.name as EventName, payload: row.payload as never }
}
