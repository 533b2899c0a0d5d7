import { Inject, Injectable } from '@nestjs/common'
import type { AdjustStockBody } from '@jishi/contracts/inventory/inventory.schema'
import { DomainError } from '@jishi/kernel/errors'
import type { Clock } from '@jishi/kernel/time'
import { isoOf } from '@jishi/kernel/time'
import { AuditLog } from '../../infra/audit-log/audit-log.js'
import type { OperatorActor } from '../../infra/auth/actor.js'
import { CLOCK } from '../../infra/clock/clock.js'
import { Database } from '../../infra/database/database.js'
import type { Tx } from '../../infra/database/sql.js'
import { Idempotency, type IdempotentCall } from '../../infra/idempotency/idempotency.js'
import { CatalogFacade } from '../catalog/index.js'
import { levelsOf } from './inventory.queries.js'
import { MAIN_LOCATION } from './reservation.js'

const FIRST_ROWS = `
  insert into stocks (sku_id, location_id) select sku_id, $2 from unnest($1::uuid[]) as g (sku_id) order by sku_id
  on conflict (sku_id, location_id) do nothing`

/** Locked in SKU id order like a reservation, and changed only where what is reserved stays covered. */
const ADJUST = `
  with given as (
    select * from unnest($1::uuid[], $2::bigint[]) as g (sku_id, delta)
  ), locked as materialized (
    select s.sku_id, g.delta from stocks s join given g using (sku_id) where s.location_id = $3 order by s.sku_id for update of s
  ), changed as (
    update stocks s set on_hand = s.on_hand + l.delta from locked l
     where s.sku_id = l.sku_id and s.location_id = $3 and s.on_hand + l.delta >= s.reserved
     returning s.sku_id, l.delta
  ), moved as (
    insert into stock_moves (kind, reference, sku_id, location_id, on_hand_delta, reserved_delta, reason, moved_at)
    select 'adjust', $4, sku_id, $3, delta, 0, $5, $6 from changed
  )
  select sku_id as "skuId" from changed`

type Item = AdjustStockBody['items'][number]

/** Changes stock by what came or went: whatever orders do at the same time is never overwritten. */
@Injectable()
export class AdjustStock {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly catalog: CatalogFacade,
    private readonly auditLog: AuditLog,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** All items or none. Throws VALIDATION_FAILED for an unknown SKU or one named twice, STOCK_TOO_LOW with what stands. */
  async run(operator: OperatorActor, call: IdempotentCall, { items, reason }: AdjustStockBody): Promise<void> {
    await this.database.transaction((tx) =>
      this.idempotency.run(tx, call, 'stockAdjustment', async (id) => {
        await this.assertKnown(tx, items)
        const skuIds = items.map(({ skuId }) => skuId)
        await tx.execute(FIRST_ROWS, [skuIds, MAIN_LOCATION])
        await this.adjust(tx, items, `adjust:${id}`, reason)
        await this.auditLog.write(tx, {
          actor: operator,
          permission: 'stock.write',
          action: 'stock.adjusted',
          subject: { kind: 'stock_adjustment', id },
          after: { reason, items: items.map(({ skuId, delta }) => ({ skuId, delta })) },
        })
        return id
      }),
    )
  }

  private async assertKnown(tx: Tx, items: readonly Item[]): Promise<void> {
    const ids = items.map(({ skuId }) => skuId)
    const known = await this.catalog.skuFacts(tx, ids)
    const problems = ids.flatMap((skuId, index) => {
      const message = known.has(skuId) ? 'named twice' : 'there is no such SKU'
      return known.has(skuId) && ids.indexOf(skuId) === index ? [] : [{ path: `items.${index}.skuId`, message }]
    })
    if (problems.length > 0) throw new DomainError('VALIDATION_FAILED', problems)
  }

  private async adjust(tx: Tx, items: readonly Item[], reference: string, reason: string): Promise<void> {
    const skuIds = items.map(({ skuId }) => skuId)
    const deltas = items.map(({ delta }) => delta)
    const now = isoOf(this.clock.now())
    const changed = await tx.rows<{ skuId: string }>(ADJUST, [skuIds, deltas, MAIN_LOCATION, reference, reason, now])
    const done = new Set(changed.map(({ skuId }) => skuId))
    const short = skuIds.filter((skuId) => !done.has(skuId))
    if (short.length === 0) return
    const levels = await levelsOf(tx, short)
    throw new DomainError('STOCK_TOO_LOW', { items: short.map((skuId) => ({ skuId, ...levels.get(skuId) })) })
  }
}
