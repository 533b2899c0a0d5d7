import { Injectable } from '@nestjs/common'
import { addDays, hourMs, isoOf, type Instant } from '@jishi/kernel/time'
import { Database } from '../../infra/database/database.js'
import { Sweep } from '../../infra/worker/decorators.js'

const BATCH = 1_000

/** What served its purpose is not kept: spent codes, limits of the past, sessions that ran out. */
@Injectable()
export class TidySignIn {
  constructor(private readonly database: Database) {}

  @Sweep('identity.tidy-sign-in', hourMs)
  async tidy(now: Instant): Promise<number> {
    const dayAgo = isoOf(addDays(now, -1))
    const weekAgo = isoOf(addDays(now, -7))
    const counts = await Promise.all([
      this.remove('sms_codes', 'id', 'created_at', weekAgo),
      this.remove('allowances', '(scope, subject)', 'window_ends_at', dayAgo),
      this.remove('sessions', 'id', 'refresh_expires_at', dayAgo),
      this.remove('operator_sessions', 'id', 'expires_at', weekAgo),
    ])
    return counts.reduce((sum, count) => sum + count, 0)
  }

  private remove(table: string, key: string, column: string, before: string): Promise<number> {
    const columns = key.replace(/[()]/g, '')
    return this.database.execute(
      `delete from ${table} where ${key} in (select ${columns} from ${table} where ${column} < $1 limit ${BATCH})`,
      [before],
    )
  }
}
