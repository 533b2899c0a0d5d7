import { Injectable } from '@nestjs/common'
import type { Cloned, SeckillView } from '@jishi/contracts/seckill/seckill-desk.schema'
import { isoOf, type Instant } from '@jishi/kernel/time'
import { Database } from '../../../infra/database/database.js'
import type { Tx } from '../../../infra/database/sql.js'
import { Idempotency, type IdempotentCall } from '../../../infra/idempotency/idempotency.js'
import type { ActivityId } from './activity.rows.js'
import { ActivityQueries } from './activity.queries.js'

type Effect = (tx: Tx, proposed: ActivityId) => Promise<ActivityId>

/** What operators do with flash sales: each call once per key, in one Tx; the answer is the activity as it is now. */
@Injectable()
export class KeyedActivity {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly queries: ActivityQueries,
  ) {}

  async once(call: IdempotentCall, effect: Effect): Promise<ActivityId> {
    const { id } = await this.database.transaction((tx) =>
      this.idempotency.run(tx, call, 'seckillActivity', (proposed) => effect(tx, proposed)),
    )
    return id
  }

  async run(call: IdempotentCall, effect: Effect): Promise<SeckillView> {
    return this.queries.one(await this.once(call, effect))
  }

  /** The copies, those that were thrown away since left out. */
  async copies(call: IdempotentCall, effect: Effect): Promise<Cloned> {
    const first = await this.once(call, effect)
    const rows = await this.database.rows<{ id: string; startsAt: Instant }>(
      `select id, starts_at as "startsAt" from activities where copy_of = $1 order by starts_at, id`,
      [first],
    )
    return { items: rows.map(({ id, startsAt }) => ({ id, startsAt: isoOf(startsAt) })) }
  }
}
