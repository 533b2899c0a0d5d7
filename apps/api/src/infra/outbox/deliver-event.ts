import { Inject, Injectable, Logger } from '@nestjs/common'
import type { Clock, Instant } from '@jishi/kernel/time'
import { isoOf } from '@jishi/kernel/time'
import { CLOCK } from '../clock/clock.js'
import { Database } from '../database/database.js'
import { inSteps, type Tx } from '../database/sql.js'
import { Reactions } from '../worker/reactions.js'
import type { DomainEvent, EventName } from './event-map.js'

interface OutboxRow {
  id: string
  name: string
  version: number
  occurredAt: Instant
  payload: unknown
}

const RECEIVED = inSteps(
  `receipt as (
     insert into handled_events (handler, event_id, handled_at)
     select $1, id, $3 from outbox where id = $2 on conflict do nothing returning event_id
   )`,
  `select o.id, o.name, o.version, o.occurred_at as "occurredAt", o.payload
     from receipt join outbox o on o.id = receipt.event_id`,
)

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
      const event = await this.firstTime(tx, eventId, handler)
      if (event !== undefined && (reaction.concerns?.(event.payload) ?? true)) await reaction.run(tx, event)
    })
  }

  /** The event, with its receipt written in the same statement. A rival delivery waits here for our commit, and then finds the receipt. */
  private async firstTime(tx: Tx, eventId: string, handler: string): Promise<DomainEvent | undefined> {
    const row = await tx.maybe<OutboxRow>(RECEIVED, [handler, eventId, isoOf(this.clock.now())])
    // What publish wrote under a name is what that name promises.
    return row && { ...row, name: row.name as EventName, payload: row.payload as never }
  }
}
