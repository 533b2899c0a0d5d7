import { Inject, Injectable } from '@nestjs/common'
import type { MyStanding } from '@jishi/contracts/seckill/seckill.schema'
import { DomainError } from '@jishi/kernel/errors'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Database } from '../../../infra/database/database.js'
import { coolsUntil } from '../domain/hoarding.js'
import { buttonFor, buttonOf, phaseOf } from '../domain/phase.js'
import type { TakeRow } from '../engine/engine.js'
import { ItemMemory } from '../engine/item-memory.js'
import { HoldingsQuery } from './holdings.query.js'
import { TAKE, takeView } from './take.queries.js'

/** What one member has of a session, and what their buttons say. */
@Injectable()
export class ShowStanding {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly memory: ItemMemory,
    private readonly holdings: HoldingsQuery,
  ) {}

  /** Throws NOT_FOUND. */
  async run(memberId: string, activityId: string): Promise<MyStanding> {
    const activity = await this.memory.activity(activityId)
    if (activity === undefined) throw new DomainError('NOT_FOUND')
    const now = this.clock.now()
    const rows = await this.database.rows<TakeRow & { back: number }>(
      `select ${TAKE}, t.back from seckill_takes t where t.activity_id = $1 and t.member_id = $2 and t.state <> 'released' order by t.taken_at desc`,
      [activityId, memberId],
    )
    const takes = rows.map(({ back, ...take }) => ({ take, kept: take.qty - back }))
    const cools = coolsUntil(await this.holdings.of(memberId, null, now))
    const phase = phaseOf(activity, now)
    const items = activity.items.map((item) => {
      const own = takes.filter(({ take }) => take.itemId === item.id)
      const taken = own.reduce((sum, { kept }) => sum + kept, 0)
      const held = own.find(
        ({ take }) => take.state === 'ordered' || (take.state === 'won' && take.holdUntil > now),
      )?.take
      const mayTake = Math.max(0, item.perMember - taken)
      const button = buttonFor(buttonOf(phase, item.left), { holds: held !== undefined, mayTake })
      return { itemId: item.id, button, taken, mayTake, take: held === undefined ? null : takeView(held) }
    })
    return {
      serverTime: isoOf(now),
      items,
      coolsUntil: cools !== undefined && cools > now ? new Date(cools).toISOString() : null,
    }
  }
}
