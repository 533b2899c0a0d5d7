import { Inject, Injectable } from '@nestjs/common'
import { AuditLog } from '../../../infra/audit-log/audit-log.js'
import { Database } from '../../../infra/database/database.js'
import type { Tx } from '../../../infra/database/sql.js'
import { LOGGER, type Logger } from '../../../infra/logging/logger.js'
import { TAKE_ENGINE, type TakeEngine } from './engine.js'
import { RedisEngine } from './redis-engine.js'

interface Counted {
  readonly itemId: string
  readonly drawn: number
  readonly sold: number
  readonly drawnByTakes: number
  readonly soldByTakes: number
}

const COUNTED = `
  select i.id as "itemId", i.drawn, i.sold, coalesce(t.drawn, 0)::int as "drawnByTakes", coalesce(t.sold, 0)::int as "soldByTakes"
    from activity_skus i join activities a on a.id = i.activity_id and a.state <> 'draft' and a.settled_at is null
    left join lateral (
      select sum(qty) filter (where state in ('won', 'ordered')) as drawn, sum(qty - back) filter (where state = 'sold') as sold
        from seckill_takes where item_id = i.id) t on true`

const isOff = ({ drawn, sold, drawnByTakes, soldByTakes }: Counted): boolean =>
  drawn !== drawnByTakes || sold !== soldByTakes

/**
 * The takes are what happened; counters are what decisions look at. They change in the same statements, so that a difference is a fault
 * of ours: it is put right on the locked row, written into the audit log and told. What Redis counts is compared beside it.
 */
@Injectable()
export class Comparator {
  constructor(
    @Inject(TAKE_ENGINE) private readonly engine: TakeEngine,
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly database: Database,
    private readonly auditLog: AuditLog,
  ) {}

  /** Answers the goods whose counters were put right. */
  async run(): Promise<string[]> {
    const open = await this.database.rows<Counted>(COUNTED)
    const repaired: string[] = []
    for (const { itemId } of open.filter(isOff)) {
      if (await this.database.transaction((tx) => this.repair(tx, itemId))) repaired.push(itemId)
    }
    if (this.engine instanceof RedisEngine) for (const { itemId } of open) await this.engine.compare(itemId)
    return repaired
  }

  private async repair(tx: Tx, itemId: string): Promise<boolean> {
    await tx.rows('select id from activity_skus where id = $1 for no key update', [itemId])
    const now = await tx.maybe<Counted>(`${COUNTED} where i.id = $1`, [itemId])
    if (now === undefined || !isOff(now)) return false
    const { drawn, sold, drawnByTakes, soldByTakes } = now
    await tx.execute('update activity_skus set drawn = $2, sold = $3 where id = $1', [
      itemId,
      drawnByTakes,
      soldByTakes,
    ])
    await this.auditLog.write(tx, {
      ...{ actor: { kind: 'system', name: 'seckill.compare' }, action: 'seckill.counters-repaired' },
      subject: { kind: 'seckill_item', id: itemId },
      ...{ before: { drawn, sold }, after: { drawn: drawnByTakes, sold: soldByTakes } },
    })
    this.logger.error(
      { itemId, drawn, sold, drawnByTakes, soldByTakes },
      'flash sale: counters were put right by takes',
    )
    return true
  }
}
