import { Injectable } from '@nestjs/common'
import { Database } from '../database/database.js'
import { UNCOUNTED } from '../database/driver.js'
import type { Sql } from '../database/sql.js'
import type { ReactionJob } from '../queue/queues.js'
import { Queues } from '../queue/queues.js'
import { Reactions } from '../worker/reactions.js'
import { FirstTry } from './first-try.js'

const BATCH = 200
const FIRST_RETRY_SECONDS = 15
const LONGEST_RETRY_SECONDS = 600

interface EventRow {
  id: string
  name: string
  payload: object
}

/** A delivery that has no receipt yet. */
export interface Unsettled {
  eventId: string
  name: string
  attempts: number
}

/**
 * Carries committed events to their handlers, oldest first, and carries them again while a receipt is missing.
 * Several relays may run: each takes rows the others have not locked.
 */
@Injectable()
export class Relay {
  constructor(
    private readonly database: Database,
    private readonly queues: Queues,
    private readonly reactions: Reactions,
    private readonly firstTry: FirstTry,
  ) {}

  /** One batch; answers how many events left. A full batch means there may be more. */
  async publishBatch(): Promise<number> {
    return this.database.transaction(async (tx) => {
      const events = await tx.rows<EventRow>(
        `${UNCOUNTED} select id, name, payload from outbox where published_at is null order by seq limit $1 for update skip locked`,
        [BATCH],
      )
      if (events.length === 0) return 0
      const jobs = events.flatMap((event) => this.jobsFor(event))
      if (this.firstTry.delivers) tx.afterCommit(() => this.firstTry.take(jobs))
      else await this.queues.enqueueReactions(jobs)
      await this.markPublished(tx, events)
      return events.length
    })
  }

  /** Empties the outbox into the queue. */
  async drain(): Promise<number> {
    let total = 0
    for (;;) {
      const published = await this.publishBatch()
      total += published
      if (published < BATCH) return total
    }
  }

  /**
   * Closes the books on events whose every handler has answered, and hands the others to the queue again after a
   * growing pause: this is what makes a lost queue cost time and never work. Answers how many were delivered again.
   */
  async redeliver(): Promise<number> {
    await this.settleHandled()
    return this.database.transaction(async (tx) => {
      const due = await tx.rows<EventRow>(
        `${UNCOUNTED} select id, name, payload from outbox
          where published_at is not null and settled_at is null and retry_at <= now()
          order by retry_at, seq limit $1 for update skip locked`,
        [BATCH],
      )
      if (due.length === 0) return 0
      const jobs = due.flatMap((event) => this.jobsFor(event))
      await this.queues.enqueueReactions(await withoutReceipt(tx, jobs))
      await tx.execute(
        `${UNCOUNTED} update outbox set attempts = attempts + 1,
           retry_at = now() + make_interval(secs => least($2::int, $3::int * power(2, least(attempts, 10))))
         where id = any($1)`,
        [due.map((event) => event.id), LONGEST_RETRY_SECONDS, FIRST_RETRY_SECONDS],
      )
      return due.length
    })
  }

  /** Events still on their way, oldest first; empty means that everything told has been heard. */
  async unsettled(limit = 20): Promise<Unsettled[]> {
    await this.settleHandled()
    return this.database.rows<Unsettled>(
      `${UNCOUNTED} select id as "eventId", name, attempts from outbox where settled_at is null order by seq limit $1`,
      [limit],
    )
  }

  /** Seconds since the oldest event that has not left; 0 when none waits. */
  async lagSeconds(): Promise<number> {
    const row = await this.database.one<{ lag: number }>(
      `${UNCOUNTED} select coalesce(extract(epoch from now() - min(occurred_at)), 0)::float8 as lag
         from outbox where published_at is null`,
    )
    return Math.max(0, row.lag)
  }

  private async settleHandled(): Promise<void> {
    const known = this.reactions.all()
    await this.database.execute(
      `${UNCOUNTED} update outbox o set settled_at = now()
        where o.published_at is not null and o.settled_at is null
          and not exists (
            select 1 from unnest($1::text[], $2::text[]) as expected (event, handler)
             where expected.event = o.name
               and not exists (
                 select 1 from handled_events h where h.event_id = o.id and h.handler = expected.handler))`,
      [known.map((reaction) => reaction.event), known.map((reaction) => reaction.handler)],
    )
  }

  /** Whoever has nothing to do with an event has heard it herewith. */
  private async markPublished(tx: Sql, events: readonly EventRow[]): Promise<void> {
    const heard = events.map((event) => this.jobsFor(event).length > 0)
    const spared = events.flatMap((event) => this.sparedBy(event))
    await tx.execute(
      `${UNCOUNTED} with spared as (
         insert into handled_events (handler, event_id, handled_at)
         select handler, event_id, now() from unnest($4::text[], $5::uuid[]) as s (handler, event_id) on conflict do nothing)
       update outbox o set published_at = now(),
         settled_at = case when batch.heard then null else now() end,
         retry_at = now() + make_interval(secs => $3::int)
       from unnest($1::uuid[], $2::boolean[]) as batch (id, heard) where o.id = batch.id`,
      [
        ...[events.map((event) => event.id), heard, FIRST_RETRY_SECONDS],
        ...[spared.map(({ handler }) => handler), spared.map(({ eventId }) => eventId)],
      ],
    )
  }

  private jobsFor({ id, name, payload }: EventRow): ReactionJob[] {
    const concerned = this.reactions.of(name).filter((reaction) => reaction.concerns?.(payload) ?? true)
    return concerned.map(({ handler, queue }) => ({ eventId: id, handler, queue }))
  }

  private sparedBy({ id, name, payload }: EventRow): { eventId: string; handler: string }[] {
    const spared = this.reactions.of(name).filter((reaction) => reaction.concerns?.(payload) === false)
    return spared.map(({ handler }) => ({ eventId: id, handler }))
  }
}

const withoutReceipt = async (sql: Sql, jobs: readonly ReactionJob[]): Promise<ReactionJob[]> => {
  const handled = await sql.rows<{ key: string }>(
    `${UNCOUNTED} select event_id || '.' || handler as key from handled_events where event_id = any($1)`,
    [jobs.map((job) => job.eventId)],
  )
  const receipts = new Set(handled.map((row) => row.key))
  return jobs.filter((job) => !receipts.has(`${job.eventId}.${job.handler}`))
}
