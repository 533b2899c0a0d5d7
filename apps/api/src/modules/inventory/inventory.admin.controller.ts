import { Controller } from '@nestjs/common'
import type { InputOf } from '@jishi/contracts/endpoint'
import { inventoryEndpoints, type SkuStock } from '@jishi/contracts/inventory/inventory.schema'
import type { Page } from '@jishi/contracts/primitives.schema'
import type { OperatorActor } from '../../infra/auth/actor.js'
import { Database } from '../../infra/database/database.js'
import { Idempotent, Input, Operator } from '../../infra/http/parameters.js'
import { Serve } from '../../infra/http/serve.js'
import type { IdempotentCall } from '../../infra/idempotency/idempotency.js'
import { AdjustStock } from './adjust-stock.js'
import { levelsOf } from './inventory.queries.js'

@Controller()
export class InventoryAdminController {
  constructor(
    private readonly database: Database,
    private readonly adjustStock: AdjustStock,
  ) {}

  @Serve(inventoryEndpoints.adjust)
  async adjust(
    @Operator() operator: OperatorActor,
    @Input() { body }: InputOf<typeof inventoryEndpoints.adjust>,
    @Idempotent() call: IdempotentCall,
  ): Promise<Page<SkuStock>> {
    await this.adjustStock.run(operator, call, body)
    const skuIds = body.items.map(({ skuId }) => skuId)
    const levels = await levelsOf(this.database, skuIds)
    return { items: [...levels].map(([skuId, level]) => ({ skuId, ...level })), nextCursor: null }
  }
}
