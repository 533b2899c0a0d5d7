import { Injectable, Logger } from '@nestjs/common'
import { isoOf, secondMs, type Instant } from '@jishi/kernel/time'
import { Database } from '../../../infra/database/database.js'
import { Job, Sweep } from '../../../infra/worker/decorators.js'
import { PRICES_TURN } from './price-jobs.js'
import { PriceTurns } from './price-turns.js'

const EVERY_MS = 15 * secondMs
const BATCH = 100

/** Price history and the order of lists follow the clock; the prices themselves are right without it. */
@Injectable()
export class PriceTimers {
  private readonly log = new Logger('PriceTimers')

  constructor(
    private readonly database: Database,
    private readonly turns: PriceTurns,
  ) {}

  @Job(PRICES_TURN)
  async turn({ spuId }: { spuId: string }): Promise<void> {
    await this.turns.whenDue(spuId)
  }

  /** One product's trouble must not keep the others waiting. Counts those that went through. */
  @Sweep('catalog.price-turns', EVERY_MS)
  async sweep(now: Instant): Promise<number> {
    const due = await this.database.rows<{ id: string }>(
      'select id from spus where price_turns_at <= $1 order by price_turns_at limit $2',
      [isoOf(now), BATCH],
    )
    let done = 0
    for (const { id } of due) {
      try {
        await this.turns.whenDue(id)
        done += 1
      } catch (error) {
        this.log.error(`prices of ${id}: ${error instanceof Error ? error.message : String(error)}`)
      }
    }
    return done
  }
}
