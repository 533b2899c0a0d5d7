import { Inject, Injectable } from '@nestjs/common'
import type { AdjustStockBody } from '@jishi/contracts/inventory/inventory.schema'
import { DomainError } from '@jishi/kernel/errors'
import type { Clock } from '@jishi/kernel/time'
import { AuditLog } from '../../infra/audit-log/audit-log.js'
import type { OperatorActor } from '../../infra/auth/actor.js'
import { CLOCK } from '../../infra/clock/clock.js'
import { Database } from '../../infra/database/database.js'
import type { Tx } from '../../infra/database/sql.js'
import { Idempotency, type IdempotentCall } from '../../infra/idempotency/idempotency.js'
import { CatalogFacade } from '../catalog/index.js'
import { moveOnHand } from './move-on-hand.js'
import { MAIN_LOCATION } from './reservation.js'
import { StockCrossings } from './stock-crossings.js'

const FIRST_ROWS = `
  insert into stocks (sku_id, location_id) select sku_id, $2 from unnest($1::uuid[]) as g (sku_id) order by sku_id
  on conflict (sku_id, location_id) do nothing`

type Item = AdjustStockBody['items'][number]

/** Changes stock by what came or went: whatever orders do at the same time is never overwritten. */
@Injectable()
export class AdjustStock {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly catalog: CatalogFacade,
    private readonly auditLog: AuditLog,
    private readonly crossings: StockCrossings,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * All items or none. Throws VALIDATION_FAILED for an unknown SKU or one named twice, STOCK_BY_SECRETS where codes are the
   * stock, STOCK_TOO_LOW with what stands.
   */
  async run(operator: OperatorActor, call: IdempotentCall, { items, reason }: AdjustStockBody): Promise<void> {
    await this.database.transaction((tx) =>
      this.idempotency.run(tx, call, 'stockAdjustment', async (id) => {
        await this.assertKnown(tx, items)
        const skuIds = items.map(({ skuId }) => skuId)
        await tx.execute(FIRST_ROWS, [skuIds, MAIN_LOCATION])
        const cause = { reference: `adjust:${id}`, reason, at: this.clock.now() }
        await this.crossings.tell(tx, await moveOnHand(tx, items, cause))
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
    const known = await this.catalog.heldKinds(tx, ids)
    const problems = ids.flatMap((skuId, index) => {
      const message = known.has(skuId) ? 'named twice' : 'there is no such SKU'
      return known.has(skuId) && ids.indexOf(skuId) === index ? [] : [{ path: `items.${index}.skuId`, message }]
    })
    if (problems.length > 0) throw new DomainError('VALIDATION_FAILED', problems)
    const coded = ids.filter((skuId) => known.get(skuId)?.kind === 'card_secret')
    if (coded.length > 0) throw new DomainError('STOCK_BY_SECRETS', { items: coded.map((skuId) => ({ skuId })) })
  }
}
