import { Injectable } from '@nestjs/common'
import { addMs, type Instant } from '@jishi/kernel/time'
import { Queues } from '../../../infra/queue/queues.js'
import { SECKILL_LAPSE } from '../seckill-jobs.js'

/** One job looks after all holds of an activity that end within these: thousands of takes are won in one second. */
const WINDOW_MS = 5_000

/** Sees to it that holds which are over are looked after soon; the sweep finds them anyway. */
@Injectable()
export class LapseBell {
  private readonly rung = new Map<string, Instant>()

  constructor(private readonly queues: Queues) {}

  ring(activityId: string, holdUntil: Instant): void {
    const last = this.rung.get(activityId)
    if (last !== undefined && holdUntil <= last && holdUntil > last - 2 * WINDOW_MS) return
    const at = addMs(holdUntil, WINDOW_MS)
    if (this.rung.size > 1_000) this.rung.clear()
    this.rung.set(activityId, at)
    this.queues.schedule(SECKILL_LAPSE, { activityId }, at).catch(() => undefined)
  }
}
