import { Controller } from '@nestjs/common'
import type { InputOf } from '@jishi/contracts/endpoint'
import {
  priceChangeEndpoints as endpoints,
  type PriceChangePreview,
  type PriceChangeView,
} from '@jishi/contracts/order/price-change.schema'
import type { Page } from '@jishi/contracts/primitives.schema'
import type { OperatorActor } from '../../../infra/auth/actor.js'
import { Idempotent, Input, Operator } from '../../../infra/http/parameters.js'
import { Serve } from '../../../infra/http/serve.js'
import type { IdempotentCall } from '../../../infra/idempotency/idempotency.js'
import { ChangePrice } from './change-price.js'
import { DecidePrice } from './decide-price.js'
import { PriceChangeQueries } from './price-change.queries.js'

@Controller()
export class PriceChangeAdminController {
  constructor(
    private readonly changing: ChangePrice,
    private readonly deciding: DecidePrice,
    private readonly queries: PriceChangeQueries,
  ) {}

  @Serve(endpoints.priceChanges)
  priceChanges(
    @Operator() operator: OperatorActor,
    @Input() { params }: InputOf<typeof endpoints.priceChanges>,
  ): Promise<Page<PriceChangeView>> {
    return this.queries.ofOrder(operator, params.id)
  }

  @Serve(endpoints.preview)
  preview(@Input() { params, body }: InputOf<typeof endpoints.preview>): Promise<PriceChangePreview> {
    return this.changing.preview(params.id, body)
  }

  @Serve(endpoints.change)
  async change(
    @Operator() operator: OperatorActor,
    @Input() { params, body }: InputOf<typeof endpoints.change>,
    @Idempotent() call: IdempotentCall,
  ): Promise<PriceChangeView> {
    return this.queries.one(operator, await this.changing.run(operator, params.id, call, body))
  }

  @Serve(endpoints.approve)
  async approve(
    @Operator() operator: OperatorActor,
    @Input() { params }: InputOf<typeof endpoints.approve>,
    @Idempotent() call: IdempotentCall,
  ): Promise<PriceChangeView> {
    return this.queries.one(operator, await this.deciding.approve(operator, params.id, call))
  }

  @Serve(endpoints.refuse)
  async refuse(
    @Operator() operator: OperatorActor,
    @Input() { params, body }: InputOf<typeof endpoints.refuse>,
    @Idempotent() call: IdempotentCall,
  ): Promise<PriceChangeView> {
    return this.queries.one(operator, await this.deciding.refuse(operator, params.id, call, body.note))
  }

  @Serve(endpoints.withdraw)
  async withdraw(
    @Operator() operator: OperatorActor,
    @Input() { params }: InputOf<typeof endpoints.withdraw>,
    @Idempotent() call: IdempotentCall,
  ): Promise<PriceChangeView> {
    return this.queries.one(operator, await this.deciding.withdraw(operator, params.id, call))
  }
}
