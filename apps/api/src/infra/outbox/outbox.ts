import { Inject, Injectable } from '@nestjs/common'
import { newId } from '@jishi/kernel/id'
import type { Clock } from '@jishi/kernel/time'
import { isoOf } from '@jishi/kernel/time'
import { CLOCK } from '../clock/clock.js'
import type { Tx } from '../database/sql.js'
import { json } from '../database/sql.js'
import type { EventMap, EventName, EventVersions } from './event-map.js'
import { EVENT_VERSIONS } from './event-map.js'
import { RelaySignal } from './relay-signal.js'

/** Tells the rest of the shop what happened, in the same commit as what happened. */
@Injectable()
export class Outbox {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(EVENT_VERSIONS) private readonly versions: EventVersions,
    private readonly signal: RelaySignal,
  ) {}

  /** Many events of one name, in the order given, in one statement. */
  async publishAll<Name extends EventName>(tx: Tx, name: Name, payloads: readonly EventMap[Name][]): Promise<void> {
    if (payloads.length === 0) return
    await tx.execute(
      `insert into outbox (id, name, version, payload, occurred_at)
       select e.id, $1, $2, e.payload, $3 from unnest($4::uuid[], $5::jsonb[]) with ordinality as e (id, payload, place)
        order by e.place`,
      [
        name,
        this.versionOf(name),
        isoOf(this.clock.now()),
        payloads.map(() => newId(this.clock)),
        payloads.map((payload) => json(payload)),
      ],
    )
    tx.afterCommit(() => this.signal.raise())
  }

  /** Writes the event beside the change it tells of; it leaves only if the Tx commits. Answers the event's id. */
  async publish<Name extends EventName>(tx: Tx, name: Name, payload: EventMap[Name]): Promise<string> {
    const version = this.versionOf(name)
    const id = newId(this.clock)
    await tx.execute(`insert into outbox (id, name, version, payload, occurred_at) values ($1, $2, $3, $4, $5)`, [
      id,
      name,
      version,
      json(payload),
      isoOf(this.clock.now()),
    ])
    tx.afterCommit(() => this.signal.raise())
    return id
  }

  private versionOf(name: EventName): number {
    const version = this.versions[name]
    if (version === undefined) throw new Error(`event ${name} is not listed in events/index.ts`)
    return version
  }
}
