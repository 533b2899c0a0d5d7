import { Controller, Inject } from '@nestjs/common'
import type { Saved } from '@jishi/contracts/catalog/catalog-editing.schema'
import { priceListsEndpoints, type PriceLists } from '@jishi/contracts/catalog/price-lists.schema'
import type { InputOf } from '@jishi/contracts/endpoint'
import { DomainError } from '@jishi/kernel/errors'
import { idOf, type Id } from '@jishi/kernel/id'
import type { Clock } from '@jishi/kernel/time'
import type { OperatorActor } from '../../../infra/auth/actor.js'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Database } from '../../../infra/database/database.js'
import type { Tx } from '../../../infra/database/sql.js'
import { Idempotent, Input, Operator } from '../../../infra/http/parameters.js'
import { Serve } from '../../../infra/http/serve.js'
import type { IdempotentCall } from '../../../infra/idempotency/idempotency.js'
import { KeyedWrite } from '../keyed-write.js'
import { priceListsOf } from './price-lists.query.js'
import { PriceProposals } from './price-proposals.js'
import { SavePriceLists } from './save-price-lists.js'

@Controller()
export class PriceListsAdminController {
  constructor(
    private readonly database: Database,
    private readonly keyed: KeyedWrite,
    private readonly saving: SavePriceLists,
    private readonly proposals: PriceProposals,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Serve(priceListsEndpoints.priceLists)
  lists(
    @Operator() operator: OperatorActor,
    @Input() { params }: InputOf<typeof priceListsEndpoints.priceLists>,
  ): Promise<PriceLists> {
    return this.of(operator, params.id)
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

  @Serve(priceListsEndpoints.proposePrices)
  propose(
    @Operator() operator: OperatorActor,
    @Input() { params, body }: InputOf<typeof priceListsEndpoints.proposePrices>,
    @Idempotent() call: IdempotentCall,
  ): Promise<PriceLists> {
    return this.once(operator, call, params.id, (tx, id) => this.proposals.propose(tx, operator, id, body))
  }

  @Serve(priceListsEndpoints.approvePrices)
  approve(
    @Operator() operator: OperatorActor,
    @Input() { params, body }: InputOf<typeof priceListsEndpoints.approvePrices>,
    @Idempotent() call: IdempotentCall,
  ): Promise<PriceLists> {
    return this.once(operator, call, params.id, (tx, id) => this.proposals.approve(tx, operator, id, body.proposalId))
  }

  @Serve(priceListsEndpoints.refusePrices)
  refuse(
    @Operator() operator: OperatorActor,
    @Input() { params, body }: InputOf<typeof priceListsEndpoints.refusePrices>,
    @Idempotent() call: IdempotentCall,
  ): Promise<PriceLists> {
    return this.once(operator, call, params.id, (tx, id) => this.proposals.refuse(tx, operator, id, body.proposalId))
  }

  @Serve(priceListsEndpoints.withdrawPrices)
  withdraw(
    @Operator() operator: OperatorActor,
    @Input() { params, body }: InputOf<typeof priceListsEndpoints.withdrawPrices>,
    @Idempotent() call: IdempotentCall,
  ): Promise<PriceLists> {
    return this.once(operator, call, params.id, (tx, id) => this.proposals.withdraw(tx, operator, id, body.proposalId))
  }

  private async once(
    operator: OperatorActor,
    call: IdempotentCall,
    productId: string,
    effect: (tx: Tx, id: Id<'product'>) => Promise<Id<'product'>>,
  ): Promise<PriceLists> {
    const id = idOf<'product'>(productId)
    await this.keyed.once(call, 'product', (tx) => effect(tx, id))
    return this.of(operator, id)
  }

  private async of({ operatorId }: OperatorActor, id: string): Promise<PriceLists> {
    const lists = await priceListsOf(this.database, id, this.clock.now(), operatorId)
    if (lists === undefined) throw new DomainError('NOT_FOUND')
    return lists
  }
}
