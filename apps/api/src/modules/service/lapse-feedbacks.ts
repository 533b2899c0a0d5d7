import { Injectable, Logger } from '@nestjs/common'
import { FEEDBACK_QUIET_DAYS } from '@jishi/contracts/service/feedback.terms'
import { addDays, isoOf, minuteMs, type Instant } from '@jishi/kernel/time'
import { Database } from '../../infra/database/database.js'
import { Sweep } from '../../infra/worker/decorators.js'
import { FeedbackStore } from './feedback.store.js'

const BATCH = 100
const LOOK_EVERY_MS = 10 * minuteMs

/** What was answered and rested for a week is over; its member may still take it up again. */
@Injectable()
export class LapseFeedbacks {
  private readonly log = new Logger('Feedback')

  constructor(
    private readonly database: Database,
    private readonly store: FeedbackStore,
  ) {}

  @Sweep('service.lapse-feedbacks', LOOK_EVERY_MS)
  async sweep(now: Instant): Promise<number> {
    const quietSince = isoOf(addDays(now, -FEEDBACK_QUIET_DAYS))
    const due = await this.database.rows<{ id: string }>(
      `select id from feedbacks where state = 'answered' and changed_at <= $1 order by changed_at limit $2`,
      [quietSince, BATCH],
    )
    let done = 0
    for (const { id } of due) done += await this.patiently(id, quietSince)
    return done
  }

  /** One case's trouble must not keep the others waiting. */
  private async patiently(id: string, quietSince: string): Promise<number> {
    try {
      return await this.database.transaction(async (tx) => {
        const held = await this.store.lock(tx, id)
        const still = await tx.maybe(
          `select 1 as quiet from feedbacks where id = $1 and state = 'answered' and changed_at <= $2`,
          [id, quietSince],
        )
        if (still === undefined) return 0
        await this.store.take(tx, held, 'lapse', { kind: 'system', id: null })
        return 1
      })
    } catch (error) {
      this.log.error(`feedback ${id}: ${error instanceof Error ? error.message : String(error)}`)
      return 0
    }
  }
}
