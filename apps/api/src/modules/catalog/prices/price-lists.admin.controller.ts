import { Controller, Inject } from '@nestjs/common'
import type { Saved } from '@jishi/contracts/catalog/catalog-editing.schema'
import { priceListsEndpoints, type PriceLists } from '@jishi/contracts/catalog/price-lists.schema'
import type { InputOf } from '@jishi/contracts/endpoint'
import { DomainError } from '@jishi/kernel/errors'
import { idOf } from '@jishi/kernel/id'
import type { Clock } from '@jishi/kernel/time'
import type { OperatorActor } from '../../../infra/auth/actor.js'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Database } from '../../../infra/database/database.js'
import { Idempotent, Input, Operator } from '../../../infra/http/parameters.js'
import { Serve } from '../../../infra/http/serve.js'
import type { IdempotentCall } from '../../../infra/idempotency/idempotency.js'
import { KeyedWrite } from '../keyed-write.js'
import { priceListsOf } from './price-lists.query.js'
import { SavePriceLists } from './save-price-lists.js'

@Controller()
export class PriceListsAdminController {
  constructor(
    private readonly database: Database,
    private readonly keyed: KeyedWrite,
    private readonly saving: SavePriceLists,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Serve(priceListsEndpoints.priceLists)
  async lists(@Input() { params }: InputOf<typeof priceListsEndpoints.priceLists>): Promise<PriceLists> {
    const lists = await priceListsOf(this.database, params.id, this.clock.now())
    if (lists === undefined) throw new DomainError('NOT_FOUND')
    return lists
  }

  @Serve(priceListsEndpoints.savePriceLists)
  save(
    @Operator() operator: OperatorActor,
    @Input() { params, body }: InputOf<typeof priceListsEndpoints.savePriceLists>,
    @Idempotent() call: IdempotentCall,
  ): Promise<Saved> {
    const id = idOf<'product'>(params.id)
    return this.keyed.run(call, 'product', 'spus', (tx) => this.saving.run(tx, operator, id, body))
  }
}
