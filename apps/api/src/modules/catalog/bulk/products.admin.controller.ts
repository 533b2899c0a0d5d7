import { Controller } from '@nestjs/common'
import type { Saved } from '@jishi/contracts/catalog/catalog-editing.schema'
import { catalogEndpoints } from '@jishi/contracts/catalog/catalog.schema'
import type { BulkResult } from '@jishi/contracts/catalog/product-shelf.schema'
import type { InputOf } from '@jishi/contracts/endpoint'
import { idOf } from '@jishi/kernel/id'
import type { OperatorActor } from '../../../infra/auth/actor.js'
import { Database } from '../../../infra/database/database.js'
import { Idempotent, Input, Operator } from '../../../infra/http/parameters.js'
import { Serve } from '../../../infra/http/serve.js'
import type { IdempotentCall } from '../../../infra/idempotency/idempotency.js'
import { KeyedWrite } from '../keyed-write.js'
import { RecycleProduct } from '../shelf/recycle-product.js'
import { BulkOutcome } from './bulk-outcome.js'
import { ChangeProducts } from './change-products.js'

/** Many products at once, and the recycle bin. */
@Controller()
export class ProductsAdminController {
  constructor(
    private readonly database: Database,
    private readonly keyed: KeyedWrite,
    private readonly recycling: RecycleProduct,
    private readonly changing: ChangeProducts,
    private readonly outcome: BulkOutcome,
  ) {}

  @Serve(catalogEndpoints.archiveProduct)
  archive(
    @Operator() operator: OperatorActor,
    @Input() { params, body }: InputOf<typeof catalogEndpoints.archiveProduct>,
    @Idempotent() call: IdempotentCall,
  ): Promise<Saved> {
    const id = idOf<'product'>(params.id)
    return this.keyed.run(call, 'product', 'spus', (tx) => this.recycling.archive(tx, operator, id, body.version))
  }

  @Serve(catalogEndpoints.restoreProduct)
  restore(
    @Operator() operator: OperatorActor,
    @Input() { params, body }: InputOf<typeof catalogEndpoints.restoreProduct>,
    @Idempotent() call: IdempotentCall,
  ): Promise<Saved> {
    const id = idOf<'product'>(params.id)
    return this.keyed.run(call, 'product', 'spus', (tx) => this.recycling.restore(tx, operator, id, body.categoryId))
  }

  @Serve(catalogEndpoints.changeProducts)
  async change(
    @Operator() operator: OperatorActor,
    @Input() { body }: InputOf<typeof catalogEndpoints.changeProducts>,
    @Idempotent() call: IdempotentCall,
  ): Promise<BulkResult> {
    await this.keyed.once(call, 'bulkChange', async (tx, id) => {
      await this.changing.run(tx, operator, body.ids, body.change)
      return id
    })
    return this.outcome.of(this.database, body.ids, body.change)
  }
}
