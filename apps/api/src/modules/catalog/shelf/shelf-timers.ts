import { Injectable, Logger } from '@nestjs/common'
import { isoOf, secondMs, type Instant } from '@jishi/kernel/time'
import { Database } from '../../../infra/database/database.js'
import { Job, Sweep } from '../../../infra/worker/decorators.js'
import { KeepShelfDay } from './keep-shelf-day.js'
import { SHELF_DUE } from './shelf-clock.js'

const BATCH = 100
const EVERY_MS = 20 * secondMs

/** What time brings to the shelf and takes from it. The sweep searches the table, so a lost queue loses nothing. */
@Injectable()
export class ShelfTimers {
  private readonly log = new Logger('ShelfTimers')

  constructor(
    private readonly database: Database,
    private readonly keeping: KeepShelfDay,
  ) {}

  @Job(SHELF_DUE)
  async due({ spuId }: { spuId: string }): Promise<void> {
    await this.keeping.run(spuId)
  }

  /** One product's trouble must not keep the others waiting. Counts those that went through. */
  @Sweep('catalog.shelf-due', EVERY_MS)
  async sweep(now: Instant): Promise<number> {
    const due = await this.database.rows<{ id: string }>(
      `(select id from spus where state = 'scheduled' and archived_at is null and shelf_from <= $1 order by shelf_from limit $2)
       union all
       (select id from spus where state = 'on_shelf' and shelf_until is not null and archived_at is null and shelf_until <= $1
         order by shelf_until limit $2)`,
      [isoOf(now), BATCH],
    )
    let kept = 0
    for (const { id } of due) {
      try {
        await this.keeping.run(id)
        kept += 1
      } catch (error) {
        this.log.error(`product ${id}: ${error instanceof Error ? error.message : String(error)}`)
      }
    }
    return kept
  }
}
