import { Inject, Injectable } from '@nestjs/common'
import type { SearchIndex } from '@jishi/contracts/shopfront/search.schema'
import { addDays, isoOf, type Clock, type Instant } from '@jishi/kernel/time'
import { AuditLog } from '../../../infra/audit-log/audit-log.js'
import type { OperatorActor } from '../../../infra/auth/actor.js'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Database } from '../../../infra/database/database.js'
import type { Sql, Tx } from '../../../infra/database/sql.js'
import { Sweep } from '../../../infra/worker/decorators.js'
import { SearchSource } from '../../catalog/index.js'
import { IndexProducts } from './index-products.js'
import { Idempotency, type IdempotentCall } from '../../../infra/idempotency/idempotency.js'

const BATCH = 500

/** Makes the search's copy of the catalogue anew, in batches, while it goes on answering from what is there. */
@Injectable()
export class RebuildSearch {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly auditLog: AuditLog,
    private readonly source: SearchSource,
    private readonly index: IndexProducts,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Asked for again while one runs, it begins anew. */
  async start(operator: OperatorActor, call: IdempotentCall): Promise<void> {
    await this.database.transaction((tx) =>
      this.idempotency.run(tx, call, 'search_rebuild', async (id) => {
        await this.begin(tx)
        await this.auditLog.write(tx, {
          actor: operator,
          permission: 'product.write',
          action: 'search.rebuilt',
          subject: { kind: 'search_index', id },
        })
        return id
      }),
    )
  }

  /** For the people of the shop: what the copy holds and how far its making anew has come. */
  async progress(reader: Sql): Promise<SearchIndex> {
    const { products } = await reader.one<{ products: number }>('select count(*) as products from product_search')
    const last = await reader.maybe<{ begunAt: Instant; doneAt: Instant | null; behind: string | null }>(
      'select begun_at as "begunAt", done_at as "doneAt", behind from search_rebuilds',
    )
    if (last === undefined) return { products, rebuild: null }
    const { read, of } = await this.source.reached(reader, last.behind)
    const [begunAt, doneAt] = [isoOf(last.begunAt), last.doneAt === null ? null : isoOf(last.doneAt)]
    return { products, rebuild: { begunAt, doneAt, read: doneAt === null ? read : of, of } }
  }

  /** The next batch, each in a Tx of its own; a restart goes on where it stopped. The copy is made anew once a day anyway. */
  @Sweep('search.rebuild', 5_000)
  async step(now: Instant): Promise<number> {
    return this.database.transaction(async (tx) => {
      const due = await tx.maybe<{ behind: string | null; begunAt: Instant }>(
        `update search_rebuilds set behind = case when done_at is null then behind end,
                begun_at = case when done_at is null then begun_at else $1 end, done_at = null
          where done_at is null or done_at < $2 returning behind, begun_at as "begunAt"`,
        [isoOf(now), isoOf(addDays(now, -1))],
      )
      return due === undefined ? 0 : this.batch(tx, due.behind, due.begunAt)
    })
  }

  private async batch(tx: Tx, behind: string | null, begunAt: Instant): Promise<number> {
    const ids = await this.source.behind(tx, behind, BATCH)
    await this.index.run(tx, ids)
    if (ids.length === BATCH) {
      await tx.execute('update search_rebuilds set behind = $1', [ids[ids.length - 1]])
      return ids.length
    }
    // Words nobody calls goods by any more; the margin is the day within which a word is not touched twice.
    await tx.execute(`delete from search_words where seen_at < $1::timestamptz - interval '1 day'`, [isoOf(begunAt)])
    await tx.execute('update search_rebuilds set done_at = $1, behind = null', [isoOf(this.clock.now())])
    return 0
  }

  private async begin(tx: Tx): Promise<void> {
    await tx.execute(
      `insert into search_rebuilds (id, begun_at) values (1, $1)
       on conflict (id) do update set begun_at = excluded.begun_at, behind = null, done_at = null`,
      [isoOf(this.clock.now())],
    )
  }
}
