import { Inject, Injectable } from '@nestjs/common'
import type { SeckillBody } from '@jishi/contracts/seckill/seckill-desk.schema'
import { newId } from '@jishi/kernel/id'
import type { Clock } from '@jishi/kernel/time'
import type { Doer } from '../../infra/auth/actor.js'
import { CLOCK } from '../../infra/clock/clock.js'
import type { Tx } from '../../infra/database/sql.js'
import type { ActivityId } from './desk/activity.rows.js'
import { SaveActivity } from './desk/save-activity.js'
import { TurnActivity } from './desk/turn-activity.js'
import { SeckillTimers } from './seckill-timers.js'
import { TAKE_ENGINE, type Decision, type TakeAsk, type TakeEngine } from './engine/engine.js'

/** The use cases of flash sales for whoever drives them without HTTP, such as the making of the demo shop. */
@Injectable()
export class SeckillFacade {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(TAKE_ENGINE) private readonly engine: TakeEngine,
    private readonly saving: SaveActivity,
    private readonly turning: TurnActivity,
    private readonly timers: SeckillTimers,
  ) {}

  /** A draft. Throws VALIDATION_FAILED for SKUs that do not exist. */
  create(tx: Tx, doer: Doer, body: SeckillBody): Promise<ActivityId> {
    return this.saving.create(tx, doer, newId<'seckillActivity'>(this.clock), body)
  }

  /** Takes its stock out of what is for sale. Throws what the desk's button throws. */
  arm(tx: Tx, doer: Doer, id: ActivityId): Promise<ActivityId> {
    return this.turning.arm(tx, doer, id)
  }

  /** What time has brought by now: sessions that begin or end, holds that are over, what goes back for sale. */
  async tend(): Promise<void> {
    const now = this.clock.now()
    await this.timers.sweepLapsed(now)
    await this.timers.sweepTurns(now)
  }

  /** Asks for units without a ticket, for whoever made sure of the member otherwise. */
  take(ask: TakeAsk): Promise<Decision> {
    return this.engine.decide(ask)
  }
}
