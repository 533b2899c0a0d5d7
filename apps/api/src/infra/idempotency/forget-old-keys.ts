import { Injectable } from '@nestjs/common'
import type { Instant } from '@jishi/kernel/time'
import { addDays, hourMs, isoOf } from '@jishi/kernel/time'
import { Database } from '../database/database.js'
import { Sweep } from '../worker/decorators.js'

const KEPT_DAYS = 7
const BATCH = 1_000

/** No client repeats a call after a week: its key may go. */
@Injectable()
export class ForgetOldKeys {
  constructor(private readonly database: Database) {}

  @Sweep('idempotency.forget-old-keys', hourMs)
  async run(now: Instant): Promise<number> {
    return this.database.execute(
      `delete from idempotency_keys where (actor, route, key) in (
         select actor, route, key from idempotency_keys where created_at < $1 order by created_at limit ${BATCH})`,
      [isoOf(addDays(now, -KEPT_DAYS))],
    )
  }
}
